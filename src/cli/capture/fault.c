// SPDX-License-Identifier: BSD-3-Clause
/*
 * A device that is unplugged, or whose driver takes its BARs back, takes the mapping
 * with it: the next access is SIGBUS. It comes from a load of this thread in libtph.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>

#include "cli/capture/live.h"

static sigjmp_buf before_access;
static volatile sig_atomic_t accessing;

static void on_fault(int number)
{
	if (accessing)
		siglongjmp(before_access, 1);
	/* A fault of another kind ends the program as ever */
	signal(number, SIG_DFL);
}

void live_catch_faults(void)
{
	/* Not blocked in the handler, so that the mask need not be saved each time */
	const struct sigaction action = {.sa_handler = on_fault,
					 .sa_flags = SA_NODEFER};

	sigaction(SIGBUS, &action, NULL);
}

/*
 * @tap is NULL before it is open. Return: as @access; -ENXIO the mapping is gone, and
 * the tap is left alone
 */
static int guard(struct tph_tap *tap,
		 int (*access)(struct tph_tap *tap, void *arg), void *arg)
{
	int ret;

	if (sigsetjmp(before_access, 0)) {
		accessing = false;
		if (tap)
			tph_tap_abandon(tap);
		return -ENXIO;
	}
	accessing = true;
	ret = access(tap, arg);
	accessing = false;
	return ret;
}

static int identify(struct tph_tap *none, void *arg)
{
	struct live *live = arg;

	return tph_tap_open(live->bdf, &live->options, &live->tap);
}

static int start(struct tph_tap *tap, void *arg)
{
	struct live *live = arg;
	int ret = live_clock_start(&live->clock, tap);

	return ret ? ret : tph_tap_start(tap, &live->filter);
}

static int next(struct tph_tap *tap, void *record)
{
	return tph_tap_next(tap, record);
}

static int stop(struct tph_tap *tap, void *arg)
{
	return tph_tap_stop(tap);
}

static int lost(struct tph_tap *tap, void *ret_lost)
{
	return tph_tap_lost(tap, ret_lost);
}

static int end(struct tph_tap *tap, void *arg)
{
	tph_tap_close(tap);
	return 0;
}

int live_open(struct live *live)
{
	return guard(NULL, identify, live);
}

int live_start(struct live *live)
{
	return guard(live->tap, start, live);
}

int live_next(struct tph_tap *tap, struct tph_tap_record *ret_record)
{
	return guard(tap, next, ret_record);
}

int live_stop(struct tph_tap *tap)
{
	return guard(tap, stop, NULL);
}

int live_lost(struct tph_tap *tap, uint64_t *ret_lost)
{
	return guard(tap, lost, ret_lost);
}

void live_close(struct tph_tap *tap)
{
	/* Once it is abandoned, it is closed without an access */
	if (tap && guard(tap, end, NULL))
		tph_tap_close(tap);
}

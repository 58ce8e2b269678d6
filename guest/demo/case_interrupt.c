// SPDX-License-Identifier: BSD-3-Clause
/*
 * Errors that need another holder of the dma-buf: a signal while SET waits for the
 * lock, and SET while importers are attached.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include "guest/demo/demo.h"

#define TRIES	40
#define TICK_US 200000

/* The engine's registers, beside its driver */
static volatile uint32_t *engine_map(const char *bdf)
{
	char path[128];
	void *regs;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource%d", bdf,
		 DMA_BAR_REGS);
	fd = open(path, O_RDWR | O_SYNC | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	regs = mmap(NULL, DMA_REGS_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		    0);
	close(fd);
	return regs == MAP_FAILED ? NULL : regs;
}

static void on_alarm(int sig)
{
}

/* Send SIGALRM repeatedly to the calling thread; all others block it */
static void alarm_on(void)
{
	struct sigaction action = {.sa_handler = on_alarm};
	struct itimerval every = {{0, TICK_US}, {0, TICK_US}};
	sigset_t set;

	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
}

static void alarm_off(void)
{
	struct itimerval never = {0};

	setitimer(ITIMER_REAL, &never, NULL);
}

struct stalled {
	struct demo_case *c;
	struct demo_import import;
	int write_ret, revoke_ret;
};

/* A copy that does not end because the engine is stopped */
static void *write_thread(void *arg)
{
	struct stalled *s = arg;
	uint8_t byte = 0;

	s->write_ret =
		tph_dma_write(s->c->demo->dma, s->import.handle, 0, &byte, 1);
	return NULL;
}

/* A revocation that waits for the copy, with the dma-buf locked */
static void *revoke_thread(void *arg)
{
	struct stalled *s = arg;

	s->revoke_ret = tph_device_memory_enable(s->c->demo->dev, false);
	return NULL;
}

static void interrupt_set(struct demo_case *c, struct stalled *s)
{
	struct tph_tag tag = {.st8_valid = true};
	int ret = 0, i;

	alarm_on();
	for (i = 0; i < TRIES && ret == 0; i++) {
		usleep(TICK_US / 4);
		ret = tph_dmabuf_tag(c->demo->dev, s->import.fd, &tag);
	}
	alarm_off();
	case_ret(c, ret, -EINTR, "SET while the dma-buf is locked");
}

void run_interrupted(struct demo_case *c, const void *arg)
{
	struct stalled s = {.c = c};
	volatile uint32_t *regs = engine_map(c->demo->requester);
	uint64_t window = case_window(c, WINDOW_SIZE);
	pthread_t writer, revoker;
	sigset_t set;

	case_operation(c, "none");
	if (!case_expect(c, regs != NULL, "cannot map the engine"))
		return;
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);

	if (case_ret(c,
		     import_tagged(c, c->demo->dma, window, WINDOW_SIZE, NULL,
				   0, &s.import),
		     0, "import")) {
		regs[DMA_REG_CTRL / 4] = 0;
		pthread_create(&writer, NULL, write_thread, &s);
		usleep(TICK_US);
		pthread_create(&revoker, NULL, revoke_thread, &s);
		interrupt_set(c, &s);
		regs[DMA_REG_CTRL / 4] = DMA_CTRL_ENABLE;
		pthread_join(revoker, NULL);
		pthread_join(writer, NULL);
		case_ret(c, s.write_ret, 0, "the delayed write");
		case_ret(c, s.revoke_ret, 0, "memory off");
		case_ret(c, tph_device_memory_enable(c->demo->dev, true), 0,
			 "memory on");
	}
	import_end(c->demo->dma, &s.import);
	munmap((void *)regs, DMA_REGS_SIZE);
}

/* 9: required hints, old or new, with an importer attached */
void run_busy_error(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {.st8_valid = true, .st8 = 1};
	struct tph_tag required = {
		.st8_valid = true, .st8 = 1, .required = true};
	uint64_t window = case_window(c, WINDOW_SIZE);
	struct demo_import import;
	int ret;

	case_operation(c, "none");
	ret = import_tagged(c, c->demo->dma, window, WINDOW_SIZE, &tag, 0,
			    &import);
	if (case_ret(c, ret, 0, "import")) {
		case_ret(c, tph_dmabuf_tag(c->demo->dev, import.fd, &tag), 0,
			 "SET without a requirement");
		case_ret(c, tph_dmabuf_tag(c->demo->dev, import.fd, &required),
			 -EBUSY, "SET with a requirement");
	}
	import_end(c->demo->dma, &import);
}

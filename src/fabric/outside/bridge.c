// SPDX-License-Identifier: BSD-3-Clause
/* The bridge: set-up, the loop, and a clean end */
#include "fabric/outside/bridge.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <linux/pci_regs.h>

#include "fabric/outside/private.h"
#include "fabric/clock.h"

/* Between two looks at the other descriptors */
#define PIECES 8
#define TLPS   64

#define FLUSH_MS 500

static int complain(int ret, const char *text)
{
	fprintf(stderr, "tph fabric: %s: %s\n", text, strerror(-ret));
	return ret;
}

static FILE *output(const struct bridge *bridge)
{
	const char *path = bridge->options->capture;

	return path && !strcmp(path, "-") ? stderr : stdout;
}

/* Return: 0; -EINVAL after a message */
static int assign(struct bridge *bridge)
{
	const uint64_t base = bridge->options->base;

	bridge->window = base <= UINT32_MAX ? base : BRIDGE_WINDOW;
	if (!pcie_root_assign(bridge->h->root, bridge->window,
			      bridge->window + (NETTLP_WINDOW - 1)))
		return 0;
	fprintf(stderr,
		"tph fabric: the BARs of all functions do not fit into the window of 256 MiB: reduce device memory\n");
	return -EINVAL;
}

/* The peer cannot reach configuration space; vectors are masked until it writes them */
static void enable_interrupts(struct bridge *bridge)
{
	for (unsigned int i = 0; i < bridge->h->nfunctions; i++) {
		struct pcie_function *fn = bridge->h->functions[i];

		if (fn->config.msix)
			pcie_root_config_write(bridge->h->root, fn->bdf,
					       fn->config.msix + PCI_MSIX_FLAGS,
					       2, PCI_MSIX_FLAGS_ENABLE);
	}
}

static void print_window(const struct bridge *bridge)
{
	FILE *out = output(bridge);

	for (unsigned int i = 0; i < bridge->h->nfunctions; i++) {
		const struct pcie_function *fn = bridge->h->functions[i];

		for (unsigned int bar = 0; bar < PCIE_BARS; bar++)
			if (fn->bars[bar].size)
				fprintf(out, "0x%07jx %s BAR%u %#jx\n",
					(uintmax_t)(pcie_function_bar_addr(
							    fn, bar) -
						    bridge->window),
					fn->name, bar,
					(uintmax_t)fn->bars[bar].size);
	}
	fprintf(out, "ready\n");
	fflush(out);
}

static void flush(struct bridge *bridge)
{
	const int ret = bridge->taps ? taps_flush(bridge->taps) : 0;

	if (ret)
		complain(ret, bridge->options->capture);
}

/* Losses are reported when they are seen, not only at the end */
static void report_losses(const struct bridge *bridge, uint64_t *known)
{
	const uint64_t lost = nettlp_stats(bridge->nettlp)->order.lost;

	if (lost == *known)
		return;
	*known = lost;
	fprintf(stderr, "tph fabric: %ju TLPs of the peer were lost so far\n",
		(uintmax_t)lost);
}

/* Return: milliseconds until a function must run, at most FLUSH_MS */
static int pause_of(const struct bridge *bridge)
{
	const uint64_t next = pcie_root_next(bridge->h->root);
	const uint64_t now = fabric_now();

	if (next == PCIE_NEVER || next > now + FLUSH_MS * 1000000ull)
		return FLUSH_MS;
	return next > now ? (next - now + 999999) / 1000000 : 0;
}

static int loop(struct bridge *bridge)
{
	struct pollfd fds[] = {
		{bridge->signals, POLLIN, 0},
		{nettlp_descriptor(bridge->nettlp), POLLIN, 0},
	};
	uint64_t lost = 0, flushed = 0;

	for (;;) {
		bool more;

		/*
		 * In this order: requests that came while a function waited are
		 * no longer in the sockets, so that poll() would not see them
		 */
		pcie_root_run(bridge->h->root, PIECES);
		more = bridge_take(bridge, TLPS);
		if (poll(fds, 2, more ? 0 : pause_of(bridge)) < 0 &&
		    errno != EINTR)
			return complain(-errno, "poll");
		if (fds[0].revents)
			return 0;
		if (fabric_now() - flushed < FLUSH_MS * 1000000ull)
			continue;
		flushed = fabric_now();
		flush(bridge);
		report_losses(bridge, &lost);
	}
}

static int end_capture(struct bridge *bridge)
{
	const uint64_t lost = bridge->taps ? taps_lost(bridge->taps) : 0;
	const char *path = bridge->options->capture;
	int ret;

	if (bridge->taps)
		taps_hurry(bridge->taps);
	ret = taps_close(bridge->taps);
	if (ret)
		complain(ret, path);
	if (lost)
		fprintf(stderr, "tph fabric: %s: %ju packets were dropped\n",
			path, (uintmax_t)lost);
	return !ret && lost ? -ENOBUFS : ret;
}

/* The end, and the capture, which may wait for its reader. */
static int open_outside(struct bridge *bridge)
{
	const struct bridge_options *options = bridge->options;
	char error[FABRIC_ERROR_MAX], refusal[NETTLP_ERROR_MAX];
	int ret = nettlp_open(&options->nettlp, &bridge->nettlp, refusal);

	if (ret) {
		fprintf(stderr, "tph fabric: %s\n", refusal);
		return ret;
	}
	if (!options->capture)
		return 0;
	ret = taps_open(bridge->h, options->capture, options->links, true,
			&bridge->taps, error);
	if (ret)
		fprintf(stderr, "tph fabric: %s\n", error);
	return ret;
}

static int build(struct bridge *bridge)
{
	char error[FABRIC_ERROR_MAX];
	int ret = hierarchy_create(bridge->options->topology, &bridge_host_ops,
				   bridge, &bridge->h, error);

	if (ret) {
		fprintf(stderr, "tph fabric: %s\n", error);
		return ret;
	}
	pcie_root_set_runs(bridge->h->root, !bridge->options->no_runs);
	ret = assign(bridge);
	if (ret)
		return ret;
	enable_interrupts(bridge);
	return open_outside(bridge);
}

static int serve(struct bridge *bridge)
{
	int ret;

	print_window(bridge);
	ret = loop(bridge);
	nettlp_print_stats(bridge->nettlp, stderr, "tph fabric:");
	bridge_print_stats(bridge, stderr, "tph fabric: ");
	hierarchy_print_stats(bridge->h, stderr, "tph fabric: ", false);
	return ret;
}

int bridge_serve(const struct bridge_options *options)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct bridge bridge = {.options = options, .signals = -1};
	struct signalfd_siginfo info;
	struct sigaction pipe;
	sigset_t set, before;
	int ret, err;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	bridge.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (bridge.signals < 0)
		return complain(-errno, "signals");
	sigaction(SIGPIPE, &ignore, &pipe);
	/* Nothing needs to be removed if a signal ends the process here */
	ret = build(&bridge);
	pthread_sigmask(SIG_BLOCK, &set, &before);
	if (!ret)
		ret = serve(&bridge);
	err = end_capture(&bridge);
	/* The signal that ended the loop must not end the process too */
	while (read(bridge.signals, &info, sizeof(info)) > 0)
		;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	sigaction(SIGPIPE, &pipe, NULL);
	nettlp_close(bridge.nettlp);
	hierarchy_free(bridge.h);
	close(bridge.signals);
	return ret ? ret : err;
}

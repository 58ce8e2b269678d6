// SPDX-License-Identifier: BSD-3-Clause
/* tph capture: TLPs from the tap of a device, live, into a file or a pipe */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <opentph/error.h>
#include <opentph/hw/accel.h>

#include "cli/capture/live.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "ground.h"

static const char usage[] =
	"Usage: tph capture [OPTION]... BDF\n"
	"Write the TLPs that an accelerator with a tap receives and sends to a capture,\n"
	"until Ctrl-C.\n"
	"  -o, --output FILE     output, pcapng; - (the default) is standard output\n"
	"      --th              memory requests with TH only\n"
	"      --range BASE-LIMIT    only TLPs that touch these addresses\n"
	"      --bar N           only TLPs that touch this BAR of the device\n"
	"      --outside BASE-LIMIT  all other TLPs only\n"
	"      --own             also TLPs that reading the ring makes: it overruns then\n"
	"  -s, --snap N          keep N bytes of each TLP at most\n"
	"  -n, --count N         stop after N TLPs\n"
	"      --seconds N       stop after N seconds\n"
	"      --sysfs           read beside the program that has the device\n"
	"      --vfio            read as its only owner; default: --sysfs if it is awake\n"
	"  -B, --bind            bind it to vfio-pci first, with --vfio\n"
	"      --force           take over a tap that is in use\n"
	"  -j, --json            print the result as JSON\n"
	"      --help            show this help\n"
	"The filters are the device's own. Without one, the TLPs of reading the ring are\n"
	"left out, which are those in BAR 0.\n"
	"\n"
	"Exit status: 0 all TLPs were captured; 1 some were lost, or the device failed;\n"
	"2 invalid arguments, no such tap, or the output cannot be written.\n";

/* SIGHUP stays ignored under nohup(1) */
static int catch_signals(struct live *live)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction before;
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (numbers[i] != SIGHUP || sigaction(SIGHUP, NULL, &before) ||
		    before.sa_handler != SIG_IGN)
			sigaddset(&set, numbers[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	live->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (live->signals < 0)
		return live_say(live, "signals: %s", strerror(errno));
	return -1;
}

static int cannot_write(const struct live *live, int err)
{
	const bool is_stdout = !strcmp(live->path, "-");

	return live_say(live, "%s: %s",
			is_stdout ? "standard output" : live->path,
			is_stdout && err == -EPIPE ? "its reader has left"
						   : strerror(-err));
}

static int open_output(struct live *live)
{
	const struct tph_tap_info *info = tph_tap_info(live->tap);
	char about[120];
	int ret = capture_create(live->path, CAPTURE_LINKTYPE_USER0,
				 &live->writer);

	if (ret)
		return cannot_write(live, ret);
	if (info->khz)
		snprintf(about, sizeof(about),
			 "tap of the device, clock of %u kHz", info->khz);
	else
		snprintf(about, sizeof(about),
			 "tap of the device, times in ticks");
	ret = capture_add_interface(live->writer, info->bdf, about);
	if (ret >= 0)
		ret = capture_go_live(live->writer, true);
	return ret < 0 ? cannot_write(live, ret) : -1;
}

/* Return: TPH_EXIT_USAGE, after a message about a failed access to the device */
static int no_access(const struct live *live, int err)
{
	if (err != -ENXIO)
		return live_say(live, "%s", tph_error());
	return live_say(
		live,
		"%s: its registers are gone: unplugged, or its driver has taken them back",
		live->bdf);
}

static int begin(struct live *live)
{
	int status, ret;

	live_catch_faults();
	ret = live_open(live);
	if (ret)
		return no_access(live, ret);
	status = live_filter(live);
	if (status < 0)
		status = open_output(live);
	if (status < 0)
		status = catch_signals(live);
	if (status >= 0)
		return status;
	ret = live_start(live);
	if (ret)
		return no_access(live, ret);
	progress_begin("capture", tph_tap_info(live->tap)->bdf);
	live_show_start(live);
	return -1;
}

/* Return: enum tph_exit, after a message about an end that was not asked for */
static int judge(const struct live *live, int closed)
{
	if (live->end == LIVE_BY_OUTPUT)
		return cannot_write(live, live->failure);
	if (closed)
		return cannot_write(live, closed);
	if (live->end != LIVE_BY_DEVICE)
		return live_missing(live) ? TPH_EXIT_BROKEN : TPH_EXIT_OK;
	no_access(live, live->failure);
	return TPH_EXIT_BROKEN;
}

static int capture(struct live *live)
{
	int status = begin(live), closed;

	if (status < 0) {
		live_loop(live);
		/* A reader of standard output that stands still is not waited for */
		capture_hurry(live->writer);
		closed = capture_drain(live->writer);
		live_statistics(live);
		status = judge(live, closed);
		live_show_end(live);
	}
	closed = capture_close(live->writer);
	if (closed && status != TPH_EXIT_USAGE)
		status = cannot_write(live, closed);
	live_close(live->tap);
	return status;
}

static int check(const struct live *live, unsigned int ranges, bool sysfs,
		 bool vfio)
{
	if (ranges > 1)
		return live_say(
			live,
			"the device has one range: use one of --range, --bar and --outside");
	if (sysfs && vfio)
		return live_say(live,
				"use one of --sysfs and --vfio, not both");
	if (live->options.device.bind && !vfio)
		return live_say(live, "--bind needs --vfio");
	if (strcmp(live->path, "-"))
		return -1;
	if (live->json)
		return live_say(
			live,
			"--json and the capture would share standard output: use -o FILE");
	if (isatty(STDOUT_FILENO))
		return live_say(
			live,
			"standard output is a terminal: use -o FILE, or a pipe to wireshark -k -i -");
	return -1;
}

int cmd_capture(int argc, char **argv)
{
	struct live live = {
		.command = argv[0],
		.path = "-",
		.bar = -1,
		.signals = -1,
	};
	const char *inside = NULL, *outside = NULL;
	uint64_t snap = 0;
	uint8_t bar = UINT8_MAX;
	bool sysfs = false, vfio = false;
	const struct option_row rows[] = {
		{"output", 'o', .text = &live.path},
		{"th", .flag = &live.filter.th},
		{"range", .text = &inside},
		{"bar", OPTION_VALUE(bar, 5)},
		{"outside", .text = &outside},
		{"own", .flag = &live.own},
		{"snap", 's', .number = &snap},
		{"count", 'n', .number = &live.count},
		{"seconds", .number = &live.seconds},
		{"sysfs", .flag = &sysfs},
		{"vfio", .flag = &vfio},
		{"bind", 'B', .flag = &live.options.device.bind},
		{"force", .flag = &live.filter.force},
		{"json", 'j', .flag = &live.json},
		{0},
	};
	const struct options options = {usage, rows, &live, 1, 1};
	int status = options_parse(&options, argc, argv);

	if (status >= 0)
		return status;
	live.bdf = argv[optind];
	if (bar != UINT8_MAX)
		live.bar = bar;
	live.range = inside ? inside : outside;
	if (live.range)
		live.filter.range = inside ? TPH_TAP_INSIDE : TPH_TAP_OUTSIDE;
	live.filter.snap = snap > ACCEL_TAP_SNAP_MAX ? 0 : (uint32_t)snap;
	live.options.way = sysfs  ? TPH_TAP_SYSFS
			   : vfio ? TPH_TAP_VFIO
				  : TPH_TAP_AUTO;
	status = check(&live, !!inside + !!outside + (live.bar >= 0), sysfs,
		       vfio);
	if (status < 0)
		status = live_range(&live);
	return status >= 0 ? status : capture(&live);
}

// SPDX-License-Identifier: BSD-3-Clause
/* tph export: a part of a BAR as a dma-buf, its tag, and its users */
#include "cli/export/export.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include <opentph/error.h>

#include "cli/command.h"
#include "cli/export/child.h"
#include "cli/export/loop.h"

static const char usage[] =
	"Usage: tph export [OPTION]... [-- PROGRAM [ARGUMENT]...]\n"
	"Export a part of a PCI function's BAR as a dma-buf, tag it, show the requested and\n"
	"the applied tags, and pass it to programs.\n"
	"\n" TARGET_USAGE
	"  -f, --from=SOCKET      use the dma-buf that --hold offers at SOCKET\n"
	"  -H, --hold=SOCKET      offer the dma-buf at a new Unix socket until the end\n"
	"  -w, --write            write zeroes into it with the reference importer\n"
	"  -i, --importer=DEVICE  engine for --write; default: " TPH_DMA_DEFAULT
	"\n"
	"  -W, --watch            report changes until the end\n"
	"  -j, --json\n"
	"  -h, --help\n"
	"\n"
	"A length of 0 is the rest of the BAR.\n"
	"PROGRAM inherits the dma-buf; its number is in TPH_DMABUF_FD and replaces {fd} in\n"
	"arguments. The end is that of PROGRAM, or SIGINT, SIGTERM or SIGHUP.\n"
	"\n"
	"Exit status: 0 success; 1 --write without the requested tag; 2 error or invalid\n"
	"usage. With PROGRAM: its status; 125 error of tph; 126 PROGRAM cannot be run;\n"
	"127 it is not found.\n";

static int wrong(const char *what)
{
	fprintf(stderr, "tph export: %s; see --help\n", what);
	return TPH_EXIT_USAGE;
}

/* Return: @ret, after a message */
static int failed(int ret, const char *what, const char *why)
{
	fprintf(stderr, "tph export: %s: %s\n", what,
		why ? why : strerror(-ret));
	return ret;
}

/* The same for an error of the library, which has the place */
static int library_failed(int ret)
{
	fprintf(stderr, "tph export: %s\n", tph_error());
	return ret;
}

static int open_device(struct export *e)
{
	char bdf[TPH_BDF_SIZE];
	int ret = target_find(&e->target, bdf);

	if (!ret)
		ret = tph_device_open(bdf, &e->target.open, &e->dev);
	if (!ret)
		ret = target_to_end(&e->target, e->dev);
	if (!ret)
		ret = target_export(&e->target, e->dev, &e->fd);
	e->size = e->target.length;
	return ret ? library_failed(ret) : 0;
}

static int open_socket(struct export *e)
{
	int ret = hold_receive(e->from, &e->fd);
	off_t size;

	if (ret == -ECONNREFUSED)
		return failed(ret, e->from,
			      "no program offers a dma-buf there");
	if (ret == -EPROTO)
		return failed(ret, e->from,
			      "it did not send one file descriptor");
	if (ret)
		return failed(ret, e->from, NULL);
	size = lseek(e->fd, 0, SEEK_END);
	e->size = size < 0 ? 0 : (uint64_t)size;
	lseek(e->fd, 0, SEEK_SET);
	return 0;
}

static int open_hold(struct export *e)
{
	int ret = e->hold_at ? hold_open(&e->hold, e->hold_at) : 0;

	e->held = e->hold_at && !ret;
	if (!ret)
		return 0;
	return failed(ret, e->hold_at,
		      ret == -EADDRINUSE
			      ? "it exists; choose another path, or remove it"
			      : NULL);
}

static int read_state(struct export *e)
{
	int ret = state_read(e->fd, &e->state);

	if (ret == -ENOMEM)
		return failed(ret, "attachments", NULL);
	return ret ? library_failed(ret) : 0;
}

static int begin(struct export *e)
{
	int ret = e->from ? 0 : open_device(e);

	if (ret)
		return ret;
	if (e->write && export_write(e))
		return library_failed(-EIO);
	ret = read_state(e);
	if (!ret)
		ret = open_hold(e);
	if (!ret && (!e->program || e->watch)) {
		export_show(e);
		fflush(e->out);
	}
	return ret;
}

static int look(void *run)
{
	struct export *e = run;
	struct state old = e->state;
	int ret = read_state(e);

	if (ret)
		return ret;
	export_show_changes(e, &old);
	state_free(&old);
	/* The reader has gone; main() reports it */
	return fflush(e->out) ? -EPIPE : 0;
}

static int run_loop(struct export *e, struct loop *loop)
{
	int ret;

	loop->fd = e->fd;
	loop->hold = e->held ? &e->hold : NULL;
	loop->watch = e->watch ? look : NULL;
	loop->run = e;
	if (e->program) {
		ret = child_start(e->program, e->fd, &loop->mask, &loop->child);
		if (ret) {
			failed(ret, e->program[0], NULL);
			return ret == -ENOENT ? TPH_EXIT_NOT_FOUND
					      : TPH_EXIT_NOT_RUN;
		}
	}
	return loop_run(loop);
}

static void end(struct export *e)
{
	if (e->held)
		hold_close(&e->hold);
	tph_dma_close(e->dma);
	if (e->fd >= 0)
		close(e->fd);
	tph_device_close(e->dev);
	state_free(&e->state);
}

static int run(struct export *e)
{
	bool stays = e->hold_at || e->watch || e->program;
	struct loop loop = {0};
	/* A server may be slow, so signals still end the command */
	int ret = e->from ? open_socket(e) : 0;

	if (!ret && stays) {
		ret = loop_begin(&loop);
		if (ret)
			failed(ret, "signals", NULL);
	}
	if (!ret)
		ret = begin(e);
	if (!ret && stays)
		ret = run_loop(e, &loop);
	end(e);
	if (ret < 0)
		return e->program ? TPH_EXIT_SELF : TPH_EXIT_USAGE;
	if (!ret && !e->program && export_untagged(e))
		return TPH_EXIT_BROKEN;
	return ret;
}

static int judge(struct export *e, int argc, char **argv)
{
	if (optind < argc) {
		if (strcmp(argv[optind - 1], "--"))
			return wrong("PROGRAM comes after --");
		e->program = argv + optind;
		e->out = stderr;
	}
	if (e->from && !target_is_initial(&e->target))
		return wrong(
			"--from cannot be combined with options of a function or a tag");
	if (e->importer && !e->write)
		return wrong("--importer needs --write");
	if (e->json && e->program && !e->watch)
		return wrong("--json with PROGRAM needs --watch");
	if (target_backend(&e->target))
		return wrong(tph_error());
	return -1;
}

int cmd_export(int argc, char **argv)
{
	struct export e = {.fd = -1, .out = stdout};
	const struct option_row rows[] = {
		TARGET_ROWS(e.target),
		{"from", 'f', .text = &e.from},
		{"hold", 'H', .text = &e.hold_at},
		{"write", 'w', .flag = &e.write},
		{"importer", 'i', .text = &e.importer},
		{"watch", 'W', .flag = &e.watch},
		{"json", 'j', .flag = &e.json},
		{0},
	};
	const struct options options = {usage, rows, NULL, 0, INT_MAX};
	int status;

	target_init(&e.target);
	status = options_parse(&options, argc, argv);
	if (status < 0)
		status = judge(&e, argc, argv);
	return status < 0 ? run(&e) : status;
}

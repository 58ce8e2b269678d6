// SPDX-License-Identifier: BSD-3-Clause
/* The dma-buf as text in the style of lspci */
#include <inttypes.h>
#include <sys/time.h>
#include <time.h>

#include "cli/export/export.h"
#include "cli/export/tag.h"

static void show_asked(FILE *out, const struct state *state)
{
	fprintf(out, "Requested: ");
	if (state->known)
		tag_print_asked(out, &state->asked);
	else
		fprintf(out, "unknown, this file reports no hints");
	fputc('\n', out);
}

static void show_attachment(FILE *out, const struct tph_attachment *a)
{
	fprintf(out, "Attached: %s ", a->name);
	tag_print_applied(out, a);
	fputc('\n', out);
}

static void show_source(const struct export *e)
{
	if (e->from)
		fprintf(e->out, "%s, size %" PRIu64 "\n", e->from, e->size);
	else
		fprintf(e->out,
			"%s BAR %u, offset 0x%" PRIx64 ", size %" PRIu64
			", by %s\n",
			tph_device_bdf(e->dev), e->target.bar, e->target.offset,
			e->size, tph_backend_name(tph_device_backend(e->dev)));
}

void export_show(const struct export *e)
{
	FILE *out = e->out;

	if (e->json) {
		export_json(e);
		return;
	}
	show_source(e);
	if (e->held)
		fprintf(out, "\tHeld: %s\n", e->hold_at);
	fputc('\t', out);
	show_asked(out, &e->state);
	for (size_t i = e->state.count; i--;) {
		fputc('\t', out);
		show_attachment(out, &e->state.list[i]);
	}
	if (e->write)
		fprintf(out, "\tWritten: %" PRIu64 " bytes\n", e->size);
}

/**
 * struct changes - for state_each_change()
 * @out:	where to print
 * @time:	of the changes
 * @count:	changes so far; nothing is printed without @out
 */
struct changes {
	FILE *out;
	struct timeval time;
	unsigned int count;
};

/* Return: true if the caller prints the rest of the line */
static bool begin_line(struct changes *changes)
{
	struct tm tm;

	changes->count++;
	if (!changes->out)
		return false;
	localtime_r(&changes->time.tv_sec, &tm);
	fprintf(changes->out, "%02d:%02d:%02d.%03d ", tm.tm_hour, tm.tm_min,
		tm.tm_sec, (int)(changes->time.tv_usec / 1000));
	return true;
}

static void changed(void *run, const struct tph_attachment *a)
{
	struct changes *changes = run;

	if (begin_line(changes))
		show_attachment(changes->out, a);
}

static void gone(void *run, const struct tph_attachment *a)
{
	struct changes *changes = run;

	if (begin_line(changes))
		fprintf(changes->out, "Detached: %s\n", a->name);
}

void export_show_changes(const struct export *e, const struct state *old)
{
	struct changes changes = {.out = e->json ? NULL : e->out};

	gettimeofday(&changes.time, NULL);
	if (!state_same_asked(old, &e->state) && begin_line(&changes))
		show_asked(e->out, &e->state);
	state_each_change(old, &e->state, changed, gone, &changes);
	if (e->json && changes.count)
		export_json(e);
}

// SPDX-License-Identifier: BSD-3-Clause
/* Runs of TLPs on their way to the file, through the queue of a thread or not */
#include <errno.h>

#include <opentph/tlp.h>

#include "capture/write/entry.h"
#include "capture/write/writer.h"

/* Write the records of a run: each TLP at each link */
static __attribute__((noinline)) int
expand(struct capture_writer *writer, const struct capture_run *run, size_t cut)
{
	uint8_t head[TLP_MAX_HEADER];
	struct record record = {
		.ns = run->ns,
		.head = run->head,
		.head_len = run->head_len,
		.tail = run->payload,
		.tail_len = run->payload_len,
		.orig_len = run->head_len + run->payload_len + cut,
		.rebuilt = run->rebuilt,
	};

	if (run->count > 1)
		record.head = memcpy(head, run->head, run->head_len);
	for (unsigned int i = 0; i < run->count; i++) {
		if (i) {
			tlp_advance_header(head, run->head_len,
					   run->payload_len);
			record.tail =
				(const uint8_t *)record.tail + run->payload_len;
		}
		for (unsigned int j = 0; j < run->nseen; j++) {
			record.interface = run->seen[j].interface;
			record.dir = run->seen[j].dir;
			writer->format->packet(writer, &record);
		}
	}
	return writer->out.error;
}

static void take_note(struct capture_writer *writer,
		      const struct capture_entry *entry)
{
	struct note note;

	if (!entry->nseen)
		return;
	memcpy(&note, entry->seen + entry->nseen, sizeof(note));
	writer_take_note(writer, &note);
}

/* In the thread */
static int take(void *ctx, const uint8_t *bytes, size_t len)
{
	struct capture_writer *writer = ctx;
	struct capture_sighting seen[CAPTURE_SIGHTINGS_MAX];
	const struct capture_entry *entry;
	struct capture_run run;

	for (size_t at = 0; at < len; at += entry->size) {
		entry = (const struct capture_entry *)(bytes + at);
		if (!entry->count) {
			take_note(writer, entry);
			continue;
		}
		run = entry_run(entry, seen);
		expand(writer, &run, entry->cut & ~ENTRY_REBUILT);
	}
	return writer->out.error;
}

static int flush(void *ctx)
{
	struct capture_writer *writer = ctx;

	return output_flush(&writer->out);
}

/* A run that does not fit into the current buffer is cut between two TLPs */
static __attribute__((noinline)) int queue_parts(struct capture_writer *writer,
						 const struct capture_run *run,
						 size_t cut)
{
	struct background *bg = writer->background;
	uint8_t head[TLP_MAX_HEADER];
	struct capture_run rest = *run;

	if (run->count > 1)
		rest.head = memcpy(head, run->head, run->head_len);
	while (rest.count) {
		unsigned int n = entry_fits(&rest, background_left(bg));
		int ret = n ? 0 : background_next(bg);

		if (ret == -EAGAIN)
			atomic_fetch_add(&writer->lost,
					 (uint64_t)rest.count * rest.nseen);
		if (ret)
			return ret == -EAGAIN ? 0 : ret;
		if (!n)
			continue;
		background_append(bg,
				  entry_put(background_end(bg),
					    entry_front(&rest), &rest, n, cut));
		rest.count -= n;
		rest.payload =
			(const uint8_t *)rest.payload + n * rest.payload_len;
		if (rest.count)
			tlp_advance_header(head, rest.head_len,
					   n * rest.payload_len);
	}
	return 0;
}

static bool is_valid(const struct capture_writer *writer,
		     const struct capture_run *run)
{
	if (!run->count || run->nseen > CAPTURE_SIGHTINGS_MAX ||
	    (run->count > 1 && run->head_len > TLP_MAX_HEADER))
		return false;
	for (unsigned int i = 0; i < run->nseen; i++)
		if (run->seen[i].interface < 0 ||
		    run->seen[i].interface >= writer->interfaces)
			return false;
	return true;
}

/* The payload would be in the way of its own front; the next one has more space. */
static __attribute__((noinline)) int move_on(struct capture_writer *writer,
					     const struct capture_run *run,
					     size_t cut)
{
	struct background *bg = writer->background;

	background_append(bg, entry_skip(background_end(bg), writer->front,
					 run->count * run->payload_len));
	writer->front = entry_align(entry_front(run));
	return queue_parts(writer, run, cut);
}

static int queue(struct capture_writer *writer, const struct capture_run *run,
		 size_t cut)
{
	struct background *bg = writer->background;
	const size_t len = run->count * run->payload_len;
	const size_t front = entry_front(run), left = background_left(bg);
	uint8_t *end = background_end(bg);
	size_t at = front;

	if (len && run->payload == end + writer->front)
		at = writer->front;
	if (at < front)
		return move_on(writer, run, cut);
	if (at + len > left)
		return queue_parts(writer, run, cut);
	background_append(bg, entry_put(end, at, run, run->count, cut));
	return 0;
}

int writer_put(struct capture_writer *writer, const struct capture_run *run,
	       size_t cut)
{
	if (!is_valid(writer, run))
		return -EINVAL;
	if (run->head_len > CAPTURE_MAX_LEN ||
	    run->payload_len > CAPTURE_MAX_LEN - run->head_len)
		return -EMSGSIZE;
	/* More would exceed the length of a packet, of 32 bits */
	if (cut >= ENTRY_REBUILT)
		cut = ENTRY_REBUILT - 1;
	return writer->background ? queue(writer, run, cut)
				  : expand(writer, run, cut);
}

struct capture_entry *capture_entry(struct capture_writer *writer, size_t len)
{
	struct background *bg = writer->background;
	struct capture_entry *entry;

	if (!bg || background_left(bg) < writer->front + len)
		return NULL;
	entry = (struct capture_entry *)background_end(bg);
	entry->at = writer->front;
	return entry;
}

void capture_commit(struct capture_writer *writer, struct capture_entry *entry)
{
	const size_t len = (size_t)entry->count * entry->payload_len;

	entry->size = entry_align(entry->at + len);
	entry->cut = 0;
	background_append(writer->background, entry->size);
}

void capture_keep_payload(struct capture_writer *writer, size_t len)
{
	struct background *bg = writer->background;

	background_append(bg,
			  entry_skip(background_end(bg), writer->front, len));
	background_hold(bg);
}

void capture_release_payload(struct capture_writer *writer)
{
	background_release(writer->background);
}

int writer_start(struct capture_writer *writer, bool drop)
{
	static const struct background_ops ops = {take, flush};

	writer->front = ENTRY_ALIGN;
	return background_start(&ops, writer, drop, &writer->background);
}

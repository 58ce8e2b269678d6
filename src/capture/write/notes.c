// SPDX-License-Identifier: BSD-3-Clause
/* Losses and statistics, in the order of the packets around them */
#include <errno.h>

#include "capture/write/entry.h"
#include "capture/write/writer.h"

void writer_take_note(struct capture_writer *writer, const struct note *note)
{
	if (!note->statistics)
		writer->dropped += note->lost;
	else if (writer->format->statistics)
		writer->format->statistics(writer, note->interface,
					   &note->values);
}

static int put_note(struct capture_writer *writer, const struct note *note)
{
	const struct capture_sighting nowhere = {0, CAPTURE_DOWN};
	/* An entry of no TLPs, with the note as its header */
	const struct capture_run run = {
		.seen = &nowhere,
		.nseen = 1,
		.head = note,
		.head_len = sizeof(*note),
	};
	struct background *bg = writer->background;
	const size_t front = entry_front(&run);
	int ret;

	if (!bg) {
		writer_take_note(writer, note);
		return writer->out.error;
	}
	if (background_left(bg) < entry_align(front)) {
		ret = background_next(bg);
		if (ret)
			return ret;
	}
	background_append(bg, entry_put(background_end(bg), front, &run, 0, 0));
	return 0;
}

int capture_note_loss(struct capture_writer *writer, uint64_t count)
{
	return put_note(writer, &(struct note){.lost = count});
}

int capture_write_statistics(struct capture_writer *writer, int interface,
			     const struct capture_statistics *statistics)
{
	if (interface < 0 || interface >= writer->interfaces)
		return -EINVAL;
	return put_note(writer, &(struct note){
					.statistics = true,
					.interface = interface,
					.values = *statistics,
				});
}

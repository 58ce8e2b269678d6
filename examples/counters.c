// SPDX-License-Identifier: BSD-3-Clause
/*
 * The accelerator counts writes by their tags, and an event reports a write
 * that it dropped.
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include <opentph/opentph.h>

#define TRY(call) ((call) ? errx(1, "%s", tph_error()) : (void)0)

static struct tph_accel *accel;
static struct tph_dma *dma;
static int fd;

/* 64 bytes at an offset of the dma-buf, with a tag */
static void write_tagged(uint8_t st, uint64_t offset)
{
	const struct tph_tag tag = {.st8_valid = true, .st8 = st};
	const char data[64] = "";
	uint32_t region;

	TRY(tph_dmabuf_tag(tph_accel_device(accel), fd, &tag));
	TRY(tph_dma_import(dma, fd, 0, &region, NULL));
	TRY(tph_dma_write(dma, region, offset, data, sizeof(data)));
	TRY(tph_dma_release(dma, region));
}

int main(void)
{
	const struct tph_open_options options = {.bind = true};
	const struct tph_accel_entry add = {.st = 0x5a, .op = ACCEL_OP_ADD_U32};
	/* 2 bytes of payload become 4 in memory, so offsets double */
	const struct tph_accel_entry wide = {.st = 0x5b,
					     .op = ACCEL_OP_BF16_ADD_F32,
					     .move = true,
					     .partition = 1};
	struct tph_accel_tag_counters by_tag;
	struct tph_accel_counters all;
	struct tph_accel_buffer *buffer;
	struct tph_accel_events events;
	uint64_t size;

	TRY(tph_accel_open(NULL, &options, &accel));
	TRY(tph_accel_program(accel, &add));
	TRY(tph_accel_program(accel, &wide));
	TRY(tph_accel_enable(accel, true));
	size = tph_accel_info(accel)->partition_size;
	TRY(tph_accel_alloc(accel, 0, size, &buffer));
	TRY(tph_accel_export(buffer, &fd));
	TRY(tph_dma_open(NULL, &dma));
	TRY(tph_accel_counters_clear(accel));
	TRY(tph_accel_events_clear(accel, ACCEL_EVENT_ALL));
	TRY(tph_accel_events_mask(accel, ACCEL_EVENT_RANGE));

	write_tagged(0x5a, 0);
	write_tagged(0x77, 0);	       /* no entry: stored */
	write_tagged(0x5b, size - 64); /* would land beyond partition 1 */

	TRY(tph_accel_counters(accel, &all));
	TRY(tph_accel_tag_counters(accel, false, 0x5a, &by_tag));
	printf("tagged %" PRIu64 " unknown %" PRIu64 " dropped %" PRIu64 "\n",
	       all.tagged, all.unknown, all.dropped);
	printf("ST 0x5a: %" PRIu64 " writes, %" PRIu64 " bytes\n",
	       by_tag.writes, by_tag.bytes);
	TRY(tph_accel_events_wait(accel, 1000, &events));
	printf("event%s: ST 0x%02x at %" PRIu64 " bytes before the end\n",
	       events.bits & ACCEL_EVENT_RANGE ? " range" : "", events.st,
	       size - events.addr);
	tph_dma_close(dma);
	close(fd);
	tph_accel_close(accel);
	return 0;
}

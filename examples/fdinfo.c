// SPDX-License-Identifier: BSD-3-Clause
/*
 * Two imports of one dma-buf: print the tag that each applied, or the reason.
 */
#include <err.h>
#include <stdio.h>
#include <unistd.h>

#include <opentph/opentph.h>

#define TRY(call) ((call) ? errx(1, "%s", tph_error()) : (void)0)

int main(void)
{
	const struct tph_open_options options = {.bind = true};
	const struct tph_tag tag = {.st8_valid = true, .st8 = 0x5a, .ph = 2};
	struct tph_accel_buffer *buffer;
	struct tph_attachment list[4];
	struct tph_asked asked;
	struct tph_accel *accel;
	struct tph_dma *dma;
	uint32_t region;
	size_t n, i;
	int fd;

	TRY(tph_accel_open(NULL, &options, &accel));
	TRY(tph_accel_alloc(accel, 0, 4096, &buffer));
	TRY(tph_accel_export(buffer, &fd));
	TRY(tph_dmabuf_tag(tph_accel_device(accel), fd, &tag));
	TRY(tph_dma_open(NULL, &dma));
	TRY(tph_dma_import(dma, fd, 0, &region, NULL));
	TRY(tph_dma_import(dma, fd, TPH_DMA_NO_TPH, &region, NULL));

	/* From /proc/self/fdinfo */
	TRY(tph_dmabuf_applied(fd, &asked, list, 4, &n));
	printf("requested: ST 0x%02x PH %u\n", asked.tag.st8, asked.tag.ph);
	for (i = 0; i < n && i < 4; i++)
		if (list[i].applied)
			printf("%s: ST 0x%02x PH %u\n", list[i].name,
			       list[i].st, list[i].ph);
		else
			printf("%s: no tag, reason: %s\n", list[i].name,
			       tph_reason_name(list[i].reason));
	tph_dma_close(dma);
	close(fd);
	tph_accel_close(accel);
	return 0;
}

// SPDX-License-Identifier: BSD-3-Clause
/* The DMA engine writes four floats; the accelerator adds them to its memory. */
#include <err.h>
#include <stdio.h>
#include <unistd.h>

#include <opentph/opentph.h>

#define TRY(call) ((call) ? errx(1, "%s", tph_error()) : (void)0)

int main(void)
{
	const struct tph_open_options options = {.bind = true};
	const struct tph_accel_entry entry = {.st = 0x5a,
					      .op = ACCEL_OP_ADD_F32};
	const struct tph_tag tag = {
		.st8_valid = true, .st8 = 0x5a, .required = true};
	float sum[4] = {1, 2, 3, 4}, data[4] = {10, 20, 30, 40};
	struct tph_accel_buffer *buffer;
	struct tph_accel *accel;
	struct tph_dma *dma;
	uint32_t region;
	int fd;

	TRY(tph_accel_open(NULL, &options, &accel));
	TRY(tph_accel_program(accel, &entry)); /* what the tag does */
	TRY(tph_accel_enable(accel, true));
	TRY(tph_accel_alloc(accel, 0, sizeof(sum), &buffer));
	TRY(tph_accel_write(buffer, 0, sum, sizeof(sum)));
	TRY(tph_accel_export(buffer, &fd)); /* as dma-buf */
	TRY(tph_dmabuf_tag(tph_accel_device(accel), fd, &tag));

	TRY(tph_dma_open(NULL, &dma)); /* another device's driver */
	TRY(tph_dma_import(dma, fd, 0, &region, NULL));
	TRY(tph_dma_write(dma, region, 0, data, sizeof(data)));

	TRY(tph_accel_read(buffer, 0, sum, sizeof(sum)));
	printf("%g %g %g %g\n", sum[0], sum[1], sum[2],
	       sum[3]); /* 11 22 33 44 */
	tph_dma_close(dma);
	close(fd);
	tph_accel_close(accel);
	return 0;
}

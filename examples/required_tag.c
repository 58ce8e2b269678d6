// SPDX-License-Identifier: BSD-3-Clause
/*
 * A tag that selects an operation is required, because a write without it has
 * another result. If the tag cannot be applied, an untagged write to a separate
 * buffer and a pass of the device compute the same sums.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <opentph/opentph.h>

#define TRY(call) ((call) ? errx(1, "%s", tph_error()) : (void)0)

static struct tph_accel *accel;
static struct tph_dma *dma;

/* The errors of an import whose tag cannot be sent or does not arrive */
static bool no_tag(int ret)
{
	return ret == -EOPNOTSUPP || ret == -ERANGE || ret == -EREMOTEIO ||
	       ret == -ENOSPC;
}

/* Return: 0 written; else no_tag() */
static int write_into(struct tph_accel_buffer *buffer,
		      const struct tph_tag *tag, const float data[4])
{
	uint32_t region;
	int fd, ret;

	TRY(tph_accel_export(buffer, &fd));
	if (tag)
		TRY(tph_dmabuf_tag(tph_accel_device(accel), fd, tag));
	ret = tph_dma_import(dma, fd, 0, &region, NULL);
	if (!ret)
		TRY(tph_dma_write(dma, region, 0, data, 16));
	else if (!no_tag(ret))
		errx(1, "%s", tph_error());
	close(fd);
	return ret;
}

int main(void)
{
	const struct tph_open_options options = {.bind = true};
	const struct tph_accel_entry entry = {.st = 0x5a,
					      .op = ACCEL_OP_ADD_F32};
	const struct tph_tag tag = {
		.st8_valid = true, .st8 = 0x5a, .required = true};
	float sum[4] = {1, 2, 3, 4}, data[4] = {10, 20, 30, 40};
	struct tph_accel_buffer *buffer, *beside;
	const char *how = "tagged";

	TRY(tph_accel_open(NULL, &options, &accel));
	TRY(tph_accel_program(accel, &entry));
	TRY(tph_accel_enable(accel, true));
	TRY(tph_accel_alloc(accel, 0, sizeof(sum), &buffer));
	TRY(tph_accel_alloc(accel, 0, sizeof(sum), &beside));
	TRY(tph_accel_write(buffer, 0, sum, sizeof(sum)));
	TRY(tph_dma_open(NULL, &dma));

	if (write_into(buffer, &tag, data)) {
		const struct tph_accel_pass pass = {.op = ACCEL_OP_ADD_F32,
						    .src = beside,
						    .dst = buffer,
						    .len = sizeof(data)};

		how = "second pass";
		TRY(write_into(beside, NULL, data));
		TRY(tph_accel_run(accel, &pass, 1000));
	}
	TRY(tph_accel_read(buffer, 0, sum, sizeof(sum)));
	printf("%s: %g %g %g %g\n", how, sum[0], sum[1], sum[2], sum[3]);
	tph_dma_close(dma);
	tph_accel_close(accel);
	return 0;
}

// SPDX-License-Identifier: BSD-3-Clause
/* Passes: operations of the device on its own memory. */
#include <errno.h>
#include <time.h>

#include "libtph/accel_priv.h"

/* Poll again after this time without an interrupt */
#define PASS_SLICE_MS 50
#define PASS_POLL_NS  100000

static int check(const struct tph_accel *accel,
		 const struct tph_accel_pass *pass)
{
	const char *bdf = tph_device_bdf(accel->dev);
	const struct accel_op_info *op = accel_op(accel, pass->op);
	uint64_t result;

	if (!accel->info.passes)
		return error_fail(
			-EOPNOTSUPP,
			"%s: does not run passes: write the data with a tag instead",
			bdf);
	if (!op)
		return error_fail(-EOPNOTSUPP, "%s: has no operation %d", bdf,
				  (int)pass->op);
	if (pass->src->accel != accel || pass->dst->accel != accel)
		return error_fail(-EINVAL,
				  "%s: pass with another accelerator's buffer",
				  bdf);
	if (pass->len % op->src || pass->src_offset % op->src ||
	    pass->dst_offset % op->dst)
		return error_fail(-EINVAL, "%s: %s: not whole elements", bdf,
				  op->name);
	result = (uint64_t)pass->len / op->src * op->dst;
	if (pass->len > pass->src->size ||
	    pass->src_offset > pass->src->size - pass->len ||
	    result > pass->dst->size ||
	    pass->dst_offset > pass->dst->size - result)
		return error_fail(-ERANGE,
				  "%s: %s: the pass exceeds its buffers", bdf,
				  op->name);
	return 0;
}

static int start(struct tph_accel *accel, const struct tph_accel_pass *pass)
{
	uint32_t status;
	int ret;

	ret = accel_get(accel, ACCEL_REG_PASS_STATUS, &status);
	if (!ret && status == ACCEL_PASS_BUSY)
		ret = error_fail(-EBUSY, "%s: a pass is still running",
				 tph_device_bdf(accel->dev));
	if (!ret)
		ret = accel_set64(accel, ACCEL_REG_PASS_SRC,
				  pass->src->offset + pass->src_offset);
	if (!ret)
		ret = accel_set64(accel, ACCEL_REG_PASS_DST,
				  pass->dst->offset + pass->dst_offset);
	if (!ret)
		ret = accel_set(accel, ACCEL_REG_PASS_LEN, pass->len);
	if (!ret)
		ret = accel_set(accel, ACCEL_REG_PASS_OP, (uint32_t)pass->op);
	return ret;
}

/* Wait for the next interrupt, or a moment if they are not enabled */
static int pause_for(struct tph_accel *accel, int64_t left_ms)
{
	const struct timespec moment = {.tv_nsec = PASS_POLL_NS};
	int ret;

	if (!accel->dev->enabled) {
		nanosleep(&moment, NULL);
		return 0;
	}
	ret = tph_irq_wait(
		accel->dev, ACCEL_VECTOR_PASS,
		left_ms < PASS_SLICE_MS ? (int)left_ms : PASS_SLICE_MS, NULL);
	return ret == -ETIMEDOUT ? 0 : ret;
}

int tph_accel_run(struct tph_accel *accel, const struct tph_accel_pass *pass,
		  int timeout_ms)
{
	int64_t end = lib_now_ms() + timeout_ms, left = PASS_SLICE_MS;
	uint32_t status;
	int ret;

	ret = check(accel, pass);
	if (!ret)
		ret = start(accel, pass);
	if (ret)
		return ret;
	/* Poll if MSI-X is not available (no interrupt remapping) */
	(void)accel_irqs(accel);
	for (;;) {
		ret = accel_get(accel, ACCEL_REG_PASS_STATUS, &status);
		if (ret)
			return ret;
		if (status != ACCEL_PASS_BUSY)
			break;
		if (timeout_ms >= 0)
			left = end - lib_now_ms();
		if (left <= 0)
			return error_fail(-ETIMEDOUT,
					  "%s: pass not done after %d ms",
					  tph_device_bdf(accel->dev),
					  timeout_ms);
		ret = pause_for(accel, left);
		if (ret)
			return ret;
	}
	if (status != ACCEL_PASS_DONE)
		return error_fail(-EREMOTEIO, "%s: %s: device refused the pass",
				  tph_device_bdf(accel->dev),
				  tph_accel_op_name(pass->op));
	return 0;
}

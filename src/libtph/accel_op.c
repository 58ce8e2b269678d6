// SPDX-License-Identifier: BSD-3-Clause
/* Operations of the accelerator: names, and widths of their elements. */
#include <errno.h>
#include <string.h>

#include "libtph/accel_priv.h"

static const struct accel_op_info ops[] = {
	[ACCEL_OP_STORE] = {"store", 1, 1},
	[ACCEL_OP_ADD_U32] = {"add-u32", 4, 4},
	[ACCEL_OP_ADD_F32] = {"add-f32", 4, 4},
	[ACCEL_OP_MAX_U32] = {"max-u32", 4, 4},
	[ACCEL_OP_MAX_F32] = {"max-f32", 4, 4},
	[ACCEL_OP_XOR] = {"xor", 1, 1},
	[ACCEL_OP_F32_TO_BF16] = {"f32-to-bf16", 4, 2},
	[ACCEL_OP_BF16_ADD_F32] = {"bf16-add-f32", 2, 4},
	[ACCEL_OP_DISCARD] = {"discard", 1, 1},
};
_Static_assert(ARRAY_SIZE(ops) == ACCEL_OP_MAX, "an operation has no row");

const char *tph_accel_op_name(enum accel_op op)
{
	return (unsigned int)op < ARRAY_SIZE(ops) ? ops[op].name : NULL;
}

int tph_accel_op_parse(const char *name, enum accel_op *ret_op)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		if (strcmp(name, ops[i].name))
			continue;
		*ret_op = (enum accel_op)i;
		return 0;
	}
	return error_fail(-EINVAL, "%.40s: no such operation", name);
}

const struct accel_op_info *accel_op(const struct tph_accel *accel,
				     enum accel_op op)
{
	if ((unsigned int)op >= ARRAY_SIZE(ops) ||
	    !(accel->info.ops & 1u << (unsigned int)op))
		return NULL;
	return &ops[op];
}

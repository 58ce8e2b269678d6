// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/command.h"
#include "device/connectx/hca.h"

static enum cx_status run(struct cx_hca *hca, struct cx_command *cmd)
{
	const struct cx_command_row *row =
		cx_command_find(cx_get(cmd->in, CX_IN_OPCODE));

	if (!row)
		return CX_BAD_OP;
	if (cmd->in_len < row->in_min)
		return CX_BAD_IN_LEN;
	if (cmd->out_len < row->out_min)
		return CX_BAD_OUT_LEN;
	if (hca->state < row->state)
		return CX_BAD_SYS_STATE;
	return row->handler(hca, cmd);
}

void cx_command_execute(struct cx_hca *hca, const uint8_t *in, uint32_t in_len,
			uint8_t *out, uint32_t out_len)
{
	struct cx_command cmd = {
		.in = in,
		.in_len = in_len,
		.out = out,
		.out_len = out_len,
	};
	const enum cx_status status = run(hca, &cmd);

	/*
	 * Output that a handler wrote before it found the error must not leak
	 */
	if (status != CX_OK)
		memset(out, 0, out_len);
	cx_set(out, CX_OUT_STATUS, status);
	cx_set(out, CX_OUT_SYNDROME, cmd.syndrome);
}

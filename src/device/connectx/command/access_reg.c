// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/command/access_reg.h"

#include "device/connectx/hca.h"
#include "device/connectx/iseg.h"
#include "ground.h"

#define READ	      1 /* op_mod; 0: write */
#define WIDTH_1X      (1u << 0)
#define WIDTH_4X      (1u << 2)
#define SPEED_NDR     (1u << 7)
#define SPEED_ALL     0xffu /* SDR to NDR */
#define VLS	      4u    /* VL0 to VL3 */
#define NODE_DESC     64u
#define GROUP_IB_PORT 0x20 /* MLX5_INFINIBAND_PORT_COUNTERS_GROUP */

/* MCQS and MCQI: the only component, the boot image */
#define COMPONENT      0
#define IDENTIFIER     1
#define INFO_CAPS      0
#define INFO_VERSION   1
#define INFO_CAPS_SIZE 0x14u
#define VERSION_SIZE   0x7cu

static enum cx_status read_ptys(struct cx_hca *hca, const uint8_t *in,
				uint8_t *out, uint32_t out_len)
{
	if (cx_get(in, CX_PTYS_PORT) > 1)
		return CX_BAD_PARAM;
	cx_set(out, CX_PTYS_PORT, cx_get(in, CX_PTYS_PORT));
	cx_set(out, CX_PTYS_PROTOCOLS, cx_get(in, CX_PTYS_PROTOCOLS));
	cx_set(out, CX_PTYS_WIDTHS, WIDTH_1X | WIDTH_4X);
	cx_set(out, CX_PTYS_SPEEDS, SPEED_ALL);
	cx_set(out, CX_PTYS_WIDTH_ADMIN, WIDTH_1X | WIDTH_4X);
	cx_set(out, CX_PTYS_SPEED_ADMIN, SPEED_ALL);
	cx_set(out, CX_PTYS_WIDTH, WIDTH_4X);
	cx_set(out, CX_PTYS_SPEED, SPEED_NDR);
	return CX_OK;
}

static enum cx_status read_pmtu(struct cx_hca *hca, const uint8_t *in,
				uint8_t *out, uint32_t out_len)
{
	if (cx_get(in, CX_PMTU_PORT) > 1)
		return CX_BAD_PARAM;
	cx_set(out, CX_PMTU_PORT, cx_get(in, CX_PMTU_PORT));
	cx_set(out, CX_PMTU_MAX, CX_MTU);
	cx_set(out, CX_PMTU_ADMIN, CX_MTU);
	cx_set(out, CX_PMTU_OPER, CX_MTU);
	return CX_OK;
}

static enum cx_status read_pvlc(struct cx_hca *hca, const uint8_t *in,
				uint8_t *out, uint32_t out_len)
{
	if (cx_get(in, CX_PVLC_PORT) > 1)
		return CX_BAD_PARAM;
	cx_set(out, CX_PVLC_PORT, cx_get(in, CX_PVLC_PORT));
	cx_set(out, CX_PVLC_HW, VLS);
	cx_set(out, CX_PVLC_ADMIN, VLS);
	cx_set(out, CX_PVLC_OPER, VLS);
	return CX_OK;
}

/* Errors of an InfiniBand port; this port has no errors. */
static enum cx_status read_ppcnt(struct cx_hca *hca, const uint8_t *in,
				 uint8_t *out, uint32_t out_len)
{
	if (cx_get(in, CX_PPCNT_PORT) > 1 ||
	    cx_get(in, CX_PPCNT_GROUP) != GROUP_IB_PORT)
		return CX_BAD_PARAM;
	cx_set(out, CX_PPCNT_PORT, cx_get(in, CX_PPCNT_PORT));
	cx_set(out, CX_PPCNT_GROUP, GROUP_IB_PORT);
	return CX_OK;
}

static enum cx_status read_node_desc(struct cx_hca *hca, const uint8_t *in,
				     uint8_t *out, uint32_t out_len)
{
	memcpy(out, hca->port.node_desc, NODE_DESC);
	return CX_OK;
}

static enum cx_status write_node_desc(struct cx_hca *hca, const uint8_t *in)
{
	memcpy(hca->port.node_desc, in, NODE_DESC);
	return CX_OK;
}

/* The host's endianness has no effect: only atomics' is selectable. */
static enum cx_status read_endianness(struct cx_hca *hca, const uint8_t *in,
				      uint8_t *out, uint32_t out_len)
{
	out[0] = hca->host_endianness;
	return CX_OK;
}

static enum cx_status write_endianness(struct cx_hca *hca, const uint8_t *in)
{
	hca->host_endianness = in[0];
	return CX_OK;
}

/* Supported registers from 0x9000, and their features */
static enum cx_status read_mcam(struct cx_hca *hca, const uint8_t *in,
				uint8_t *out, uint32_t out_len)
{
	const uint64_t group = cx_get(in, CX_MCAM_GROUP);

	cx_set(out, CX_MCAM_FEATURES, cx_get(in, CX_MCAM_FEATURES));
	cx_set(out, CX_MCAM_GROUP, group);
	if (!group) {
		cx_set(out, CX_MCAM_MCQI, 1);
		cx_set(out, CX_MCAM_MCQS, 1);
	}
	return CX_OK;
}

static enum cx_status read_mcqs(struct cx_hca *hca, const uint8_t *in,
				uint8_t *out, uint32_t out_len)
{
	if (cx_get(in, CX_MCQS_COMPONENT) != COMPONENT)
		return CX_BAD_PARAM;
	cx_set(out, CX_MCQS_LAST, 1);
	cx_set(out, CX_MCQS_IDENTIFIER, IDENTIFIER);
	return CX_OK; /* idle: no update is pending */
}

static enum cx_status read_mcqi(struct cx_hca *hca, const uint8_t *in,
				uint8_t *out, uint32_t out_len)
{
	const uint32_t size = cx_get(in, CX_MCQI_SIZE);
	const uint32_t type = cx_get(in, CX_MCQI_TYPE);
	uint8_t data[VERSION_SIZE] = {0};
	uint32_t info;

	if (cx_get(in, CX_MCQI_COMPONENT) != COMPONENT ||
	    cx_get(in, CX_MCQI_OFFSET))
		return CX_BAD_PARAM;
	if (type == INFO_VERSION) {
		info = VERSION_SIZE;
		cx_set(data, CX_MCQI_VERSION, CX_FW_VERSION);
	} else if (type == INFO_CAPS) {
		/* The capabilities announce the kinds of information */
		info = INFO_CAPS_SIZE;
		cx_set(data, CX_FIELD(0, 31, 0),
		       1u << INFO_CAPS | 1u << INFO_VERSION);
	} else {
		return CX_BAD_PARAM;
	}
	if (size > info)
		return CX_BAD_PARAM;
	if (out_len < CX_MCQI_DATA + size)
		return CX_BAD_OUT_LEN;
	memcpy(out, in, CX_MCQI_DATA);
	cx_set(out, CX_MCQI_INFO_SIZE, info);
	memcpy(out + CX_MCQI_DATA, data, size);
	return CX_OK;
}

static const struct cx_reg_row rows[] = {
	{0x5003, "PMTU", 0x10, read_pmtu, NULL},
	{0x5004, "PTYS", 0x40, read_ptys, NULL},
	{0x5008, "PPCNT", 0x100, read_ppcnt, NULL},
	{0x500f, "PVLC", 0x10, read_pvlc, NULL},
	{0x6001, "NODE_DESC", NODE_DESC, read_node_desc, write_node_desc},
	{0x7004, "HOST_ENDIANNESS", 0x10, read_endianness, write_endianness},
	{0x9060, "MCQS", 0x10, read_mcqs, NULL},
	{0x9061, "MCQI", 0x18, read_mcqi, NULL},
	{0x907f, "MCAM", 0x48, read_mcam, NULL},
};

#define ROWS (ARRAY_SIZE(rows))

const struct cx_reg_row *cx_reg_row(unsigned int n)
{
	return n < ROWS ? &rows[n] : NULL;
}

static const struct cx_reg_row *find(uint16_t id)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].id == id)
			return &rows[i];
	return NULL;
}

enum cx_status cx_access_reg(struct cx_hca *hca, struct cx_command *cmd)
{
	const struct cx_reg_row *row = find(cx_get(cmd->in, CX_REG_ID));
	const uint64_t read = cx_get(cmd->in, CX_IN_OP_MOD);
	const uint8_t *in = cmd->in + CX_REG_AT;

	if (!row || read > READ || (!read && !row->write))
		return CX_BAD_PARAM;
	if (cmd->in_len < CX_REG_AT + row->size)
		return CX_BAD_IN_LEN;
	if (!read)
		return row->write(hca, in);
	if (cmd->out_len < CX_REG_AT + row->size)
		return CX_BAD_OUT_LEN;
	return row->read(hca, in, cmd->out + CX_REG_AT,
			 cmd->out_len - CX_REG_AT);
}

enum cx_status cx_query_adapter(struct cx_hca *hca, struct cx_command *cmd)
{
	static const char psid[16] = "OTPH000000CX7";
	uint8_t *adapter = cmd->out + CX_ADAPTER_AT;

	cx_set(adapter, CX_ADAPTER_VENDOR, CX_OUI);
	memcpy(adapter + CX_ADAPTER_PSID, psid, sizeof(psid));
	return CX_OK;
}

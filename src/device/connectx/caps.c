// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/caps.h"

#include "device/connectx/hca.h"
#include "ground.h"

#define TIMER_KHZ 1000000 /* the internal timer counts nanoseconds */
#define CURRENT	  1	  /* bit of op_mod */

/* op_mod >> 1 (enum mlx5_cap_type of include/linux/mlx5/device.h) */
static const uint8_t types[CX_CAPS_KINDS] = {
	[CX_CAPS_GENERAL] = 0,
	[CX_CAPS_ODP] = 2,
	[CX_CAPS_ATOMIC] = 3,
};

/*
 * Supported capabilities; all others are 0. Software may set values from @min
 * to @max; @start is the initial value. If these are equal, the capability is
 * fixed: a value set by software is not stored (mlx5 leaves most of them 0 when
 * it sets one), but must not be greater.
 */
static const struct {
	enum cx_caps_kind kind;
	uint32_t field;
	uint32_t min, max, start;
} caps[] = {
#define FIXED(field, value)                                     \
	{                                                       \
		CX_CAPS_GENERAL, field, (value), (value), value \
	}
#define UP_TO(field, max)                             \
	{                                             \
		CX_CAPS_GENERAL, field, 1, (max), max \
	}
	UP_TO(CX_CAP_LOG_MAX_QP, 18),
	UP_TO(CX_CAP_LOG_MAX_SRQ, 16),
	UP_TO(CX_CAP_LOG_MAX_CQ, 16),
	UP_TO(CX_CAP_LOG_MAX_MKEY, 18),
	UP_TO(CX_CAP_LOG_MAX_EQ, 6),
	UP_TO(CX_CAP_LOG_MAX_PD, 16),
	UP_TO(CX_CAP_LOG_MAX_XRCD, 12),
	FIXED(CX_CAP_LOG_QP_SIZE, 15),
	FIXED(CX_CAP_LOG_SRQ_SIZE, 15),
	FIXED(CX_CAP_LOG_CQ_SIZE, 22),
	FIXED(CX_CAP_LOG_EQ_SIZE, 20),
	FIXED(CX_CAP_LOG_MAX_KLM_LIST_SIZE, 16),
	FIXED(CX_CAP_LOG_MAX_MSG, 30),
	FIXED(CX_CAP_LOG_MAX_RA_REQ_QP, 4),
	FIXED(CX_CAP_LOG_MAX_RA_RES_QP, 4),
	FIXED(CX_CAP_MAX_WQE_SZ_SQ, 1024),
	FIXED(CX_CAP_MAX_WQE_SZ_RQ, 512),
	FIXED(CX_CAP_LOG_PG_SZ, 12),
	FIXED(CX_CAP_LOG_BF_REG_SIZE, 9),
	FIXED(CX_CAP_PAGE_REQUEST_DISABLE, 1),
	FIXED(CX_CAP_UMR_EXTENDED, 1),
	FIXED(CX_CAP_VPORT_COUNTERS, 1),
	FIXED(CX_CAP_IB_VIRT, 1),
	FIXED(CX_CAP_NUM_PORTS, 1),
	FIXED(CX_CAP_PORT_TYPE, 0),	  /* InfiniBand */
	FIXED(CX_CAP_GID_TABLE_SIZE, 0),  /* 8 */
	FIXED(CX_CAP_PKEY_TABLE_SIZE, 0), /* 128 */
	FIXED(CX_CAP_LOCAL_CA_ACK_DELAY, 16),
	FIXED(CX_CAP_CQE_VERSION, 1),
	FIXED(CX_CAP_MCAM_REG, 1),
	FIXED(CX_CAP_RC, 1),
	FIXED(CX_CAP_UC, 1),
	FIXED(CX_CAP_UD, 1),
	FIXED(CX_CAP_XRC, 1),
	FIXED(CX_CAP_ATOMIC, 1),
	FIXED(CX_CAP_CQ_RESIZE, 1),
	FIXED(CX_CAP_PG, 1),
	FIXED(CX_CAP_MKEY_PCIE_TPH, 1),
	FIXED(CX_CAP_FREQUENCY_KHZ, TIMER_KHZ),
	FIXED(CX_CAP_FREQUENCY_MHZ, TIMER_KHZ / 1000),
#undef FIXED
#undef UP_TO
	/*
	 * Page faults by memory key and address, if software selects this
	 * scheme
	 */
	{CX_CAPS_ODP, CX_ODP_MEMORY, 0, 1, 0},
	{CX_CAPS_ODP, CX_ODP_PREFETCH, 1, 1, 1},
	{CX_CAPS_ODP, CX_ODP_RC_SEND, 1, 1, 1},
	{CX_CAPS_ODP, CX_ODP_RC_RECEIVE, 1, 1, 1},
	{CX_CAPS_ODP, CX_ODP_RC_WRITE, 1, 1, 1},
	{CX_CAPS_ODP, CX_ODP_RC_READ, 1, 1, 1},
	{CX_CAPS_ODP, CX_ODP_RC_ATOMIC, 1, 1, 1},
	{CX_CAPS_ODP, CX_ODP_RC_SRQ_RECEIVE, 1, 1, 1},
	/* Compare and swap, fetch and add, of 8 bytes, in either endianness */
	{CX_CAPS_ATOMIC, CX_ATOMIC_HOST_MODE, 1, 1, 1},
	{CX_CAPS_ATOMIC, CX_ATOMIC_MODE, 0, 1, 0},
	{CX_CAPS_ATOMIC, CX_ATOMIC_OPERATIONS, 3, 3, 3},
	{CX_CAPS_ATOMIC, CX_ATOMIC_SIZE_QP, 8, 8, 8},
};

#define CAPS (ARRAY_SIZE(caps))

uint64_t cx_caps_get(const struct cx_hca *hca, enum cx_caps_kind kind,
		     uint32_t field)
{
	return cx_get(hca->caps.current[kind], field);
}

void cx_caps_reset(struct cx_hca *hca)
{
	hca->caps = (struct cx_caps){0};
	for (size_t i = 0; i < CAPS; i++)
		cx_set(hca->caps.current[caps[i].kind], caps[i].field,
		       caps[i].start);
}

/* Find the kind that @cmd names. Return: CX_OK; CX_BAD_PARAM unknown kind */
static enum cx_status kind_of(const struct cx_command *cmd,
			      enum cx_caps_kind *ret_kind)
{
	const uint64_t type = cx_get(cmd->in, CX_IN_OP_MOD) >> 1;

	/* The device has no other function */
	if (cx_get(cmd->in, CX_CAP_OTHER))
		return CX_BAD_PARAM;
	for (unsigned int i = 0; i < CX_CAPS_KINDS; i++)
		if (types[i] == type) {
			*ret_kind = i;
			return CX_OK;
		}
	return CX_BAD_PARAM;
}

enum cx_status cx_query_hca_cap(struct cx_hca *hca, struct cx_command *cmd)
{
	uint8_t *out = cmd->out + CX_CAP_AT;
	enum cx_caps_kind kind;
	const enum cx_status status = kind_of(cmd, &kind);

	if (status != CX_OK)
		return status;
	if (cx_get(cmd->in, CX_IN_OP_MOD) & CURRENT) {
		memcpy(out, hca->caps.current[kind], CX_CAP_SIZE);
		return CX_OK;
	}
	for (size_t i = 0; i < CAPS; i++)
		if (caps[i].kind == kind)
			cx_set(out, caps[i].field, caps[i].max);
	return CX_OK;
}

/* Return: true if @set has only capabilities of the model */
static bool acceptable(enum cx_caps_kind kind, const uint8_t *set)
{
	static const uint8_t nothing[CX_CAP_SIZE];
	uint8_t left[CX_CAP_SIZE];

	memcpy(left, set, sizeof(left));
	for (size_t i = 0; i < CAPS; i++) {
		const uint64_t value = cx_get(set, caps[i].field);

		if (caps[i].kind != kind)
			continue;
		if (value > caps[i].max ||
		    (value < caps[i].min && caps[i].min < caps[i].max))
			return false;
		cx_set(left, caps[i].field, 0);
	}
	return !memcmp(left, nothing, sizeof(left));
}

enum cx_status cx_set_hca_cap(struct cx_hca *hca, struct cx_command *cmd)
{
	const uint8_t *set = cmd->in + CX_CAP_AT;
	enum cx_caps_kind kind;
	const enum cx_status status = kind_of(cmd, &kind);

	if (status != CX_OK)
		return status;
	/* Limits take effect at INIT_HCA */
	if (hca->state != CX_ENABLED)
		return CX_BAD_SYS_STATE;
	if (cx_get(cmd->in, CX_IN_OP_MOD) & CURRENT || !acceptable(kind, set))
		return CX_BAD_PARAM;
	for (size_t i = 0; i < CAPS; i++)
		if (caps[i].kind == kind && caps[i].min < caps[i].max)
			cx_set(hca->caps.current[kind], caps[i].field,
			       cx_get(set, caps[i].field));
	return CX_OK;
}

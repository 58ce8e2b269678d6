// SPDX-License-Identifier: BSD-3-Clause
/*
 * State transitions of queue pairs, with the fields that each takes from its
 * context (opt_mask, optab of drivers/infiniband/hw/mlx5/qp.c; IBA, "Modify
 * Queue Pair").
 */
#include "device/connectx/hca.h"
#include "device/connectx/object/qp.h"
#include "device/connectx/transport/transport.h"
#include "ground.h"

#define CONTEXT_AT  0x18 /* of all of these commands */
#define MTU_MIN	    1	 /* 256 bytes */
#define MTU_MAX	    5	 /* 4096 bytes */
#define LOG_MSG_MAX 30
#define PKEYS	    128
#define PORT	    1

/*
 * Parameters. Optional ones have the bits of MLX5_QP_OPTPAR_*; the others
 * belong to certain transitions.
 */
enum parameter {
	RRE = 1 << 1,
	RAE = 1 << 2,
	RWE = 1 << 3,
	PKEY = 1 << 4,
	Q_KEY = 1 << 5,
	RNR_TIMER = 1 << 6,
	PATH = 1 << 7,
	SRA_MAX = 1 << 8,
	RRA_MAX = 1 << 9,
	PM_STATE = 1 << 10,
	RETRY_COUNT = 1 << 12,
	RNR_RETRY = 1 << 13,
	ACK_TIMEOUT = 1 << 14,
	LAG_PORT = 1 << 15,
	PRI_PORT = 1 << 16,
	COUNTER_SET = 1 << 25,
	REMOTE_QPN = 1 << 26,
	RECEIVE_PSN = 1 << 27,
	SEND_PSN = 1 << 28,
	MTU = 1 << 29,
	RLKY = 1 << 30,
};
#define ACCESS (RRE | RAE | RWE)

/* 8 of the 16 bytes */
#define RGID(at) CX_FIELD(CX_FIELD_OFFSET(CX_QPC_RGID) + (at), 63, 0)

static const struct {
	enum parameter parameter;
	uint32_t field;
} fields[] = {
	{RRE, CX_QPC_RRE},
	{RAE, CX_QPC_RAE},
	{RAE, CX_QPC_ATOMIC_MODE},
	{RWE, CX_QPC_RWE},
	{PKEY, CX_QPC_PKEY_INDEX},
	{Q_KEY, CX_QPC_Q_KEY},
	{RNR_TIMER, CX_QPC_MIN_RNR_NAK},
	{PATH, CX_QPC_GRH},
	{PATH, CX_QPC_MLID},
	{PATH, CX_QPC_RLID},
	{PATH, CX_QPC_SGID_INDEX},
	{PATH, CX_QPC_STAT_RATE},
	{PATH, CX_QPC_HOP_LIMIT},
	{PATH, CX_QPC_TCLASS},
	{PATH, CX_QPC_FLOW_LABEL},
	{PATH, RGID(0)},
	{PATH, RGID(8)},
	{PATH, CX_QPC_SL},
	{SRA_MAX, CX_QPC_LOG_SRA_MAX},
	{RRA_MAX, CX_QPC_LOG_RRA_MAX},
	{PM_STATE, CX_QPC_PM_STATE},
	{RETRY_COUNT, CX_QPC_RETRY_COUNT},
	{RNR_RETRY, CX_QPC_RNR_RETRY},
	{ACK_TIMEOUT, CX_QPC_ACK_TIMEOUT},
	{ACK_TIMEOUT, CX_QPC_LOG_ACK_REQ_FREQ},
	{LAG_PORT, CX_QPC_LAG_PORT},
	{PRI_PORT, CX_QPC_PORT},
	{COUNTER_SET, CX_QPC_COUNTER_SET},
	{REMOTE_QPN, CX_QPC_REMOTE_QPN},
	{RECEIVE_PSN, CX_QPC_NEXT_RCV_PSN},
	{SEND_PSN, CX_QPC_NEXT_SEND_PSN},
	{MTU, CX_QPC_MTU},
	{MTU, CX_QPC_LOG_MSG_MAX},
	{RLKY, CX_QPC_RLKY},
};

/* Classes of services with the same transitions */
enum kind {
	CONNECTED,  /* RC, XRC */
	UNRELIABLE, /* UC */
	DATAGRAM,   /* UD, and the driver's own types */
	KINDS,
};

#define STATES                                                  \
	(1u << CX_QP_RST | 1u << CX_QP_INIT | 1u << CX_QP_RTR | \
	 1u << CX_QP_RTS | 1u << CX_QP_SQER | 1u << CX_QP_SQD | \
	 1u << CX_QP_ERR)
#define FIRST (PKEY | PRI_PORT | PM_STATE | COUNTER_SET | LAG_PORT | RLKY)

static const struct transition {
	uint16_t opcode;
	unsigned int from; /* a bit each */
	enum cx_qp_state to;
	uint32_t taken[KINDS];	  /* always */
	uint32_t optional[KINDS]; /* if opt_param_mask selects them */
} transitions[] = {
	{0x502, /* RST2INIT_QP */
	 1u << CX_QP_RST,
	 CX_QP_INIT,
	 {FIRST | ACCESS, FIRST | RWE, FIRST | Q_KEY},
	 {0}},
	{0x503, /* INIT2RTR_QP */
	 1u << CX_QP_INIT,
	 CX_QP_RTR,
	 {PATH | MTU | REMOTE_QPN | RECEIVE_PSN | RRA_MAX | RNR_TIMER,
	  PATH | MTU | REMOTE_QPN | RECEIVE_PSN, MTU},
	 {ACCESS | PKEY | LAG_PORT, RWE | PKEY | LAG_PORT, PKEY | Q_KEY}},
	{0x504, /* RTR2RTS_QP */
	 1u << CX_QP_RTR,
	 CX_QP_RTS,
	 {SEND_PSN | ACK_TIMEOUT | RETRY_COUNT | RNR_RETRY | SRA_MAX, SEND_PSN,
	  SEND_PSN},
	 {ACCESS | PM_STATE | RNR_TIMER, RWE | PM_STATE, Q_KEY}},
	{0x505, /* RTS2RTS_QP */
	 1u << CX_QP_RTS,
	 CX_QP_RTS,
	 {0},
	 {ACCESS | PM_STATE | RNR_TIMER | COUNTER_SET,
	  RWE | PM_STATE | COUNTER_SET, Q_KEY | COUNTER_SET}},
	{0x506, /* SQERR2RTS_QP */
	 1u << CX_QP_SQER,
	 CX_QP_RTS,
	 {0},
	 {ACCESS | RNR_TIMER, RWE, Q_KEY}},
	{0x507, /* 2ERR_QP */
	 STATES,
	 CX_QP_ERR,
	 {0},
	 {0}},
	{0x50a, /* 2RST_QP */
	 STATES,
	 CX_QP_RST,
	 {0},
	 {0}},
	{0x50c, /* SQD_RTS_QP */
	 1u << CX_QP_SQD,
	 CX_QP_RTS,
	 {0},
	 {ACCESS | RNR_TIMER, RWE, Q_KEY}},
	{0x50e, /* INIT2INIT_QP */
	 1u << CX_QP_INIT,
	 CX_QP_INIT,
	 {0},
	 {ACCESS | PKEY | PRI_PORT | LAG_PORT, RWE | PKEY | PRI_PORT | LAG_PORT,
	  PKEY | Q_KEY | PRI_PORT}},
};

static enum kind kind_of(enum cx_qp_service service)
{
	return service == CX_QP_RC || service == CX_QP_XRC ? CONNECTED
	       : service == CX_QP_UC			   ? UNRELIABLE
							   : DATAGRAM;
}

static const struct transition *find(unsigned int opcode)
{
	const size_t n = ARRAY_SIZE(transitions);

	for (size_t i = 0; i < n; i++)
		if (transitions[i].opcode == opcode)
			return &transitions[i];
	return NULL;
}

static bool in_range(const uint8_t *context, uint32_t taken)
{
	const unsigned int mtu = cx_get(context, CX_QPC_MTU);

	if (taken & MTU && (mtu < MTU_MIN || mtu > MTU_MAX ||
			    cx_get(context, CX_QPC_LOG_MSG_MAX) > LOG_MSG_MAX))
		return false;
	if (taken & PKEY && cx_get(context, CX_QPC_PKEY_INDEX) >= PKEYS)
		return false;
	return !(taken & PRI_PORT) || cx_get(context, CX_QPC_PORT) == PORT;
}

enum cx_status cx_modify_qp(struct cx_hca *hca, struct cx_command *cmd)
{
	const struct transition *t = find(cx_get(cmd->in, CX_IN_OPCODE));
	struct cx_qp *qp = cx_qp_find(hca, cx_get(cmd->in, CX_MODIFY_QPN));
	const uint8_t *context = cmd->in + CONTEXT_AT;
	uint32_t taken = 0;
	enum kind kind;

	if (!t)
		return CX_BAD_OP;
	if (!qp)
		return CX_BAD_RESOURCE;
	if (!(t->from >> qp->state & 1))
		return CX_BAD_QP_STATE;
	kind = kind_of(qp->service);
	/* Transitions without fields have no context. */
	if (t->taken[kind] | t->optional[kind]) {
		taken = cx_get(cmd->in, CX_MODIFY_QP_OPT);
		if (taken & ~t->optional[kind])
			return CX_BAD_PARAM;
		taken |= t->taken[kind];
		if (!in_range(context, taken))
			return CX_BAD_PARAM;
	}
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (taken & fields[i].parameter)
			cx_set(qp->context, fields[i].field,
			       cx_get(context, fields[i].field));
	qp->remote_qpn = cx_get(qp->context, CX_QPC_REMOTE_QPN);
	qp->q_key = cx_get(qp->context, CX_QPC_Q_KEY);
	cx_transport_set_state(hca, qp, t->to);
	return CX_OK;
}

// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/object/eq.h"

#include <stdlib.h>

#include "device/connectx/hca.h"
#include "device/connectx/health.h"

#define COUNTER	 0xffffffu /* counters have 24 bits */
#define DATA_AT	 0x20
#define DATA_MAX 28u

static struct cx_eq *cx_eq_find(struct cx_hca *hca, uint32_t eqn)
{
	return (struct cx_eq *)cx_table_find(&hca->eqs, eqn);
}

static uint32_t waiting(const struct cx_eq *eq)
{
	return (eq->produced - eq->consumed) & COUNTER;
}

static void notify(struct cx_hca *hca, struct cx_eq *eq)
{
	eq->armed = false;
	pcie_function_msix(&hca->fn, eq->vector);
}

static void post(struct cx_hca *hca, struct cx_eq *eq, uint8_t *eqe)
{
	const uint32_t size = 1u << eq->log_size;

	if (eq->status != CX_EQ_OK)
		return;
	/* Do not overwrite an entry that software has not consumed */
	if (waiting(eq) >= size) {
		eq->status = CX_EQ_WRITE_FAILURE;
		cx_health_report(hca, CX_HEALTH_EQ_OVERRUN);
		return;
	}
	/* Software expects the other value after each wrap of the ring */
	cx_set(eqe, CX_EQE_OWNER, eq->produced >> eq->log_size & 1);
	if (cx_buffer_write(&eq->ring, &hca->fn,
			    (uint64_t)(eq->produced & (size - 1)) * CX_EQE_SIZE,
			    eqe, CX_EQE_SIZE)) {
		eq->status = CX_EQ_WRITE_FAILURE;
		return;
	}
	eq->produced = (eq->produced + 1) & COUNTER;
	if (eq->armed)
		notify(hca, eq);
}

/* Return: the first queue from number @id that wants @type, or NULL */
static struct cx_eq *wanting(const struct cx_hca *hca, uint32_t id,
			     uint8_t type)
{
	struct cx_object *object;

	while ((object = cx_table_from(&hca->eqs, id))) {
		struct cx_eq *eq = (struct cx_eq *)object;

		if (eq->mask[type / 64] & 1ull << type % 64)
			return eq;
		id = object->id + 1;
	}
	return NULL;
}

bool cx_eq_wants(const struct cx_hca *hca, uint8_t type)
{
	return wanting(hca, 0, type);
}

void cx_eq_event(struct cx_hca *hca, uint8_t type, uint8_t subtype,
		 const void *data, size_t len)
{
	uint8_t eqe[CX_EQE_SIZE];
	struct cx_eq *eq;

	for (uint32_t id = 0; (eq = wanting(hca, id, type));
	     id = eq->object.id + 1) {
		memset(eqe, 0, sizeof(eqe));
		cx_set(eqe, CX_EQE_TYPE, type);
		cx_set(eqe, CX_EQE_SUBTYPE, subtype);
		memcpy(eqe + DATA_AT, data, len < DATA_MAX ? len : DATA_MAX);
		post(hca, eq, eqe);
	}
}

void cx_eq_completion(struct cx_hca *hca, uint32_t eqn, uint32_t cqn)
{
	struct cx_eq *eq = cx_eq_find(hca, eqn);
	uint8_t eqe[CX_EQE_SIZE] = {0};

	if (!eq)
		return;
	cx_set(eqe, CX_EQE_TYPE, CX_EVENT_COMPLETION);
	cx_set(eqe, CX_EQE_COMP_CQN, cqn);
	post(hca, eq, eqe);
}

void cx_eq_doorbell(struct cx_hca *hca, uint32_t uar, bool arm, uint32_t value)
{
	struct cx_eq *eq = cx_eq_find(hca, value >> 24);
	const uint32_t consumed = value & COUNTER;

	/* Software cannot consume entries that were not produced */
	if (!eq || eq->uar != uar ||
	    ((eq->produced - consumed) & COUNTER) > 1u << eq->log_size)
		return;
	eq->consumed = consumed;
	if (!arm)
		return;
	if (waiting(eq))
		notify(hca, eq);
	else
		eq->armed = true;
}

/* Fill @eq from the input of CREATE_EQ. */
static enum cx_status parse(struct cx_hca *hca, const struct cx_command *cmd,
			    struct cx_eq *eq)
{
	const uint8_t *eqc = cmd->in + CX_EQC_AT;

	eq->uar = cx_get(eqc, CX_EQC_UAR);
	eq->vector = cx_get(eqc, CX_EQC_INTR);
	eq->log_size = cx_get(eqc, CX_EQC_LOG_SIZE);
	for (uint32_t i = 0; i < 4; i++)
		eq->mask[i] = cx_get(cmd->in + 8 * i, CX_EQ_BITMASK);
	if (eq->vector >= CX_VECTORS ||
	    eq->log_size >
		    cx_caps_get(hca, CX_CAPS_GENERAL, CX_CAP_LOG_EQ_SIZE))
		return CX_BAD_PARAM;
	if (!cx_table_find(&hca->uars, eq->uar))
		return CX_BAD_RESOURCE;
	return cx_buffer_status(cx_buffer_init(
		hca, &eq->ring, cmd->in + CX_EQ_PAS, cmd->in_len - CX_EQ_PAS,
		cx_get(eqc, CX_EQC_LOG_PAGE_SIZE),
		cx_get(eqc, CX_EQC_PAGE_OFFSET),
		(uint64_t)CX_EQE_SIZE << eq->log_size));
}

static void discard(struct cx_hca *hca, struct cx_eq *eq)
{
	cx_buffer_free(hca, &eq->ring);
	free(eq);
}

enum cx_status cx_create_eq(struct cx_hca *hca, struct cx_command *cmd)
{
	struct cx_eq *eq = calloc(1, sizeof(*eq));
	enum cx_status status;

	if (!eq)
		return CX_NO_RESOURCES;
	status = parse(hca, cmd, eq);
	if (status == CX_OK && cx_table_add(&hca->eqs, &eq->object))
		status = CX_NO_RESOURCES;
	if (status != CX_OK) {
		discard(hca, eq);
		return status;
	}
	cx_table_find(&hca->uars, eq->uar)->users++;
	cx_set(cmd->out, CX_CREATE_EQN, eq->object.id);
	return CX_OK;
}

static void destroy(struct cx_hca *hca, struct cx_eq *eq)
{
	cx_table_find(&hca->uars, eq->uar)->users--;
	cx_table_remove(&hca->eqs, &eq->object);
	discard(hca, eq);
}

enum cx_status cx_destroy_eq(struct cx_hca *hca, struct cx_command *cmd)
{
	struct cx_eq *eq = cx_eq_find(hca, cx_get(cmd->in, CX_DESTROY_EQN));

	if (!eq)
		return CX_BAD_RESOURCE;
	if (eq->object.users)
		return CX_RESOURCE_BUSY;
	destroy(hca, eq);
	return CX_OK;
}

enum cx_status cx_query_eq(struct cx_hca *hca, struct cx_command *cmd)
{
	const struct cx_eq *eq = cx_eq_find(hca, cx_get(cmd->in, CX_QUERY_EQN));
	uint8_t *eqc = cmd->out + CX_EQC_AT;

	if (!eq)
		return CX_BAD_RESOURCE;
	cx_set(eqc, CX_EQC_STATUS, eq->status);
	cx_set(eqc, CX_EQC_ST, eq->armed ? CX_EQ_ARMED : CX_EQ_FIRED);
	cx_set(eqc, CX_EQC_PAGE_OFFSET, eq->ring.offset * 64 >> eq->ring.shift);
	cx_set(eqc, CX_EQC_LOG_SIZE, eq->log_size);
	cx_set(eqc, CX_EQC_UAR, eq->uar);
	cx_set(eqc, CX_EQC_INTR, eq->vector);
	cx_set(eqc, CX_EQC_LOG_PAGE_SIZE, eq->ring.shift - 12);
	cx_set(eqc, CX_EQC_CONSUMER, eq->consumed);
	cx_set(eqc, CX_EQC_PRODUCER, eq->produced);
	for (uint32_t i = 0; i < 4; i++)
		cx_set(cmd->out + 8 * i, CX_EQ_BITMASK, eq->mask[i]);
	return CX_OK;
}

void cx_eqs_free(struct cx_hca *hca)
{
	struct cx_object *object;
	uint32_t id = 0;

	while ((object = cx_table_from(&hca->eqs, id))) {
		id = object->id;
		destroy(hca, (struct cx_eq *)object);
	}
	cx_table_free(&hca->eqs);
}

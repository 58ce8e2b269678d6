// SPDX-License-Identifier: BSD-3-Clause
/* The device as a whole: from ENABLE_HCA to DISABLE_HCA */
#include "device/connectx/hca.h"

#include "device/connectx/object/cq.h"
#include "device/connectx/object/eq.h"
#include "device/connectx/object/mkey.h"
#include "device/connectx/object/pd.h"
#include "device/connectx/object/qp.h"
#include "device/connectx/object/srq.h"
#include "device/connectx/transport/scheduler.h"
#include "device/connectx/uar.h"
#include "ground.h"

/*
 * The only supported interface step; drivers select it if they find it
 * (mlx5_core_set_issi()). After reset it is 0, which only allows the selection.
 */
#define ISSI		1
#define ISSI_SUPPORTED	(1u << ISSI)
#define PAGES_BOOT	1 /* op_mod of QUERY_PAGES */
#define PAGES_REGULAR	3
#define PAGES_CANT_GIVE 0 /* op_mod of MANAGE_PAGES */
#define PAGES_GIVE	1
#define PAGES_TAKE	2

/* Objects are freed before those that they name. */
static void (*const free_all[])(struct cx_hca *hca) = {
	cx_qps_free,   cx_srqs_free, cx_cqs_free,  cx_eqs_free,
	cx_mkeys_free, cx_pds_free,  cx_uars_free,
};

void cx_hca_free_objects(struct cx_hca *hca)
{
	for (size_t i = 0; i < ARRAY_SIZE(free_all); i++)
		free_all[i](hca);
}

/* Kinds of objects: the first number, and the capability for their limit */
static const struct {
	size_t table;
	uint32_t first, log_max;
} limits[] = {
	{offsetof(struct cx_hca, pds), 1, CX_CAP_LOG_MAX_PD},
	{offsetof(struct cx_hca, xrcds), 1, CX_CAP_LOG_MAX_XRCD},
	{offsetof(struct cx_hca, mkeys), CX_MKEY_FIRST, CX_CAP_LOG_MAX_MKEY},
	{offsetof(struct cx_hca, eqs), 1, CX_CAP_LOG_MAX_EQ},
	{offsetof(struct cx_hca, cqs), 1, CX_CAP_LOG_MAX_CQ},
	{offsetof(struct cx_hca, srqs), 1, CX_CAP_LOG_MAX_SRQ},
	/* 0 and 1 are the management QPs */
	{offsetof(struct cx_hca, qps), 2, CX_CAP_LOG_MAX_QP},
};

static void set_limits(struct cx_hca *hca)
{
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		const uint64_t log_max =
			cx_caps_get(hca, CX_CAPS_GENERAL, limits[i].log_max);

		*(struct cx_table *)((char *)hca + limits[i].table) =
			(struct cx_table){.first = limits[i].first,
					  .limit = (1u << log_max) -
						   limits[i].first};
	}
	hca->uars =
		(struct cx_table){.first = CX_UAR_FIRST, .limit = CX_UAR_LIMIT};
}

void cx_hca_reset(struct cx_hca *hca)
{
	cx_hca_free_objects(hca);
	cx_caps_reset(hca);
	cx_port_reset(hca);
	set_limits(hca);
	cx_scheduler_init(&hca->scheduler);
	hca->host_endianness = 0;
	hca->vsc.owner = 0;
	hca->health = (struct cx_health){0};
	hca->issi = 0;
	hca->state = CX_DISABLED;
}

enum cx_status cx_enable_hca(struct cx_hca *hca, struct cx_command *cmd)
{
	/* The device has one function */
	if (cx_get(cmd->in, CX_ENABLE_HCA_FUNCTION) ||
	    cx_get(cmd->in, CX_ENABLE_HCA_EMBEDDED))
		return CX_BAD_PARAM;
	if (hca->state != CX_DISABLED)
		return CX_BAD_SYS_STATE;
	hca->state = CX_ENABLED;
	return CX_OK;
}

enum cx_status cx_disable_hca(struct cx_hca *hca, struct cx_command *cmd)
{
	if (cx_get(cmd->in, CX_ENABLE_HCA_FUNCTION) ||
	    cx_get(cmd->in, CX_ENABLE_HCA_EMBEDDED))
		return CX_BAD_PARAM;
	if (hca->state != CX_ENABLED)
		return CX_BAD_SYS_STATE;
	cx_caps_reset(hca);
	hca->issi = 0;
	hca->state = CX_DISABLED;
	return CX_OK;
}

enum cx_status cx_init_hca(struct cx_hca *hca, struct cx_command *cmd)
{
	if (hca->state != CX_ENABLED || hca->issi != ISSI)
		return CX_BAD_SYS_STATE;
	/* Limits as software set the capabilities */
	set_limits(hca);
	hca->state = CX_RUNNING;
	return CX_OK;
}

enum cx_status cx_teardown_hca(struct cx_hca *hca, struct cx_command *cmd)
{
	/* The capabilities do not offer the others */
	if (cx_get(cmd->in, CX_TEARDOWN_PROFILE))
		return CX_BAD_PARAM;
	if (hca->state != CX_RUNNING)
		return CX_BAD_SYS_STATE;
	cx_hca_free_objects(hca);
	hca->state = CX_ENABLED;
	return CX_OK;
}

enum cx_status cx_query_issi(struct cx_hca *hca, struct cx_command *cmd)
{
	cx_set(cmd->out, CX_ISSI_CURRENT, hca->issi);
	cx_set(cmd->out, CX_ISSI_SUPPORTED, ISSI_SUPPORTED);
	return CX_OK;
}

enum cx_status cx_set_issi(struct cx_hca *hca, struct cx_command *cmd)
{
	if (cx_get(cmd->in, CX_SET_ISSI) != ISSI)
		return CX_BAD_PARAM;
	/* Before INIT_HCA */
	if (hca->state != CX_ENABLED)
		return CX_BAD_SYS_STATE;
	hca->issi = ISSI;
	return CX_OK;
}

/* The device has its own memory and requests no pages. */
enum cx_status cx_query_pages(struct cx_hca *hca, struct cx_command *cmd)
{
	const uint64_t when = cx_get(cmd->in, CX_IN_OP_MOD);

	if (when < PAGES_BOOT || when > PAGES_REGULAR ||
	    cx_get(cmd->in, CX_PAGES_FUNCTION))
		return CX_BAD_PARAM;
	cx_set(cmd->out, CX_PAGES_NUM, 0);
	return CX_OK;
}

enum cx_status cx_manage_pages(struct cx_hca *hca, struct cx_command *cmd)
{
	switch (cx_get(cmd->in, CX_IN_OP_MOD)) {
	case PAGES_CANT_GIVE:
	case PAGES_TAKE: /* no pages are returned: output_num_entries 0 */
		return CX_OK;
	case PAGES_GIVE:
		return cx_get(cmd->in, CX_MANAGE_PAGES_NUM) ? CX_BAD_PARAM
							    : CX_OK;
	default:
		return CX_BAD_PARAM;
	}
}

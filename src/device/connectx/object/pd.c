// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/object/pd.h"

#include <stdlib.h>

#include "device/connectx/hca.h"

static enum cx_status alloc(struct cx_table *table, uint8_t *out,
			    enum cx_field number)
{
	struct cx_object *domain = calloc(1, sizeof(*domain));

	if (!domain)
		return CX_NO_RESOURCES;
	if (cx_table_add(table, domain)) {
		free(domain);
		return CX_NO_RESOURCES;
	}
	cx_set(out, number, domain->id);
	return CX_OK;
}

static enum cx_status dealloc(struct cx_table *table, uint32_t number)
{
	struct cx_object *domain = cx_table_find(table, number);

	if (!domain)
		return CX_BAD_RESOURCE;
	if (domain->users)
		return CX_RESOURCE_BUSY;
	cx_table_remove(table, domain);
	free(domain);
	return CX_OK;
}

enum cx_status cx_alloc_pd(struct cx_hca *hca, struct cx_command *cmd)
{
	return alloc(&hca->pds, cmd->out, CX_ALLOC_PD);
}

enum cx_status cx_dealloc_pd(struct cx_hca *hca, struct cx_command *cmd)
{
	return dealloc(&hca->pds, cx_get(cmd->in, CX_DEALLOC_PD));
}

enum cx_status cx_alloc_xrcd(struct cx_hca *hca, struct cx_command *cmd)
{
	return alloc(&hca->xrcds, cmd->out, CX_ALLOC_XRCD);
}

enum cx_status cx_dealloc_xrcd(struct cx_hca *hca, struct cx_command *cmd)
{
	return dealloc(&hca->xrcds, cx_get(cmd->in, CX_DEALLOC_XRCD));
}

static void free_all(struct cx_table *table)
{
	struct cx_object *domain;
	uint32_t id = 0;

	while ((domain = cx_table_from(table, id))) {
		id = domain->id;
		cx_table_remove(table, domain);
		free(domain);
	}
	cx_table_free(table);
}

void cx_pds_free(struct cx_hca *hca)
{
	free_all(&hca->pds);
	free_all(&hca->xrcds);
}

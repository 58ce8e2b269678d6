// SPDX-License-Identifier: BSD-3-Clause
/* Requests for the memory behind the root complex */
#include "tree.h"

/* Return: memory at @addr, *@ret_len bytes of it; NULL the host says no */
static void *map(struct pcie_root *root, const struct tlp *tlp, uint64_t addr,
		 size_t len, size_t *ret_len)
{
	size_t got = 0;
	void *p;

	if (!root->ops.map)
		return NULL;
	p = root->ops.map(root->ctx, tlp->requester, addr, len,
			  tlp->type == TLP_MWR, &got);
	if (!p || !got || got > len)
		return NULL;
	*ret_len = got;
	return p;
}

bool root_memory_write(struct pcie_root *root, const struct tlp *tlp)
{
	size_t pos = 0, run, n;
	void *to;

	if (tlp->ep) /* poison does not reach memory */
		return true;
	while ((run = enabled_run(tlp, &pos))) {
		for (; run; run -= n, pos += n) {
			to = map(root, tlp, tlp->addr + pos, run, &n);
			if (!to)
				return false;
			memcpy(to, tlp->payload + pos, n);
		}
	}
	return true;
}

bool root_memory_read(struct pcie_root *root, struct bridge *in,
		      const struct tlp *tlp)
{
	uint8_t *data = root->reply + COMPLETION_HEADER;
	size_t pos = 0, run, n;
	void *from;

	memset(data, 0, tlp->length * 4u);
	while ((run = enabled_run(tlp, &pos))) {
		for (; run; run -= n, pos += n) {
			from = map(root, tlp, tlp->addr + pos, run, &n);
			if (!from)
				return false;
			memcpy(data + pos, from, n);
		}
	}
	complete_data(&in->port, tlp, ROOT_BDF, data, root->max_payload);
	return true;
}

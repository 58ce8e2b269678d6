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
			/* A payload may lie in this very memory */
			memmove(to, tlp->payload + pos, n);
		}
	}
	return true;
}

/*
 * Return: where the data that @tlp asks for are, in one piece; NULL if the host
 * does not let the requester there
 */
static const uint8_t *gather(struct pcie_root *root, const struct tlp *tlp)
{
	const size_t len = tlp->length * 4u;
	uint8_t *data = root->reply;
	size_t pos = 0, run, n;
	void *from;

	/* Only these have bytes that are not asked for */
	memset(data, 0, 4);
	memset(data + len - 4, 0, 4);
	while ((run = enabled_run(tlp, &pos))) {
		for (; run; run -= n, pos += n) {
			from = map(root, tlp, tlp->addr + pos, run, &n);
			if (!from || n == len)
				return from;
			memcpy(data + pos, from, n);
		}
	}
	return data;
}

bool root_memory_read(struct pcie_root *root, struct bridge *in,
		      const struct tlp *tlp)
{
	const uint8_t *data = gather(root, tlp);

	if (!data)
		return false;
	complete_data(&in->port, tlp, ROOT_BDF, data, root->max_payload,
		      data != root->reply);
	return true;
}

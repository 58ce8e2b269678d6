// SPDX-License-Identifier: BSD-3-Clause
/* A host outside of the process: the root complex passes its TLPs */
#include <errno.h>

#include "pcie/function/completer.h"
#include "pcie/packet.h"
#include "pcie/tree/lookup.h"
#include "pcie/tree/tree.h"
#include "ground.h"

#define READS_MAX 256

/**
 * struct outside_read - a read of the host that is not completed
 * @requester, @tag: of the host
 * @own:	the tag in this hierarchy, with ROOT_BDF as the requester, if @moved
 */
struct outside_read {
	bool used, moved;
	uint16_t requester, tag, own;
};

/**
 * struct outside - reads of the host
 * @n:		number of them
 * @oldest:	the one that is given up next if there are too many
 * @room:	for TLPs
 */
struct outside {
	struct outside_read reads[READS_MAX];
	unsigned int n, oldest;
	_Alignas(8) uint8_t room[TLP_MAX_SIZE];
};

int outside_create(struct pcie_root *root)
{
	root->outside = pcie_root_allocate(root, sizeof(*root->outside));
	if (!root->outside)
		return -ENOMEM;
	memset(root->outside, 0, sizeof(*root->outside));
	return 0;
}

static bool send_up(struct pcie_root *root, const struct tlp *tlp,
		    const void *bytes, size_t len)
{
	return root->ops.upstream(root->ctx, tlp, bytes, len);
}

bool outside_request(struct pcie_root *root, const struct pcie_packet *p)
{
	if (p->tlp->at != TLP_AT_UNTRANSLATED)
		return false;
	copy_packet(p, root->outside->room);
	return send_up(root, p->tlp, root->outside->room, packet_size(p));
}

/* Return: the read with these IDs in the hierarchy, or NULL */
static struct outside_read *find(struct outside *outside, uint16_t requester,
				 uint16_t tag)
{
	for (unsigned int i = 0; i < READS_MAX && outside->n; i++) {
		struct outside_read *read = &outside->reads[i];

		if (read->used &&
		    tag == (read->moved ? read->own : read->tag) &&
		    requester == (read->moved ? ROOT_BDF : read->requester))
			return read;
	}
	return NULL;
}

static void rename_ids(struct tlp *tlp, uint16_t requester, uint16_t tag)
{
	tlp->requester = requester;
	tlp->tag = tag;
	tlp_ecrc_drop(tlp);
}

bool outside_completion(struct pcie_root *root, const struct pcie_packet *p)
{
	struct outside *outside = root->outside;
	struct outside_read *read =
		find(outside, p->tlp->requester, p->tlp->tag);
	struct tlp tlp = *p->tlp;
	ssize_t len;

	if (!read)
		return false;
	if (read->moved)
		rename_ids(&tlp, read->requester, read->tag);
	if (pcie_completes(&tlp)) {
		read->used = false;
		outside->n--;
	}
	len = tlp_encode(&tlp, outside->room, sizeof(outside->room));
	return len > 0 && send_up(root, &tlp, outside->room, len);
}

static struct outside_read *new_read(struct outside *outside)
{
	struct outside_read *read;

	for (unsigned int i = 0; i < READS_MAX; i++) {
		read = &outside->reads[outside->oldest];
		outside->oldest = (outside->oldest + 1) % READS_MAX;
		if (!read->used)
			break;
	}
	outside->n += !read->used;
	return read;
}

/*
 * A completion is routed by ID: one for an ID of this hierarchy would not find the way
 * to the host. Return: true if the IDs of @tlp were changed
 */
static bool note_read(struct pcie_root *root, struct tlp *tlp)
{
	struct outside *outside = root->outside;
	struct outside_read *read = find(outside, tlp->requester, tlp->tag);
	uint16_t own = 0;

	if (!read)
		read = new_read(outside);
	*read = (struct outside_read){
		.used = true,
		.requester = tlp->requester,
		.tag = tlp->tag,
	};
	if (!root_port_to(root, tlp->requester))
		return false;
	read->used = false;
	while (find(outside, ROOT_BDF, own))
		own++;
	read->used = read->moved = true;
	read->own = own;
	rename_ids(tlp, ROOT_BDF, own);
	return true;
}

static void answer_unsupported(struct pcie_root *root, const struct tlp *req)
{
	uint8_t head[PCIE_MAX_BARE];
	struct tlp cpl;
	size_t len = complete_head(req, ROOT_BDF, TLP_CPL_UR, &cpl, head);

	if (len)
		send_up(root, &cpl, head, len);
}

static int refuse(struct pcie_root *root, const struct tlp *req,
		  uint64_t *counter)
{
	(*counter)++;
	if (req->type == TLP_MRD)
		answer_unsupported(root, req);
	return -ENXIO;
}

static int enter_memory(struct pcie_root *root, struct tlp *tlp,
			const void *bytes, size_t len)
{
	uint8_t head[TLP_MAX_HEADER + 4];
	uint64_t last;
	struct bridge *out = bridge_towards(root, map_find(root, tlp->addr,
							   &root->hint, &last));
	ssize_t size;

	if (!out)
		return refuse(root, tlp, &root->stats.unsupported);
	if (has_end_end(tlp) && (out->port.eetlp_block || !out->port.eetlp))
		return refuse(root, tlp, &root->stats.prefix_blocked);
	if (tlp->type == TLP_MRD && note_read(root, tlp)) {
		size = tlp_encode(tlp, head, sizeof(head));
		if (size < 0)
			return -EBADMSG;
		bytes = head;
		len = size;
	}
	pcie_port_send(&out->port, bytes, len);
	return 0;
}

int pcie_root_enter(struct pcie_root *root, const void *bytes, size_t len)
{
	struct root_port *port;
	struct tlp tlp;

	if (tlp_decode(bytes, len, &tlp))
		return -EBADMSG;
	switch (tlp.type) {
	case TLP_MRD:
	case TLP_MWR:
		return enter_memory(root, &tlp, bytes, len);
	case TLP_CPL:
	case TLP_CPLD:
		port = root_port_to(root, tlp.requester);
		if (!port)
			return -ENOENT;
		pcie_port_send(&port->bridge.port, bytes, len);
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

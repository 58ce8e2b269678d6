// SPDX-License-Identifier: BSD-3-Clause
/* Memory requests: headers, splitting */
#include "pcie/function/request.h"

#include <string.h>

/* Set address, length and byte enables for @len (at least 1) bytes. */
static void set_span(struct tlp *tlp, uint64_t addr, size_t len)
{
	const unsigned int skip = addr & 3;
	const size_t dws = (skip + len + 3) / 4;
	const uint8_t first = 0xf << skip & 0xf;
	const uint8_t last = 0xf >> (dws * 4 - skip - len);

	tlp->addr = addr & ~3ull;
	tlp->addr64 = addr >> 32;
	tlp->length = dws;
	tlp->first_be = dws > 1 ? first : first & last;
	tlp->last_be = dws > 1 ? last : 0;
}

unsigned int request_run(uint64_t addr, const uint8_t *data, size_t len,
			 size_t max)
{
	const uint64_t to_4g = (1ull << 32) - (addr & UINT32_MAX);
	size_t room = min_t(size_t, len, to_4g);

	if ((addr | (uintptr_t)data) & 3)
		return 1;
	/* A shorter TLP precedes each page */
	if (addr & (max - 1))
		room = min_t(size_t, room,
			     REQUEST_PAGE - (addr & (REQUEST_PAGE - 1)));
	return max_t(size_t, room / max, 1);
}

/* Header of @req->tlp. Return: 0; -EINVAL */
static int finish(struct pcie_request *req)
{
	ssize_t head =
		tlp_encode_header(&req->tlp, req->head, sizeof(req->head));

	if (head < 0)
		return head;
	req->packet = (struct pcie_packet){
		.tlp = &req->tlp,
		.head = req->head,
		.head_len = head,
		.data_len =
			tlp_has_data(req->tlp.type) ? req->tlp.length * 4u : 0,
		.count = 1,
	};
	if (!req->tlp.st_ext)
		return 0;
	/* A receiver decodes the prefix as part of the TLP */
	tlp_parse(req->head, head, TLP_NON_FLIT, &req->tlp);
	return 0;
}

int request_make_write(struct pcie_request *req, uint16_t requester,
		       uint64_t addr, size_t len, const struct pcie_hint *hint)
{
	struct tlp *tlp = &req->tlp;

	tlp_clear(tlp);
	tlp->type = TLP_MWR;
	tlp->requester = requester;
	set_span(tlp, addr, len);
	if (hint && hint->th) {
		tlp->th = true;
		tlp->ph = hint->ph;
		tlp->st = hint->st;
		tlp->st_ext = hint->st_ext;
	}
	return finish(req);
}

const uint8_t *request_pad(const struct pcie_request *req, uint64_t addr,
			   const void *data, size_t len, uint8_t *scratch)
{
	const size_t size = req->tlp.length * 4u, skip = addr & 3;

	memset(scratch, 0, skip);
	memcpy(scratch + skip, data, len);
	memset(scratch + skip + len, 0, size - skip - len);
	return scratch;
}

int request_read(struct pcie_request *req, uint16_t requester, uint8_t tag,
		 uint64_t addr, size_t len)
{
	tlp_clear(&req->tlp);
	req->tlp.type = TLP_MRD;
	req->tlp.requester = requester;
	req->tlp.tag = tag;
	set_span(&req->tlp, addr, len);
	return finish(req);
}

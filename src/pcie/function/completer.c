// SPDX-License-Identifier: BSD-3-Clause
/* Completions (sec 2.2.9, 2.3.1.1) */
#include "pcie/function/completer.h"

#include "pcie/packet.h"
#include "ground.h"

#define HEADER 12

/* Completions end at this boundary (sec 2.3.1.1) */
#define RCB 128

static bool is_read(const struct tlp *req)
{
	return req->type == TLP_MRD || req->type == TLP_MRDLK;
}

static unsigned int first_byte(const struct tlp *req)
{
	return req->first_be ? __builtin_ctz(req->first_be) : 0;
}

/* Bytes after the last enabled byte of the DW */
static unsigned int unused_after(uint8_t be)
{
	return be ? __builtin_clz(be) - 28 : 0;
}

/*
 * Byte count of a read, from the first to the last enabled byte, 1 for a flush;
 * of an AtomicOp, its operand's size (sec 2.2.9)
 */
static unsigned int byte_count(const struct tlp *req)
{
	switch (req->type) {
	case TLP_MRD:
	case TLP_MRDLK:
		break;
	case TLP_FETCHADD:
	case TLP_SWAP:
		return req->length * 4u;
	case TLP_CAS: /* compare and swap values */
		return req->length * 2u;
	default:
		return 4;
	}
	if (req->length == 1)
		return req->first_be ? 4 - first_byte(req) -
					       unused_after(req->first_be)
				     : 1;
	return req->length * 4u - first_byte(req) - unused_after(req->last_be);
}

static void begin(const struct tlp *req, uint16_t completer, struct tlp *cpl)
{
	tlp_clear(cpl);
	cpl->tc = req->tc;
	cpl->attr = req->attr;
	cpl->completer = completer;
	cpl->requester = req->requester;
	cpl->tag = req->tag;
	cpl->byte_count = byte_count(req);
	if (is_read(req))
		cpl->lower_addr = (req->addr + first_byte(req)) & 0x7f;
}

size_t complete_head(const struct tlp *req, uint16_t completer,
		     enum tlp_status status, struct tlp *ret_cpl,
		     uint8_t ret_head[16])
{
	ssize_t size;

	begin(req, completer, ret_cpl);
	ret_cpl->type = req->type == TLP_MRDLK ? TLP_CPLLK : TLP_CPL;
	ret_cpl->status = status;
	size = tlp_encode_header(ret_cpl, ret_head, PCIE_MAX_BARE);
	return size < 0 ? 0 : size;
}

void complete_status(struct pcie_port *port, const struct tlp *req,
		     uint16_t completer, enum tlp_status status)
{
	struct tlp cpl;
	uint8_t head[PCIE_MAX_BARE];
	const struct pcie_packet packet = {
		.tlp = &cpl,
		.head = head,
		.head_len = HEADER,
		.count = 1,
	};

	if (complete_head(req, completer, status, &cpl, head) == HEADER)
		port_send(port, &packet);
}

/* Return: number of completions from @at on that are alike; @left is not 0 */
static unsigned int alike(const struct answer *answer, uint64_t at, size_t left)
{
	if (!answer->runs || at & (RCB - 1))
		return 1;
	return max_t(size_t, left / answer->max_payload, 1);
}

/* Completions of a run of reads */
static void answer_run(struct pcie_port *port, struct tlp *cpl,
		       const struct answer *answer, uint64_t at)
{
	uint8_t head[PCIE_MAX_BARE];
	const size_t each = cpl->byte_count;
	const struct pcie_packet packet = {
		.tlp = cpl,
		.head = head,
		.head_len = HEADER,
		.data_len = answer->max_payload,
		.count = answer->reads * (each / answer->max_payload),
		.per_read = each / answer->max_payload,
		.lasting = answer->lasting,
	};

	cpl->length = answer->max_payload / 4;
	cpl->lower_addr = at & 0x7f;
	cpl->payload = answer->data;
	if (tlp_encode_header(cpl, head, sizeof(head)) == HEADER)
		port_send(port, &packet);
}

/* Completions of the data of one read */
static void answer_one(struct pcie_port *port, struct tlp *cpl,
		       const struct answer *answer, uint64_t origin,
		       uint64_t at)
{
	uint8_t head[PCIE_MAX_BARE];
	struct pcie_packet packet = {
		.tlp = cpl,
		.head = head,
		.head_len = HEADER,
		.lasting = answer->lasting,
	};
	size_t left = cpl->byte_count;

	while (left) {
		const unsigned int skip = at & 3;
		uint64_t stop =
			(at - skip + answer->max_payload) & ~(RCB - 1ull);
		size_t n = min_t(size_t, left, stop - at);

		cpl->length = (skip + n + 3) / 4;
		cpl->byte_count = left;
		cpl->lower_addr = at & 0x7f;
		cpl->payload = answer->data + (at - skip - origin);
		packet.data_len = cpl->length * 4u;
		packet.count = alike(answer, at, left);
		if (tlp_encode_header(cpl, head, sizeof(head)) != HEADER)
			return;
		port_send(port, &packet);
		at += n * packet.count;
		left -= n * packet.count;
	}
}

void complete_data(struct pcie_port *port, const struct tlp *req,
		   uint16_t completer, const struct answer *answer)
{
	const uint64_t origin = is_read(req) ? req->addr : 0;
	const uint64_t at = origin + (is_read(req) ? first_byte(req) : 0);
	struct tlp cpl;

	begin(req, completer, &cpl);
	cpl.type = TLP_CPLD;
	if (answer->reads > 1)
		answer_run(port, &cpl, answer, at);
	else
		answer_one(port, &cpl, answer, origin, at);
}

bool complete_together(uint64_t addr, size_t each, size_t max_payload)
{
	return !(addr & (RCB - 1)) && !(each % max_payload);
}

static bool enabled(const struct tlp *tlp, size_t pos)
{
	size_t dw = pos / 4;

	if (dw == 0)
		return tlp->first_be >> pos % 4 & 1;
	if (dw == tlp->length - 1u)
		return tlp->last_be >> pos % 4 & 1;
	return true;
}

size_t enabled_run(const struct tlp *tlp, size_t *pos)
{
	const size_t end = tlp->length * 4u;
	size_t start = *pos, stop;

	/* Most DWs are fully enabled */
	if (!start && tlp->first_be == 0xf &&
	    (tlp->length == 1 || tlp->last_be == 0xf))
		return end;
	while (start < end && !enabled(tlp, start))
		start++;
	*pos = start;
	for (stop = start; stop < end && enabled(tlp, stop); stop++)
		if (stop == 4 && end > 8)
			stop = end - 5; /* the middle DWs are fully enabled */
	return stop - start;
}

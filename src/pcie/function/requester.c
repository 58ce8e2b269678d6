// SPDX-License-Identifier: BSD-3-Clause
/* Memory requests: building, splitting, matching with completions */
#include "pcie/function/requester.h"

#include <errno.h>
#include <string.h>

#include "pcie/function/aer.h"
#include "pcie/function/state.h"
#include "pcie/packet.h"
#include "pcie/regs.h"
#include "pcie/root.h"
#include "pcie/part.h"
#include "ground.h"

#define PAGE 4096 /* requests do not cross this boundary (sec 2.2.7) */

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

size_t request_chunk(uint64_t addr, size_t len, size_t max)
{
	return min_t(size_t, min_t(size_t, len, max - (addr & 3)),
		     PAGE - (addr & (PAGE - 1)));
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
		room = min_t(size_t, room, PAGE - (addr & (PAGE - 1)));
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

/* Whole DWs. Disabled bytes are 0, so nothing leaks */
static const uint8_t *pad(const struct tlp *tlp, unsigned int skip,
			  const void *data, size_t len, uint8_t *scratch)
{
	const size_t size = tlp->length * 4u;

	if (len == size && !((uintptr_t)data & 3))
		return data;
	memset(scratch, 0, skip);
	memcpy(scratch + skip, data, len);
	memset(scratch + skip + len, 0, size - skip - len);
	return scratch;
}

/* Return: what tells a write from others but its address, and not 0 */
static uint64_t kind_of(uint16_t requester, uint64_t addr, size_t len,
			const struct pcie_hint *hint)
{
	uint64_t kind = (uint64_t)requester << 48 | (uint64_t)len << 35 |
			(addr & 3) << 33 | (uint64_t)(addr >> 32 != 0) << 32;

	if (hint && hint->th)
		kind |= 1u << 31 | (uint32_t)hint->st_ext << 30 |
			(uint32_t)hint->ph << 16 | hint->st;
	return kind;
}

/* Change the address of @req to @addr. */
static void move(struct pcie_request *req, uint64_t addr)
{
	uint8_t *end = req->head + req->packet.head_len;
	const uint32_t ph = end[-1] & 3;

	req->tlp.addr = addr & ~3ull;
	if (req->tlp.addr64)
		store_be32(end - 8, addr >> 32);
	store_be32(end - 4, ((uint32_t)addr & ~3u) | ph);
	req->packet.count = 1;
}

static int make_write(struct pcie_request *req, uint16_t requester,
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

int request_write(struct pcie_request *req, uint16_t requester, uint64_t addr,
		  const void *data, size_t len, const struct pcie_hint *hint,
		  uint8_t *scratch)
{
	const uint64_t kind = kind_of(requester, addr, len, hint);
	int ret;

	if (req->kind == kind) {
		move(req, addr);
	} else {
		req->kind = 0;
		ret = make_write(req, requester, addr, len, hint);
		if (ret)
			return ret;
		req->kind = kind;
	}
	req->tlp.payload = pad(&req->tlp, addr & 3, data, len, scratch);
	return 0;
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

/* Copy the data received so far */
static void settle(struct sink *sink)
{
	if (sink->have)
		memcpy(sink->buf, sink->data, sink->have);
	sink->in_place = false;
}

/* Data of completions: copied, or left in place */
static void sink_put(struct sink *sink, const uint8_t *data, size_t len,
		     bool lasting)
{
	if (sink->in_place) {
		if (!sink->have)
			sink->data = data;
		if (!lasting || data != sink->data + sink->have)
			settle(sink);
	}
	if (!sink->in_place)
		memcpy(sink->buf + sink->have, data, len);
	sink->have += len;
}

bool completion_fits(const struct pcie_completion *completion,
		     const struct pcie_packet *run)
{
	const struct tlp *tlp = run->tlp;

	return !completion->done && tlp->requester == completion->requester &&
	       tlp->tag == completion->tag && tlp->type == TLP_CPLD &&
	       tlp->status == TLP_CPL_SC &&
	       tlp->byte_count == completion->left &&
	       tlp->lower_addr == (completion->addr & 0x7f) &&
	       !(tlp->lower_addr & 3) &&
	       run_size(run) <=
		       completion->left + completion->more * completion->each &&
	       (run_size(run) <= completion->left ||
		run->per_read * run->data_len == completion->each);
}

/* All data of a read arrived. */
static void read_ended(struct pcie_completion *completion)
{
	if (completion->poisoned || !completion->more) {
		completion->answered += !completion->poisoned;
		completion->done = true;
		return;
	}
	completion->answered++;
	completion->more--;
	completion->tag++;
	completion->left = completion->each;
}

static void advance(struct pcie_completion *completion, size_t n)
{
	completion->addr += n;
	while (n >= completion->left && !completion->done) {
		n -= completion->left;
		completion->left = 0;
		read_ended(completion);
	}
	completion->left -= n;
}

bool completion_accept(struct pcie_completion *completion,
		       const struct pcie_packet *packet)
{
	const struct tlp *tlp = packet->tlp;
	const unsigned int skip = tlp->lower_addr & 3;
	size_t n;

	if (completion->done || tlp->requester != completion->requester ||
	    tlp->tag != completion->tag)
		return false;
	if (tlp->status != TLP_CPL_SC) {
		completion->status = tlp->status;
		completion->done = true;
		return true;
	}
	if (tlp->type == TLP_CPL && !completion->left) {
		completion->status = TLP_CPL_SC;
		completion->done = true;
		return true;
	}
	if (tlp->type != TLP_CPLD || !completion->left ||
	    tlp->byte_count != completion->left ||
	    tlp->lower_addr != (completion->addr & 0x7f))
		return false;
	n = run_size(packet) - skip;
	if (packet->count == 1)
		n = min_t(size_t, n, completion->left);
	if (run_size(packet) != ((skip + n + 3) & ~3ull))
		return false;

	sink_put(completion->sink, tlp->payload + skip, n, packet->lasting);
	completion->poisoned |= tlp->ep;
	completion->status = TLP_CPL_SC;
	advance(completion, n);
	return true;
}

size_t pcie_function_max_payload(const struct pcie_function *fn)
{
	return function_max_payload(fn);
}

static int write_all(struct pcie_function *fn, struct pcie_request *req,
		     uint64_t addr, const void *buf, size_t len,
		     const struct pcie_hint *hint)
{
	const size_t max = function_max_payload(fn);
	const bool runs = fn->root && pcie_root_runs(fn->root);
	const uint8_t *data = buf;
	int sent = 0;

	while (len) {
		size_t n = request_chunk(addr, len, max);
		int ret = request_write(req, fn->bdf, addr, data, n, hint,
					fn->send);

		if (ret)
			return ret;
		if (runs)
			req->packet.count = request_run(addr, data, len, max);
		port_send(&fn->port, &req->packet);
		sent += req->packet.count;
		n *= req->packet.count;
		addr += n;
		data += n;
		len -= n;
	}
	return sent;
}

/* A function can write within its write: by the interrupt of a TLP to itself */
static __attribute__((noinline)) int write_within(struct pcie_function *fn,
						  uint64_t addr,
						  const void *buf, size_t len,
						  const struct pcie_hint *hint)
{
	struct pcie_request req = {0};

	return write_all(fn, &req, addr, buf, len, hint);
}

int pcie_function_write(struct pcie_function *fn, uint64_t addr,
			const void *buf, size_t len,
			const struct pcie_hint *hint)
{
	int ret;

	if (!function_may_request(fn))
		return -EACCES;
	if (fn->sending)
		return write_within(fn, addr, buf, len, hint);
	fn->sending = true;
	ret = write_all(fn, &fn->last, addr, buf, len, hint);
	fn->sending = false;
	return ret;
}

/* Status bits of a requester (sec 7.5.1.1.4). Return: 0; -EIO */
static int conclude(struct pcie_function *fn,
		    const struct pcie_completion *completion)
{
	const uint16_t command = reg16(&fn->config, PCI_COMMAND);

	/* A reserved status counts as UR (sec 2.3.2) */
	if (completion->status != TLP_CPL_SC)
		function_set_status(fn, completion->status == TLP_CPL_CA
						? PCI_STATUS_REC_TARGET_ABORT
						: PCI_STATUS_REC_MASTER_ABORT);
	if (completion->poisoned && command & PCI_COMMAND_PARITY)
		function_set_status(fn, PCI_STATUS_PARITY);
	return completion->status == TLP_CPL_SC && !completion->poisoned ? 0
									 : -EIO;
}

/* Return: largest tag */
static uint8_t tags(const struct pcie_function *fn)
{
	return function_control(fn) & PCI_EXP_DEVCTL_EXT_TAG ? 0xff : 0x1f;
}

/* The @n-th one was not completed. */
static void timed_out(struct pcie_function *fn, const struct pcie_packet *reads,
		      unsigned int n)
{
	struct part part;

	part_of(reads, n, 1, &part);
	pcie_function_error(fn, PCIE_ERR_COMPLETION_TIMEOUT, part.head,
			    part.packet.head_len);
}

/* @len: of @count reads together */
static int read_run(struct pcie_function *fn, uint64_t addr, struct sink *sink,
		    size_t len, unsigned int count)
{
	const size_t each = len / count;
	struct pcie_completion completion = {
		.requester = fn->bdf,
		.tag = fn->tag & tags(fn),
		.more = count - 1,
		.each = each,
		.max_payload = function_max_payload(fn),
		.addr = addr,
		.sink = sink,
		.left = each,
	};
	struct pcie_request req;
	int ret = request_read(&req, fn->bdf, completion.tag, addr, each);

	if (ret)
		return ret;
	if (count > 1) {
		req.packet.count = count;
		req.packet.reads = &completion;
	}
	fn->completion = &completion;
	port_send(&fn->port, &req.packet);
	fn->completion = NULL;
	fn->tag += min(completion.answered + 1, count);
	if (!completion.done) {
		timed_out(fn, &req.packet, completion.answered);
		return -ETIMEDOUT;
	}
	return conclude(fn, &completion);
}

/* Return: number of reads, at least 1, from @addr on that make a run: each of @max
 * bytes, a power of two */
static unsigned int alike(const struct pcie_function *fn, uint64_t addr,
			  size_t len, size_t max)
{
	const uint64_t to_4g = (1ull << 32) - (addr & UINT32_MAX);
	const unsigned int to_wrap = tags(fn) + 1u - (fn->tag & tags(fn));

	if (addr & (max - 1) || !fn->root || !pcie_root_runs(fn->root))
		return 1;
	return max_t(size_t, min_t(size_t, min(len, to_4g) / max, to_wrap), 1);
}

static int read_all(struct pcie_function *fn, uint64_t addr, struct sink *sink,
		    size_t len)
{
	const size_t max = function_max_read(fn);

	if (!function_may_request(fn))
		return -EACCES;
	if (fn->completion)
		return -EBUSY;
	while (len) {
		const unsigned int count = alike(fn, addr, len, max);
		const size_t n = count * request_chunk(addr, len, max);
		const int ret = read_run(fn, addr, sink, n, count);

		if (ret)
			return ret;
		addr += n;
		len -= n;
	}
	return 0;
}

int pcie_function_read(struct pcie_function *fn, uint64_t addr, void *buf,
		       size_t len)
{
	struct sink sink = {.buf = buf};

	return read_all(fn, addr, &sink, len);
}

int pcie_function_fetch(struct pcie_function *fn, uint64_t addr, void *buf,
			size_t len, const void **ret_data)
{
	struct sink sink = {.buf = buf, .in_place = true, .data = buf};
	int ret = read_all(fn, addr, &sink, len);

	if (!ret)
		*ret_data = sink.in_place ? sink.data : buf;
	return ret;
}

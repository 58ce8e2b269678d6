// SPDX-License-Identifier: BSD-3-Clause
/* Memory requests: built, split, and matched with their completions */
#include <errno.h>

#include "internal.h"

#define PAGE 4096 /* no request crosses it (sec 2.2.7) */

void request_span(struct tlp *tlp, uint64_t addr, size_t len)
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
	return min_size(min_size(len, max - (addr & 3)),
			PAGE - (addr & (PAGE - 1)));
}

ssize_t request_write(uint8_t *buf, size_t size, uint16_t requester,
		      uint64_t addr, const void *data, size_t len,
		      const struct pcie_hint *hint)
{
	struct tlp tlp = {.type = TLP_MWR, .requester = requester};
	const unsigned int skip = addr & 3;
	ssize_t head;
	uint8_t *p;

	request_span(&tlp, addr, len);
	if (hint && hint->th) {
		tlp.th = true;
		tlp.ph = hint->ph;
		tlp.st = hint->st;
		tlp.st_ext = hint->st_ext;
	}
	head = tlp_encode_header(&tlp, buf, size);
	if (head < 0)
		return head;
	if (size - head < tlp.length * 4u)
		return -ENOSPC;
	p = buf + head;
	/* What the byte enables hide leaks nothing */
	memset(p, 0, skip);
	memcpy(p + skip, data, len);
	memset(p + skip + len, 0, tlp.length * 4u - skip - len);
	return head + tlp.length * 4u;
}

ssize_t request_read(uint8_t *buf, size_t size, uint16_t requester, uint8_t tag,
		     uint64_t addr, size_t len)
{
	struct tlp tlp = {
		.type = TLP_MRD,
		.requester = requester,
		.tag = tag,
	};

	request_span(&tlp, addr, len);
	return tlp_encode_header(&tlp, buf, size);
}

bool completion_accept(struct pcie_completion *completion,
		       const struct tlp *tlp)
{
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
	n = min_size(tlp->length * 4u - skip, completion->left);
	if (tlp->length != (skip + n + 3) / 4)
		return false;

	memcpy(completion->buf, tlp->payload + skip, n);
	completion->buf += n;
	completion->addr += n;
	completion->left -= n;
	completion->poisoned |= tlp->ep;
	completion->status = TLP_CPL_SC;
	completion->done = !completion->left;
	return true;
}

int pcie_function_write(struct pcie_function *fn, uint64_t addr,
			const void *buf, size_t len,
			const struct pcie_hint *hint)
{
	const size_t max = function_max_payload(fn);
	const uint8_t *data = buf;
	int sent = 0;

	if (!function_may_request(fn))
		return -EACCES;
	while (len) {
		size_t n = request_chunk(addr, len, max);
		ssize_t size = request_write(fn->send, sizeof(fn->send),
					     fn->bdf, addr, data, n, hint);

		if (size < 0)
			return size;
		pcie_port_send(&fn->port, fn->send, size);
		sent++;
		addr += n;
		data += n;
		len -= n;
	}
	return sent;
}

static int read_one(struct pcie_function *fn, uint64_t addr, uint8_t *buf,
		    size_t len)
{
	const uint8_t tags =
		function_control(fn) & PCI_EXP_DEVCTL_EXT_TAG ? 0xff : 0x1f;
	struct pcie_completion completion = {
		.requester = fn->bdf,
		.tag = fn->tag & tags,
		.addr = addr,
		.buf = buf,
		.left = len,
	};
	uint8_t bytes[PCIE_MAX_BARE];
	ssize_t size = request_read(bytes, sizeof(bytes), fn->bdf,
				    completion.tag, addr, len);

	if (size < 0)
		return size;
	fn->tag++;
	fn->completion = &completion;
	pcie_port_send(&fn->port, bytes, size);
	fn->completion = NULL;
	if (!completion.done) {
		pcie_function_error(fn, PCIE_ERR_COMPLETION_TIMEOUT, bytes,
				    size);
		return -ETIMEDOUT;
	}
	return completion.status == TLP_CPL_SC && !completion.poisoned ? 0
								       : -EIO;
}

int pcie_function_read(struct pcie_function *fn, uint64_t addr, void *buf,
		       size_t len)
{
	const size_t max = function_max_read(fn);
	uint8_t *data = buf;

	if (!function_may_request(fn))
		return -EACCES;
	if (fn->completion)
		return -EBUSY;
	while (len) {
		size_t n = request_chunk(addr, len, max);
		int ret = read_one(fn, addr, data, n);

		if (ret)
			return ret;
		addr += n;
		data += n;
		len -= n;
	}
	return 0;
}

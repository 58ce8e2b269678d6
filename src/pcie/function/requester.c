// SPDX-License-Identifier: BSD-3-Clause
/* Memory requests of functions */
#include <errno.h>

#include "pcie/completion.h"
#include "pcie/function.h"
#include "pcie/function/aer.h"
#include "pcie/function/request.h"
#include "pcie/function/state.h"
#include "pcie/packet.h"
#include "pcie/part.h"
#include "pcie/regs.h"
#include "pcie/root.h"
#include "ground.h"

size_t pcie_function_max_payload(const struct pcie_function *fn)
{
	return function_max_payload(fn);
}

/* A write of a run may let the model begin to observe: it must see the rest of the run */
static bool may_run(const struct pcie_function *fn)
{
	return fn->root && pcie_root_runs(fn->root) && !fn->ops->watch;
}

static inline __attribute__((always_inline)) int
write_all(struct pcie_function *fn, struct pcie_request *req, uint64_t addr,
	  const void *buf, size_t len, const struct pcie_hint *hint)
{
	const size_t max = function_max_payload(fn);
	const uint32_t hints = request_hints(hint);
	_Alignas(8) uint8_t scratch[TLP_MAX_PAYLOAD];
	const uint8_t *data = buf;
	int sent = 0;

	while (len) {
		size_t n = request_chunk(addr, len, max);
		int ret = request_write(req, fn->bdf, addr, data, n, hint,
					hints, scratch);

		if (ret)
			return ret;
		if (len >= 2 * max && may_run(fn))
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
	if (!completion.done && fn->root)
		pcie_root_wait(fn->root, &completion.done);
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
	const unsigned int to_wrap = tags(fn) + 1u - (fn->tag & tags(fn));

	if (addr & (max - 1) || !may_run(fn) || pcie_root_waits(fn->root))
		return 1;
	return min(request_run(addr, NULL, len, max), to_wrap);
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
	/* Memory may be unmapped while another part is waited for */
	struct sink sink = {
		.buf = buf,
		.in_place = !fn->root || !pcie_root_waits(fn->root),
		.data = buf,
	};
	int ret = read_all(fn, addr, &sink, len);

	if (!ret)
		*ret_data = sink.in_place ? sink.data : buf;
	return ret;
}

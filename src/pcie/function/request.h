/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory requests and their headers */
#ifndef PCIE_FUNCTION_REQUEST_H
#define PCIE_FUNCTION_REQUEST_H

#include "pcie/function.h"
#include "ground.h"

#define REQUEST_PAGE 4096 /* requests do not cross this boundary (sec 2.2.7) */

/* Hints as part of @kind of a request; 0: none */
static inline uint32_t request_hints(const struct pcie_hint *hint)
{
	if (!hint || !hint->th)
		return 0;
	return 1u << 31 | (uint32_t)hint->st_ext << 30 |
	       (uint32_t)hint->ph << 16 | hint->st;
}

/* Make the header of a write. Return: 0; -EINVAL as tlp_encode() */
int request_make_write(struct pcie_request *req, uint16_t requester,
		       uint64_t addr, size_t len, const struct pcie_hint *hint);

/* Copy @data of a write to @scratch as whole DWs. Disabled bytes are 0, so nothing
 * leaks. Return: @scratch */
const uint8_t *request_pad(const struct pcie_request *req, uint64_t addr,
			   const void *data, size_t len, uint8_t *scratch);

/* Change the lower half of the address of a write, and nothing else. */
static inline void request_move(struct pcie_request *req, uint64_t addr)
{
	uint8_t *end = req->head + req->packet.head_len;
	const uint64_t dws = addr & ~3ull;

	req->tlp.addr = dws;
	store_be32(end - 4, (uint32_t)dws | req->tlp.ph);
	req->packet.count = 1;
}

/**
 * request_write() - make a write
 * @req:	its place; zeroed, or the last write. The header is made from that of
 *		the last write if it differs in the lower half of the address only
 * @requester:	Requester ID
 * @addr:	address of the first byte
 * @data:	data, which stay in place if they are whole DWs, and are copied to
 *		@scratch otherwise
 * @len:	bytes, at least 1
 * @hint:	hints, or NULL
 * @hints:	request_hints() of @hint
 * @scratch:	TLP_MAX_PAYLOAD bytes
 *
 * Return: 0; -EINVAL as tlp_encode().
 */
static inline int request_write(struct pcie_request *req, uint16_t requester,
				uint64_t addr, const void *data, size_t len,
				const struct pcie_hint *hint, uint32_t hints,
				uint8_t *scratch)
{
	const uint64_t kind = (uint64_t)requester << 48 | (uint64_t)len << 35 |
			      (addr & 3) << 33 | hints;

	if (req->kind == kind && (addr ^ req->tlp.addr) >> 32 == 0) {
		request_move(req, addr);
	} else {
		const int ret =
			request_make_write(req, requester, addr, len, hint);

		req->kind = ret ? 0 : kind;
		if (ret)
			return ret;
	}
	req->tlp.payload = (addr | (uintptr_t)data | len) & 3
				   ? request_pad(req, addr, data, len, scratch)
				   : data;
	return 0;
}

/* Return: 0; -EINVAL as tlp_encode() */
int request_read(struct pcie_request *req, uint16_t requester, uint8_t tag,
		 uint64_t addr, size_t len);

/* Return: bytes from @addr that fit into one request of at most @max */
static inline size_t request_chunk(uint64_t addr, size_t len, size_t max)
{
	return min_t(size_t, min_t(size_t, len, max - (addr & 3)),
		     REQUEST_PAGE - (addr & (REQUEST_PAGE - 1)));
}

/* Return: number of requests, at least 1, from @addr on that make a run: each of @max
 * bytes, a power of two. @data: of writes, else NULL */
unsigned int request_run(uint64_t addr, const uint8_t *data, size_t len,
			 size_t max);

#endif /* PCIE_FUNCTION_REQUEST_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory requests, and the completions they wait for */
#ifndef PCIE_FUNCTION_REQUESTER_H
#define PCIE_FUNCTION_REQUESTER_H

#include "pcie/completion.h"
#include "pcie/function.h"
#include "pcie/packet.h"

/* Return: true if @completion waits for all of @run */
bool completion_fits(const struct pcie_completion *completion,
		     const struct pcie_packet *run);

/* A run must fit. Return: false if @completion does not wait for @packet */
bool completion_accept(struct pcie_completion *completion,
		       const struct pcie_packet *packet);

/*
 * Make a write of @data, which stay in place if they are whole DWs and are
 * copied to @scratch otherwise. The header is made from that of the write which @req
 * holds, if it differs in the address only; a new @req is zeroed. Return: 0; -EINVAL
 * as tlp_encode()
 */
int request_write(struct pcie_request *req, uint16_t requester, uint64_t addr,
		  const void *data, size_t len, const struct pcie_hint *hint,
		  uint8_t *scratch);
int request_read(struct pcie_request *req, uint16_t requester, uint8_t tag,
		 uint64_t addr, size_t len);

/* Return: number of writes, at least 1, from @addr on that make a run: each of @max
 * bytes, a power of two */
unsigned int request_run(uint64_t addr, const uint8_t *data, size_t len,
			 size_t max);

/* Return: bytes from @addr that fit into one request of at most @max */
size_t request_chunk(uint64_t addr, size_t len, size_t max);

#endif /* PCIE_FUNCTION_REQUESTER_H */

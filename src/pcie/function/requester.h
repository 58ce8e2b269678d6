/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory requests, and the completions they wait for */
#ifndef PCIE_FUNCTION_REQUESTER_H
#define PCIE_FUNCTION_REQUESTER_H

#include "pcie/function.h"
#include "pcie/packet.h"

/**
 * struct sink - destination of the data of completions
 * @buf:	room for all data
 * @have:	bytes received
 * @in_place:	nothing was copied: all received bytes are contiguous at @data
 */
struct sink {
	uint8_t *buf;
	size_t have;
	bool in_place;
	const uint8_t *data;
};

/**
 * struct pcie_completion - the completion that a non-posted request waits for
 * @requester, @tag: transaction ID
 * @more:	reads of a run after this one, each of @each bytes
 * @answered:	reads of a run before this one
 * @max_payload: of a completion of a run of reads, else malformed
 * @addr:	address of the next byte
 * @sink:	destination of the data
 * @left:	missing bytes; 0: a completion without data
 * @done:	all data of all reads, or an unsuccessful completion arrived
 * @status:	enum tlp_status, valid if @done
 * @poisoned:	some data was poisoned
 */
struct pcie_completion {
	uint16_t requester;
	uint8_t tag;
	unsigned int more, answered;
	size_t each, max_payload;
	uint64_t addr;
	struct sink *sink;
	size_t left;
	bool done, poisoned;
	uint8_t status;
};

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

/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory requests, and the completions they wait for */
#ifndef PCIE_FUNCTION_REQUESTER_H
#define PCIE_FUNCTION_REQUESTER_H

#include "pcie/function.h"
#include "pcie/packet.h"

/**
 * struct sink - where data of completions go
 * @buf:	room for all of them
 * @have:	bytes that came
 * @in_place:	they are not copied: all that came lies at @data in one piece
 */
struct sink {
	uint8_t *buf;
	size_t have;
	bool in_place;
	const uint8_t *data;
};

/**
 * struct pcie_completion - what a non-posted request waits for
 * @requester, @tag: transaction ID
 * @addr:	address of the next byte
 * @sink:	where it goes
 * @left:	bytes that are still to come; 0: a completion without data
 * @done:	all arrived, or a completion without success did
 * @status:	enum tlp_status, valid if @done
 * @poisoned:	some data was poisoned
 */
struct pcie_completion {
	uint16_t requester;
	uint8_t tag;
	uint64_t addr;
	struct sink *sink;
	size_t left;
	bool done, poisoned;
	uint8_t status;
};

/* Return: false if @packet is not what @completion waits for */
bool completion_accept(struct pcie_completion *completion,
		       const struct pcie_packet *packet);

/* A request with what belongs to it */
struct request {
	struct tlp tlp;
	struct pcie_packet packet;
	uint8_t head[PCIE_MAX_BARE + 4]; /* one prefix */
};

/*
 * A write of @data, which stay where they are unless they are no whole DWs:
 * @scratch has room for these. Return: 0; -EINVAL as tlp_encode()
 */
int request_write(struct request *req, uint16_t requester, uint64_t addr,
		  const void *data, size_t len, const struct pcie_hint *hint,
		  uint8_t *scratch);
int request_read(struct request *req, uint16_t requester, uint8_t tag,
		 uint64_t addr, size_t len);

/* Return: bytes from @addr that one request of at most @max takes */
size_t request_chunk(uint64_t addr, size_t len, size_t max);

#endif /* PCIE_FUNCTION_REQUESTER_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory of the host in pieces, as two IOMMU domains see it: pieces begin and end
 * anywhere, share bytes, are read-only, denied, or lead to a peer.
 */
#ifndef TESTS_RUNS_MEMORY_H
#define TESTS_RUNS_MEMORY_H

#include "pcie/pcie.h"
#include "tests/runs/dice.h"

#define MEMORY_SIZE    0x60000
#define MEMORY_DOMAINS 2
#define MEMORY_PIECES  64
#define MEMORY_AREAS   4

/* Parts of the bus addresses that have pieces */
struct memory_area {
	uint64_t start;
	size_t size;
};
extern const struct memory_area memory_areas[MEMORY_AREAS];

enum piece_kind { PIECE_PLAIN, PIECE_READ_ONLY, PIECE_DENIED, PIECE_PEER };

/**
 * struct piece - a part of the bus addresses
 * @start, @last: addresses
 * @kind:	kind
 * @at:		place in memory
 * @peer, @pages: pages of a peer; page i of the piece is page i * 5 of them
 */
struct piece {
	uint64_t start, last;
	enum piece_kind kind;
	size_t at;
	uint64_t peer;
	unsigned int pages;
};

/**
 * struct memory - memory and its mappings
 * @fragment:	at such multiples the host maps no further; 0: no limit
 */
struct memory {
	uint8_t *bytes;
	struct piece pieces[MEMORY_DOMAINS][MEMORY_PIECES];
	unsigned int n[MEMORY_DOMAINS];
	uint32_t fragment;
};

/* Cut the areas into pieces; a peer's are among @peer + [0, @pages * 4096) */
void memory_lay(struct memory *memory, struct dice *dice, uint64_t peer,
		unsigned int pages);

/* As pcie_host_ops.map and .peer */
void *memory_map(struct memory *memory, uint16_t requester, uint64_t addr,
		 size_t len, bool write, size_t *ret_len);
bool memory_peer(struct memory *memory, uint16_t requester, uint64_t addr,
		 uint64_t *ret_addr);

#endif /* TESTS_RUNS_MEMORY_H */

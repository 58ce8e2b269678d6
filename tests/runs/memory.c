// SPDX-License-Identifier: BSD-3-Clause
#include "tests/runs/memory.h"

#define PAGE 4096u

/* Around the ends of the interrupt range; the last one crosses 4 GiB */
const struct memory_area memory_areas[MEMORY_AREAS] = {
	{0x100000, 0x50000},
	{PCIE_INTERRUPT_BASE - 0x10000, 0x12000},
	{PCIE_INTERRUPT_BASE + PCIE_INTERRUPT_SIZE - 0x2000, 0xa000},
	{0xffff0000, 0x20000},
};

static size_t length(struct dice *dice, size_t most)
{
	size_t len = 1 + roll(dice, 0x9000);

	switch (roll(dice, 4)) {
	case 0:
		break;
	case 1:
		len = (len + 3) & ~(size_t)3;
		break;
	default:
		len = (len + PAGE - 1) & ~(size_t)(PAGE - 1);
	}
	return len < most ? len : most;
}

static void set_kind(struct piece *piece, struct dice *dice, size_t len,
		     uint64_t peer, unsigned int pages)
{
	static const enum piece_kind kinds[] = {
		PIECE_PLAIN,	 PIECE_PLAIN,  PIECE_PLAIN, PIECE_PLAIN,
		PIECE_READ_ONLY, PIECE_DENIED, PIECE_PEER,  PIECE_PLAIN,
	};

	piece->kind = kinds[roll(dice, 8)];
	if (piece->kind == PIECE_PEER &&
	    (!pages || piece->start % PAGE || len % PAGE))
		piece->kind = PIECE_PLAIN;
	piece->peer = peer;
	piece->pages = pages;
	piece->at = roll(dice, (uint32_t)(MEMORY_SIZE - len));
	/* Mostly at the same place in a page, as an IOMMU maps */
	if (roll(dice, 8)) {
		piece->at &= ~(size_t)(PAGE - 1);
		piece->at += piece->start % PAGE;
		if (piece->at + len > MEMORY_SIZE)
			piece->at = piece->start % PAGE;
	}
}

void memory_lay(struct memory *memory, struct dice *dice, uint64_t peer,
		unsigned int pages)
{
	struct dice own;

	if (dice->data) { /* two of its bytes */
		own = dice_of(roll(dice, 0x10000), 0);
		dice = &own;
	}
	for (unsigned int d = 0; d < MEMORY_DOMAINS; d++) {
		memory->n[d] = 0;
		for (unsigned int i = 0; i < MEMORY_AREAS; i++) {
			const struct memory_area *area = &memory_areas[i];
			size_t len;

			for (size_t at = 0; at < area->size; at += len) {
				struct piece *piece =
					&memory->pieces[d][memory->n[d]];

				if (memory->n[d] == MEMORY_PIECES)
					return;
				memory->n[d]++;
				len = length(dice, area->size - at);
				piece->start = area->start + at;
				piece->last = piece->start + len - 1;
				set_kind(piece, dice, len, peer, pages);
			}
		}
	}
}

static const struct piece *find(const struct memory *memory, uint16_t requester,
				uint64_t addr)
{
	const unsigned int d = (requester ^ requester >> 8) % MEMORY_DOMAINS;

	for (unsigned int i = 0; i < memory->n[d]; i++)
		if (addr >= memory->pieces[d][i].start &&
		    addr <= memory->pieces[d][i].last)
			return &memory->pieces[d][i];
	return NULL;
}

void *memory_map(struct memory *memory, uint16_t requester, uint64_t addr,
		 size_t len, bool write, size_t *ret_len)
{
	const struct piece *piece = find(memory, requester, addr);
	size_t n = len;

	if (!piece || piece->kind == PIECE_DENIED ||
	    piece->kind == PIECE_PEER ||
	    (write && piece->kind == PIECE_READ_ONLY))
		return NULL;
	if (n > piece->last - addr + 1)
		n = piece->last - addr + 1;
	if (memory->fragment && n > memory->fragment - addr % memory->fragment)
		n = memory->fragment - addr % memory->fragment;
	*ret_len = n;
	return memory->bytes + piece->at + (addr - piece->start);
}

bool memory_peer(struct memory *memory, uint16_t requester, uint64_t addr,
		 uint64_t *ret_addr)
{
	const struct piece *piece = find(memory, requester, addr);

	if (!piece || piece->kind != PIECE_PEER)
		return false;
	*ret_addr = piece->peer +
		    (addr - piece->start) / PAGE * 5 % piece->pages * PAGE +
		    addr % PAGE;
	return true;
}

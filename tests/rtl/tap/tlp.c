// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/tap/tlp.h"

#include <string.h>

#include "ground.h"

/* Fmt and Type of the first byte (sec 2.2.1.1) */
static const struct kind {
	uint8_t byte;
	bool memory, asks, completion;
} kinds[] = {
	{.byte = 0x00, .memory = true, .asks = true}, /* MRd */
	{.byte = 0x20, .memory = true, .asks = true},
	{.byte = 0x40, .memory = true}, /* MWr */
	{.byte = 0x60, .memory = true},
	{.byte = 0x40, .memory = true}, /* twice as likely */
	{.byte = 0x60, .memory = true},
	{.byte = 0x01, .memory = true, .asks = true}, /* MRdLk */
	{.byte = 0x21, .memory = true, .asks = true},
	{.byte = 0x4c, .memory = true, .asks = true}, /* FetchAdd, Swap, CAS */
	{.byte = 0x6d, .memory = true, .asks = true},
	{.byte = 0x6e, .memory = true, .asks = true},
	{.byte = 0x5b, .memory = true, .asks = true}, /* DMWr */
	{.byte = 0x7b, .memory = true, .asks = true},
	{.byte = 0x0a, .completion = true}, /* Cpl, CplD, CplLk, CplDLk */
	{.byte = 0x4a, .completion = true},
	{.byte = 0x4a, .completion = true},
	{.byte = 0x0b, .completion = true},
	{.byte = 0x4b, .completion = true},
	{.byte = 0x02, .asks = true}, /* IORd, IOWr */
	{.byte = 0x42, .asks = true},
	{.byte = 0x04, .asks = true}, /* CfgRd0, CfgWr1 */
	{.byte = 0x45, .asks = true},
	{.byte = 0x34}, /* Msg, MsgD */
	{.byte = 0x73},
};

uint32_t sim_below(struct sim *sim, uint32_t below)
{
	/* xorshift64*, by S. Vigna */
	sim->random ^= sim->random >> 12;
	sim->random ^= sim->random << 25;
	sim->random ^= sim->random >> 27;
	return (uint32_t)((sim->random * 0x2545f4914f6cdd1dull >> 32) % below);
}

static void put(struct sim_tlp *tlp, uint32_t dw)
{
	uint8_t *to = tlp->bytes + tlp->length;

	to[0] = (uint8_t)(dw >> 24);
	to[1] = (uint8_t)(dw >> 16);
	to[2] = (uint8_t)(dw >> 8);
	to[3] = (uint8_t)dw;
	tlp->length += 4;
}

static uint32_t any(struct sim *sim)
{
	return sim_below(sim, UINT32_MAX);
}

/* The order of a read and a completion of one tag must be clear */
static bool tag_is_free(const struct sim *sim, bool tx, uint16_t tag)
{
	const struct sim_lane *other = &sim->lane[!tx];

	return !other->busy || (uint8_t)other->tlp.tag != (uint8_t)tag;
}

/* Answer a read that the device received; the requester may be another one. */
static bool answer(struct sim *sim, struct sim_tlp *tlp)
{
	const struct sim_asked *asked = &sim->asked[sim_below(sim, 8)];

	if (!asked->valid || asked->end + SIM_ANSWER > sim->clock ||
	    !tag_is_free(sim, true, asked->tag))
		return false;
	tlp->requester = asked->requester ^ (sim_below(sim, 4) ? 0 : 1);
	tlp->tag = asked->tag ^ (sim_below(sim, 4) ? 0 : 0x100);
	return true;
}

static void put_prefixes(struct sim *sim, struct sim_tlp *tlp)
{
	uint32_t count = sim_below(sim, 4) ? 0 : 1 + sim_below(sim, 4);

	while (count--)
		put(tlp, 0x80000000 | any(sim) >> 3);
}

static void put_address(struct sim *sim, struct sim_tlp *tlp, bool dw4,
			uint32_t length)
{
	tlp->first = sim->near + sim_below(sim, 256) - 128;
	if (!dw4)
		tlp->first &= 0x3fffffff;
	tlp->last = tlp->first + length - 1;
	if (dw4)
		put(tlp, (uint32_t)(tlp->first >> 30));
	/* PH takes the low bits if there is a hint (sec 2.2.7.1) */
	put(tlp, (uint32_t)(tlp->first << 2) | sim_below(sim, 4));
}

void tlp_make(struct sim *sim, struct sim_tlp *tlp)
{
	const struct kind *kind = &kinds[sim_below(sim, ARRAY_SIZE(kinds))];
	uint32_t count = 1 + sim_below(sim, sim->dws), length = count, dw0;
	bool digest = !sim_below(sim, 8), dw4;

	tlp->length = 0;
	tlp->memory = kind->memory;
	tlp->th = sim_below(sim, 2);
	tlp->completion = kind->completion;
	tlp->asks = kind->asks;
	tlp->requester = (uint16_t)sim_below(sim, 2);
	do {
		tlp->tag =
			(uint16_t)(sim_below(sim, 8) | sim_below(sim, 4) << 8);
	} while (!tag_is_free(sim, tlp->tx, tlp->tag));
	if (tlp->tx && tlp->completion && !answer(sim, tlp))
		tlp->completion = false;
	if (kind->completion && !tlp->completion)
		kind = &kinds[ARRAY_SIZE(kinds) - 1];
	dw4 = kind->byte & 0x20;

	put_prefixes(sim, tlp);
	if (!(kind->byte & 0x40))
		length = 1 + sim_below(sim, 1024);
	dw0 = (uint32_t)kind->byte << 24 | (uint32_t)(tlp->tag & 0x200) << 14 |
	      (uint32_t)(tlp->tag & 0x100) << 11 | (uint32_t)tlp->th << 16 |
	      (uint32_t)digest << 15 | (length & 0x3ff);
	put(tlp, dw0 | (any(sim) & 0x00763c00));
	if (kind->completion) {
		put(tlp, any(sim));
		put(tlp, (uint32_t)tlp->requester << 16 |
				 (uint32_t)(tlp->tag & 0xff) << 8 |
				 sim_below(sim, 256));
	} else {
		put(tlp, (uint32_t)tlp->requester << 16 |
				 (uint32_t)(tlp->tag & 0xff) << 8 |
				 sim_below(sim, 256));
		put_address(sim, tlp, dw4, length);
	}
	if (kind->byte & 0x40)
		while (count--)
			put(tlp, any(sim));
	if (digest)
		put(tlp, any(sim));
}

// SPDX-License-Identifier: BSD-3-Clause
/* Single TLPs as no function of this tree sends them: poison, digests, enables, types */
#include <inttypes.h>
#include <stdio.h>

#include "tests/runs/place.h"
#include "tests/runs/step.h"

#define DATA 512

static const enum tlp_type types[] = {
	TLP_MWR, TLP_MWR, TLP_MWR,  TLP_MWR, TLP_MRD,  TLP_MRD,
	TLP_CPL, TLP_MSG, TLP_CPLD, TLP_CAS, TLP_IOWR,
};

static void fill(struct tlp *tlp, struct world *w, struct dice *dice)
{
	tlp->tc = (uint8_t)roll(dice, 2);
	tlp->attr = (uint8_t)roll(dice, 8);
	tlp->ep = chance(dice, 4);
	tlp->td = chance(dice, 4);
	tlp->at = chance(dice, 8) ? TLP_AT_TRANSLATED : TLP_AT_UNTRANSLATED;
	tlp->requester = world_unit(w, dice)->fn->bdf;
	tlp->completer = world_unit(w, dice)->fn->bdf;
	tlp->tag = (uint8_t)roll(dice, 256);
	tlp->length = (uint16_t)(1 + roll(dice, DATA / 4));
	tlp->first_be = chance(dice, 2) ? (uint8_t)roll(dice, 16) : 0xf;
	if (tlp->length > 1)
		tlp->last_be = chance(dice, 2) ? (uint8_t)roll(dice, 16) : 0xf;
	tlp->addr = place_address(w, dice) & ~3ull;
	tlp->addr64 = tlp->addr >> 32;
	tlp->byte_count = (uint16_t)(1 + roll(dice, 4096));
	tlp->msg_code = (uint8_t)(0x30 + roll(dice, 4));
	tlp->routing = TLP_ROUTE_TO_RC;
	tlp->target = tlp->completer;
}

void step_raw(struct world *w, struct dice *dice, char *text, size_t size)
{
	static const uint8_t data[DATA] = {1, 2, 3};
	struct pcie_function *from = world_unit(w, dice)->fn;
	uint8_t bytes[TLP_MAX_SIZE];
	struct tlp tlp;
	ssize_t len;

	tlp_clear(&tlp);
	tlp.type = types[roll(dice, sizeof(types) / sizeof(types[0]))];
	fill(&tlp, w, dice);
	if (tlp.type == TLP_CAS)
		tlp.length = 2;
	if (tlp.type == TLP_IOWR)
		tlp.length = 1;
	if (tlp_has_data(tlp.type))
		tlp.payload = data;
	len = tlp_encode(&tlp, bytes, sizeof(bytes));
	snprintf(text, size, "%s sends type %u to 0x%" PRIx64 ", %zd bytes",
		 from->name, tlp.type, tlp.addr, len);
	if (len > 0)
		pcie_port_send(&from->port, bytes, (size_t)len);
	w->tlps++;
}

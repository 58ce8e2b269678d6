// SPDX-License-Identifier: BSD-3-Clause
/* Base address registers, and the memory requests they claim */
#include "pcie/function/bar.h"

#include <string.h>

#include "pcie/function/aer.h"
#include "pcie/function/completer.h"
#include "pcie/function/inbox.h"
#include "pcie/function/msix.h"
#include "pcie/function/state.h"
#include "pcie/function/tph.h"
#include "pcie/multi.h"
#include "pcie/packet.h"
#include "pcie/regs.h"
#include "pcie/flight.h"
#include "pcie/root.h"
#include "pcie/part.h"
#include "pcie/split.h"
#include "ground.h"

static unsigned int bar_register(unsigned int bar)
{
	return PCI_BASE_ADDRESS_0 + bar * 4;
}

/* A VF's are in the capability of its PF */
void bars_init(struct pcie_function *fn)
{
	if (fn->pf)
		return;
	for (unsigned int i = 0; i < PCIE_BARS; i++) {
		const struct pcie_bar *bar = &fn->bars[i];
		uint64_t mask = ~(bar->size - 1) & ~0xfull;

		if (!bar->size)
			continue;
		pcie_config_set(&fn->config, bar_register(i), 4,
				(bar->is64 ? PCI_BASE_ADDRESS_MEM_TYPE_64 : 0) |
					(bar->prefetchable
						 ? PCI_BASE_ADDRESS_MEM_PREFETCH
						 : 0));
		config_allow(&fn->config, bar_register(i), 4, mask);
		if (bar->is64 && i + 1 < PCIE_BARS)
			config_allow(&fn->config, bar_register(i + 1), 4,
				     mask >> 32);
	}
}

uint64_t pcie_function_bar_addr(const struct pcie_function *fn,
				unsigned int bar)
{
	uint64_t addr;

	if (bar >= PCIE_BARS || !fn->bars[bar].size)
		return 0;
	if (fn->pf)
		return vf_bar_addr(fn, bar);
	addr = pcie_config_get(&fn->config, bar_register(bar), 4) &
	       PCI_BASE_ADDRESS_MEM_MASK & UINT32_MAX;
	if (fn->bars[bar].is64 && bar + 1 < PCIE_BARS)
		addr |= (uint64_t)pcie_config_get(&fn->config,
						  bar_register(bar + 1), 4)
			<< 32;
	return addr;
}

bool pcie_function_bar_decoded(const struct pcie_function *fn, unsigned int bar)
{
	return bar < PCIE_BARS && fn->bar_addr[bar] != PCIE_BAR_OFF;
}

/* Address 0, or one that wraps, is not assigned and not decoded */
static uint64_t decoded(const struct pcie_function *fn, unsigned int bar)
{
	uint64_t addr = pcie_function_bar_addr(fn, bar);

	if (!function_decodes_memory(fn) || !addr ||
	    addr + fn->bars[bar].size < addr)
		return PCIE_BAR_OFF;
	return addr;
}

/* Return: true if two BARs claim the same address: the first one has it */
static bool overlap(const struct pcie_function *fn)
{
	for (unsigned int i = 0; i < PCIE_BARS; i++)
		for (unsigned int j = 0; j < i; j++)
			if (fn->bar_addr[i] != PCIE_BAR_OFF &&
			    fn->bar_addr[j] != PCIE_BAR_OFF &&
			    fn->bar_addr[i] <
				    fn->bar_addr[j] + fn->bars[j].size &&
			    fn->bar_addr[j] <
				    fn->bar_addr[i] + fn->bars[i].size)
				return true;
	return false;
}

void bars_decode(struct pcie_function *fn)
{
	uint64_t change = 0;

	for (unsigned int i = 0; i < PCIE_BARS; i++) {
		uint64_t addr = decoded(fn, i);

		if (addr == fn->bar_addr[i])
			continue;
		if (!change && fn->root)
			change = pcie_root_remap(fn->root);
		if (fn->multi)
			pcie_multi_remap(fn->multi);
		fn->bar_addr[i] = addr;
		if (addr != PCIE_BAR_OFF)
			fn->bar_last[i] = addr;
		fn->bar_since[i] = change;
		fn->bar_hint = 0;
	}
	fn->bars_overlap = overlap(fn);
}

/* Return: true if @bar claims the whole @tlp */
static bool claims(const struct pcie_function *fn, unsigned int bar,
		   const struct tlp *tlp, uint64_t *ret_offset)
{
	const uint64_t offset = tlp->addr - fn->bar_addr[bar];

	/* An address below the BAR gives an offset beyond its end */
	if (fn->bar_addr[bar] == PCIE_BAR_OFF || offset >= fn->bars[bar].size ||
	    tlp->length * 4u > fn->bars[bar].size - offset)
		return false;
	*ret_offset = offset;
	return true;
}

/* Return: the BAR that claims the whole @tlp, or PCIE_BARS */
static unsigned int claim(struct pcie_function *fn, const struct tlp *tlp,
			  uint64_t *ret_offset)
{
	if (claims(fn, fn->bar_hint, tlp, ret_offset))
		return fn->bar_hint;
	for (unsigned int i = 0; i < PCIE_BARS; i++) {
		if (claims(fn, i, tlp, ret_offset)) {
			if (!fn->bars_overlap)
				fn->bar_hint = i;
			return i;
		}
	}
	return PCIE_BARS;
}

/* Part of a write: @len bytes from @pos, both multiples of 4 */
static struct tlp part(const struct tlp *tlp, size_t pos, size_t len)
{
	const size_t end = tlp->length * 4u;
	struct tlp piece = *tlp;
	uint8_t first = pos ? 0xf : tlp->first_be;
	uint8_t last = pos + len < end ? 0xf : tlp->last_be;

	piece.addr += pos;
	piece.payload += pos;
	piece.length = len / 4;
	if (piece.length > 1) {
		piece.first_be = first;
		piece.last_be = last;
	} else {
		piece.first_be = pos && pos + len == end ? tlp->last_be : first;
		piece.last_be = 0;
	}
	return piece;
}

/* Writes to a BAR with MSI-X: the regions are the core's. */
static __attribute__((noinline)) void
write_around_msix(struct pcie_function *fn, unsigned int bar, uint64_t offset,
		  const struct tlp *tlp)
{
	const size_t end = tlp->length * 4u;
	struct tlp cut;
	uint64_t stop;
	size_t n;

	for (size_t pos = 0; pos < end; pos += n) {
		enum msix_region region =
			msix_region(fn, bar, offset + pos, &stop);
		const struct tlp *piece = tlp;

		n = min_t(size_t, end - pos, stop - (offset + pos));
		if (n != end) {
			cut = part(tlp, pos, n);
			piece = &cut;
		}
		if (region == MSIX_NONE)
			fn->ops->write(fn, bar, offset + pos, piece);
		else if (region == MSIX_TABLE && !tlp->ep)
			msix_write(fn, offset + pos, piece);
	}
}

static inline void write_bar(struct pcie_function *fn, unsigned int bar,
			     uint64_t offset, const struct tlp *tlp)
{
	if (msix_is_in(fn, bar))
		write_around_msix(fn, bar, offset, tlp);
	else
		fn->ops->write(fn, bar, offset, tlp);
}

/* Check and use the same copy of the data */
static __attribute__((noinline)) void write_copied(struct pcie_function *fn,
						   unsigned int bar,
						   uint64_t offset,
						   const struct tlp *tlp)
{
	_Alignas(8) uint8_t data[TLP_MAX_PAYLOAD];
	struct tlp copied = *tlp;

	memcpy(data, tlp->payload, tlp->length * 4u);
	copied.payload = data;
	write_bar(fn, bar, offset, &copied);
}

static void take_one(struct pcie_function *fn, const struct pcie_packet *p)
{
	uint64_t offset;
	unsigned int bar;
	const struct tlp *tlp;
	struct tlp plain;

	if (fn->inbox.count)
		inbox_deliver(fn);
	bar = claim(fn, p->tlp, &offset);
	if (bar == PCIE_BARS) {
		function_reject(fn, p, PCIE_ERR_UNSUPPORTED, TLP_CPL_UR);
		return;
	}
	if (fn->busy) {
		if (inbox_put(fn, p))
			pcie_root_ready(fn);
		else
			pcie_function_error(fn, PCIE_ERR_RECEIVER_OVERFLOW,
					    p->head, p->head_len);
		return;
	}
	if (p->tlp->ep)
		pcie_function_error(fn, PCIE_ERR_POISONED, p->head,
				    p->head_len);
	tlp = tph_receive(fn, p->tlp, &plain);
	fn->busy = true;
	if (p->data_len && !fn->bars[bar].in_place)
		write_copied(fn, bar, offset, tlp);
	else
		write_bar(fn, bar, offset, tlp);
	fn->busy = false;
}

/*
 * Let the model take the first writes of a run. Return: their number; 0 the first one
 * must go alone
 */
static unsigned int take_some(struct pcie_function *fn,
			      const struct pcie_packet *run)
{
	unsigned int bar, taken = 0;
	uint64_t offset, stop;
	const struct tlp *tlp;
	struct tlp plain;
	size_t room;

	bar = claim(fn, run->tlp, &offset);
	/* Writes that wait come between two TLPs, and may cause more of them */
	if (fn->inbox.count || fn->busy || bar == PCIE_BARS ||
	    !fn->bars[bar].in_place ||
	    msix_region(fn, bar, offset, &stop) != MSIX_NONE)
		return 0;
	room = min_t(uint64_t, stop, fn->bars[bar].size) - offset;
	if (room < 2 * run->data_len)
		return 0;
	tlp = tph_receive(fn, run->tlp, &plain);
	flight_arrive(run, 0, &taken);
	fn->busy = true;
	fn->ops->write_run(fn, bar, offset, tlp,
			   min_t(size_t, run->count, room / run->data_len),
			   &taken);
	fn->busy = false;
	flight_arrive(run, taken, NULL);
	return taken;
}

void function_take_write(struct pcie_function *fn, const struct pcie_packet *p)
{
	struct part part;
	unsigned int n;

	if (p->count == 1) {
		take_one(fn, p);
		return;
	}
	for (unsigned int at = 0; at < p->count; at += n) {
		part_of(p, at, p->count - at, &part);
		/* Since the TLP before this one */
		if (function_is_watched(fn)) {
			split_each(&fn->port, &part.packet, port_take);
			return;
		}
		n = fn->ops->write_run ? take_some(fn, &part.packet) : 0;
		if (!n) {
			part_of(p, at, 1, &part);
			flight_arrive(&part.packet, 1, NULL);
			take_one(fn, &part.packet);
			n = 1;
		}
	}
}

static int read_bar(struct pcie_function *fn, unsigned int bar, uint64_t offset,
		    uint8_t *buf, size_t len)
{
	uint64_t stop;
	size_t n;

	for (size_t pos = 0; pos < len; pos += n) {
		enum msix_region region =
			msix_region(fn, bar, offset + pos, &stop);
		int status = TLP_CPL_SC;

		n = min_t(size_t, len - pos, stop - (offset + pos));
		if (region == MSIX_NONE)
			status = fn->ops->read(fn, bar, offset + pos, buf + pos,
					       n);
		else
			msix_read(fn, region, offset + pos, buf + pos, n);
		if (status != TLP_CPL_SC)
			return status;
	}
	return TLP_CPL_SC;
}

static void answer_with(struct pcie_function *fn, const struct tlp *req,
			const uint8_t *data)
{
	const struct answer answer = {
		.data = data,
		.max_payload = function_max_payload(fn),
		.runs = fn->root && pcie_root_runs(fn->root),
	};

	complete_data(&fn->port, req, fn->bdf, &answer);
}

static void refuse(struct pcie_function *fn, const struct pcie_packet *p,
		   int status)
{
	if (status == TLP_CPL_CA)
		function_reject(fn, p, PCIE_ERR_COMPLETER_ABORT, TLP_CPL_CA);
	else
		function_reject(fn, p, PCIE_ERR_UNSUPPORTED, TLP_CPL_UR);
}

/* Return: true if the model sends the completions, or none is due */
static bool take_later(struct pcie_function *fn, unsigned int bar,
		       uint64_t offset, const struct pcie_packet *p)
{
	int status;

	fn->busy = true;
	status = fn->ops->take_read(fn, bar, offset, p->tlp);
	fn->busy = false;
	if (status > TLP_CPL_SC)
		refuse(fn, p, status);
	return status >= TLP_CPL_SC;
}

void function_take_read(struct pcie_function *fn, const struct pcie_packet *p)
{
	_Alignas(8) uint8_t data[TLP_MAX_PAYLOAD];
	const size_t len = p->tlp->length * 4u;
	int status = TLP_CPL_SC;
	unsigned int bar;
	uint64_t offset;

	if (fn->inbox.count)
		inbox_deliver(fn);
	bar = claim(fn, p->tlp, &offset);
	if (bar == PCIE_BARS) {
		function_reject(fn, p, PCIE_ERR_UNSUPPORTED, TLP_CPL_UR);
		return;
	}
	if (fn->busy && inbox_hold(fn, p))
		return;
	/* A model never calls a function that waits for a completion */
	if (fn->busy) {
		function_reject(fn, p, PCIE_ERR_COMPLETER_ABORT, TLP_CPL_CA);
		return;
	}
	if (fn->ops->take_read && !msix_is_in(fn, bar) &&
	    take_later(fn, bar, offset, p))
		return;
	memset(data, 0, len);
	if (p->tlp->first_be) { /* otherwise a flush, which reads nothing */
		fn->busy = true;
		status = read_bar(fn, bar, offset, data, len);
		fn->busy = false;
	}
	if (status == TLP_CPL_SC)
		answer_with(fn, p->tlp, data);
	else
		refuse(fn, p, status);
}

// SPDX-License-Identifier: BSD-3-Clause
/* MSI-X: table, Pending Bit Array, interrupt writes (sec 6.1.4) */
#include "pcie/function/msix.h"

#include <errno.h>
#include <string.h>

#include "pcie/function/completer.h"
#include "pcie/function/request.h"
#include "pcie/function/state.h"
#include "pcie/packet.h"
#include "pcie/regs.h"
#include "ground.h"

/* DWs of an entry */
enum {
	ADDR_LOW,
	ADDR_HIGH,
	DATA,
	CONTROL,
};

static const uint32_t writable[4] = {
	[ADDR_LOW] = ~3u,
	[ADDR_HIGH] = ~0u,
	[DATA] = ~0u,
	[CONTROL] = PCI_MSIX_ENTRY_CTRL_MASKBIT,
};

static uint16_t flags(const struct pcie_function *fn)
{
	return reg16(&fn->config, fn->config.msix + PCI_MSIX_FLAGS);
}

static unsigned int vectors(const struct pcie_function *fn)
{
	return fn->config.msix ? (flags(fn) & PCI_MSIX_FLAGS_QSIZE) + 1 : 0;
}

enum msix_region msix_region(const struct pcie_function *fn, unsigned int bar,
			     uint64_t offset, uint64_t *ret_end)
{
	const struct pcie_msix *msix = &fn->msix;
	uint64_t end = UINT64_MAX;

	if (bar == msix->table.bar && offset < msix->table.end) {
		if (offset >= msix->table.start) {
			*ret_end = msix->table.end;
			return MSIX_TABLE;
		}
		end = msix->table.start;
	}
	if (bar == msix->pba.bar && offset < msix->pba.end) {
		if (offset >= msix->pba.start) {
			*ret_end = msix->pba.end;
			return MSIX_PBA;
		}
		end = end < msix->pba.start ? end : msix->pba.start;
	}
	*ret_end = end;
	return MSIX_NONE;
}

void msix_reset(struct pcie_function *fn)
{
	struct pcie_msix *msix = &fn->msix;
	const unsigned int n = vectors(fn);
	uint32_t place;

	memset(msix, 0, sizeof(*msix));
	for (unsigned int i = 0; i < PCIE_MSIX_MAX; i++)
		msix->entry[i][CONTROL] = PCI_MSIX_ENTRY_CTRL_MASKBIT;
	if (!n)
		return;
	place = reg32(&fn->config, fn->config.msix + PCI_MSIX_TABLE);
	msix->table.bar = place & PCI_MSIX_TABLE_BIR;
	msix->table.start = place & PCI_MSIX_TABLE_OFFSET;
	msix->table.end = msix->table.start + n * PCI_MSIX_ENTRY_SIZE;
	place = reg32(&fn->config, fn->config.msix + PCI_MSIX_PBA);
	msix->pba.bar = place & PCI_MSIX_PBA_BIR;
	msix->pba.start = place & PCI_MSIX_PBA_OFFSET;
	msix->pba.end = msix->pba.start + (n + 63) / 64 * 8;
}

void msix_write(struct pcie_function *fn, uint64_t offset,
		const struct tlp *tlp)
{
	size_t pos = 0, len;

	while ((len = enabled_run(tlp, &pos))) {
		for (size_t end = pos + len; pos < end; pos++) {
			size_t at = offset - fn->msix.table.start + pos;
			uint32_t *dw = &fn->msix.entry[at / 16][at / 4 % 4];
			unsigned int shift = at % 4 * 8;
			uint32_t mask = 0xffu << shift & writable[at / 4 % 4];
			uint32_t byte = (uint32_t)tlp->payload[pos] << shift;

			*dw = (*dw & ~mask) | (byte & mask);
		}
	}
	msix_flush(fn);
}

void msix_read(struct pcie_function *fn, enum msix_region region,
	       uint64_t offset, uint8_t *buf, size_t len)
{
	const struct pcie_msix *msix = &fn->msix;

	for (size_t pos = 0; pos < len; pos += 4) {
		size_t at = offset + pos;
		uint32_t dw;

		if (region == MSIX_TABLE) {
			at -= msix->table.start;
			dw = msix->entry[at / 16][at / 4 % 4];
		} else {
			at -= msix->pba.start;
			dw = msix->pending[at / 8] >> at % 8 * 8;
		}
		store_le32(buf + pos, dw);
	}
}

const uint32_t *pcie_function_msix_entry(const struct pcie_function *fn,
					 unsigned int vector)
{
	return vector < vectors(fn) ? fn->msix.entry[vector] : NULL;
}

static bool masked(const struct pcie_function *fn, unsigned int vector)
{
	return flags(fn) & PCI_MSIX_FLAGS_MASKALL ||
	       fn->msix.entry[vector][CONTROL] & PCI_MSIX_ENTRY_CTRL_MASKBIT;
}

static bool enabled(const struct pcie_function *fn)
{
	return flags(fn) & PCI_MSIX_FLAGS_ENABLE && function_may_request(fn);
}

static void send(struct pcie_function *fn, unsigned int vector)
{
	const uint32_t *entry = fn->msix.entry[vector];
	struct pcie_request req = {0};
	_Alignas(4) uint8_t data[4], scratch[4];

	store_le32(data, entry[DATA]);
	if (!request_write(&req, fn->bdf,
			   (uint64_t)entry[ADDR_HIGH] << 32 | entry[ADDR_LOW],
			   data, sizeof(data), NULL, 0, scratch))
		port_send(&fn->port, &req.packet);
}

void msix_flush(struct pcie_function *fn)
{
	if (!fn->config.msix || !enabled(fn))
		return;
	for (unsigned int i = 0; i < vectors(fn); i++) {
		uint64_t bit = 1ull << i % 64;

		if (!(fn->msix.pending[i / 64] & bit) || masked(fn, i))
			continue;
		fn->msix.pending[i / 64] &= ~bit;
		send(fn, i);
	}
}

int pcie_function_msix(struct pcie_function *fn, unsigned int vector)
{
	if (vector >= vectors(fn))
		return -EINVAL;
	if (!enabled(fn))
		return -EAGAIN;
	if (masked(fn, vector)) {
		fn->msix.pending[vector / 64] |= 1ull << vector % 64;
		return -EAGAIN;
	}
	send(fn, vector);
	return 0;
}

// SPDX-License-Identifier: BSD-3-Clause
/* Registers that identify a device or a machine (PCIe r6.2, chapter 7) */
#include "host/input/identity.h"

#include <errno.h>

#include <pci/pci.h>

#include "error/error.h"
#include "ground.h"

#define CONFIG_HEADER 0x40
#define MAX_RANGES    64

/* Bits of a header that hold the length of the whole capability */
#define PCI_VENDOR_LENGTH 0x000000ff /* at +2 */
#define EXT_VENDOR_LENGTH 0xfff00000 /* at +4 */

/*
 * Capability; its identity, from @offset on: @size bytes, or to the end of the
 * capability, whose length is in the register at @length_at. No one but its vendor
 * knows the meaning of a vendor-specific capability: serial numbers are possible.
 */
static const struct {
	uint16_t id, type, offset, size, length_at;
	uint32_t length_mask;
} rows[] = {
	/* The data register of VPD has the four bytes that were read last */
	{0x03, PCI_CAP_NORMAL, 0x04, 4, 0, 0},
	{0x09, PCI_CAP_NORMAL, 0x03, 0, 0x02, PCI_VENDOR_LENGTH},
	/* Device Serial Number */
	{0x03, PCI_CAP_EXTENDED, 0x04, 8, 0, 0},
	{0x0b, PCI_CAP_EXTENDED, 0x08, 0, 0x04, EXT_VENDOR_LENGTH},
	/* Designated Vendor-Specific */
	{0x23, PCI_CAP_EXTENDED, 0x0a, 0, 0x04, EXT_VENDOR_LENGTH},
	/* Hierarchy ID: its data, the GUID of the system */
	{0x28, PCI_CAP_EXTENDED, 0x08, 0x18, 0, 0},
};

/* Return: end of the identity in the capability at @at */
static size_t end_of(size_t row, const uint8_t *config, size_t size, size_t at)
{
	size_t length_at = at + rows[row].length_at;

	if (rows[row].size)
		return at + rows[row].offset + rows[row].size;
	if (length_at + sizeof(uint32_t) > size)
		return size;
	return at +
	       FIELD_GET(rows[row].length_mask, load_le32(config + length_at));
}

/* A wrong length must not reach into the next capability: it would lose facts */
static size_t clip(const struct pci_cap *caps, size_t start, size_t end)
{
	for (; caps; caps = caps->next)
		if (caps->addr >= start && caps->addr < end)
			end = caps->addr;
	return end;
}

/* The identity in @cap, one of @caps. Return: 1; 0 there is none. */
static size_t take_cap(const struct pci_cap *cap, const struct pci_cap *caps,
		       const uint8_t *config, size_t size,
		       struct host_range *range)
{
	size_t start, end;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (cap->id != rows[i].id || cap->type != rows[i].type)
			continue;
		start = cap->addr + rows[i].offset;
		end = min(end_of(i, config, size, cap->addr), size);
		end = clip(caps, start, end);
		if (start >= end)
			return 0;
		*range = (struct host_range){(uint16_t)start,
					     (uint16_t)(end - start)};
		return 1;
	}
	return 0;
}

int identity_find(struct tph_host *host, const struct pci_cap *caps,
		  const uint8_t *bytes, struct host_config *config)
{
	struct host_range ranges[MAX_RANGES];
	size_t n = 0;

	for (const struct pci_cap *cap = caps; cap && n < MAX_RANGES;
	     cap = cap->next)
		n += take_cap(cap, caps, bytes, config->size, &ranges[n]);
	if (!n)
		return 0;
	/* No device has that many: all of it, as some may be missing */
	if (n == MAX_RANGES) {
		ranges[0] = (struct host_range){
			CONFIG_HEADER,
			(uint16_t)(config->size - CONFIG_HEADER)};
		n = 1;
	}
	config->identity = host_keep(host, ranges, n * sizeof(*ranges));
	if (!config->identity)
		return error_fail(-ENOMEM, "out of memory");
	config->identity_count = (uint16_t)n;
	return 0;
}

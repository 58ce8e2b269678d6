// SPDX-License-Identifier: BSD-3-Clause
#include "device/accel/tap_match.h"

#include <string.h>

#include "ground.h"

/* The filters look at the first DWs: at most four prefixes, then a header of 4 */
#define PREFIXES 4
#define HEADER	 4

/* In struct accel_tap.asked, besides Requester ID and tag bits 9:8 */
#define ASKED_INSIDE 0x80000000u

#define DW_MASK 0x3fffffffffffffffull /* addresses of DWs */

/* Fmt[2] and Type of a first byte (sec 2.2.1) */
#define KIND_PREFIX 0x80
#define KIND(byte)  ((byte)&0x9f)

enum kind {
	KIND_MEMORY = 0x00,
	KIND_MEMORY_LOCKED = 0x01,
	KIND_IO = 0x02,
	KIND_CONFIG_0 = 0x04,
	KIND_CONFIG_1 = 0x05,
	KIND_COMPLETION = 0x0a,
	KIND_COMPLETION_LOCKED = 0x0b,
	KIND_FETCHADD = 0x0c,
	KIND_SWAP = 0x0d,
	KIND_CAS = 0x0e,
	KIND_DMWR = 0x1b,
};

/* What the filters know */
struct header {
	bool memory, asks, completion, th;
	uint8_t tag;
	uint32_t id; /* Requester ID, tag bits 9:8 */
	uint64_t first, last;
};

static bool is_memory(uint8_t kind)
{
	return kind == KIND_MEMORY || kind == KIND_MEMORY_LOCKED ||
	       kind == KIND_FETCHADD || kind == KIND_SWAP || kind == KIND_CAS ||
	       kind == KIND_DMWR;
}

/* Return: true if it is answered by a completion */
static bool asks(uint8_t kind, bool data)
{
	return (is_memory(kind) && !(kind == KIND_MEMORY && data)) ||
	       kind == KIND_IO || kind == KIND_CONFIG_0 ||
	       kind == KIND_CONFIG_1;
}

static void parse(const uint8_t *bytes, struct header *h)
{
	const uint32_t dw0 = load_be32(bytes), dw1 = load_be32(bytes + 4);
	const uint32_t dw2 = load_be32(bytes + 8), dw3 = load_be32(bytes + 12);
	const uint8_t kind = KIND(bytes[0]);
	const bool dw4 = bytes[0] & 0x20, data = bytes[0] & 0x40;
	uint32_t from;

	h->memory = is_memory(kind);
	h->asks = asks(kind, data);
	h->completion = !dw4 && (kind == KIND_COMPLETION ||
				 kind == KIND_COMPLETION_LOCKED);
	h->th = h->memory && dw0 >> 16 & 1;
	from = h->completion ? dw2 : dw1;
	h->tag = (uint8_t)(from >> 8);
	h->id = (from >> 16) << 2 | (dw0 >> 23 & 1) << 1 | (dw0 >> 19 & 1);
	h->first = dw4 ? ((uint64_t)dw2 << 32 | dw3) >> 2 : dw2 >> 2;
	/* Length 0 is 1024 */
	h->last = (h->first + ((dw0 - 1) & 0x3ff)) & DW_MASK;
}

static bool is_inside(const struct accel_tap *tap, bool sent,
		      const struct header *h)
{
	if (h->completion)
		return sent && tap->asked[h->tag] == (h->id | ASKED_INSIDE);
	return h->memory && h->first <= tap->limit >> 2 &&
	       h->last >= tap->base >> 2;
}

bool tap_match(struct accel_tap *tap, bool sent, const uint8_t *bytes,
	       size_t len)
{
	/* 0 where the TLP is shorter */
	uint8_t start[4 * (PREFIXES + HEADER)] = {0};
	unsigned int prefixes = 0;
	struct header h;
	bool inside;

	if (len)
		memcpy(start, bytes, min(len, sizeof(start)));
	while (prefixes < PREFIXES &&
	       (start[4 * prefixes] & 0xe0) == KIND_PREFIX)
		prefixes++;
	parse(start + 4 * prefixes, &h);
	inside = is_inside(tap, sent, &h);
	if (!sent && h.asks)
		tap->asked[h.tag] = h.id | (inside ? ASKED_INSIDE : 0);
	return accel_tap_is_on(tap) &&
	       (h.th || !(tap->ctrl & ACCEL_TAP_CTRL_TH)) &&
	       (inside || !(tap->ctrl & ACCEL_TAP_CTRL_INSIDE)) &&
	       !(inside && tap->ctrl & ACCEL_TAP_CTRL_OUTSIDE);
}

// SPDX-License-Identifier: BSD-3-Clause
#include "tests/device/tap_link.h"

#define RING	  (1u << 18)
#define LINK_TLPS 16384

/* A TLP that the tap on the link saw */
struct line {
	bool up;
	uint32_t len, at; /* in bytes */
};

static struct {
	struct pcie_link *link;
	struct line lines[LINK_TLPS];
	unsigned int n;
	uint8_t bytes[4 << 20];
	uint32_t used;
} line;

struct tap_totals totals;

static void see_link(void *ctx, struct pcie_link *link, bool up,
		     const void *tlp, size_t len)
{
	if (link != line.link)
		return;
	assert_in_range(line.n, 0, LINK_TLPS - 1);
	assert_in_range(line.used + len, 0, sizeof(line.bytes));
	line.lines[line.n++] = (struct line){up, (uint32_t)len, line.used};
	memcpy(line.bytes + line.used, tlp, len);
	line.used += (uint32_t)len;
}

uint32_t tap_link_peek(struct host *host, uint32_t offset)
{
	uint8_t data[4];

	assert_int_equal(host->accel->ops->read(host->accel, ACCEL_BAR_REGS,
						offset, data, sizeof(data)),
			 TLP_CPL_SC);
	return get32(data);
}

void tap_link_poke(struct host *host, uint32_t offset, uint32_t value)
{
	uint8_t data[4];
	const struct tlp tlp = write_tlp(data, 1);

	put32(data, value);
	host->accel->ops->write(host->accel, ACCEL_BAR_REGS, offset, &tlp);
}

/* Bytes of the ring, which nobody reads, so that it does not wrap */
static void peek_bytes(struct host *host, uint32_t at, uint8_t *to, size_t len)
{
	assert_int_equal(host->accel->ops->read(host->accel, ACCEL_BAR_REGS,
						ACCEL_TAP_WINDOW + at, to, len),
			 TLP_CPL_SC);
}

void tap_link_begin(struct host *host)
{
	tap_link_poke(host, ACCEL_REG_TAP_CTRL,
		      ACCEL_TAP_CTRL_ENABLE | ACCEL_TAP_CTRL_CLEAR);
	line.n = 0;
	line.used = 0;
}

/* The record at @at is the @n-th TLP of the link. Return: its end */
static uint32_t expect(struct host *host, uint32_t at, unsigned int n,
		       uint32_t kept, bool loss)
{
	const struct line *l = &line.lines[n];
	uint8_t data[16 + TLP_MAX_SIZE + 16], zero[16] = {0};
	const uint32_t size = 16 + (kept + 15) / 16 * 16;
	uint32_t info = l->len | kept << 16;
	uint64_t time;

	info |= l->up ? ACCEL_TAP_INFO_TX : 0;
	info |= kept < l->len ? ACCEL_TAP_INFO_CUT : 0;
	info |= loss ? ACCEL_TAP_INFO_LOSS : 0;
	peek_bytes(host, at, data, size);
	assert_int_equal(get32(data), info);
	assert_int_equal(get32(data + 4), n);
	time = get32(data + 8) | (uint64_t)get32(data + 12) << 32;
	assert_in_range(time, totals.time, UINT64_MAX);
	totals.time = time;
	assert_memory_equal(data + 16, line.bytes + l->at, kept);
	assert_memory_equal(data + 16 + kept, zero, size - 16 - kept);
	totals.records++;
	totals.sent += l->up;
	totals.cut += kept < l->len;
	return at + size;
}

void tap_link_expect(struct host *host, uint32_t snap)
{
	uint32_t at = 0, lost = 0;
	bool loss = false;

	for (unsigned int i = 0; i < line.n; i++) {
		const uint32_t len = line.lines[i].len;
		const uint32_t kept = len < snap ? len : snap;

		if (16 + (kept + 15) / 16 * 16 > RING - at) {
			loss = true;
			lost++;
			continue;
		}
		at = expect(host, at, i, kept, loss);
		loss = false;
	}
	assert_int_equal(tap_link_peek(host, ACCEL_REG_TAP_WRITE), at);
	assert_int_equal(tap_link_peek(host, ACCEL_REG_TAP_LOST), lost);
	totals.losses += lost;
}

void tap_link_open(struct host *host)
{
	totals = (struct tap_totals){0};
	line.link = host->accel->port.link;
	pcie_link_tap(line.link, &host->tap);
	pcie_tap_init(&host->tap, see_link, NULL);
	tap_link_begin(host);
}

unsigned int tap_link_count(void)
{
	return line.n;
}

void tap_link_keep(unsigned int first, unsigned int n)
{
	memmove(&line.lines[0], &line.lines[first], n * sizeof(line.lines[0]));
	line.n = n;
}

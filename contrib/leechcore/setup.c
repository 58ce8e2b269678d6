// SPDX-License-Identifier: BSD-3-Clause
#include "contrib/leechcore/setup.h"

#include <inttypes.h>
#include <stdio.h>

#define WORD(p)	   ((p)[0] | (p)[1] << 8)
#define PAYLOAD(n) (128u << (n))

/* Offsets and bits in configuration space, PCIe Base r5 sec 7.5 */
#define COMMAND	       0x04
#define COMMAND_MEMORY 0x2
#define COMMAND_MASTER 0x4
#define CAPABILITIES   0x34
#define CAP_PCIE       0x10
#define CAPS_MAX       48
#define DEVCTL	       0x08
#define DEVCTL_EXT_TAG 0x100
#define DEVCAP2	       0x24

/* Return: its place in configuration space, or 0 */
static unsigned int find_pcie(const uint8_t *config)
{
	unsigned int at = config[CAPABILITIES] & ~3u;

	for (int i = 0; i < CAPS_MAX && at >= 0x40; i++) {
		if (config[at] == CAP_PCIE)
			return at <= 0x100 - 0x3c ? at : 0;
		at = config[at + 1] & ~3u;
	}
	return 0;
}

/* Limits of the board's own TLPs */
static void take_limits(struct bridge *b, const uint8_t *config)
{
	unsigned int at = find_pcie(config), command = WORD(config + COMMAND);
	unsigned int control;

	b->max_payload = b->max_read = PAYLOAD(0);
	b->tags = 32;
	if (!at) {
		fprintf(stderr, "configuration space is not readable: TLPs of "
				"the peer have at most 128 bytes\n");
		return;
	}
	control = WORD(config + at + DEVCTL);
	b->max_payload = PAYLOAD(control >> 5 & 7);
	b->max_read = PAYLOAD(control >> 12 & 7);
	if (control & DEVCTL_EXT_TAG)
		b->tags = 256;
	fprintf(stderr,
		"payload up to %u bytes, reads up to %u bytes, %u tags, TPH "
		"completer %u\n",
		b->max_payload, b->max_read, b->tags,
		WORD(config + at + DEVCAP2) >> 12 & 3);
	if (!(command & COMMAND_MEMORY))
		fprintf(stderr, "memory space is disabled: no request of the "
				"host arrives (setpci -s BDF COMMAND=2:2)\n");
	if (!(command & COMMAND_MASTER))
		fprintf(stderr, "bus mastering is disabled: no request of the "
				"peer passes (setpci -s BDF COMMAND=4:4)\n");
}

static int largest_bar(const struct lc_bar *bars)
{
	int largest = -1;

	for (int i = 0; i < BARS; i++)
		if (bars[i].valid && !bars[i].is_io &&
		    (largest < 0 || bars[i].size > bars[largest].size))
			largest = i;
	return largest;
}

/* Return: whether two windows would be one place for the peer */
static bool overlap(const struct window *w, const struct window *v)
{
	return w->size && v->size &&
	       (w->to - v->to < v->size || v->to - w->to < w->size);
}

/* Return: 0, or -1 after a message */
static int take_windows(struct bridge *b, const struct lc_bar *bars,
			const struct options *o)
{
	int largest = largest_bar(bars);

	for (int i = 0; i < BARS; i++) {
		const struct lc_bar *bar = &bars[i];
		struct window *w = &b->windows[i];

		if (o->any_bar ? !o->bars[i] : i != largest)
			continue;
		if (!bar->valid || bar->is_io || !bar->size) {
			fprintf(stderr,
				"tph-leechcore: the board has no memory in "
				"BAR %d: see lspci -v, and --bar\n",
				i);
			return -1;
		}
		*w = (struct window){bar->size, bar->address, o->to[i]};
		fprintf(stderr,
			"BAR %d: %#" PRIx64 ", %" PRIu64
			" bytes, for the peer at %#" PRIx64 "\n",
			i, w->base, w->size, w->to);
	}
	if (largest < 0) {
		fprintf(stderr, "tph-leechcore: the board has no memory BAR: "
				"see lspci -v\n");
		return -1;
	}
	for (int i = 0; i < BARS; i++)
		for (int k = i + 1; k < BARS; k++)
			if (overlap(&b->windows[i], &b->windows[k])) {
				fprintf(stderr,
					"tph-leechcore: BARs %d and %d would "
					"be at one place: give each an "
					"address with --bar\n",
					i, k);
				return -1;
			}
	return 0;
}

int setup_bridge(struct bridge *b, const struct board *board,
		 const struct options *o)
{
	b->id = board->id;
	b->timeout_ms = o->timeout_ms;
	b->answer_only = o->no_requests;
	fprintf(stderr, "board %02x:%02x.%x\n", b->id >> 8, b->id >> 3 & 0x1f,
		b->id & 7);
	take_limits(b, board->config);
	return take_windows(b, board->bars, o);
}

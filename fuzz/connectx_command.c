// SPDX-License-Identifier: BSD-3-Clause
/*
 * Any commands of the virtual ConnectX, well-formed and not: entries, mailbox
 * chains, doorbells, registers and configuration. Work ends in bounded time; a
 * command in the right form is answered; and the device always starts again
 * after a reset.
 */
#include <errno.h>
#include <stdlib.h>

#include "fuzz/connectx.h"
#include "fuzz/input.h"
#include "harness/driver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define MEMORY	   (1u << 20)
#define STEPS_MAX  40
#define PIECES	   20000
#define BODY_MAX   2048u
#define ALLOC_XRCD 0x80e

static struct driver *d;
/* Software has disabled the command queue or the device's bus access */
static bool tampered;

static void start(void)
{
	connectx_start(&d, MEMORY);
	/* The input's commands use the queue and its TLPs */
	d->execute = NULL;
	tampered = false;
}

/* Opcodes of the model, and neighbouring numbers */
static unsigned int opcode(struct input *in)
{
	static const uint16_t blocks[] = {0x100, 0x108, 0x200, 0x300, 0x400,
					  0x500, 0x508, 0x700, 0x708, 0x760,
					  0x800, 0x808, 0x908};
	const unsigned int v = (unsigned int)input_take(in, 1);

	return blocks[(v >> 3) % (sizeof(blocks) / sizeof(*blocks))] + (v & 7);
}

/* Small numbers name objects; others are near limits, or anything */
static uint32_t number(struct input *in)
{
	const unsigned int kind = (unsigned int)input_take(in, 1);

	switch (kind & 7) {
	case 0:
		return (uint32_t)input_take(in, 4);
	case 1:
		return 0xffffffffu << (kind >> 3);
	case 2:
		return 1u << (kind >> 3);
	case 3: /* addresses: of the machine's memory, or beyond it */
		return (uint32_t)(d->base + 0x20000 + (input_take(in, 2) << 8));
	default:
		return kind >> 3;
	}
}

/* A header and DWs at places chosen by the input */
static void command(struct input *in)
{
	static uint8_t body[BODY_MAX], out[BODY_MAX];
	const size_t in_len = 16 + input_take(in, 2) % (BODY_MAX - 16);
	const size_t out_len = 16 + input_take(in, 2) % (BODY_MAX - 16);
	unsigned int n = (unsigned int)input_take(in, 1) % 16;
	int ret;

	memset(body, 0, in_len);
	driver_set(body, 0, 31, 16, opcode(in));
	driver_set(body, 4, 15, 0, (uint32_t)input_take(in, 1));
	while (n--) {
		const size_t at = input_take(in, 1) * 4;
		const uint32_t value = number(in);

		if (at >= 8 && at + 4 <= in_len)
			driver_set(body, at, 31, 0, value);
	}
	ret = driver_command(d, body, in_len, out, out_len);
	/* An event queue that lies on the entry may hide one answer, not two */
	if (ret == -ETIMEDOUT && !tampered &&
	    driver_command(d, body, in_len, out, out_len) == -ETIMEDOUT)
		abort();
}

/* Repeat a command of the helpers with a few changed DWs */
static void create(struct input *in)
{
	const unsigned int kind = (unsigned int)input_take(in, 1);
	unsigned int n = (unsigned int)input_take(in, 1) % 4;
	struct driver_eq eq = {0};
	struct driver_cq cq = {0};
	struct driver_srq srq = {0};
	struct driver_qp qp = {0};
	struct driver_xrc xrc = {.cq = &cq};
	struct driver_qp_attr attr = {.scq = &cq};
	uint32_t key;

	switch (kind % 6) {
	case 0:
		driver_create_eq(d, 6, kind >> 3, ~0ull, &eq);
		break;
	case 1:
		driver_create_cq(d, 4, 64, NULL, &cq);
		break;
	case 2:
		driver_create_srq(d, 4, 6, &srq);
		break;
	case 3:
		driver_create_cq(d, 4, 64, NULL, &cq);
		attr.type = (enum driver_qp_type)(kind >> 4);
		driver_create_qp(d, &attr, &qp);
		driver_qp_ready(d, &qp, NULL);
		break;
	case 5:
		driver_create_cq(d, 4, 64, NULL, &cq);
		driver_simple(d, ALLOC_XRCD, 0, 0, 0, &xrc.xrcd);
		driver_create_xrc_srq(d, 4, 6, &xrc, &srq);
		break;
	default:
		driver_reg(d, d->base, 1 << 16, DRIVER_ALL, &key);
	}
	/* The entry and its mailboxes are still in memory */
	while (n--) {
		const size_t at = input_take(in, 1) * 4;

		driver_set(d->in_box, at % DRIVER_BLOCK, 31, 0, number(in));
	}
	driver_slot(d, 0)[0x3f] = 1;
	driver_ring(d, 1);
}

/* Entries and mailboxes as bytes, with arbitrary pointers */
static void raw(struct input *in)
{
	const unsigned int slot = (unsigned int)input_take(in, 1);
	uint8_t *e = driver_slot(d, slot % DRIVER_SLOTS);
	const unsigned int box = (unsigned int)input_take(in, 1) % DRIVER_BOXES;
	uint8_t *mailbox = d->in_box + (slot & 0x80 ? box * DRIVER_MAILBOX : 0);

	for (unsigned int n = slot >> 5 & 3; n--;) {
		const unsigned int at = (unsigned int)input_take(in, 1) & 0x3c;

		driver_set(e, at, 31, 0, number(in));
	}
	/* A chain to any of the mailboxes, including itself */
	driver_set64(mailbox, 560,
		     d->in_box_at + (uint64_t)box * DRIVER_MAILBOX +
			     (input_take(in, 1) ? 0 : number(in)));
	driver_set(mailbox, 568, 31, 0, (uint32_t)input_take(in, 1));
	mailbox[573] = (uint8_t)(d->token + input_take(in, 1) % 3);
	e[0x3c] = d->token;
	e[0x3f] |= 1;
	driver_ring(d, (uint32_t)input_take(in, 4) | 1u << slot % DRIVER_SLOTS);
}

static uint64_t place(struct input *in)
{
	const uint64_t at = input_take(in, 2);

	switch (at >> 14) {
	case 0: /* initialization segment */
		return at & 0x1ffc;
	case 1: /* doorbells */
		return (uint64_t)(at >> 8 & 0x3f) * DRIVER_PAGE +
		       (at & 0xf) * 0x20 + (at & 0x10 ? 0x800 : 0);
	case 2: /* MSI-X, up to the BAR's end */
		return (32u << 20) - 0x4000 + (at & 0x3ffc);
	default:
		return at << 10 & ~3u;
	}
}

static void registers(struct input *in)
{
	const unsigned int kind = (unsigned int)input_take(in, 1);
	const uint64_t at = place(in);

	if (kind % 3 == 0) {
		driver_read(d, at);
	} else if (kind % 3 == 1) {
		if (at == 0x10 || at == 0x14)
			tampered = true;
		driver_write(d, at, number(in));
	} else {
		if (at == 0x10 || at == 0x0c || at == 0x14)
			tampered = true;
		driver_write64(d, at & ~7ull,
			       (uint64_t)number(in) << 32 | number(in));
	}
}

static void configure(struct input *in)
{
	const unsigned int at = (unsigned int)input_take(in, 2) % 0x400;

	tampered = true;
	host_config_write(d->host, d->fn, at & ~1u, 2,
			  (uint32_t)input_take(in, 2));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const steps[])(struct input * in) = {
		command, command, command, create, raw, registers, configure,
	};
	struct input in = {data, len};

	start();
	for (unsigned int i = 0; in.len && i < STEPS_MAX; i++) {
		steps[input_take(&in, 1) % (sizeof(steps) / sizeof(*steps))](
			&in);
		if (host_pass(d->host, 1000000, PIECES))
			abort();
	}
	/* The device may have written anywhere: all of it is zeroed */
	d->used = d->size;
	connectx_stop(d);
	return 0;
}

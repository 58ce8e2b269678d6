// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/replay_due.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <opentph/hw/accel.h>

#include "ground.h"

#define CPL_HEADER 12

/* Registers that differ: of the tap; abilities, clocks and build of the device */
static const struct {
	uint32_t start, end;
} own_registers[] = {
	{ACCEL_REG_CAPS, ACCEL_REG_CAPS + 4},
	{ACCEL_REG_CYCLES, ACCEL_REG_CYCLES + 12},
	{ACCEL_REG_TAP_CTRL, ACCEL_REG_TAP_TIME + 8},
	{ACCEL_TAP_WINDOW, ACCEL_TAP_WINDOW + ACCEL_TAP_WINDOW_SIZE},
};

static bool is_own(uint64_t at)
{
	for (size_t i = 0; i < ARRAY_SIZE(own_registers); i++)
		if (at >= own_registers[i].start && at < own_registers[i].end)
			return true;
	return false;
}

void due_request(struct replay_due *due, const struct tlp *tlp,
		 unsigned int bar, uint64_t offset)
{
	due->request++;
	due->bar = bar;
	due->at = offset;
}

static void add_interrupt(struct replay_due *due, const uint8_t *bytes,
			  size_t len)
{
	struct due_interrupt *kind = due->interrupts;

	while (kind < due->interrupts + due->kinds &&
	       (kind->len != len || memcmp(kind->bytes, bytes, len)))
		kind++;
	if (kind == due->interrupts + due->kinds) {
		if (due->kinds == DUE_KINDS || len > sizeof(kind->bytes))
			abort();
		due->kinds++;
		*kind = (struct due_interrupt){.len = len};
		memcpy(kind->bytes, bytes, len);
	}
	kind->due++;
	if (!kind->cause)
		kind->cause = due->request;
}

static void add_completion(struct replay_due *due, const uint8_t *bytes,
			   size_t len)
{
	struct due_completion *c;

	if (due->n == due->room) {
		due->room = due->room ? 2 * due->room : 256;
		due->completions =
			realloc(due->completions, due->room * sizeof(*c));
		if (!due->completions)
			abort();
	}
	c = &due->completions[due->n++];
	*c = (struct due_completion){
		.request = due->request,
		.bar = due->bar,
		.at = due->at,
		.len = len,
		.bytes = malloc(len),
	};
	if (!c->bytes)
		abort();
	memcpy(c->bytes, bytes, len);
	due->at += len - CPL_HEADER;
}

void due_add(struct replay_due *due, const struct tlp *tlp,
	     const uint8_t *bytes, size_t len)
{
	if (tlp->type == TLP_MWR)
		add_interrupt(due, bytes, len);
	else
		add_completion(due, bytes, len);
}

/* Keep the first fault. Return: false */
static bool fault(struct replay_due *due, const char *what,
		  const uint8_t *bytes, size_t len, const uint8_t *other,
		  size_t other_len)
{
	char *to = due->fault;
	const char *end = due->fault + sizeof(due->fault);

	if (*to)
		return false;
	to += snprintf(to, end - to, "%s:", what);
	for (size_t i = 0; i < len && to + 16 < end - 400; i++)
		to += snprintf(to, end - to, "%s%02x", i % 4 ? "" : " ",
			       bytes[i]);
	if (!other)
		return false;
	to += snprintf(to, end - to, "\n  due is:");
	for (size_t i = 0; i < other_len && to + 16 < end; i++)
		to += snprintf(to, end - to, "%s%02x", i % 4 ? "" : " ",
			       other[i]);
	return false;
}

static bool take_interrupt(struct replay_due *due, const uint8_t *bytes,
			   size_t len)
{
	for (unsigned int i = 0; i < due->kinds; i++) {
		struct due_interrupt *kind = &due->interrupts[i];

		if (kind->len != len || memcmp(kind->bytes, bytes, len))
			continue;
		if (kind->sent == kind->due)
			return fault(due, "one interrupt too many", bytes, len,
				     NULL, 0);
		kind->sent++;
		kind->cause = 0;
		return true;
	}
	return fault(due, "an interrupt that is not due", bytes, len, NULL, 0);
}

static bool same(const struct due_completion *c, const uint8_t *bytes,
		 size_t len)
{
	if (c->len != len || memcmp(c->bytes, bytes, CPL_HEADER))
		return false;
	for (size_t i = CPL_HEADER; i + 4 <= len; i += 4)
		if (memcmp(c->bytes + i, bytes + i, 4) &&
		    !(c->bar == ACCEL_BAR_REGS &&
		      is_own(c->at + i - CPL_HEADER)))
			return false;
	return true;
}

static bool take_completion(struct replay_due *due, const uint8_t *bytes,
			    size_t len)
{
	struct due_completion *c = due->completions + due->head;

	if (due->head == due->n)
		return fault(due, "a completion that is not due", bytes, len,
			     NULL, 0);
	if (!same(c, bytes, len))
		return fault(due, "a wrong completion", bytes, len, c->bytes,
			     c->len);
	/*
	 * Completions do not pass posted requests (sec 2.4.1). Memory may be read before
	 * an earlier write raises its interrupt; registers show the event.
	 */
	for (unsigned int i = 0; i < due->kinds; i++)
		if (c->bar != ACCEL_BAR_MEM && due->interrupts[i].cause &&
		    due->interrupts[i].cause < c->request)
			return fault(due, "a completion passes an interrupt",
				     bytes, len, due->interrupts[i].bytes,
				     due->interrupts[i].len);
	free(c->bytes);
	due->head++;
	if (due->head == due->n)
		due->head = due->n = 0;
	return true;
}

bool due_take(struct replay_due *due, const uint8_t *bytes, size_t len)
{
	struct tlp tlp;

	if (tlp_decode(bytes, len, &tlp))
		return fault(due, "not a TLP", bytes, len, NULL, 0);
	if (tlp.type == TLP_MWR)
		return take_interrupt(due, bytes, len);
	return take_completion(due, bytes, len);
}

bool due_waits(const struct replay_due *due)
{
	for (unsigned int i = 0; i < due->kinds; i++)
		if (due->interrupts[i].cause)
			return true;
	return due->head != due->n;
}

bool due_settle(struct replay_due *due)
{
	if (due->head != due->n)
		return fault(due, "missing completion",
			     due->completions[due->head].bytes,
			     due->completions[due->head].len, NULL, 0);
	for (unsigned int i = 0; i < due->kinds; i++)
		if (due->interrupts[i].cause)
			return fault(due, "missing interrupt",
				     due->interrupts[i].bytes,
				     due->interrupts[i].len, NULL, 0);
	due->kinds = 0;
	return true;
}

void due_free(struct replay_due *due)
{
	for (size_t i = due->head; i < due->n; i++)
		free(due->completions[i].bytes);
	free(due->completions);
}

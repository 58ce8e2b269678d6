// SPDX-License-Identifier: BSD-3-Clause
/* Writes, reads and copies of any size, of functions and of the host */
#include <inttypes.h>
#include <stdio.h>

#include "tests/runs/place.h"
#include "tests/runs/step.h"

#define TAGS 8

enum request_kind { WRITE, READ, FETCH, COPY };

static const char *const names[] = {
	[WRITE] = "write",
	[READ] = "read",
	[FETCH] = "fetch",
	[COPY] = "copy",
};

/**
 * struct request_step - a request
 * @addr:	target, or source of a read
 * @to:		target of the data read
 * @data:	written data
 */
struct request_step {
	struct world *w;
	enum request_kind kind;
	struct pcie_function *fn;
	uint64_t addr, to;
	size_t len;
	const uint8_t *data;
	struct pcie_hint hint;
};

/* Any bytes, the same for all hierarchies */
static const uint8_t *some_data(struct dice *dice)
{
	static uint8_t pool[2 * WORLD_WRITE];

	if (!pool[1]) {
		struct dice fill = dice_of(1, 1);

		for (size_t i = 0; i < sizeof(pool); i++)
			pool[i] = (uint8_t)roll(&fill, 256);
		pool[1] = 1;
	}
	/* Only aligned data travel in place */
	return pool + (roll(dice, WORLD_WRITE) & ~(chance(dice, 4) ? 0u : 3u));
}

static struct pcie_hint some_hint(struct dice *dice)
{
	const bool ext = chance(dice, 3);
	const uint16_t tag = (uint16_t)roll(dice, TAGS);

	return (struct pcie_hint){
		.th = roll(dice, 5),
		.st_ext = ext,
		.ph = (uint8_t)roll(dice, 4),
		.st = ext ? (uint16_t)(tag * 0x1111) : tag,
	};
}

static void result(struct world *w, const struct pcie_function *fn, int ret)
{
	journal_add(&w->journal, ENTRY_RESULT, fn->name, &ret, sizeof(ret));
}

static void write_data(const struct request_step *r, uint64_t addr,
		       const void *data)
{
	const int ret =
		pcie_function_write(r->fn, addr, data, r->len, &r->hint);

	result(r->w, r->fn, ret);
	if (ret > 0)
		r->w->tlps += (unsigned int)ret;
}

static void read_data(const struct request_step *r)
{
	struct world *w = r->w;
	const uint8_t tag = r->fn->tag;
	const void *data = w->read;
	int ret;

	memset(w->read, 0xa5, r->len);
	if (r->kind == READ)
		ret = pcie_function_read(r->fn, r->addr, w->read, r->len);
	else
		ret = pcie_function_fetch(r->fn, r->addr, w->read, r->len,
					  &data);
	w->tlps += (uint8_t)(r->fn->tag - tag); /* at least */
	result(w, r->fn, ret);
	if (ret)
		return;
	journal_add(&w->journal, ENTRY_RESULT, "data", data, r->len);
	if (r->kind == COPY)
		write_data(r, r->to, data);
}

static void perform(const struct request_step *r)
{
	if (r->kind == WRITE)
		write_data(r, r->addr, r->data);
	else
		read_data(r);
}

static const struct request_step *held;

static bool perform_held(struct ram *ram)
{
	if (held)
		perform(held);
	held = NULL;
	return false;
}

/* As the work of a model: TLPs that arrive meanwhile wait */
static void perform_busy(const struct unit *unit, const struct request_step *r)
{
	held = r;
	unit->probe->ram.on_run = perform_held;
	pcie_function_kick(unit->fn);
	pcie_root_run(r->w->root, 64);
	held = NULL;
	unit->probe->ram.on_run = NULL;
}

void step_request(struct world *w, struct dice *dice, char *text, size_t size)
{
	static const enum request_kind kinds[] = {WRITE, WRITE, WRITE, WRITE,
						  READ,	 FETCH, COPY,  COPY};
	const struct unit *unit = world_unit(w, dice);
	const struct request_step r = {
		.w = w,
		.kind = kinds[roll(dice, 8)],
		.fn = unit->fn,
		.addr = chance(dice, 12) ? place_of_unit(unit)
					 : place_address(w, dice),
		.to = place_address(w, dice),
		.len = place_length(dice),
		.data = some_data(dice),
		.hint = some_hint(dice),
	};
	const bool busy = unit->probe && roll(dice, 2);

	snprintf(text, size,
		 "%s %s 0x%" PRIx64 ", %zu bytes%s%s, tag 0x%x, to 0x%" PRIx64,
		 unit->fn->name, names[r.kind], r.addr, r.len,
		 busy ? ", busy" : "", r.hint.th ? ", hints" : "", r.hint.st,
		 r.to);
	if (busy)
		perform_busy(unit, &r);
	else
		perform(&r);
}

void step_host(struct world *w, struct dice *dice, char *text, size_t size)
{
	const uint64_t addr = place_address(w, dice);
	const size_t len = place_length(dice);
	const bool write = roll(dice, 3);
	int ret;

	snprintf(text, size, "host %s 0x%" PRIx64 ", %zu bytes",
		 write ? "write" : "read", addr, len);
	if (write)
		ret = pcie_root_mem_write(w->root, addr, some_data(dice), len);
	else
		ret = pcie_root_mem_read(w->root, addr, w->read, len);
	w->tlps += len / 512;
	journal_add(&w->journal, ENTRY_RESULT, "host", &ret, sizeof(ret));
	if (!write)
		journal_add(&w->journal, ENTRY_RESULT, "data", w->read, len);
}

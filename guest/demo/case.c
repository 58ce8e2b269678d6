// SPDX-License-Identifier: BSD-3-Clause
/* Record of a case: the request, the expected TLPs, the faults */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/demo/demo.h"

uint64_t case_window(struct demo_case *c, uint64_t size)
{
	const struct tph_accel_info *info = tph_accel_info(c->demo->accel);
	uint64_t offset = c->demo->next;

	c->demo->next += (size + WINDOW_SIZE - 1) / WINDOW_SIZE * WINDOW_SIZE;
	if (c->demo->next > WINDOW_PARTITIONS * info->partition_size) {
		fprintf(stderr, "demo: device memory is too small\n");
		exit(2);
	}
	return offset;
}

void case_operation(struct demo_case *c, const char *name)
{
	case_add(c, "operation", json_object_new_string(name));
}

void case_requested(struct demo_case *c, unsigned int width, uint16_t st,
		    uint8_t ph)
{
	struct json_object *requested = json_object_new_object();

	json_object_object_add(requested, "st", json_object_new_int(st));
	json_object_object_add(requested, "ph", json_object_new_int(ph));
	json_object_object_add(requested, "width", json_object_new_int(width));
	case_add(c, "requested", requested);
}

static struct json_object *wire_window(struct demo_case *c, uint64_t offset,
				       uint64_t size,
				       const struct wire_hint *hint)
{
	struct json_object *w = json_object_new_object();

	json_object_object_add(
		w, "addr", json_object_new_int64(c->demo->mem_addr + offset));
	json_object_object_add(w, "size", json_object_new_int64(size));
	if (hint) {
		struct json_object *h = json_object_new_object();

		json_object_object_add(h, "st", json_object_new_int(hint->st));
		json_object_object_add(h, "ph", json_object_new_int(hint->ph));
		json_object_object_add(h, "width",
				       json_object_new_int(hint->width));
		json_object_object_add(w, "hint", h);
	}
	json_object_array_add(c->windows, w);
	return w;
}

/* TLPs of a write: pieces of @mps bytes at multiples of it */
static uint64_t tlps(uint64_t addr, uint64_t len, unsigned int mps)
{
	return (addr + len + mps - 1) / mps - addr / mps;
}

static struct json_object *wire_write(struct demo_case *c, uint64_t offset,
				      uint64_t len,
				      const struct wire_hint *hint)
{
	uint64_t addr = c->demo->mem_addr + offset;
	/* The first TLP may be addressed to the DW that @offset lies in */
	struct json_object *w =
		wire_window(c, offset & ~3ull, len + (offset & 3), hint);

	json_object_object_add(w, "bytes", json_object_new_int64(len));
	json_object_object_add(
		w, "tlps",
		json_object_new_int64(tlps(addr, len, c->demo->mps)));
	return w;
}

void case_wire(struct demo_case *c, uint64_t offset, uint64_t len,
	       const struct wire_hint *hint)
{
	wire_write(c, offset, len, hint);
}

void case_wire_sent(struct demo_case *c, uint64_t offset, uint64_t len,
		    const struct wire_hint *hint)
{
	struct json_object *w = wire_write(c, offset, len, hint);

	json_object_object_add(w, "at", json_object_new_string("requester"));
}

void case_wire_some(struct demo_case *c, uint64_t offset, uint64_t size,
		    const struct wire_hint *hint)
{
	wire_window(c, offset, size, hint);
}

void case_wire_none(struct demo_case *c, uint64_t offset, uint64_t size)
{
	struct json_object *w = wire_window(c, offset, size, NULL);

	json_object_object_add(w, "tlps", json_object_new_int64(0));
	json_object_object_add(w, "bytes", json_object_new_int64(0));
}

bool case_expect(struct demo_case *c, bool ok, const char *format, ...)
{
	char text[256];
	va_list ap;

	if (ok)
		return true;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	json_object_array_add(c->faults, json_object_new_string(text));
	return false;
}

bool case_ret(struct demo_case *c, int ret, int want, const char *what)
{
	if (want)
		return case_expect(c, ret == want, "%s: %s, expected %s", what,
				   ret ? strerrorname_np(-ret) : "no error",
				   strerrorname_np(-want));
	return case_expect(c, ret == 0, "%s: %s (%s)", what,
			   ret ? strerrorname_np(-ret) : "", tph_error());
}

void case_memory(struct demo_case *c, uint64_t offset, const void *want,
		 size_t len)
{
	const uint8_t *expected = want;
	uint8_t *got = malloc(len);
	size_t i;
	int ret;

	if (!case_expect(c, got != NULL, "out of memory"))
		return;

	ret = tph_bar_read(c->demo->dev, ACCEL_BAR_MEM, offset, got, len);
	if (case_ret(c, ret, 0, "read device memory")) {
		for (i = 0; i < len && got[i] == expected[i]; i++)
			;
		if (!case_expect(c, i == len,
				 "memory at 0x%llx is %02x, expected %02x",
				 (unsigned long long)(offset + i),
				 i < len ? got[i] : 0,
				 i < len ? expected[i] : 0))
			c->memory_bad = true;
	} else {
		c->memory_bad = true;
	}
	free(got);
}

void case_add(struct demo_case *c, const char *key, struct json_object *value)
{
	json_object_object_add(c->json, key, value);
}

static void run_one(struct demo *demo, const struct demo_case_def *def)
{
	struct demo_case c = {
		.demo = demo,
		.json = json_object_new_object(),
		.windows = json_object_new_array(),
		.faults = json_object_new_array(),
	};
	size_t faults;

	case_add(&c, "name", json_object_new_string(def->name));
	case_ret(&c, tph_accel_enable(demo->accel, true), 0, "ingress on");
	def->run(&c, def->arg);

	faults = json_object_array_length(c.faults);
	case_add(&c, "memory",
		 json_object_new_string(c.memory_bad ? "bad" : "ok"));
	case_add(&c, "windows", c.windows);
	case_add(&c, "faults", c.faults);
	printf("%s\n",
	       json_object_to_json_string_ext(c.json, JSON_C_TO_STRING_PLAIN));
	fflush(stdout);
	json_object_put(c.json);

	demo->total++;
	if (faults)
		demo->failed++;
}

/* Return: the reason for which the accelerator cannot run a case, or NULL */
static const char *lacks(const struct tph_accel_info *info, unsigned int needs)
{
	if (needs & NEED_ST16 && !info->st16)
		return "the accelerator has no table for 16-bit tags";
	if (needs & NEED_PASS && !info->passes)
		return "the accelerator does not run passes";
	return NULL;
}

static void skip(struct demo *demo, const char *name, const char *reason)
{
	struct json_object *json = json_object_new_object();

	json_object_object_add(json, "name", json_object_new_string(name));
	json_object_object_add(json, "skipped", json_object_new_string(reason));
	printf("%s\n",
	       json_object_to_json_string_ext(json, JSON_C_TO_STRING_PLAIN));
	fflush(stdout);
	json_object_put(json);
	demo->skipped++;
}

void demo_run(struct demo *demo, const struct demo_case_def *defs, size_t n,
	      const char *only)
{
	const struct tph_accel_info *info = tph_accel_info(demo->accel);

	for (size_t i = 0; i < n; i++) {
		const char *lack = lacks(info, defs[i].needs);

		if (!(defs[i].needs & demo->path) ||
		    (defs[i].needs & NEED_ONLY_8 && info->st16) ||
		    strncmp(defs[i].name, only, strlen(only)))
			continue;
		if (lack)
			skip(demo, defs[i].name, lack);
		else
			run_one(demo, &defs[i]);
	}
}

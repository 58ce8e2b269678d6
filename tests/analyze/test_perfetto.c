// SPDX-License-Identifier: BSD-3-Clause
/* Parts of a trace: the wire format, lanes of slices, counters */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "analyze/perfetto/track.h"
#include "analyze/perfetto/wire.h"

/* Examples of protobuf.dev, "Encoding"; a length in two bytes has a leading zero */
static void bytes_on_the_wire(void **state)
{
	static const uint8_t want[] = {0x08, 0x96, 0x01, 0x12, 0x07, 't',  'e',
				       's',  't',  'i',	 'n',  'g',  0x1a, 0x03,
				       0x08, 0x96, 0x01, 0x1a, 0x83, 0x00, 0x08,
				       0x96, 0x01, 0xf9, 0x02, 8,    7,	   6,
				       5,    4,	   3,	 2,    1};
	uint8_t got[64], *p = got, *begin;

	p = wire_uint(p, 1, 150);
	p = wire_text(p, 2, "testing");
	begin = wire_begin_short(p, 3);
	p = wire_end_short(begin, wire_uint(begin, 1, 150));
	begin = wire_begin(p, 3);
	p = wire_end(begin, wire_uint(begin, 1, 150));
	p = wire_fixed64(p, 47, 0x0102030405060708);
	assert_int_equal(p - got, sizeof(want));
	assert_memory_equal(got, want, sizeof(want));
}

static void largest_numbers(void **state)
{
	static const uint8_t want[] = {0xff, 0xff, 0xff, 0xff, 0xff,
				       0xff, 0xff, 0xff, 0xff, 0x01};
	uint8_t got[WIRE_VARINT_MAX], zero[1];

	assert_ptr_equal(wire_varint(got, UINT64_MAX), got + sizeof(want));
	assert_memory_equal(got, want, sizeof(want));
	assert_ptr_equal(wire_varint(zero, 0), zero + 1);
	assert_int_equal(zero[0], 0);
}

struct scene {
	struct tracks tracks;
	struct track *track;
	char *text;
	size_t size;
};

static void setup(struct scene *scene)
{
	const struct packet packet = {.raw = {.link = "dn0"}};
	FILE *out = open_memstream(&scene->text, &scene->size);

	assert_non_null(out);
	assert_int_equal(tracks_init(&scene->tracks, out), 0);
	scene->track = tracks_find(&scene->tracks, &packet);
	assert_ptr_equal(tracks_find(&scene->tracks, &packet), scene->track);
}

static void teardown(struct scene *scene)
{
	fclose(scene->tracks.out);
	tracks_free(&scene->tracks);
	free(scene->text);
}

/* Slices in the order of their ends share as few lanes as overlap at a time */
static void lanes_are_few(void **state)
{
	enum { SPANS = 400, TIMES = 1000 };
	struct {
		unsigned int begin, end;
	} spans[SPANS];
	unsigned int n = 0, most = 0;
	uint64_t last[TIMES] = {0};
	struct scene scene;

	srand(1);
	setup(&scene);
	for (unsigned int end = 0; n < SPANS; end += rand() % 4) {
		unsigned int length = rand() % (rand() % 8 ? 20 : 300);

		spans[n].begin = end > length ? end - length : 0;
		spans[n++].end = end;
	}
	for (unsigned int t = 0; t < TIMES; t++) {
		unsigned int overlap = 0;

		for (unsigned int i = 0; i < SPANS; i++)
			overlap += spans[i].begin <= t && t < spans[i].end;
		most = overlap > most ? overlap : most;
	}
	for (unsigned int i = 0; i < SPANS; i++) {
		uint64_t id = tracks_lane(&scene.tracks, scene.track,
					  spans[i].begin, spans[i].end);

		assert_in_range(id, 1, TIMES - 1);
		assert_true(last[id] <= spans[i].begin);
		last[id] = spans[i].end;
	}
	assert_in_range(most, 10, TRACK_LANES);
	assert_int_equal(scene.track->lanes, most);
	teardown(&scene);
}

/* In any order slices of a lane do not overlap, and lanes are not exceeded */
static void lanes_are_bounded(void **state)
{
	uint64_t last[2 * TRACK_LANES] = {0};
	unsigned int full = 0;
	struct scene scene;

	srand(2);
	setup(&scene);
	for (unsigned int i = 0; i < 20000; i++) {
		uint64_t begin = rand() % 100000, end = begin + rand() % 9999;
		uint64_t id =
			tracks_lane(&scene.tracks, scene.track, begin, end);

		full += !id;
		if (!id)
			continue;
		assert_in_range(id, 1, 2 * TRACK_LANES - 1);
		assert_true(last[id] <= begin);
		last[id] = end;
	}
	assert_int_equal(scene.track->lanes, TRACK_LANES);
	assert_true(full > 0);
	teardown(&scene);
}

/* Each width, PH and direction has a counter of its own */
static void counters_differ(void **state)
{
	static const struct tlp tlps[] = {
		{.type = TLP_MWR},
		{.type = TLP_MWR, .th = true, .st = 0x5a},
		{.type = TLP_MWR, .th = true, .st = 0x5a, .st_ext = true},
		{.type = TLP_MWR, .th = true, .st = 0x5a, .ph = 2},
		{.type = TLP_MRD, .th = true, .st = 0x5b, .ph = 2},
	};
	const struct packet up = {.raw = {.link = "dn0", .dir = CAPTURE_UP}};
	uint64_t ids[2][5], value;
	struct scene scene;
	struct track *tracks[2];

	setup(&scene);
	tracks[0] = scene.track;
	tracks[1] = tracks_find(&scene.tracks, &up);
	for (unsigned int i = 0; i < 30; i++) {
		uint64_t *id = &ids[i / 5 % 2][i % 5];
		uint64_t got = tracks_count(&scene.tracks, tracks[i / 5 % 2],
					    &tlps[i % 5], &value);

		assert_int_equal(value, i / 10 + 1);
		assert_true(i < 10 || got == *id);
		*id = got;
	}
	for (unsigned int i = 0; i < 10; i++)
		for (unsigned int j = 0; j < i; j++)
			assert_true(ids[i / 5][i % 5] != ids[j / 5][j % 5]);
	teardown(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_on_the_wire),
		cmocka_unit_test(largest_numbers),
		cmocka_unit_test(lanes_are_few),
		cmocka_unit_test(lanes_are_bounded),
		cmocka_unit_test(counters_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

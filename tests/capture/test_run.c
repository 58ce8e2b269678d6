// SPDX-License-Identifier: BSD-3-Clause
/*
 * Runs of TLPs, at once and through the thread of a live capture, beside files
 * that plain code makes
 */
#include "tests/capture/file.h"

#define LINKS 2
#define MPS   4096
#define MOST  256
#define RUNS  600
#define QUEUE (16 << 20)

/* Payloads of a run */
static uint8_t data[MOST * MPS];

enum kind { MWR32, MWR64, MWR64_ST, CPLD, KINDS };

/* Bytes of a header by kind. They are here once more in the wire's order */
static const size_t head_len[] = {12, 16, 20, 12};

/* Runs do not cross 4 GiB */
static uint64_t address_of(enum kind kind)
{
	return kind == MWR32 ? 0xffe00000 : 0x12ffe00000;
}

/* Header of TLP @i of a run of @count, each with @len bytes */
static void put_head(uint8_t *p, enum kind kind, size_t len, unsigned int count,
		     unsigned int i)
{
	const uint64_t at = address_of(kind) + i * len;
	const unsigned int left = (count - i) * len, dw = len / 4 % 1024;

	memset(p, 0, head_len[kind]);
	if (kind == MWR64_ST) {
		p[0] = 0x90; /* Extended TPH: ST[15:8] */
		p[1] = 0x12;
		p += 4;
	}
	p[0] = kind == CPLD ? 0x4a : kind == MWR32 ? 0x40 : 0x60;
	p[1] = kind == MWR64_ST; /* TH */
	p[2] = dw >> 8;
	p[3] = dw;
	p[4] = 1; /* Requester ID, or Completer ID */
	if (kind == CPLD) {
		p[6] = left >> 8 & 0xf; /* Byte Count */
		p[7] = left;
		p[8] = 2;
		return;
	}
	p[6] = kind == MWR64_ST ? 0x5a : 0;
	p[7] = 0xff;
	if (kind != MWR32) {
		p[11] = at >> 32;
		p += 4;
	}
	for (int byte = 0; byte < 4; byte++)
		p[8 + byte] = at >> (24 - 8 * byte);
}

/* A run and the links that it passed: the first, the second, or both */
struct shape {
	enum kind kind;
	size_t len;
	unsigned int count, links;
	uint64_t ns;
};

static const struct capture_sighting both[] = {
	{0, CAPTURE_UP},
	{1, CAPTURE_DOWN},
};

static unsigned int links_of(const struct shape *shape,
			     const struct capture_sighting **ret_seen)
{
	*ret_seen = both + (shape->links == 2);
	return shape->links == 3 ? 2 : 1;
}

static void reference_file(void)
{
	file.big = false;
	start();
	put(0x0a0d0d0a, 4), put(44, 4), put(0x1a2b3c4d, 4), put(1, 2);
	put(0, 2), put(-1ull, 8), put(4, 2), put(7, 2), put_text("OpenTPH");
	put(0, 4), put(44, 4);
	for (int i = 0; i < LINKS; i++) {
		put(1, 4), put(40, 4), put(147, 2), put(0, 2), put(0, 4);
		put(2, 2), put(3, 2), put_text(i ? "dn1" : "dn0");
		put(9, 2), put(1, 2), put(9, 1), put_zeroes(3);
		put(0, 4), put(40, 4);
	}
}

/* Each TLP at each link */
static void reference(const struct shape *shape)
{
	const size_t len = head_len[shape->kind] + shape->len;
	const size_t block = 44 + len;
	uint8_t head[20];

	for (unsigned int i = 0; i < shape->count; i++)
		for (int link = 0; link < LINKS; link++) {
			if (!(shape->links >> link & 1))
				continue;
			put_head(head, shape->kind, shape->len, shape->count,
				 i);
			put(6, 4), put(block, 4), put(link, 4);
			put(shape->ns >> 32, 4), put(shape->ns, 4);
			put(len, 4), put(len, 4);
			put_bytes(head, head_len[shape->kind]);
			put_bytes(data + i * shape->len, shape->len);
			put(2, 2), put(4, 2), put(link ? 2 : 1, 4), put(0, 4);
			put(block, 4);
		}
}

/* The payload may be in @room already */
static void write_run_from(struct capture_writer *w, const struct shape *shape,
			   const uint8_t *room)
{
	struct capture_run run = {
		.ns = shape->ns,
		.head_len = head_len[shape->kind],
		.payload = room ? room : data,
		.payload_len = shape->len,
		.count = shape->count,
	};
	uint8_t head[20];

	put_head(head, shape->kind, shape->len, shape->count, 0);
	run.head = head;
	run.nseen = links_of(shape, &run.seen);
	assert_int_equal(capture_write_run(w, &run), 0);
	memset(head, 0xee, sizeof(head));
}

static void write_run(struct capture_writer *w, const struct shape *shape)
{
	write_run_from(w, shape, NULL);
}

static const struct shape others[] = {
	{MWR64, 4096, 2, 3, 9}, {CPLD, 128, 1, 1, 9}, {MWR32, 256, 8, 2, 9}};

/* Others that come before a run in its room, sometimes more than a few buffers */
static void write_others(struct capture_writer *w, const struct shape *shape,
			 void (*write)(struct capture_writer *w,
				       const struct shape *shape))
{
	const unsigned int n = shape->ns % 50 == 7 ? 900 : 3;

	for (unsigned int i = 0; i < n; i++)
		write(w, &others[i % 3]);
}

static bool is_late(const struct shape *shape)
{
	return shape->ns % 10 == 7;
}

/* With the payload where the capture wants it */
static void write_in_room(struct capture_writer *w, const struct shape *shape)
{
	const size_t len = shape->count * shape->len;
	struct capture_entry *entry = capture_entry(w, len);
	uint8_t *room = entry ? capture_payload(entry) : NULL;
	const bool kept = room && is_late(shape);

	if (room)
		memcpy(room, data, len);
	if (kept)
		capture_keep_payload(w, len);
	if (is_late(shape))
		write_others(w, shape, write_run);
	if (kept)
		assert_memory_equal(room, data, len);
	write_run_from(w, shape, room);
	if (kept) {
		assert_memory_equal(room, data, len);
		capture_release_payload(w);
	}
}

/* The same, one record at a time */
static void write_single(struct capture_writer *w, const struct shape *shape)
{
	const struct capture_sighting *seen;
	unsigned int nseen = links_of(shape, &seen);
	uint8_t head[20];

	for (unsigned int i = 0; i < shape->count; i++) {
		put_head(head, shape->kind, shape->len, shape->count, i);
		for (unsigned int j = 0; j < nseen; j++)
			assert_int_equal(capture_write(w, seen[j].interface,
						       seen[j].dir, shape->ns,
						       head,
						       head_len[shape->kind],
						       data + i * shape->len,
						       shape->len),
					 0);
	}
}

static void write_late(struct capture_writer *w, const struct shape *shape)
{
	if (is_late(shape))
		write_others(w, shape, write_single);
	write_single(w, shape);
}

static struct capture_writer *create(bool pcap, bool live)
{
	struct capture_writer *w;

	assert_int_equal((pcap ? capture_create_pcap : capture_create)(path,
								       147, &w),
			 0);
	assert_int_equal(capture_add_interface(w, "dn0", NULL), 0);
	assert_int_equal(capture_add_interface(w, "dn1", NULL), 1);
	if (live) {
		assert_int_equal(capture_go_live(w, true), 0);
		assert_int_equal(capture_add_interface(w, "dn2", NULL), -EBUSY);
	}
	return w;
}

/* Return: bytes of the file, in memory */
static uint8_t *read_file(size_t *ret_len)
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes;

	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	*ret_len = ftell(f);
	rewind(f);
	bytes = malloc(*ret_len + 1);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, *ret_len, f), *ret_len);
	fclose(f);
	return bytes;
}

static void assert_file(const uint8_t *want, size_t len)
{
	size_t got_len;
	uint8_t *got = read_file(&got_len);

	assert_int_equal(got_len, len);
	assert_memory_equal(got, want, len);
	free(got);
}

static void fill_data(void)
{
	uint32_t v = 1;

	for (size_t i = 0; i < sizeof(data); i++) {
		v = v * 1664525 + 1013904223;
		data[i] = v >> 24;
	}
}

/* All kinds and links, by count and payload that fit into the reference */
static void is_as_by_plain_code(void **state)
{
	static const struct {
		unsigned int count;
		size_t len;
	} sizes[] = {{1, 4},	{1, 4096}, {2, 128},
		     {2, 4096}, {31, 128}, {256, 256}};

	fill_data();
	for (int live = 0; live < 2; live++)
		for (unsigned int i = 0; i < sizeof(sizes) / sizeof(*sizes);
		     i++) {
			struct capture_writer *w = create(false, live);

			reference_file();
			for (enum kind kind = 0; kind < KINDS; kind++)
				for (unsigned int links = 1; links < 4;
				     links++) {
					const struct shape shape = {
						kind, sizes[i].len,
						sizes[i].count, links,
						1ull << 40 | kind << 4 | links};

					/* The Byte Count has 12 bits */
					if (kind == CPLD &&
					    shape.count * shape.len > 4096)
						continue;
					reference(&shape);
					write_run(w, &shape);
				}
			assert_int_equal(capture_close(w), 0);
			assert_file(file.bytes, file.len);
		}
}

static uint32_t seed;

static uint32_t random_below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static struct shape random_shape(uint64_t ns)
{
	static const size_t lens[] = {4, 60, 64, 128, 256, 1024, 4096};
	struct shape shape = {
		.kind = random_below(KINDS),
		.len = lens[random_below(7)],
		.count = 1 + (random_below(4) ? random_below(16)
					      : random_below(MOST)),
		.links = 1 + random_below(3),
		.ns = ns,
	};

	if (shape.kind == CPLD) {
		shape.len = 128;
		shape.count = 1 + shape.count % 32;
	}
	return shape;
}

static void write_random(struct capture_writer *w, unsigned int n,
			 void (*write)(struct capture_writer *w,
				       const struct shape *shape))
{
	for (unsigned int i = 0; i < n; i++) {
		const struct shape shape = random_shape(i + 1);

		write(w, &shape);
		if (i % 100 == 50)
			assert_int_equal(capture_flush(w), 0);
		if (i % 100 == 99)
			assert_int_equal(capture_drain(w), 0);
	}
}

/* More than the queue holds */
static void runs_are_as_singles(void **state)
{
	for (int format = 0; format < 2; format++) {
		struct capture_writer *w = create(format, false);
		uint8_t *want;
		size_t len;

		seed = 7;
		write_random(w, RUNS, write_single);
		assert_int_equal(capture_close(w), 0);
		want = read_file(&len);
		assert_true(len > QUEUE);
		for (int live = 0; live < 2; live++) {
			w = create(format, live);
			seed = 7;
			write_random(w, RUNS, write_run);
			assert_int_equal(capture_lost(w), 0);
			assert_int_equal(capture_close(w), 0);
			assert_file(want, len);
		}
		free(want);
	}
}

static void a_payload_in_its_room_is_kept(void **state)
{
	struct capture_writer *w = create(false, false);
	uint8_t *want;
	size_t len;

	seed = 9;
	write_random(w, 120, write_late);
	assert_int_equal(capture_close(w), 0);
	want = read_file(&len);
	w = create(false, true);
	seed = 9;
	write_random(w, 120, write_in_room);
	assert_int_equal(capture_close(w), 0);
	assert_file(want, len);
	free(want);
}

/* Its front is longer than the place in front of the room. */
static void a_run_passes_many_links(void **state)
{
	struct capture_sighting seen[CAPTURE_SIGHTINGS_MAX];
	struct capture_run run = {.seen = seen,
				  .nseen = CAPTURE_SIGHTINGS_MAX,
				  .head_len = 16,
				  .payload_len = 64,
				  .count = 4};
	uint8_t head[16], *want = NULL;
	size_t len = 0;

	for (unsigned int i = 0; i < CAPTURE_SIGHTINGS_MAX; i++)
		seen[i] = both[i % 2];
	put_head(head, MWR64, 64, 4, 0);
	run.head = head;
	for (int live = 0; live < 2; live++) {
		struct capture_writer *w = create(false, live);
		struct capture_entry *entry = capture_entry(w, 256);
		uint8_t *room = entry ? capture_payload(entry) : NULL;

		assert_int_equal(!room, !live);
		run.payload = room ? memcpy(room, data, 256) : data;
		assert_int_equal(capture_write_run(w, &run), 0);
		assert_int_equal(capture_close(w), 0);
		if (live)
			assert_file(want, len);
		else
			want = read_file(&len);
	}
	free(want);
}

static void arguments_are_checked(void **state)
{
	static uint8_t big[CAPTURE_MAX_LEN];
	static struct capture_sighting many[CAPTURE_SIGHTINGS_MAX + 1];
	struct capture_sighting seen[] = {{0, CAPTURE_UP}, {2, CAPTURE_UP}};
	struct capture_run run = {.seen = seen,
				  .nseen = 1,
				  .head = big,
				  .head_len = 12,
				  .count = 1};

	for (int live = 0; live < 2; live++) {
		struct capture_writer *w = create(false, live);

		run.count = 0;
		assert_int_equal(capture_write_run(w, &run), -EINVAL);
		run.count = 1;
		run.nseen = 2;
		assert_int_equal(capture_write_run(w, &run), -EINVAL);
		seen[1].interface = -1;
		assert_int_equal(capture_write_run(w, &run), -EINVAL);
		seen[1].interface = 2;
		run.nseen = CAPTURE_SIGHTINGS_MAX + 1;
		run.seen = many;
		assert_int_equal(capture_write_run(w, &run), -EINVAL);
		run.nseen = 1;
		run.seen = seen;
		run.payload = big;
		run.payload_len = sizeof(big) - 11;
		assert_int_equal(capture_write_run(w, &run), -EMSGSIZE);
		run.payload_len = SIZE_MAX;
		assert_int_equal(capture_write_run(w, &run), -EMSGSIZE);
		run.payload_len = 4;
		run.head_len = 200;
		run.count = 2;
		assert_int_equal(capture_write_run(w, &run), -EINVAL);
		run.head_len = 12;
		run.count = 1;
		assert_int_equal(capture_close(w), 0);
		reference_file();
		assert_file(file.bytes, file.len);
	}
}

/* What was appended is in the file after a drain */
static void a_drain_waits(void **state)
{
	const struct shape shape = {MWR64, 256, 3, 3, 1};
	struct capture_writer *w = create(false, true);

	reference_file();
	for (int i = 0; i < 20; i++) {
		reference(&shape);
		write_run(w, &shape);
		assert_int_equal(capture_drain(w), 0);
		assert_file(file.bytes, file.len);
	}
	assert_int_equal(capture_close(w), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_as_by_plain_code),
		cmocka_unit_test(runs_are_as_singles),
		cmocka_unit_test(a_payload_in_its_room_is_kept),
		cmocka_unit_test(a_run_passes_many_links),
		cmocka_unit_test(arguments_are_checked),
		cmocka_unit_test(a_drain_waits),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}

// SPDX-License-Identifier: BSD-3-Clause
/*
 * Exercise an accelerator through VFIO: BARs, configuration space, reset,
 * interrupts, DMA mappings, passes, exports. One line of TAP for each.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <opentph/opentph.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define WORDS	 1024

/* Leave the test with a message unless @condition holds */
#define CHECK(condition)                                                    \
	do {                                                                \
		if (!(condition)) {                                         \
			printf("# line %d: %s; last error: %s\n", __LINE__, \
			       #condition, tph_error());                    \
			return -1;                                          \
		}                                                           \
	} while (0)

struct run {
	const char *bdf;
	struct tph_open_options options;
	struct tph_accel *accel;
	struct tph_device *dev;
	struct tph_accel_buffer *a, *b;
};

static int identity(struct run *run)
{
	uint8_t ids[4], same[4], beyond;

	CHECK(!tph_pci_config_read(run->bdf, 0, ids, 4));
	CHECK(!tph_config_read(run->dev, 0, same, 4));
	CHECK(!memcmp(ids, same, 4));
	CHECK(ids[0] + ids[1] * 256 == ACCEL_VENDOR_ID);
	CHECK(ids[2] + ids[3] * 256 == ACCEL_DEVICE_ID);
	CHECK(tph_config_read(run->dev, 4096, &beyond, 1) == -ERANGE);
	return 0;
}

/* Data written through a mapping are read by calls, and the other way */
static int memory(struct run *run)
{
	uint8_t wrote[259], read[259];
	unsigned int i;
	void *map;

	for (i = 0; i < sizeof(wrote); i++)
		wrote[i] = (uint8_t)(i * 7 + 1);
	CHECK(!tph_bar_map(run->dev, ACCEL_BAR_MEM, &map) && map);
	CHECK(!tph_accel_write(run->a, 5, wrote, sizeof(wrote)));
	tph_bar_unmap(run->dev, ACCEL_BAR_MEM);
	CHECK(!tph_accel_read(run->a, 5, read, sizeof(read)));
	CHECK(!memcmp(wrote, read, sizeof(read)));
	CHECK(!tph_accel_write(run->a, 4, wrote, sizeof(wrote)));
	CHECK(!tph_bar_map(run->dev, ACCEL_BAR_MEM, NULL));
	CHECK(!tph_accel_read(run->a, 4, read, sizeof(read)));
	CHECK(!memcmp(wrote, read, sizeof(read)));
	tph_bar_unmap(run->dev, ACCEL_BAR_MEM);
	return 0;
}

static int decoding(struct run *run)
{
	uint32_t id = 0;

	CHECK(!tph_device_memory_enable(run->dev, false));
	CHECK(tph_bar_read32(run->dev, 0, ACCEL_REG_ID, &id) == -EIO);
	CHECK(id == 0);
	CHECK(!tph_device_memory_enable(run->dev, true));
	CHECK(!tph_bar_read32(run->dev, 0, ACCEL_REG_ID, &id));
	CHECK(id == ACCEL_ID_MAGIC);
	return 0;
}

static int reset(struct run *run)
{
	struct tph_accel_entry entry = {.st = 0x33, .op = ACCEL_OP_XOR};
	uint32_t id = 0;

	CHECK(!tph_accel_program(run->accel, &entry));
	CHECK(!tph_accel_entry(run->accel, false, 0x33, &entry));
	CHECK(entry.valid);
	CHECK(!tph_device_reset(run->dev));
	CHECK(!tph_bar_read32(run->dev, 0, ACCEL_REG_ID, &id));
	CHECK(id == ACCEL_ID_MAGIC);
	CHECK(!tph_accel_entry(run->accel, false, 0x33, &entry));
	CHECK(!entry.valid);
	return 0;
}

static int pass(struct run *run)
{
	const struct tph_accel_pass add = {
		.op = ACCEL_OP_ADD_U32,
		.src = run->a,
		.dst = run->b,
		.len = WORDS * 4,
	};
	static uint32_t a[WORDS], b[WORDS], sum[WORDS];
	unsigned int i;

	for (i = 0; i < WORDS; i++) {
		a[i] = i * 2654435761u;
		b[i] = ~i;
	}
	CHECK(!tph_accel_write(run->a, 0, a, sizeof(a)));
	CHECK(!tph_accel_write(run->b, 0, b, sizeof(b)));
	CHECK(!tph_accel_run(run->accel, &add, 10000));
	CHECK(!tph_accel_read(run->b, 0, sum, sizeof(sum)));
	for (i = 0; i < WORDS; i++)
		CHECK(sum[i] == a[i] + b[i]);
	return 0;
}

/* The end of a pass interrupts by the event vector and by its own */
static int interrupt(struct run *run)
{
	struct tph_accel_events events;
	uint64_t count = 0;

	CHECK(!tph_device_master_enable(run->dev, true));
	CHECK(!tph_accel_events_clear(run->accel, ACCEL_EVENT_ALL));
	CHECK(!tph_accel_events_mask(run->accel, ACCEL_EVENT_PASS));
	CHECK(tph_accel_events_wait(run->accel, 0, &events) == -ETIMEDOUT);
	while (!tph_irq_wait(run->dev, ACCEL_VECTOR_EVENT, 0, NULL))
		;
	if (pass(run))
		return -1;
	/* Wait for the vector itself: the register does not prove it */
	CHECK(!tph_irq_wait(run->dev, ACCEL_VECTOR_EVENT, 5000, &count));
	CHECK(count == 1);
	CHECK(!tph_accel_events_wait(run->accel, 0, &events));
	CHECK(events.bits == ACCEL_EVENT_PASS);
	CHECK(!tph_accel_events_clear(run->accel, ACCEL_EVENT_PASS));
	CHECK(!tph_accel_events_mask(run->accel, 0));
	tph_irq_disable(run->dev);
	return 0;
}

/* Without an IOMMU there is nothing to map */
static int mapping(struct run *run)
{
	size_t len = 2 * (size_t)sysconf(_SC_PAGESIZE);
	void *mem = aligned_alloc(len, len);
	uint64_t one = TPH_IOVA_ANY, two = 0x40000000;
	int ret;

	CHECK(mem);
	memset(mem, 0, len);
	ret = tph_map(run->dev, mem, len, &one);
	if (ret == -EOPNOTSUPP) {
		printf("# %s\n", tph_error());
		CHECK(one == TPH_IOVA_ANY);
		free(mem);
		return 0;
	}
	CHECK(!ret && one != TPH_IOVA_ANY);
	CHECK(!tph_map(run->dev, mem, len, &two) && two == 0x40000000);
	CHECK(tph_map(run->dev, mem, len, &two) == -EEXIST);
	CHECK(!tph_unmap(run->dev, two, len));
	CHECK(!tph_unmap(run->dev, one, len));
	CHECK(tph_unmap(run->dev, one, len) == -ENOENT);
	free(mem);
	return 0;
}

static int export(struct run *run)
{
	const struct tph_tag tag = {.st8_valid = true, .st8 = 0, .ph = 3};
	const struct tph_tag none = {0};
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	const struct tph_range ranges[] = {{4 * page, page}, {0, page}};
	struct tph_asked asked;
	int fd, other;
	size_t n;

	CHECK(!tph_accel_export(run->a, &fd));
	CHECK(!tph_dmabuf_export_ranges(run->dev, ACCEL_BAR_MEM, ranges, 2,
					&other));
	CHECK(!tph_dmabuf_tag_probe(run->dev));
	CHECK(!tph_dmabuf_applied(fd, &asked, NULL, 0, &n));
	CHECK(!asked.set && !n);
	CHECK(!tph_dmabuf_tag(run->dev, fd, &tag));
	CHECK(!tph_dmabuf_applied(fd, &asked, NULL, 0, &n));
	CHECK(asked.set && asked.tag.st8_valid && !asked.tag.st16_valid);
	CHECK(!asked.tag.st8 && asked.tag.ph == 3);
	CHECK(!tph_dmabuf_tag(run->dev, fd, &none));
	CHECK(!tph_dmabuf_applied(fd, &asked, NULL, 0, &n));
	CHECK(!asked.set);
	/* The two dma-bufs are independent */
	CHECK(!tph_dmabuf_applied(other, &asked, NULL, 0, &n));
	CHECK(!asked.set);
	close(other);
	CHECK(tph_dmabuf_tag(run->dev, other, &tag) == -EBADF);
	CHECK(tph_dmabuf_tag(run->dev, STDOUT_FILENO, &tag) == -EINVAL);
	close(fd);
	return 0;
}

static int begin(struct run *run)
{
	CHECK(!tph_accel_open(run->bdf, &run->options, &run->accel));
	run->dev = tph_accel_device(run->accel);
	CHECK(!tph_accel_alloc(run->accel, 0, WORDS * 4, &run->a));
	CHECK(!tph_accel_alloc(run->accel, 0, WORDS * 4, &run->b));
	return 0;
}

/* A device in use cannot be opened; a closed one can be opened again */
static int again(struct run *run)
{
	struct tph_accel *second;

	CHECK(tph_accel_open(run->bdf, &run->options, &second) < 0);
	tph_accel_close(run->accel);
	run->accel = NULL;
	return begin(run);
}

static const struct {
	const char *name;
	int (*test)(struct run *run);
} tests[] = {
	{"open", begin},
	{"configuration space", identity},
	{"memory by mapping and by calls", memory},
	{"memory decoding off and on", decoding},
	{"reset", reset},
	{"pass", pass},
	{"interrupt", interrupt},
	{"DMA mapping", mapping},
	{"export and tag", export},
	{"open again", again},
	{"memory after that", memory},
};

int main(int argc, char **argv)
{
	struct run run = {.options.bind = true};
	unsigned int i, failed = 0;
	char first[TPH_BDF_SIZE];
	int c, ret = 0;

	while ((c = getopt(argc, argv, "d:b:")) != -1 && !ret) {
		if (c == 'd')
			run.bdf = optarg;
		else if (c == 'b')
			ret = tph_backend_parse(optarg, &run.options.backend);
		else
			ret = -EINVAL;
	}
	if (ret || optind < argc) {
		fprintf(stderr,
			"Usage: tph-device-test [-d BDF] [-b auto|cdev|group|noiommu]\n");
		return 2;
	}
	if (!run.bdf) {
		if (tph_pci_find(ACCEL_VENDOR_ID, ACCEL_DEVICE_ID, 0, first)) {
			fprintf(stderr, "tph-device-test: %s\n", tph_error());
			return 2;
		}
		run.bdf = first;
	}
	printf("1..%zu\n", COUNT(tests));
	for (i = 0; i < COUNT(tests); i++) {
		/* The remaining tests need a device */
		ret = i && !run.accel ? -1 : tests[i].test(&run);
		failed += !!ret;
		printf("%sok %u %s\n", ret ? "not " : "", i + 1, tests[i].name);
	}
	if (run.accel)
		printf("# %s by %s\n", tph_device_bdf(run.dev),
		       tph_backend_name(tph_device_backend(run.dev)));
	tph_accel_close(run.accel);
	return failed ? 1 : 0;
}

// SPDX-License-Identifier: BSD-3-Clause
/*
 * The cost of a tag when an RDMA device registers a part of a BAR: a dma-buf with a
 * tag beside one without, of the same memory.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <opentph/opentph.h>

#include "guest/bench/device.h"
#include "guest/verbs/verbs.h"

/* Bytes of the region */
#define SIZE 65536

static const char usage[] =
	"Usage: tph-mr-bench [OPTION]... [BDF]\n"
	"Time the registration of a tagged dma-buf of a PCI function (the first OpenTPH\n"
	"accelerator) by the first RDMA device beside that of one without a tag: with a tag\n"
	"that is new to the RDMA device, and with one that another region has. The function\n"
	"is bound to vfio-pci while this runs. -s has no effect.\n";

/* A dma-buf, and the region that is registered of it; @tag: its writes carry one */
struct side {
	struct verbs *verbs;
	struct verbs_region region;
	int fd;
	bool tag;
};

struct sides {
	struct tph_device *dev;
	struct side tagged, plain;
};

static int failed(int ret, const char *text)
{
	if (ret)
		fprintf(stderr, "tph-mr-bench: %s\n", text);
	return ret;
}

/* Only one at a time */
static int enter(void *ctx, uint64_t n)
{
	struct side *side = ctx;
	int ret = verbs_register_dmabuf(side->verbs, side->fd, 0, SIZE, 0, NULL,
					&side->region);

	(void)n;
	return failed(ret, verbs_error());
}

/* A registration without the tag would not be the one to measure */
static int leave(void *ctx)
{
	struct side *side = ctx;
	struct tph_attachment latest = {0};
	struct tph_asked asked;
	int ret = tph_dmabuf_applied(side->fd, &asked, &latest, 1, NULL);

	verbs_deregister(&side->region);
	if (ret)
		return failed(ret, tph_error());
	if (latest.applied != side->tag)
		return failed(-EPROTO, side->tag ? "a region lacks its tag"
						 : "a region has a tag");
	return 0;
}

static int measure(struct sides *s, const char *name,
		   const struct bench_options *options)
{
	const struct bench bench = {
		.figure = {name, enter, NULL, leave, &s->tagged},
		.yardstick = {"MR, no tag", enter, NULL, leave, &s->plain},
		.unit = "registration",
		.ops = 1,
		.whole = true,
		.samples = 1,
	};

	return bench_measure(&bench, options);
}

static int measure_both(struct sides *s, const struct bench_options *options)
{
	struct side kept;
	int ret = measure(s, "MR, new tag", options);

	if (ret)
		return ret;
	kept = s->tagged;
	ret = enter(&kept, 1);
	if (ret)
		return ret;
	ret = measure(s, "MR, tag in use", options);
	verbs_deregister(&kept.region);
	return ret;
}

static int export_both(struct sides *s)
{
	const struct tph_tag tag = {.st8_valid = true,
				    .st8 = 0x5a,
				    .st16_valid = true,
				    .st16 = 0x1234};
	int ret = tph_dmabuf_export(s->dev, ACCEL_BAR_MEM, 0, SIZE,
				    &s->tagged.fd);

	if (!ret)
		ret = tph_dmabuf_export(s->dev, ACCEL_BAR_MEM, 0, SIZE,
					&s->plain.fd);
	if (!ret)
		ret = tph_dmabuf_tag(s->dev, s->tagged.fd, &tag);
	return failed(ret, tph_error());
}

static int run(const char *bdf, const struct bench_options *options)
{
	const struct tph_open_options bind = {.bind = true};
	struct sides s = {.tagged = {.fd = -1, .tag = true},
			  .plain = {.fd = -1}};
	int ret = failed(tph_device_open(bdf, &bind, &s.dev), tph_error());

	if (ret)
		return ret;
	ret = failed(verbs_open(NULL, &s.tagged.verbs), verbs_error());
	s.plain.verbs = s.tagged.verbs;
	if (!ret)
		ret = export_both(&s);
	if (!ret)
		ret = measure_both(&s, options);
	close(s.tagged.fd);
	close(s.plain.fd);
	verbs_close(s.tagged.verbs);
	tph_device_close(s.dev);
	return ret;
}

int main(int argc, char **argv)
{
	return bench_device(argc, argv, usage, run);
}

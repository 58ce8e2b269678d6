// SPDX-License-Identifier: BSD-3-Clause
/*
 * tph-demo-rdma: run tagged peer-to-peer writes from an RDMA device into the
 * accelerator and print what each case must show, one line of JSON a case.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/demo/rdma/rdma.h"

static const char usage[] =
	"Usage: tph-demo-rdma [OPTION]...\n"
	"  --nic=KIND        tags that the RDMA device sends and the path carries:\n"
	"           16       16-bit tags, from a table of many entries (default)\n"
	"           8        8-bit tags\n"
	"           small    16-bit tags, one entry for them\n"
	"           direct   no table: the tag is in the memory key\n"
	"           blocked  16-bit tags, End-End TLP prefixes blocked\n"
	"           root     16-bit tags, the root complex between\n"
	"  --rdma=NAME       RDMA device; default: the first\n"
	"  --backend=NAME    auto, cdev, group or noiommu (auto)\n"
	"  --only=NAME       only cases whose name begins with NAME\n"
	"Exit status: 0 all cases passed; 1 a case failed; 2 cannot run.\n";

enum { OPT_NIC = 1, OPT_RDMA, OPT_BACKEND, OPT_ONLY, OPT_HELP };

static const struct option options[] = {
	{"nic", required_argument, NULL, OPT_NIC},
	{"rdma", required_argument, NULL, OPT_RDMA},
	{"backend", required_argument, NULL, OPT_BACKEND},
	{"only", required_argument, NULL, OPT_ONLY},
	{"help", no_argument, NULL, OPT_HELP},
	{0},
};

static int parse_nic(const char *name, unsigned int *ret_nic)
{
	static const struct {
		const char *name;
		unsigned int nic;
	} kinds[] = {
		{"16", NIC_16},		{"8", NIC_8},
		{"small", NIC_SMALL},	{"direct", NIC_DIRECT},
		{"blocked", NIC_BLOCK}, {"root", NIC_ROOT},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, name))
			continue;
		*ret_nic = kinds[i].nic;
		return 0;
	}
	fprintf(stderr,
		"demo: unknown kind of RDMA device \"%s\"; see --help\n", name);
	return -EINVAL;
}

static int parse(int argc, char **argv, struct rdma_demo *d,
		 struct verbs_options *nic, enum tph_backend *backend,
		 const char **only)
{
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case OPT_NIC:
			if (parse_nic(optarg, &d->demo.path))
				return -EINVAL;
			break;
		case OPT_RDMA:
			nic->device = optarg;
			break;
		case OPT_BACKEND:
			if (tph_backend_parse(optarg, backend)) {
				fprintf(stderr,
					"demo: unknown backend \"%s\"\n",
					optarg);
				return -EINVAL;
			}
			break;
		case OPT_ONLY:
			*only = optarg;
			break;
		default:
			fputs(usage, stderr);
			return -EINVAL;
		}
	}
	return optind == argc ? 0 : -EINVAL;
}

static void close_all(struct rdma_demo *d)
{
	demo_close(&d->demo);
	verbs_deregister(&d->region);
	verbs_pair_close(d->pair);
	verbs_close(d->verbs);
	free(d->buffer);
}

static int open_all(struct rdma_demo *d, const struct verbs_options *nic,
		    enum tph_backend backend)
{
	int ret;

	d->buffer = aligned_alloc(4096, RDMA_BUFFER);
	if (!d->buffer)
		return -ENOMEM;
	ret = verbs_open(nic, &d->verbs);
	if (!ret)
		ret = verbs_pair_open(d->verbs, &d->pair);
	if (!ret)
		ret = verbs_register(d->verbs, d->buffer, RDMA_BUFFER, NULL,
				     &d->region);
	if (ret) {
		fprintf(stderr, "demo: %s\n", verbs_error());
	} else {
		strcpy(d->demo.requester, verbs_bdf(d->verbs));
		ret = demo_open(&d->demo, backend);
		if (ret)
			d->demo.accel = NULL;
	}
	if (ret)
		close_all(d);
	return ret;
}

int main(int argc, char **argv)
{
	enum tph_backend backend = TPH_BACKEND_AUTO;
	struct rdma_demo d = {.demo.path = NIC_16};
	struct verbs_options nic = {0};
	const char *only = "";

	if (parse(argc, argv, &d, &nic, &backend, &only) ||
	    open_all(&d, &nic, backend))
		return 2;

	demo_head(&d.demo);
	rdma_hints(&d.demo, only);
	rdma_changes(&d.demo, only);
	rdma_traffic(&d.demo, only);
	close_all(&d);
	fprintf(stderr, "demo: %u cases, %u with faults\n", d.demo.total,
		d.demo.failed);
	return d.demo.failed || !d.demo.total;
}

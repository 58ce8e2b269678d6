// SPDX-License-Identifier: BSD-3-Clause
/*
 * tph-demo-rdma: run tagged peer-to-peer writes from an RDMA device into the
 * accelerator and print what each case must show, one line of JSON per case.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/demo/options.h"
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
	"  --host=TAGS       write into memory of the host, with tags of CPUs:\n"
	"           16, 8    bits that root port and firmware have\n"
	"           no-port, no-firmware  one of the two has none\n"
	"  --rdma=NAME       RDMA device; default: the first\n" DEMO_USAGE;

static const struct option options[] = {
	{"nic", required_argument, NULL, 'n'},
	{"host", required_argument, NULL, 'm'},
	{"rdma", required_argument, NULL, 'r'},
	DEMO_LONG_OPTIONS,
	{0},
};

static const struct demo_name kinds[] = {
	{"16", NIC_16},
	{"8", NIC_8},
	{"small", NIC_SMALL},
	{"direct", NIC_DIRECT},
	{"blocked", NIC_BLOCK},
	{"root", NIC_ROOT},
	{0},
};

static const struct demo_name hosts[] = {
	{"16", HOST_16},
	{"8", HOST_8},
	{"no-port", HOST_NO_PORT},
	{"no-firmware", HOST_NO_FIRMWARE},
	{0},
};

static int parse(int argc, char **argv, struct rdma_demo *d,
		 struct verbs_options *nic, struct demo_options *o)
{
	int opt, ret = 0;

	while (!ret && (opt = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (opt) {
		case 'n':
			ret = demo_path(&d->demo, kinds, "kind of RDMA device");
			break;
		case 'm':
			ret = demo_path(&d->demo, hosts, "tags of the host");
			break;
		case 'r':
			nic->device = optarg;
			break;
		default:
			ret = demo_option(o, opt, usage);
		}
	return optind == argc ? ret : -EINVAL;
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
	struct demo_options o = {TPH_BACKEND_AUTO, ""};
	struct rdma_demo d = {.demo.path = NIC_16};
	struct verbs_options nic = {0};

	if (parse(argc, argv, &d, &nic, &o) || open_all(&d, &nic, o.backend))
		return 2;

	demo_head(&d.demo);
	rdma_hints(&d.demo, o.only);
	rdma_changes(&d.demo, o.only);
	rdma_traffic(&d.demo, o.only);
	rdma_host(&d.demo, o.only);
	close_all(&d);
	return demo_status(&d.demo);
}

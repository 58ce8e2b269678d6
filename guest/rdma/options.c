// SPDX-License-Identifier: BSD-3-Clause
/* Command line */
#include <stdio.h>
#include <stdlib.h>

#include "cli/options.h"
#include "guest/rdma/rdma.h"

static const char usage[] =
	"Usage: tph-rdma [OPTION]...\n"
	"Write into a PCI function's BAR by RDMA, peer to peer, with a steering tag;\n"
	"show the outcome. An OpenTPH accelerator reports the operation that it applied.\n"
	"\n" TARGET_USAGE
	"  -O, --op=NAME          operation of the accelerator for the tag; default:\n"
	"                         add-u32\n"
	"  -i, --rdma=NAME        RDMA device; default: the first\n"
	"  -P, --port=N           port of the device; default: 1\n"
	"  -g, --gid=N            GID index on an Ethernet port; default: 0\n"
	"  -D, --dmah=PH          register the target with a DMAH of this hint\n"
	"  -c, --cpu=N            send the tag of this CPU; needs --dmah\n"
	"  -H, --host             write to memory of this process instead of a BAR\n"
	"  -n, --count=N          number of writes; default: 1\n"
	"  -x, --revoke           revoke the target while writes run, then restore it\n"
	"  -t, --retag8=N         set this 8-bit tag before the target is restored\n"
	"  -T, --retag16=N        the same with a 16-bit tag\n"
	"  -v, --verbose          print addresses, keys and every counter\n"
	"  -j, --json\n"
	"  -h, --help\n"
	"\n"
	"Exit status: 0 the data are right, and the tag is applied if one was requested;\n"
	"1 the tag is not applied; 2 error or invalid usage; 3 the data differ.\n";

static void __attribute__((noreturn)) wrong(const char *what)
{
	fprintf(stderr, "tph-rdma: %s; see --help\n", what);
	exit(EXIT_ERROR);
}

static void judge(const struct rdma_request *request)
{
	bool tagged =
		request->target.tag.st8_valid || request->target.tag.st16_valid;

	if (!request->target.length || request->target.length > 1 << 30)
		wrong("--length must be in 1..1073741824");
	if (request->dmah.cpu_valid && !request->dmah_valid)
		wrong("--cpu needs --dmah");
	if (request->host &&
	    (tagged || request->target.tag.required || request->revoke))
		wrong("--host cannot be combined with a tag or --revoke, which apply to dma-bufs");
	if (request->retag_valid && !request->revoke)
		wrong("--retag8 and --retag16 need --revoke");
	if (request->op == ACCEL_OP_F32_TO_BF16 ||
	    request->op == ACCEL_OP_BF16_ADD_F32)
		wrong("--op must not change the width of elements");
}

static int take_op(void *run, const char *name)
{
	struct rdma_request *request = run;

	if (tph_accel_op_parse(name, &request->op))
		wrong(tph_error());
	return -1;
}

void rdma_parse(int argc, char **argv, struct rdma_request *ret_request)
{
	struct rdma_request r = {
		.op = ACCEL_OP_ADD_U32,
		.count = 1,
	};
	const struct option_row rows[] = {
		TARGET_ROWS(r.target),
		{"op", 'O', .take = take_op},
		{"rdma", 'i', .text = &r.nic.device},
		{"port", 'P', OPTION_VALUE(r.nic.port, 255)},
		{"gid", 'g', OPTION_VALUE(r.nic.gid_index, 255)},
		{"dmah", 'D', OPTION_VALUE(r.dmah.ph, 3),
		 .flag = &r.dmah_valid},
		{"cpu", 'c', OPTION_VALUE(r.dmah.cpu, UINT32_MAX),
		 .flag = &r.dmah.cpu_valid},
		{"host", 'H', .flag = &r.host},
		{"count", 'n', OPTION_VALUE(r.count, UINT32_MAX)},
		{"revoke", 'x', .flag = &r.revoke},
		{"retag8", 't', OPTION_VALUE(r.retag.st8, 0xff),
		 .flag = &r.retag.st8_valid},
		{"retag16", 'T', OPTION_VALUE(r.retag.st16, 0xffff),
		 .flag = &r.retag.st16_valid},
		{"verbose", 'v', .flag = &r.verbose},
		{"json", 'j', .flag = &r.json},
		{0},
	};
	const struct options options = {usage, rows, &r, 0, 0};
	int status;

	target_init(&r.target);
	status = options_parse(&options, argc, argv);
	if (status >= 0)
		exit(status);
	if (target_backend(&r.target))
		wrong(tph_error());
	r.retag_valid = r.retag.st8_valid || r.retag.st16_valid;
	r.retag.ph = r.target.tag.ph;
	judge(&r);
	*ret_request = r;
}

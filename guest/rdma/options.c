// SPDX-License-Identifier: BSD-3-Clause
/* Command line */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "guest/number.h"
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

static const struct option options[] = {
	TARGET_LONG_OPTIONS,
	{"op", required_argument, NULL, 'O'},
	{"rdma", required_argument, NULL, 'i'},
	{"port", required_argument, NULL, 'P'},
	{"gid", required_argument, NULL, 'g'},
	{"dmah", required_argument, NULL, 'D'},
	{"cpu", required_argument, NULL, 'c'},
	{"host", no_argument, NULL, 'H'},
	{"count", required_argument, NULL, 'n'},
	{"revoke", no_argument, NULL, 'x'},
	{"retag8", required_argument, NULL, 't'},
	{"retag16", required_argument, NULL, 'T'},
	{"verbose", no_argument, NULL, 'v'},
	{"json", no_argument, NULL, 'j'},
	{"help", no_argument, NULL, 'h'},
	{0},
};

static void __attribute__((noreturn)) wrong(const char *what)
{
	fprintf(stderr, "tph-rdma: %s; see --help\n", what);
	exit(EXIT_ERROR);
}

static void set(struct rdma_request *request, int option)
{
	if (target_option(&request->target, option))
		return;
	switch (option) {
	case 'O':
		if (tph_accel_op_parse(optarg, &request->op))
			wrong(tph_error());
		break;
	case 'i':
		request->nic.device = optarg;
		break;
	case 'P':
		request->nic.port = number_parse(optarg, 255);
		break;
	case 'g':
		request->nic.gid_index = number_parse(optarg, 255);
		break;
	case 'D':
		request->dmah_valid = true;
		request->dmah.ph = number_parse(optarg, 3);
		break;
	case 'c':
		request->dmah.cpu_valid = true;
		request->dmah.cpu = number_parse(optarg, UINT32_MAX);
		break;
	case 'H':
		request->host = true;
		break;
	case 'n':
		request->count = number_parse(optarg, UINT32_MAX);
		break;
	case 'x':
		request->revoke = true;
		break;
	case 't':
		request->retag_valid = true;
		target_st8(&request->retag, optarg);
		break;
	case 'T':
		request->retag_valid = true;
		target_st16(&request->retag, optarg);
		break;
	case 'v':
		request->verbose = true;
		break;
	case 'j':
		request->json = true;
		break;
	case 'h':
		fputs(usage, stdout);
		exit(EXIT_SUCCESS);
	default:
		fputs(usage, stderr);
		exit(EXIT_ERROR);
	}
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

void rdma_parse(int argc, char **argv, struct rdma_request *ret_request)
{
	struct rdma_request request = {
		.op = ACCEL_OP_ADD_U32,
		.count = 1,
	};
	int c;

	target_init(&request.target);
	while ((c = getopt_long(argc, argv,
				TARGET_SHORT_OPTIONS "O:i:P:g:D:c:Hn:xt:T:vjh",
				options, NULL)) != -1)
		set(&request, c);
	if (optind < argc) {
		fputs(usage, stderr);
		exit(EXIT_ERROR);
	}
	request.retag.ph = request.target.tag.ph;
	judge(&request);
	*ret_request = request;
}

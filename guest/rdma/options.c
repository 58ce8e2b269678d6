// SPDX-License-Identifier: BSD-3-Clause
/* Command line */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "guest/number.h"
#include "guest/rdma/rdma.h"

static const char usage[] =
	"Usage: tph-rdma [OPTION]...\n"
	"Write into a PCI function's BAR by RDMA, peer to peer, with a steering tag;\n"
	"show what came of it. An OpenTPH accelerator tells which operation it applied.\n"
	"\n"
	"  -d, --device=BDF       function to write to; default: the first OpenTPH\n"
	"                         accelerator\n"
	"  -b, --backend=NAME     auto, cdev, group, noiommu\n"
	"  -B, --bind             bind it to vfio-pci for as long as this runs\n"
	"  -r, --bar=N            default: 2\n"
	"  -o, --offset=BYTES     default: 0\n"
	"  -l, --length=BYTES     of each write; default: one page\n"
	"  -8, --st8=N            8-bit steering tag\n"
	"  -6, --st16=N           16-bit steering tag\n"
	"  -p, --ph=N             processing hint, 0..3\n"
	"  -R, --required         without the tag there is to be no write\n"
	"  -O, --op=NAME          what the accelerator does under the tag; default:\n"
	"                         add-u32\n"
	"  -i, --rdma=NAME        RDMA device, default: the first\n"
	"  -P, --port=N           its port, default: 1\n"
	"  -g, --gid=N            index of the GID, on Ethernet; default: 0\n"
	"  -D, --dmah=PH          register the target with a DMAH of that hint\n"
	"  -c, --cpu=N            the DMAH names this CPU\n"
	"  -H, --host             write to memory of this process, not to a BAR\n"
	"  -n, --count=N          writes, default: 1\n"
	"  -v, --revoke           take the target away while writes run, then go on\n"
	"  -t, --retag8=N         set this 8-bit tag before it comes back\n"
	"  -T, --retag16=N        the same with 16 bits\n"
	"  -j, --json\n"
	"  -h, --help\n"
	"\n"
	"Exit status: 0 the data are right, and the tag is in force if one was asked for;\n"
	"1 it is not; 2 error, or not as it has to be used; 3 the data differ.\n";

static const struct option options[] = {
	{"device", required_argument, NULL, 'd'},
	{"backend", required_argument, NULL, 'b'},
	{"bind", no_argument, NULL, 'B'},
	{"bar", required_argument, NULL, 'r'},
	{"offset", required_argument, NULL, 'o'},
	{"length", required_argument, NULL, 'l'},
	{"st8", required_argument, NULL, '8'},
	{"st16", required_argument, NULL, '6'},
	{"ph", required_argument, NULL, 'p'},
	{"required", no_argument, NULL, 'R'},
	{"op", required_argument, NULL, 'O'},
	{"rdma", required_argument, NULL, 'i'},
	{"port", required_argument, NULL, 'P'},
	{"gid", required_argument, NULL, 'g'},
	{"dmah", required_argument, NULL, 'D'},
	{"cpu", required_argument, NULL, 'c'},
	{"host", no_argument, NULL, 'H'},
	{"count", required_argument, NULL, 'n'},
	{"revoke", no_argument, NULL, 'v'},
	{"retag8", required_argument, NULL, 't'},
	{"retag16", required_argument, NULL, 'T'},
	{"json", no_argument, NULL, 'j'},
	{"help", no_argument, NULL, 'h'},
	{0},
};

static void __attribute__((noreturn)) wrong(const char *what)
{
	fprintf(stderr, "tph-rdma: %s; see --help\n", what);
	exit(EXIT_ERROR);
}

static void tag8(struct tph_tag *tag, const char *text)
{
	tag->st8_valid = true;
	tag->st8 = number_parse(text, 0xff);
}

static void tag16(struct tph_tag *tag, const char *text)
{
	tag->st16_valid = true;
	tag->st16 = number_parse(text, 0xffff);
}

static void set(struct rdma_told *told, int option)
{
	switch (option) {
	case 'd':
		told->bdf = optarg;
		break;
	case 'b':
		if (tph_backend_parse(optarg, &told->open.backend))
			wrong(tph_error());
		break;
	case 'B':
		told->open.bind = true;
		break;
	case 'r':
		told->bar = number_parse(optarg, 5);
		break;
	case 'o':
		told->offset = number_parse(optarg, UINT64_MAX);
		break;
	case 'l':
		told->length = number_parse(optarg, 1 << 30);
		break;
	case '8':
		tag8(&told->tag, optarg);
		break;
	case '6':
		tag16(&told->tag, optarg);
		break;
	case 'p':
		told->tag.ph = number_parse(optarg, 3);
		break;
	case 'R':
		told->tag.required = true;
		break;
	case 'O':
		if (tph_accel_op_parse(optarg, &told->op))
			wrong(tph_error());
		break;
	case 'i':
		told->nic.device = optarg;
		break;
	case 'P':
		told->nic.port = number_parse(optarg, 255);
		break;
	case 'g':
		told->nic.gid_index = number_parse(optarg, 255);
		break;
	case 'D':
		told->dmah_valid = true;
		told->dmah.ph = number_parse(optarg, 3);
		break;
	case 'c':
		told->dmah.cpu_valid = true;
		told->dmah.cpu = number_parse(optarg, UINT32_MAX);
		break;
	case 'H':
		told->host = true;
		break;
	case 'n':
		told->count = number_parse(optarg, UINT32_MAX);
		break;
	case 'v':
		told->revoke = true;
		break;
	case 't':
		told->retag_valid = true;
		tag8(&told->retag, optarg);
		break;
	case 'T':
		told->retag_valid = true;
		tag16(&told->retag, optarg);
		break;
	case 'j':
		told->json = true;
		break;
	case 'h':
		fputs(usage, stdout);
		exit(EXIT_SUCCESS);
	default:
		fputs(usage, stderr);
		exit(EXIT_ERROR);
	}
}

static void judge(const struct rdma_told *told)
{
	bool tagged = told->tag.st8_valid || told->tag.st16_valid;

	if (!told->length)
		wrong("--length must not be 0");
	if (told->dmah.cpu_valid && !told->dmah_valid)
		wrong("--cpu needs --dmah");
	if (told->host && (tagged || told->tag.required || told->revoke))
		wrong("--host goes with no tag and no --revoke: these are a dma-buf's");
	if (told->retag_valid && !told->revoke)
		wrong("--retag8 and --retag16 need --revoke");
	if (told->op == ACCEL_OP_F32_TO_BF16 ||
	    told->op == ACCEL_OP_BF16_ADD_F32)
		wrong("--op: one that leaves the width of elements as it is");
}

void rdma_parse(int argc, char **argv, struct rdma_told *ret_told)
{
	struct rdma_told told = {
		.bar = 2,
		.length = (uint64_t)sysconf(_SC_PAGESIZE),
		.op = ACCEL_OP_ADD_U32,
		.count = 1,
	};
	int c;

	while ((c = getopt_long(argc, argv,
				"d:b:Br:o:l:8:6:p:RO:i:P:g:D:c:Hn:vt:T:jh",
				options, NULL)) != -1)
		set(&told, c);
	if (optind < argc) {
		fputs(usage, stderr);
		exit(EXIT_ERROR);
	}
	told.retag.ph = told.tag.ph;
	judge(&told);
	*ret_told = told;
}

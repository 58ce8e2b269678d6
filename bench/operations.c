// SPDX-License-Identifier: BSD-3-Clause
/*
 * One operation many times, for tests/host/instructions.sh: the difference of two
 * runs has the instructions of the operation, without those of the start.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/pci_regs.h>

#include <opentph/hw/accel.h>
#include <opentph/tlp.h>

#include "bench/records.h"
#include "fabric/fabric.h"

static const char usage[] =
	"Usage: bench-operations OPERATION COUNT FILE\n"
	"Perform COUNT operations. \"write\": posted writes from function dma0 to accel0\n"
	"of the topology FILE; \"captured\": the same, and both links are captured to\n"
	"/dev/null; \"capture\": TLPs that go to the new capture FILE. Others do not use\n"
	"FILE: clear, encode-header, encode-completion, encode, decode,\n"
	"decode-completion, parse, malformed, malformed-completion.\n";

#define LINKS	"dn0,dn1" /* all that the writes pass */
#define PAYLOAD 256
#define MEMORY	((size_t)1 << 20) /* destination of the writes */
#define ADDRESS 0x4000000000ull	  /* beyond 4 GiB: 64-bit requests */
#define ST	0x5a

static uint8_t payload[PAYLOAD], wire[TLP_MAX_HEADER + PAYLOAD];

static void set_write(struct tlp *tlp, uint64_t n)
{
	tlp_clear(tlp);
	tlp->type = TLP_MWR;
	tlp->addr64 = true;
	tlp->th = true;
	tlp->ph = TLP_PH_TARGET;
	tlp->st = ST;
	tlp->length = PAYLOAD / 4;
	tlp->requester = TLP_BDF(1, 0, 0);
	tlp->first_be = tlp->last_be = 0xf;
	tlp->addr = ADDRESS + n * PAYLOAD;
	tlp->payload = payload;
}

static void set_completion(struct tlp *tlp)
{
	tlp_clear(tlp);
	tlp->type = TLP_CPLD;
	tlp->length = PAYLOAD / 4;
	tlp->requester = TLP_BDF(1, 0, 0);
	tlp->completer = TLP_BDF(2, 0, 0);
	tlp->tag = 7;
	tlp->byte_count = PAYLOAD;
	tlp->payload = payload;
}

/* The compiler must expect any change of @tlp here, and so repeats the operation */
static void touch(const struct tlp *tlp)
{
	__asm__ volatile("" : : "r"(tlp) : "memory");
}

/* Functions of the table return 0 or -errno */
static int clear(uint64_t n)
{
	struct tlp tlp;

	for (; n; n--, touch(&tlp))
		tlp_clear(&tlp);
	return 0;
}

static int encode_header(uint64_t n)
{
	struct tlp tlp;

	set_write(&tlp, 0);
	for (; n; n--, touch(&tlp))
		if (tlp_encode_header(&tlp, wire, sizeof(wire)) != 16)
			return -EIO;
	return 0;
}

static int encode_completion(uint64_t n)
{
	struct tlp tlp;

	set_completion(&tlp);
	for (; n; n--, touch(&tlp))
		if (tlp_encode_header(&tlp, wire, sizeof(wire)) != 12)
			return -EIO;
	return 0;
}

static int encode(uint64_t n)
{
	struct tlp tlp;

	set_write(&tlp, 0);
	for (; n; n--, touch(&tlp))
		if (tlp_encode(&tlp, wire, sizeof(wire)) != 16 + PAYLOAD)
			return -EIO;
	return 0;
}

static int decode(uint64_t n)
{
	struct tlp tlp;
	ssize_t len;

	set_write(&tlp, 0);
	len = tlp_encode(&tlp, wire, sizeof(wire));
	for (; n; n--, touch(&tlp))
		if (tlp_decode(wire, len, &tlp))
			return -EIO;
	return tlp.st == ST ? 0 : -EIO;
}

static int decode_completion(uint64_t n)
{
	struct tlp tlp;
	ssize_t len;

	set_completion(&tlp);
	len = tlp_encode(&tlp, wire, sizeof(wire));
	for (; n; n--, touch(&tlp))
		if (tlp_decode(wire, len, &tlp))
			return -EIO;
	return tlp.byte_count == PAYLOAD ? 0 : -EIO;
}

static int parse(uint64_t n)
{
	struct tlp tlp;
	ssize_t len;

	set_write(&tlp, 0);
	len = tlp_encode(&tlp, wire, sizeof(wire));
	for (; n; n--, touch(&tlp))
		if (tlp_parse(wire, 16, TLP_NON_FLIT, &tlp) != len)
			return -EIO;
	return 0;
}

static int judge(uint64_t n)
{
	const struct tlp_limits limits = {
		.max_payload = PAYLOAD,
		.no_end_end = true,
	};
	struct tlp tlp;

	set_write(&tlp, 0);
	for (; n; n--, touch(&tlp))
		if (tlp_malformed(&tlp, &limits))
			return -EIO;
	return 0;
}

static int judge_completion(uint64_t n)
{
	const struct tlp_limits limits = {
		.max_payload = PAYLOAD,
		.no_end_end = true,
	};
	struct tlp tlp;

	set_completion(&tlp);
	for (; n; n--, touch(&tlp))
		if (tlp_malformed(&tlp, &limits))
			return -EIO;
	return 0;
}

/* struct route - ends of the writes */
struct route {
	struct topology topology;
	struct host *host;
	struct pcie_function *dma, *accel;
};

static int open_route(const char *path, struct route *route)
{
	const unsigned int bar = PCI_BASE_ADDRESS_0 + 4 * ACCEL_BAR_MEM;
	char error[FABRIC_ERROR_MAX];

	if (topology_load(path, &route->topology, error) ||
	    host_create(&route->topology, 1 << 20, &route->host, error)) {
		fprintf(stderr, "bench: %s\n", error);
		return -EINVAL;
	}
	route->dma = hierarchy_find(host_hierarchy(route->host), "dma0");
	route->accel = hierarchy_find(host_hierarchy(route->host), "accel0");
	if (!route->dma || !route->accel)
		return -ENOENT;
	host_config_write(route->host, route->accel, bar, 4, (uint32_t)ADDRESS);
	host_config_write(route->host, route->accel, bar + 4, 4, ADDRESS >> 32);
	host_write32(route->host, route->accel, ACCEL_BAR_REGS,
		     ACCEL_REG_TABLE8 + 4 * ST,
		     ACCEL_ENTRY_VALID | ACCEL_OP_STORE);
	host_write32(route->host, route->accel, ACCEL_BAR_REGS, ACCEL_REG_CTRL,
		     ACCEL_CTRL_INGRESS);
	return 0;
}

static int post(const struct route *route, uint64_t n)
{
	const struct pcie_hint hint = {
		.th = true,
		.ph = TLP_PH_TARGET,
		.st = ST,
	};

	for (uint64_t i = 0; i < n; i++)
		if (pcie_function_write(route->dma,
					ADDRESS + i * PAYLOAD % MEMORY, payload,
					PAYLOAD, &hint) != 1)
			return -EIO;
	return host_read64(route->host, route->accel, ACCEL_BAR_REGS,
			   ACCEL_REG_TAGGED) == n
		       ? 0
		       : -EIO;
}

static int write_through(const char *path, uint64_t n, bool captured)
{
	struct route *route = calloc(1, sizeof(*route));
	char error[FABRIC_ERROR_MAX];
	struct taps *taps = NULL;
	int ret = -ENOMEM, end;

	if (route)
		ret = open_route(path, route);
	if (!ret && captured)
		ret = taps_open(host_hierarchy(route->host), "/dev/null", LINKS,
				false, &taps, error);
	if (!ret)
		ret = post(route, n);
	end = taps_close(taps);
	ret = ret ? ret : end;
	if (route && route->host)
		host_free(route->host);
	free(route);
	return ret;
}

static int capture(const char *path, uint64_t n)
{
	struct record *records = calloc(RECORDS, sizeof(*records));
	int ret = records ? records_make(records, PAYLOAD) : -ENOMEM;

	if (!ret)
		ret = records_save(records, n, path);
	free(records);
	return ret;
}

static const struct {
	const char *name;
	int (*run)(uint64_t n);
} operations[] = {
	{"clear", clear},
	{"encode-header", encode_header},
	{"encode-completion", encode_completion},
	{"encode", encode},
	{"decode", decode},
	{"decode-completion", decode_completion},
	{"parse", parse},
	{"malformed", judge},
	{"malformed-completion", judge_completion},
};

static int run(const char *name, uint64_t n, const char *path)
{
	if (!strcmp(name, "write"))
		return write_through(path, n, false);
	if (!strcmp(name, "captured"))
		return write_through(path, n, true);
	if (!strcmp(name, "capture"))
		return capture(path, n);
	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++)
		if (!strcmp(name, operations[i].name))
			return operations[i].run(n);
	return -EINVAL;
}

int main(int argc, char **argv)
{
	int ret;

	if (argc != 4) {
		fputs(usage, stderr);
		return 2;
	}
	ret = run(argv[1], strtoull(argv[2], NULL, 10), argv[3]);
	if (ret)
		fprintf(stderr, "bench: %s: %s\n", argv[1], strerror(-ret));
	return ret ? 1 : 0;
}

// SPDX-License-Identifier: BSD-3-Clause
/* A fabric behind an adapter, which this test plays: requests of its DMA engine */
#include <endian.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include <opentph/hw/dma.h>

#include "fabric/fabric.h"
#include "ground.h"
#include "nettlp/nettlp.h"
#include "tests/nettlp/loopback.h"

#define BASE   0x90000000u
#define RING   0x1000u	      /* host memory */
#define SOURCE 0x123456000ull /* above 4 GiB */
#define DEST   0x3000u
#define ID     0x0000 /* of the host's root complex */

static const char text[] =
	"bridges = ( { id = \"rp0\"; type = \"root-port\"; parent = \"pcie.0\"; } );"
	"functions = ( { id = \"dma0\"; model = \"dma\"; parent = \"rp0\"; } );";

/* Place of BAR 0 in the window, and of the MSI-X table in BAR 4 */
struct device {
	pid_t pid;
	FILE *out, *err;
	struct nettlp *nt;
	uint32_t regs, msix;
};

static struct nettlp_config addresses(const char *local, const char *peer)
{
	struct nettlp_config config = {.hold_us = NETTLP_HOLD_US};

	nettlp_address(local, &config.local);
	nettlp_address(peer, &config.peer);
	return config;
}

static void serve(struct bridge_options *options, int out, int err)
{
	static struct topology topology;
	char error[FABRIC_ERROR_MAX];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	if (topology_parse(text, "t", &topology, error))
		_exit(9);
	options->topology = &topology;
	exit(bridge_serve(options) ? 1 : 0);
}

static void start(struct device *d, uint32_t id, unsigned int timeout_ms)
{
	struct bridge_options options = {
		.nettlp = addresses(loopback(2), loopback(1)),
		.base = BASE,
		.id = id,
		.timeout_ms = timeout_ms,
	};
	const struct nettlp_config own = addresses(loopback(1), loopback(2));
	char error[NETTLP_ERROR_MAX], line[80];
	int out[2], err[2];

	assert_int_equal(pipe(out) | pipe(err), 0);
	d->pid = fork();
	if (!d->pid)
		serve(&options, out[1], err[1]);
	close(out[1]);
	close(err[1]);
	d->out = fdopen(out[0], "r");
	d->err = fdopen(err[0], "r");
	while (fgets(line, sizeof(line), d->out) && strcmp(line, "ready\n")) {
		if (strstr(line, "BAR0"))
			d->regs = BASE + strtoul(line, NULL, 0);
		if (strstr(line, "BAR4"))
			d->msix = BASE + strtoul(line, NULL, 0);
	}
	if (nettlp_open(&own, &d->nt, error))
		fail_msg("%s", error);
}

/* End it by a signal. Standard error must have @says, and must not have @never. */
static void end(struct device *d, const char *says, const char *never)
{
	char all[4096] = "";
	int status;

	kill(d->pid, SIGTERM);
	waitpid(d->pid, &status, 0);
	assert_int_equal(status, 0);
	all[fread(all, 1, sizeof(all) - 1, d->err)] = 0;
	if (!strstr(all, says))
		fail_msg("no \"%s\" in: %s", says, all);
	if (strstr(all, never))
		fail_msg("\"%s\" in: %s", never, all);
	fclose(d->out);
	fclose(d->err);
	nettlp_close(d->nt);
}

static void write32(struct device *d, uint32_t addr, uint32_t value)
{
	uint8_t tlp[16] = {0x40, 0, 0, 1, ID >> 8, ID & 0xff, 0, 0xf};

	store_be32(tlp + 8, addr);
	store_le32(tlp + 12, value);
	assert_int_equal(nettlp_send(d->nt, NETTLP_ADAPTER, tlp, 16), 0);
}

/* The next TLP of a flow */
static bool next(struct device *d, unsigned int flow,
		 struct nettlp_datagram *got)
{
	struct pollfd fd = {nettlp_descriptor(d->nt), POLLIN, 0};

	while (!nettlp_receive(d->nt, NETTLP_ONLY(flow), got))
		if (poll(&fd, 1, 10000) <= 0)
			return false;
	return true;
}

static uint32_t read32(struct device *d, uint32_t addr)
{
	uint8_t tlp[12] = {0, 0, 0, 1, ID >> 8, ID & 0xff, 0x21, 0xf};
	struct nettlp_datagram got;

	store_be32(tlp + 8, addr);
	assert_int_equal(nettlp_send(d->nt, NETTLP_ADAPTER, tlp, 12), 0);
	assert_true(next(d, NETTLP_ADAPTER, &got));
	assert_int_equal(got.port, 0x4001); /* tag 0x21 */
	assert_int_equal(got.tlp.type, TLP_CPLD);
	assert_int_equal(got.tlp.tag, 0x21);
	assert_int_equal(got.tlp.requester, ID);
	return load_le32(got.tlp.payload);
}

static void ring_doorbell(struct device *d)
{
	write32(d, d->msix, 0xfee01000);
	write32(d, d->msix + 8, 0x4041);
	write32(d, d->msix + 12, 0); /* not masked */
	write32(d, d->regs + DMA_REG_RING_LO, RING);
	write32(d, d->regs + DMA_REG_RING_ORDER, 1);
	write32(d, d->regs + DMA_REG_INT_MASK, DMA_INT_DONE | DMA_INT_ERROR);
	write32(d, d->regs + DMA_REG_CTRL, DMA_CTRL_ENABLE);
	write32(d, d->regs + DMA_REG_TAIL, 1);
}

/* Complete @got with data from @from on, in one TLP */
static void answer(struct device *d, const struct nettlp_datagram *got,
		   const void *from)
{
	uint8_t tlp[12 + 512] = {0x4a};
	const size_t len = got->tlp.length * 4u;

	assert_true(len <= 512);
	assert_int_equal(got->tlp.type, TLP_MRD);
	store_be16(tlp + 2, got->tlp.length);
	store_be16(tlp + 6, len);
	store_be16(tlp + 8, got->tlp.requester);
	tlp[10] = (uint8_t)got->tlp.tag;
	tlp[11] = got->tlp.addr & 0x7f;
	memcpy(tlp + 12, from, len);
	assert_int_equal(nettlp_send(d->nt, NETTLP_SOFTWARE, tlp, 12 + len), 0);
}

static void expect_write(struct device *d, uint16_t id, uint64_t addr,
			 const void *data, size_t len)
{
	struct nettlp_datagram got;

	assert_true(next(d, NETTLP_SOFTWARE, &got));
	assert_int_equal(got.port, 0x3000); /* no hint: tag 0 */
	assert_int_equal(got.tlp.type, TLP_MWR);
	assert_int_equal(got.tlp.requester, id);
	assert_int_equal(got.tlp.addr, addr);
	assert_int_equal(got.tlp.length * 4, len);
	assert_memory_equal(got.tlp.payload, data, len);
}

/* @id: of the adapter; @seen: in requests of the engine */
static void copy(uint32_t id, uint16_t seen)
{
	const struct dma_desc desc = {
		.src = htole64(SOURCE),
		.dst = htole64(DEST),
		.len = htole32(64),
		.flags = htole32(DMA_DESC_IRQ),
	};
	struct nettlp_datagram got;
	struct device d = {0};
	uint8_t data[64];
	uint32_t value;

	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7 + 1);
	start(&d, id, 10000);
	assert_int_equal(read32(&d, d.regs), DMA_ID_MAGIC);
	ring_doorbell(&d);
	assert_true(next(&d, NETTLP_SOFTWARE, &got));
	assert_int_equal(got.tlp.addr, RING);
	assert_int_equal(got.tlp.requester, seen);
	assert_int_equal(got.port, 0x3000 + got.tlp.tag);
	answer(&d, &got, &desc);
	assert_true(next(&d, NETTLP_SOFTWARE, &got));
	assert_int_equal(got.tlp.addr, SOURCE);
	assert_true(got.tlp.addr64);
	answer(&d, &got, data);
	expect_write(&d, seen, DEST, data, sizeof(data));
	value = htole32(64);
	expect_write(&d, seen, RING + offsetof(struct dma_desc, done), &value,
		     4);
	value = htole32(DMA_DESC_DONE);
	expect_write(&d, seen, RING + offsetof(struct dma_desc, status), &value,
		     4);
	value = htole32(0x4041);
	expect_write(&d, seen, 0xfee01000, &value, 4);
	assert_int_equal(read32(&d, d.regs + DMA_REG_STATUS), 0);
	end(&d, "received", "never came");
}

static void engine_copies(void **state)
{
	copy(BRIDGE_OWN_IDS, 0x0100);
}

/* The host knows no other ID */
static void engine_has_id_of_adapter(void **state)
{
	copy(0x1a08, 0x1a08);
}

/* The descriptor never comes, and the engine says so; then another completion */
static void completion_never_comes(void **state)
{
	struct nettlp_datagram got;
	struct device d = {0};
	const uint32_t vector = htole32(0x4041);
	const uint8_t nothing[64] = {0};

	start(&d, BRIDGE_OWN_IDS, 50);
	ring_doorbell(&d);
	assert_true(next(&d, NETTLP_SOFTWARE, &got));
	assert_int_equal(got.tlp.type, TLP_MRD);
	/* The register access waits for the end of the engine's read */
	assert_int_equal(read32(&d, d.regs + DMA_REG_STATUS), DMA_STATUS_ERROR);
	answer(&d, &got, nothing);
	expect_write(&d, 0x0100, 0xfee01000, &vector, 4);
	assert_int_equal(read32(&d, d.regs + DMA_REG_STATUS), DMA_STATUS_ERROR);
	end(&d, "tph fabric: 1 completions never came", "for no BAR");
}

/* A signal ends it while the engine waits, long before the time is over */
static void signal_within_wait(void **state)
{
	struct nettlp_datagram got;
	struct device d = {0};

	start(&d, BRIDGE_OWN_IDS, 60000);
	ring_doorbell(&d);
	assert_true(next(&d, NETTLP_SOFTWARE, &got));
	end(&d, "received", "never came");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(engine_copies),
		cmocka_unit_test(engine_has_id_of_adapter),
		cmocka_unit_test(completion_never_comes),
		cmocka_unit_test(signal_within_wait),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

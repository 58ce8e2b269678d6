// SPDX-License-Identifier: BSD-3-Clause
/* The daemon with the model "nettlp"; this test plays QEMU and the program */
#include <endian.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ground.h"
#include "nettlp/nettlp.h"
#include "tests/fabric/served.h"
#include "tests/nettlp/loopback.h"

#define WINDOW	0xc0000000u
#define WAITING 60000 /* ms: longer than any test */

static const char format[] =
	"bridges = ( { id = \"rp0\"; type = \"root-port\"; parent = \"pcie.0\"; },"
	" { id = \"up0\"; type = \"switch-upstream\"; parent = \"rp0\"; },"
	" { id = \"dn0\"; type = \"switch-downstream\"; parent = \"up0\"; },"
	" { id = \"dn1\"; type = \"switch-downstream\"; parent = \"up0\"; },"
	" { id = \"dn2\"; type = \"switch-downstream\"; parent = \"up0\"; } );"
	"functions = ( { id = \"accel0\"; model = \"accel\"; parent = \"dn0\"; },"
	" { id = \"dma0\"; model = \"dma\"; parent = \"dn1\"; },"
	" { id = \"n\"; model = \"nettlp\"; parent = \"dn2\"; tph_completer = \"8\";"
	" memory_mib = 1; local = \"%.15s\"; peer = \"%.15s\"; } );";

static struct client adapter;
static struct nettlp *program;

/* The daemon comes first: a fork with threads confuses sanitizers */
static void join(struct fixture *f, unsigned int timeout_ms)
{
	struct nettlp_config config = {.hold_us = NETTLP_HOLD_US};
	char error[FABRIC_ERROR_MAX], text[sizeof(format) + 32];

	snprintf(text, sizeof(text), format, loopback(1), loopback(2));
	if (topology_parse(text, "t", &f->topology, error))
		fail_msg("%s", error);
	f->timeout_ms = timeout_ms;
	assert_true(start(f, NULL, NULL));
	alarm(30);
	boot(f);
	client_connect(&adapter, f->dir, "n");
	assert_int_equal(client_read(&adapter, CONFIG, 0, 4), 0x80223776);
	assert_int_equal(client_region_size(&adapter, 4), 1 << 20);
	client_write(&adapter, CONFIG, 0x20, WINDOW, 8);
	client_write(&adapter, CONFIG, 4, 6, 2);
	nettlp_address(loopback(2), &config.local);
	nettlp_address(loopback(1), &config.peer);
	if (nettlp_open(&config, &program, error))
		fail_msg("%s", error);
}

static void leave(struct fixture *f, const char *errors)
{
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	assert_errors(f, errors);
	nettlp_close(program);
	client_close(&adapter);
	shut_down(f);
}

static void await(struct nettlp_datagram *got)
{
	struct pollfd fds = {nettlp_descriptor(program), POLLIN, 0};

	while (!nettlp_receive(program, NETTLP_ALL, got))
		assert_true(poll(&fds, 1, -1) >= 0);
}

/* Complete a read of @len bytes, whose header is as on the wire, with @byte */
static void complete(const struct tlp *read, unsigned int len, uint8_t byte)
{
	uint8_t tlp[12 + 128] = {0x4a, 0, 0, len / 4};

	store_be32(tlp + 4, 0x01000000 | len);
	tlp[8] = read->requester >> 8;
	tlp[9] = read->requester & 0xff;
	tlp[10] = read->tag;
	tlp[11] = read->addr & 0x7f;
	memset(tlp + 12, byte, len);
	assert_int_equal(nettlp_send(program, NETTLP_ADAPTER, tlp, 12 + len),
			 0);
}

/* A virtual CPU that reads BAR4 */
struct cpu {
	pthread_t thread;
	uint64_t value;
	int ret;
};

static void *read_window(void *arg)
{
	struct cpu *cpu = arg;

	cpu->ret = vfio_client_read(&adapter.vfio, 4, 0x40, 4, &cpu->value);
	return NULL;
}

/* Return after the read has come to the program: the fabric waits */
static void start_read(struct cpu *cpu, struct nettlp_datagram *got)
{
	assert_int_equal(pthread_create(&cpu->thread, NULL, read_window, cpu),
			 0);
	await(got);
	assert_int_equal(got->tlp.type, TLP_MRD);
	assert_int_equal(got->tlp.addr, WINDOW + 0x40);
}

static void a_read_waits_alone(void **state)
{
	struct fixture *f = *state;
	struct nettlp_datagram got;
	struct cpu cpu = {0};
	volatile struct dma_desc *desc;

	join(f, WAITING);
	start_read(&cpu, &got);
	/* More than there are tags: that of the read is not used again */
	for (unsigned int i = 0; i < 300; i++)
		assert_int_equal(client_read(&f->accel, 0, 0, 4),
				 ACCEL_ID_MAGIC);
	desc = start_copy(f, ACCEL_BAR2, 64, 0);
	while (!desc->status)
		;
	assert_int_equal(le32toh(desc->status), DMA_DESC_DONE | DMA_CODE_OK);
	complete(&got.tlp, 4, 0x5c);
	pthread_join(cpu.thread, NULL);
	assert_int_equal(cpu.ret, 0);
	assert_int_equal(cpu.value, 0x5c5c5c5c);
	leave(f, "n sent 1 TLPs");
}

static void a_read_ends(void **state)
{
	struct fixture *f = *state;

	join(f, 20);
	assert_int_equal(client_read(&adapter, 4, 0, 4), 0xffffffff);
	assert_int_equal(client_read(&f->accel, 0, 0, 4), ACCEL_ID_MAGIC);
	leave(f, "tph fabric: 1 completions never came");
}

static void a_signal_ends_a_read(void **state)
{
	struct fixture *f = *state;
	struct nettlp_datagram got;
	struct cpu cpu = {0};

	join(f, WAITING);
	start_read(&cpu, &got);
	leave(f, "n received 0 TLPs");
	pthread_join(cpu.thread, NULL);
}

/* The engine reads BAR4, from the last 64 bytes of memory on */
static struct nettlp_datagram engine_reads(struct fixture *f)
{
	struct dma_desc *desc = (struct dma_desc *)f->mem;
	struct nettlp_datagram got;

	assert_int_equal(
		client_dma_map(&f->dma, WINDOW - MEMORY, MEMORY, f->memory), 0);
	memset(f->mem + MEMORY - 64, 0x33, 64);
	*desc = (struct dma_desc){
		.src = htole64(WINDOW - 64),
		.dst = htole64(ACCEL_BAR2),
		.len = htole32(128),
	};
	client_write(&f->dma, 0, DMA_REG_RING_LO, IOVA, 8);
	client_write(&f->dma, 0, DMA_REG_RING_ORDER, 1, 4);
	client_write(&f->dma, 0, DMA_REG_CTRL, DMA_CTRL_ENABLE, 4);
	client_post(&f->dma, 0, DMA_REG_TAIL, 1, 4);
	await(&got);
	assert_int_equal(got.tlp.type, TLP_MRD);
	assert_int_equal(got.tlp.addr, WINDOW);
	return got;
}

static void an_engine_waits_alone(void **state)
{
	struct fixture *f = *state;
	struct nettlp_datagram got;
	volatile struct dma_desc *desc;

	join(f, WAITING);
	got = engine_reads(f);
	desc = (volatile struct dma_desc *)f->mem;
	assert_int_equal(client_read(&f->accel, 0, 0, 4), ACCEL_ID_MAGIC);
	/* The engine must not use the memory again that it has read already */
	assert_int_equal(client_dma_unmap(&f->dma, WINDOW - MEMORY, MEMORY), 0);
	complete(&got.tlp, 64, 0x44);
	while (!desc->status)
		;
	assert_int_equal(le32toh(desc->status), DMA_DESC_DONE | DMA_CODE_OK);
	assert_int_equal(client_read(&f->accel, 2, 60, 4), 0x33333333);
	assert_int_equal(client_read(&f->accel, 2, 64, 4), 0x44444444);
	leave(f, "n received 1 TLPs, 0 lost");
}

static void a_reset_ends_the_wait_of_an_engine(void **state)
{
	struct fixture *f = *state;

	join(f, WAITING);
	engine_reads(f);
	/* DEVICE_RESET */
	assert_int_equal(client_call(&f->dma, 13, NULL, 0, NULL, 0, NULL, 0),
			 0);
	client_write(&f->dma, CONFIG, 0x10, DMA_BAR0, 8);
	client_write(&f->dma, CONFIG, 4, 6, 2);
	assert_int_equal(client_read(&f->dma, 0, DMA_REG_STATUS, 4), 0);
	leave(f, "n sent 1 TLPs");
}

static void an_engine_gives_up(void **state)
{
	struct fixture *f = *state;
	volatile struct dma_desc *desc;
	unsigned int aer;

	join(f, 20);
	engine_reads(f);
	desc = (volatile struct dma_desc *)f->mem;
	while (!desc->status)
		;
	assert_int_equal(le32toh(desc->status), DMA_DESC_DONE | DMA_CODE_READ);
	aer = find_ext_cap(&f->dma, 1);
	/* Bit 14: Completion Timeout Status */
	assert_int_equal(client_read(&f->dma, CONFIG, aer + 4, 4), 1 << 14);
	leave(f, "tph fabric: 1 completions never came");
}

static void a_write_has_its_tag(void **state)
{
	struct fixture *f = *state;
	struct nettlp_datagram got;
	unsigned int tph;

	join(f, WAITING);
	tph = find_ext_cap(&f->dma, 0x17);
	client_write(&f->dma, CONFIG, tph + 12, 0x77, 2);
	client_write(&f->dma, CONFIG, tph + 8, 0x102, 4);
	start_copy(f, WINDOW + 0x80, 64, DMA_DESC_TH);
	await(&got);
	assert_int_equal(got.port, 0x4007);
	assert_int_equal(got.tlp.type, TLP_MWR);
	assert_true(got.tlp.th);
	assert_int_equal(got.tlp.st, 0x77);
	assert_int_equal(got.tlp.addr, WINDOW + 0x80);
	leave(f, "n sent 1 TLPs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_read_waits_alone),
		TEST(a_read_ends),
		TEST(a_signal_ends_a_read),
		TEST(an_engine_waits_alone),
		TEST(a_reset_ends_the_wait_of_an_engine),
		TEST(an_engine_gives_up),
		TEST(a_write_has_its_tag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

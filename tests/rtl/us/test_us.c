// SPDX-License-Identifier: BSD-3-Clause
/*
 * rtl/pcie/accel_us.sv beside the C model: the same TLPs in, the same TLPs out, from random
 * traffic, all forms of requests, and captures.
 *
 * Captures of real hardware are those of tests/capture/test_real.c, if
 * OPENTPH_CAPTURES names their folder.
 */
#include <linux/pci_regs.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <opentph/hw/accel.h>

#include "device/device.h"
#include "tests/rtl/replay_build.h"
#include "tests/rtl/s7/record.h"
#include "tests/rtl/us/rig.h"
#include "tests/rtl/us/source.h"

#define ENOUGH 2000u

static char fabric[] = "/tmp/us-fabric.XXXXXX";
static char output[] = "/tmp/us-output.XXXXXX";
static struct rig rig;

static void assert_enough(unsigned int n)
{
	assert_true(replay_counts(rig.replay)->presented >= n);
}

static void test_random(void **state)
{
	const struct rig_options options = {.max_payload = 256};

	rig_start(&rig, &options);
	replay_tables(&rig.sink);
	replay_interrupts(&rig.sink, false);
	replay_random(&rig.sink, 1, ENOUGH);
	assert_enough(ENOUGH);
	rig_stop(&rig, "random");
}

static void test_random_disturbed(void **state)
{
	const struct rig_options options = {
		.max_payload = 128,
		.high = true,
		.gaps = 6,
		.stalls = 8,
		.discontinue = 4,
	};

	rig_start(&rig, &options);
	replay_tables(&rig.sink);
	replay_interrupts(&rig.sink, true);
	replay_random(&rig.sink, 2, ENOUGH);
	rig_stop(&rig, "random, gaps and back-pressure");
}

/* The largest payload; the link takes little */
static void test_random_long(void **state)
{
	const struct rig_options options = {
		.max_payload = 1024,
		.stalls = 14,
		.discontinue = 1,
	};

	rig_start(&rig, &options);
	replay_tables(&rig.sink);
	replay_random(&rig.sink, 3, ENOUGH);
	assert_true(rig.device.held > 0);
	rig_stop(&rig, "random, long, a slow link");
}

/* Each request with data is taken back once, and must have no effect */
static void test_cases(void **state)
{
	static const uint16_t sizes[] = {128, 256, 512, 1024};

	for (unsigned int i = 0; i < COUNT(sizes); i++) {
		const struct rig_options options = {
			.max_payload = sizes[i],
			.high = i % 2,
			.gaps = i,
			.stalls = 4 * i,
			.discontinue = 16,
		};

		rig_start(&rig, &options);
		replay_cases(&rig.sink);
		replay_tables(&rig.sink);
		replay_cases(&rig.sink);
		rig_stop(&rig, "all forms");
	}
}

/* Return: TLPs of a capture, all of which are whole; *@ret_up of them go up */
static unsigned int count(const char *path, unsigned int *ret_up)
{
	struct capture_reader *reader;
	struct capture_packet packet;
	unsigned int n = 0;
	struct tlp tlp;

	*ret_up = 0;
	assert_int_equal(capture_open(path, &reader), 0);
	for (; capture_next(reader, &packet) == 1; n++) {
		assert_int_equal(tlp_decode(packet.data, packet.len, &tlp), 0);
		*ret_up += packet.dir == CAPTURE_UP;
	}
	capture_free(reader);
	return n;
}

/* Its enumeration, tagged writes of a DMA engine, accesses of the host, a pass */
static void test_fabric(void **state)
{
	const struct rig_options options = {
		.max_payload = 256,
		.gaps = 3,
		.stalls = 3,
		.discontinue = 2,
		.capture = output,
	};
	struct replay_counts counts;
	unsigned int all, up;

	record_fabric(fabric);
	rig_start(&rig, &options);
	assert_true(replay_capture(&rig.sink, fabric) > 0);
	assert_enough(ENOUGH);
	assert_int_equal(replay_counts(rig.replay)->relocated, 0);
	rig_stop(&rig, "capture of the fabric");
	counts = rig.counts;
	all = count(output, &up);
	assert_int_equal(all - up, counts.presented);
	assert_int_equal(up, counts.completions + counts.interrupts);
}

static void test_real(void **state)
{
	static const char *const folders[] = {"root-complex", "x520"};
	const struct rig_options options = {
		.max_payload = 256,
		.high = true,
		.gaps = 2,
		.stalls = 2,
		.discontinue = 2,
	};
	const char *captures = getenv("OPENTPH_CAPTURES");
	char path[2048];

	rig_start(&rig, &options);
	replay_tables(&rig.sink);
	for (unsigned int i = 0; i < 2 * COUNT(folders); i++) {
		snprintf(path, sizeof(path), "%s/%s", captures, folders[i / 2]);
		source_foreign(&rig.sink, path, i % 2);
	}
	assert_enough(ENOUGH);
	rig_stop(&rig, "captures of real hardware");
}

/* Present a request that the judge would take otherwise: it must be refused. */
static void expect_refusal(const struct tlp *tlp, unsigned int bar,
			   unsigned int bytes)
{
	struct tlp answer = {.byte_count = 0};

	rig.refused = &answer;
	rig_present(&rig, tlp, bar);
	device_settle(&rig.device);
	rig.refused = NULL;
	assert_int_equal(answer.type, TLP_CPL);
	assert_int_equal(answer.status, TLP_CPL_UR);
	assert_int_equal(answer.tag, tlp->tag);
	assert_int_equal(answer.requester, tlp->requester);
	assert_int_equal(answer.byte_count, bytes);
}

/* Of BARs that the device does not have, of other functions, of translations */
static void test_other_requests(void **state)
{
	const struct rig_options options = {.max_payload = 256, .stalls = 4};
	uint8_t data[64] = {1, 2, 3};
	struct tlp write = write_tlp(data, 16), read = write;

	rig_start(&rig, &options);
	write.addr64 = false;
	read = write;
	read.type = TLP_MRD;
	read.requester = 0x1234;
	for (unsigned int bar = 1; bar < 8; bar++) {
		read.tag = bar;
		read.th = bar % 2;
		read.ph = bar / 2;
		read.st = read.th ? 0xa0 + bar : 0;
		if (bar == ACCEL_BAR_MEM || bar == ACCEL_BAR_MSIX) {
			read.at = TLP_AT_TRANSLATION_REQUEST;
			expect_refusal(&read, bar, 64);
			read.at = TLP_AT_UNTRANSLATED;
			continue;
		}
		rig_present(&rig, &write, bar);
		rig.unsupported++;
		expect_refusal(&read, bar, 64);
	}
	rig_stop(&rig, "requests to other BARs");
}

/* An interrupt is raised, and other requests are answered at once */
static void test_interrupts(void **state)
{
	const struct rig_options options = {.max_payload = 256};
	uint8_t data[256] = {0};
	struct tlp io = {.type = TLP_IORD, .length = 1, .first_be = 0xf};

	rig_start(&rig, &options);
	replay_tables(&rig.sink);
	replay_interrupts(&rig.sink, false);
	for (unsigned int i = 0; i < 64; i++) {
		struct tlp fault = build_request(&rig.sink, TLP_MWR,
						 ACCEL_BAR_MEM, 4 * i, 1 + i);

		build_set(&rig.sink, ACCEL_BAR_REGS, ACCEL_REG_EVENT,
			  ACCEL_EVENT_ALL);
		/* Half of an element */
		fault.payload = data;
		fault.first_be = 0xc;
		fault.th = true;
		fault.st = 0x10 + ACCEL_OP_ADD_F32;
		build_send(&rig.sink, &fault, i);
		if (i % 2)
			build_send(&rig.sink, &io, 0);
		else
			build_get(&rig.sink, ACCEL_BAR_MSIX, ACCEL_MSIX_PBA, 2);
	}
	assert_true(replay_counts(rig.replay)->interrupts > 32);
	rig_stop(&rig, "interrupts");
}

/* Reads that begin before a part of BAR4 which is there, and end after it */
static void test_msix(void **state)
{
	const struct rig_options options = {.max_payload = 128, .stalls = 2};

	rig_start(&rig, &options);
	for (unsigned int dws = 1; dws < 12; dws++) {
		for (unsigned int before = 0; before < 6; before++) {
			build_get(&rig.sink, ACCEL_BAR_MSIX,
				  ACCEL_MSIX_PBA - 4 * before, dws);
			build_get(&rig.sink, ACCEL_BAR_MSIX,
				  ACCEL_MSIX_TABLE + 4 * before, dws);
		}
	}
	rig_stop(&rig, "BAR4");
}

static void config_write(unsigned int reg, uint32_t value)
{
	uint8_t bytes[TLP_MAX_SIZE], data[4];
	const struct tlp tlp = {
		.type = TLP_CFGWR0,
		.length = 1,
		.first_be = 0xf,
		.target = replay_config(rig.replay)->bdf,
		.reg = reg,
		.payload = data,
	};
	ssize_t len;

	put32(data, value);
	len = tlp_encode(&tlp, bytes, sizeof(bytes));
	assert_true(len > 0);
	rig.sink.take(rig.sink.ctx, bytes, len);
}

/* Reset the judge's function as a host does, and enable it again. */
static void reset_judge(uint16_t express, uint16_t msix)
{
	uint64_t bars[3];

	for (unsigned int i = 0; i < 3; i++)
		bars[i] = replay_bar(rig.replay, 2 * i);
	config_write(express + PCI_EXP_DEVCTL,
		     PCI_EXP_DEVCTL_BCR_FLR | PCI_EXP_DEVCTL_PAYLOAD_256B);
	for (unsigned int i = 0; i < 3; i++)
		config_write(PCI_BASE_ADDRESS_0 + 8 * i, (uint32_t)bars[i]);
	for (unsigned int i = 0; i < 2; i++)
		config_write(PCI_BASE_ADDRESS_1 + 8 * i, bars[i] >> 32);
	config_write(msix, (uint32_t)PCI_MSIX_FLAGS_ENABLE << 16);
	config_write(PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
}

/* Function Level Reset between requests: earlier ones are done, then all is 0 */
static void test_flr(void **state)
{
	const struct rig_options options = {.max_payload = 256, .stalls = 9};
	const struct device_params params = {.name = "layout"};
	struct pcie_function *fn;
	uint16_t express, msix;

	assert_int_equal(device_model_find("accel")->create(&params, &fn), 0);
	express = fn->config.express;
	msix = fn->config.msix;
	fn->ops->destroy(fn);
	rig_start(&rig, &options);
	for (unsigned int i = 0; i < 4; i++) {
		replay_tables(&rig.sink);
		replay_interrupts(&rig.sink, false);
		replay_random(&rig.sink, 10 + i, 200);
		device_flr(&rig.device);
		reset_judge(express, msix);
		replay_readback(&rig.sink, RIG_MEMORY);
	}
	rig_stop(&rig, "Function Level Reset");
}

static void test_messages(void **state)
{
	const struct rig_options options = {.max_payload = 256, .gaps = 4};
	uint8_t data[256] = {1, 2, 3};
	struct tlp tlp = {.type = TLP_MSG, .routing = TLP_ROUTE_LOCAL};

	rig_start(&rig, &options);
	for (unsigned int i = 0; i < 64; i++) {
		tlp.msg_code = i % 2 ? 0x50 : 0x7f;
		tlp.length = i;
		tlp.type = i ? TLP_MSGD : TLP_MSG;
		tlp.payload = i ? data : NULL;
		rig_present(&rig, &tlp, 0);
		rig.unsupported++;
	}
	replay_random(&rig.sink, 4, 100);
	rig_stop(&rig, "messages");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_random_disturbed),
		cmocka_unit_test(test_random_long),
		cmocka_unit_test(test_fabric),
		cmocka_unit_test(test_other_requests),
		cmocka_unit_test(test_interrupts),
		cmocka_unit_test(test_msix),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_flr),
		/* Only with OPENTPH_CAPTURES */
		cmocka_unit_test(test_real),
	};
	int failed;

	for (unsigned int i = 0; i < 2; i++) {
		const int fd = mkstemp(i ? fabric : output);

		if (fd < 0 || close(fd))
			return 1;
	}
	failed = _cmocka_run_group_tests(
		"rtl-us", tests, COUNT(tests) - !getenv("OPENTPH_CAPTURES"),
		NULL, NULL);
	unlink(fabric);
	unlink(output);
	return failed;
}

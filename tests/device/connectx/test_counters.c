// SPDX-License-Identifier: BSD-3-Clause
/* Counters of the port: sent and received traffic */
#include "tests/device/connectx/rig.h"

#define QUERY_VPORT_COUNTER 0x770
#define RECEIVED	    0x30 /* packets, octets */
#define SENT		    0x40

struct traffic {
	uint64_t received, received_octets, sent, sent_octets;
};

static struct traffic read_counters(struct rig *rig)
{
	uint8_t in[0x20] = {0}, out[0x210];

	driver_set(in, 0, 31, 16, QUERY_VPORT_COUNTER);
	assert_int_equal(
		driver_command(rig->d, in, sizeof(in), out, sizeof(out)), 0);
	return (struct traffic){
		driver_get64(out, RECEIVED),
		driver_get64(out, RECEIVED + 8),
		driver_get64(out, SENT),
		driver_get64(out, SENT + 8),
	};
}

static void expect(struct rig *rig, const struct traffic *t)
{
	const struct traffic now = read_counters(rig);

	assert_int_equal(now.received, t->received);
	assert_int_equal(now.received_octets, t->received_octets);
	assert_int_equal(now.sent, t->sent);
	assert_int_equal(now.sent_octets, t->sent_octets);
}

/* 10000 bytes are three packets of 4096 */
static void arrives(void **state)
{
	struct rig *rig = *state;
	struct traffic expected = {0};
	struct region local, remote;
	struct driver_sge sg;
	struct driver_wr wr = {.sg = &sg, .n = 1};

	region_init(rig, &local, 0, 10000, 12);
	region_create(rig, &local, DRIVER_ALL);
	region_init(rig, &remote, 0, 10000, 12);
	region_create(rig, &remote, DRIVER_ALL);
	expect(rig, &expected);
	sg = (struct driver_sge){0, 10000, local.key};
	wr.rkey = remote.key;
	wr.opcode = DRIVER_WRITE;
	rig_do(rig, &rig->a, &wr);
	expected = (struct traffic){3, 10000, 3, 10000};
	expect(rig, &expected);
	wr.opcode = DRIVER_FETCH_ADD;
	rig_do(rig, &rig->a, &wr);
	expected = (struct traffic){4, 10008, 4, 10008};
	expect(rig, &expected);
	/* Not a message */
	wr.opcode = DRIVER_NOP;
	rig_do(rig, &rig->a, &wr);
	expect(rig, &expected);
	region_free(&local);
	region_free(&remote);
}

/* Sent without a receiver */
static void lost(void **state)
{
	static const enum driver_qp_type types[] = {DRIVER_UC, DRIVER_UD};
	struct rig *rig = *state;
	struct traffic expected = {0};

	for (size_t i = 0; i < COUNT(types); i++) {
		const struct driver_qp_attr attr = {.type = types[i],
						    .scq = &rig->cq_a};
		struct driver_path path = driver_path_default;
		const struct driver_wr wr = {
			.opcode = DRIVER_SEND,
			.inline_data = "12345",
			.inline_len = 5,
			.dqpn = 0xfff,
		};
		struct driver_qp qp;

		path.remote = 0xfff;
		assert_int_equal(driver_create_qp(rig->d, &attr, &qp), 0);
		assert_int_equal(driver_qp_ready(rig->d, &qp, &path), 0);
		driver_post(rig->d, &qp, &wr);
		driver_kick(rig->d, &qp);
		assert_int_equal(driver_run(rig->d), 0);
		expected.sent++;
		expected.sent_octets += 5;
		expect(rig, &expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(arrives),
		rig_test(lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

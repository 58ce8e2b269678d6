// SPDX-License-Identifier: BSD-3-Clause
/*
 * SEND with invalidate: the message invalidates the responder's key, if its
 * domain and variant match and it allows that (IBA 10.6.5, "Remote
 * Invalidation").
 */
#include "tests/device/connectx/rig.h"

#define LEN 8192u

static uint32_t make_key(struct rig *rig, uint32_t pd, bool en_rinval,
			 uint64_t at)
{
	const uint64_t page = at | DRIVER_MTT_RW;
	const struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = pd,
		.access = DRIVER_ALL,
		.len = DRIVER_PAGE,
		.log_page_size = 12,
		.entries = &page,
		.n = 1,
		.en_rinval = en_rinval,
		.variant = 0x5a,
	};
	uint32_t key;

	assert_int_equal(driver_create_mkey(rig->d, &mkey, &key), 0);
	return key;
}

/* Return: syndrome of a WRITE to the key */
static unsigned int write_to(struct rig *rig, uint32_t key)
{
	const struct driver_wr wr = {
		.opcode = DRIVER_WRITE,
		.flags = DRIVER_SIGNALED,
		.rkey = key,
		.inline_data = "x",
		.inline_len = 1,
	};
	struct driver_cqe cqe;

	driver_post(rig->d, &rig->a, &wr);
	assert_int_equal(driver_do(rig->d, &rig->a, &rig->cq_a, &cqe), 0);
	return cqe.syndrome;
}

static struct driver_wr invalidation(uint32_t key)
{
	return (struct driver_wr){
		.opcode = DRIVER_SEND_INVAL,
		.imm = key,
		.inline_data = "y",
		.inline_len = 1,
	};
}

static void receive(struct rig *rig, uint32_t key)
{
	const struct driver_sge sg = {0, 64, key};

	driver_post_receive(&rig->b, &sg, 1);
}

static void key_goes(void **state)
{
	struct rig *rig = *state;
	struct driver_wr wr;
	struct driver_cqe cqe;
	uint32_t key, buffer;
	uint64_t at;

	assert_non_null(driver_alloc(rig->d, LEN, DRIVER_PAGE, &at));
	buffer = make_key(rig, rig->d->pd, false, at);
	key = make_key(rig, rig->d->pd, true, at + DRIVER_PAGE);
	assert_int_equal(write_to(rig, key), 0);
	receive(rig, buffer);
	wr = invalidation(key);
	rig_do(rig, &rig->a, &wr);
	assert_true(driver_poll(&rig->cq_b, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_INV);
	assert_int_equal(cqe.imm, key);
	assert_int_equal(write_to(rig, key), DRIVER_SYND_REMOTE_ACCESS);
}

/* Refused at both ends; the key is unchanged. */
static void key_stays(void **state)
{
	struct rig *rig = *state;
	struct driver_cqe cqe;
	uint32_t key, buffer, other, closed;
	uint64_t at;

	assert_non_null(driver_alloc(rig->d, LEN, DRIVER_PAGE, &at));
	buffer = make_key(rig, rig->d->pd, false, at);
	key = make_key(rig, rig->d->pd, true, at + DRIVER_PAGE);
	other = make_key(rig, rig->umr_pd, true, at + DRIVER_PAGE);
	closed = make_key(rig, rig->d->pd, false, at + DRIVER_PAGE);
	{
		const uint32_t refused[] = {
			key ^ 1,  /* variant */
			0xfff000, /* no such key */
			other,	  /* domain */
			closed,	  /* en_rinval */
		};

		for (size_t i = 0; i < COUNT(refused); i++) {
			const struct driver_wr wr = invalidation(refused[i]);

			print_message("# %#x\n", refused[i]);
			receive(rig, buffer);
			assert_int_equal(rig_fail(rig, &rig->a, &wr).syndrome,
					 DRIVER_SYND_REMOTE_ACCESS);
			assert_true(driver_poll(&rig->cq_b, &cqe));
			assert_int_equal(cqe.syndrome,
					 DRIVER_SYND_LOCAL_ACCESS);
			rig_queues(rig, NULL);
			assert_int_equal(write_to(rig, key), 0);
			assert_int_equal(write_to(rig, closed), 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(key_goes),
		rig_test(key_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

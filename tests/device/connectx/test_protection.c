// SPDX-License-Identifier: BSD-3-Clause
/*
 * Forbidden accesses do not happen, and completions have the reason: local
 * errors at the requester, remote errors at both ends; everything after them is
 * flushed.
 */
#include "tests/device/connectx/rig.h"

#define LEN 8192u

struct parts {
	struct region local, remote;
	uint32_t other_pd;
	struct driver_sge sg;
	struct driver_wr wr;
};

struct spoiled {
	const char *what;
	void (*spoil)(struct rig *rig, struct parts *p);
	unsigned int syndrome;
};

static uint32_t key_like(struct rig *rig, const struct region *region,
			 uint32_t pd, uint32_t access)
{
	const struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = pd,
		.access = access,
		.start = region->va,
		.len = region->len,
		.log_page_size = region->shift,
		.entries = region->entries,
		.n = region->n,
		.pg_access = true,
	};
	uint32_t key;

	assert_int_equal(driver_create_mkey(rig->d, &mkey, &key), 0);
	return key;
}

static void unchanged(struct rig *rig, struct parts *p)
{
}

static void local_variant(struct rig *rig, struct parts *p)
{
	p->sg.key ^= 1;
}

static void local_no_key(struct rig *rig, struct parts *p)
{
	p->sg.key = 0x7ffff00;
}

static void local_before(struct rig *rig, struct parts *p)
{
	p->sg.addr = p->local.va - 1;
}

static void local_beyond(struct rig *rig, struct parts *p)
{
	p->sg.addr = p->local.va + LEN - p->sg.len + 1;
}

static void local_wraps(struct rig *rig, struct parts *p)
{
	p->sg.addr = UINT64_MAX - 5;
}

static void local_pd(struct rig *rig, struct parts *p)
{
	p->sg.key = key_like(rig, &p->local, p->other_pd, DRIVER_ALL);
}

static void local_right(struct rig *rig, struct parts *p)
{
	p->sg.key =
		key_like(rig, &p->local, rig->d->pd,
			 p->wr.opcode == DRIVER_READ
				 ? DRIVER_LOCAL_READ | DRIVER_REMOTE_READ
				 : DRIVER_LOCAL_WRITE | DRIVER_REMOTE_WRITE);
}

static void remote_variant(struct rig *rig, struct parts *p)
{
	p->wr.rkey ^= 0x80;
}

static void remote_no_key(struct rig *rig, struct parts *p)
{
	p->wr.rkey = 0x6ffff00;
}

static void remote_before(struct rig *rig, struct parts *p)
{
	p->wr.remote = p->remote.va - 8;
}

static void remote_beyond(struct rig *rig, struct parts *p)
{
	p->wr.remote = p->remote.va + LEN;
}

static void remote_pd(struct rig *rig, struct parts *p)
{
	p->wr.rkey = key_like(rig, &p->remote, p->other_pd, DRIVER_ALL);
}

static void remote_right(struct rig *rig, struct parts *p)
{
	p->wr.rkey = key_like(rig, &p->remote, rig->d->pd,
			      DRIVER_LOCAL_READ | DRIVER_LOCAL_WRITE |
				      (p->wr.opcode == DRIVER_READ
					       ? DRIVER_REMOTE_WRITE
					       : DRIVER_REMOTE_READ));
}

static void remote_local_only(struct rig *rig, struct parts *p)
{
	p->wr.rkey = key_like(rig, &p->remote, rig->d->pd,
			      DRIVER_LOCAL_READ | DRIVER_LOCAL_WRITE);
}

static const struct spoiled table[] = {
	{"nothing", unchanged, 0},
	{"local variant", local_variant, DRIVER_SYND_LOCAL_PROT},
	{"no local key", local_no_key, DRIVER_SYND_LOCAL_PROT},
	{"before the local key", local_before, DRIVER_SYND_LOCAL_PROT},
	{"beyond the local key", local_beyond, DRIVER_SYND_LOCAL_PROT},
	{"around the end of all", local_wraps, DRIVER_SYND_LOCAL_PROT},
	{"local key of another domain", local_pd, DRIVER_SYND_LOCAL_PROT},
	{"local right", local_right, DRIVER_SYND_LOCAL_PROT},
	{"remote variant", remote_variant, DRIVER_SYND_REMOTE_ACCESS},
	{"no remote key", remote_no_key, DRIVER_SYND_REMOTE_ACCESS},
	{"before the remote key", remote_before, DRIVER_SYND_REMOTE_ACCESS},
	{"beyond the remote key", remote_beyond, DRIVER_SYND_REMOTE_ACCESS},
	{"remote key of another domain", remote_pd, DRIVER_SYND_REMOTE_ACCESS},
	{"remote right", remote_right, DRIVER_SYND_REMOTE_ACCESS},
	{"no remote right", remote_local_only, DRIVER_SYND_REMOTE_ACCESS},
};

static void parts_init(struct rig *rig, struct parts *p,
		       enum driver_opcode opcode)
{
	rig_queues(rig, NULL);
	region_init(rig, &p->local, 0x10100, LEN, 12);
	region_init(rig, &p->remote, 0x90100, LEN, 12);
	region_create(rig, &p->local, DRIVER_ALL);
	region_create(rig, &p->remote, DRIVER_ALL);
	assert_int_equal(driver_create_pd(rig->d, &p->other_pd), 0);
	p->sg = (struct driver_sge){
		.addr = p->local.va + 24,
		.len = opcode == DRIVER_FETCH_ADD ? 8 : 4500,
		.key = p->local.key,
	};
	p->wr = (struct driver_wr){
		.opcode = opcode,
		.remote = p->remote.va + 32,
		.rkey = p->remote.key,
		.sg = &p->sg,
		.n = 1,
		.swap = 1,
	};
}

static void try(struct rig *rig, const struct spoiled *s,
		enum driver_opcode opcode)
{
	const struct driver_wr nop = {.opcode = DRIVER_NOP};
	struct driver_cqe cqe;
	struct parts p;

	parts_init(rig, &p, opcode);
	s->spoil(rig, &p);
	driver_post_receive(&rig->b, NULL, 0);
	p.wr.flags = DRIVER_SIGNALED;
	driver_post(rig->d, &rig->a, &p.wr);
	driver_post(rig->d, &rig->a, &nop);
	driver_kick(rig->d, &rig->a);
	assert_int_equal(driver_run(rig->d), 0);
	assert_true(driver_poll(&rig->cq_a, &cqe));
	if (cqe.syndrome != s->syndrome)
		fail_msg("%s, opcode %#x: syndrome %#x, not %#x", s->what,
			 opcode, cqe.syndrome, s->syndrome);
	if (!s->syndrome) {
		assert_false(driver_poll(&rig->cq_a, &cqe));
		assert_false(driver_poll(&rig->cq_b, &cqe));
	} else {
		/*
		 * Not one byte, and the rest of the queue is flushed. (Of a
		 * response, packets before the key's end have arrived.)
		 */
		if (s->spoil != local_beyond)
			region_check(rig, &p.local);
		region_check(rig, &p.remote);
		assert_true(driver_poll(&rig->cq_a, &cqe));
		assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST_ERROR);
		assert_int_equal(cqe.syndrome, DRIVER_SYND_FLUSH);
	}
	/* The responder reports its own error, and flushes its receives */
	if (s->syndrome == DRIVER_SYND_REMOTE_ACCESS) {
		assert_true(driver_poll(&rig->cq_b, &cqe));
		assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_ERROR);
	}
	region_free(&p.local);
	region_free(&p.remote);
}

static void writes(void **state)
{
	for (unsigned int i = 0; i < COUNT(table); i++)
		try(*state, &table[i], DRIVER_WRITE);
}

static void reads(void **state)
{
	for (unsigned int i = 0; i < COUNT(table); i++)
		try(*state, &table[i], DRIVER_READ);
}

static void atomics(void **state)
{
	for (unsigned int i = 0; i < COUNT(table); i++)
		if (table[i].spoil != remote_right &&
		    table[i].spoil != local_right)
			try(*state, &table[i], DRIVER_FETCH_ADD);
}

/* The receiver's own memory: it fails there, and the sender is notified */
static void receives(void **state)
{
	struct rig *rig = *state;
	struct driver_sge to;
	struct driver_cqe cqe;
	struct parts p;

	parts_init(rig, &p, DRIVER_SEND);
	to = (struct driver_sge){p.remote.va, LEN, p.remote.key ^ 1};
	driver_post_receive(&rig->b, &to, 1);
	cqe = rig_fail(rig, &rig->a, &p.wr);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_REMOTE_OP);
	assert_true(driver_poll(&rig->cq_b, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_ERROR);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_LOCAL_PROT);
	region_check(rig, &p.remote);
	region_free(&p.local);
	region_free(&p.remote);
}

/* More data than the receive WQE has room for */
static void too_long(void **state)
{
	struct rig *rig = *state;
	struct driver_sge to;
	struct driver_cqe cqe;
	struct parts p;

	parts_init(rig, &p, DRIVER_SEND);
	to = (struct driver_sge){p.remote.va, 4000, p.remote.key};
	driver_post_receive(&rig->b, &to, 1);
	cqe = rig_fail(rig, &rig->a, &p.wr);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_REMOTE_INVAL);
	assert_true(driver_poll(&rig->cq_b, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_ERROR);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_LENGTH);
	/* Bytes after the receive's end are unchanged */
	memcpy(p.remote.model, region_at(rig, &p.remote, 0), 3840);
	for (uint64_t at = 3840; at < 4000; at++)
		p.remote.model[at] = *region_at(rig, &p.remote, at);
	region_check(rig, &p.remote);
	region_free(&p.local);
	region_free(&p.remote);
}

/* A destroyed key is invalid; another key may get its number */
static void destroyed(void **state)
{
	struct rig *rig = *state;
	struct driver_cqe cqe;
	struct parts p;

	parts_init(rig, &p, DRIVER_WRITE);
	rig_do(rig, &rig->a, &p.wr);
	memcpy(p.remote.model + 32, p.local.model + 24, p.sg.len);
	region_check(rig, &p.remote);
	assert_int_equal(driver_destroy_mkey(rig->d, p.remote.key), 0);
	cqe = rig_fail(rig, &rig->a, &p.wr);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_REMOTE_ACCESS);
	region_free(&p.local);
	region_free(&p.remote);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(writes),   rig_test(reads),	rig_test(atomics),
		rig_test(receives), rig_test(too_long), rig_test(destroyed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

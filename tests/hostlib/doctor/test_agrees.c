// SPDX-License-Identifier: BSD-3-Clause
/*
 * The doctor looks at ports, tph path at pairs: on random machines a port fails exactly
 * if it is the cause of a loss on a path of a sender and a taker below one switch.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <opentph/host_path.h>

#include "ground.h"
#include "host/doctor/doctor.h"
#include "tests/hostlib/machine.h"

#define MACHINES 400
#define MOST	 128

/**
 * struct random - a machine that grows
 * @host:	it
 * @state:	of the generator
 * @bus:	highest bus so far
 */
struct random {
	struct tph_host *host;
	uint64_t state;
	unsigned int bus;
};

/* Return: true once in @n times */
static bool once_in(struct random *random, unsigned int n)
{
	/* Knuth's MMIX generator */
	random->state =
		random->state * 6364136223846793005u + 1442695040888963407u;
	return (random->state >> 33) % n == 0;
}

static void set_registers(struct random *random, struct tph_host_function *f)
{
	static const enum tph_host_field acs[] = {
		TPH_HOST_F_ACS_RR, TPH_HOST_F_ACS_CR, TPH_HOST_F_ACS_EC};

	for (enum tph_host_cap cap = TPH_HOST_TPH; cap < TPH_HOST_CAPS; cap++)
		host_unset_cap(f, cap, TPH_HOST_ABSENT);
	host_set(f, TPH_HOST_F_PREFIX, !once_in(random, 8));
	host_set(f, TPH_HOST_F_PREFIX_MAX, 0);
	host_set(f, TPH_HOST_F_PREFIX_BLOCK, once_in(random, 4));
	host_set(f, TPH_HOST_F_FLIT, once_in(random, 8));
	host_set(f, TPH_HOST_F_TPH_COMPLETER, 0);
	if (once_in(random, 2))
		return;
	host_set_cap(f, TPH_HOST_ACS, 0x140);
	for (size_t i = 0; i < ARRAY_SIZE(acs); i++)
		host_set(f, acs[i], once_in(random, 6));
}

static void add_endpoint(struct random *random, unsigned int bus)
{
	struct tph_host_function *f;
	char bdf[TPH_BDF_SIZE];

	snprintf(bdf, sizeof(bdf), "%02x:00.0", bus);
	f = machine_endpoint(random->host, bdf, TPH_HOST_ENDPOINT);
	set_registers(random, f);
	if (once_in(random, 2))
		host_set(f, TPH_HOST_F_TPH_COMPLETER,
			 once_in(random, 3) ? 1 : 3);
	if (once_in(random, 2))
		return;
	host_set_cap(f, TPH_HOST_TPH, 0x100);
	host_set(f, TPH_HOST_F_TPH_EXT, !once_in(random, 3));
	host_set(f, TPH_HOST_F_TPH_REQUESTER, 3);
}

static void add_bridge(struct random *random, unsigned int bus,
		       unsigned int device, enum tph_host_port type,
		       unsigned int secondary)
{
	char bdf[TPH_BDF_SIZE];

	snprintf(bdf, sizeof(bdf), "%02x:%02x.0", bus, device);
	/* Its last bus does not matter: each bridge has its own */
	set_registers(random, machine_bridge(random->host, bdf, type, secondary,
					     secondary));
}

/* The lower end of the link @bus: a switch or an endpoint */
static void add_device(struct random *random, unsigned int bus,
		       unsigned int depth)
{
	unsigned int inside, below;

	if (depth > 1 || (depth && once_in(random, 2))) {
		add_endpoint(random, bus);
		return;
	}
	inside = ++random->bus;
	add_bridge(random, bus, 0, TPH_HOST_UPSTREAM, inside);
	for (unsigned int i = 0; i < 3; i++) {
		below = ++random->bus;
		add_bridge(random, inside, i, TPH_HOST_DOWNSTREAM, below);
		add_device(random, below, depth + 1);
	}
}

static struct tph_host *make_machine(uint64_t seed)
{
	struct random random = {.state = seed};

	random.host = machine_create(TPH_HOST_LIVE);
	for (unsigned int i = 1; i < 4; i++) {
		unsigned int below = ++random.bus;

		add_bridge(&random, 0, i, TPH_HOST_ROOT_PORT, below);
		add_device(&random, below, 0);
	}
	host_link(random.host);
	assert_true(tph_host_count(random.host) < MOST);
	return random.host;
}

/* By index of the function: it fails, or should */
struct ports {
	bool lost[MOST];
};

static size_t index_of(const struct tph_host *host,
		       const struct tph_host_function *function)
{
	size_t i;

	for (i = 0; tph_host_at(host, i) != function; i++)
		;
	return i;
}

static struct ports ask(const struct tph_host *host, const char *id)
{
	const struct doctor_source source = {.host = host};
	struct ports ports = {0};
	struct doctor *doctor;

	assert_int_equal(doctor_create(&source, &doctor), 0);
	assert_int_equal(doctor_ask(doctor, id), 0);
	for (const struct doctor_result *r = doctor_results(doctor); r;
	     r = r->next)
		if (r->state == DOCTOR_FAIL)
			ports.lost[index_of(host, r->function)] = true;
	doctor_free(doctor);
	return ports;
}

static bool can(const struct tph_host_function *from,
		const struct tph_host_function *to, bool wide)
{
	int32_t completer = tph_host_get(to, TPH_HOST_F_TPH_COMPLETER).value;

	return !from->caps[TPH_HOST_TPH].why &&
	       (wide ? tph_host_get(from, TPH_HOST_F_TPH_EXT).value &&
				completer == 3
		     : completer & 1);
}

/* Is there an Upstream Port above both? Only then a switch can keep the tag. */
static bool share_switch(const struct tph_host_function *from,
			 const struct tph_host_function *to)
{
	for (; from; from = from->parent)
		for (const struct tph_host_function *f = to; f; f = f->parent)
			if (f == from)
				return tph_host_port_type(f).value ==
				       TPH_HOST_UPSTREAM;
	return false;
}

static void take_path(const struct tph_host_path *path, struct ports *acs,
		      struct ports *prefix, bool wide)
{
	const struct tph_host *host = path->from->host;

	for (size_t i = 0; i < path->count; i++) {
		const struct tph_host_hop *hop = &path->hops[i];
		const struct tph_host_effect *effect = &hop->on[TPH_HOST_ST16];

		if (!hop->function)
			continue;
		if (hop->acs.fate == TPH_HOST_LOST)
			acs->lost[index_of(host, hop->function)] = true;
		if (wide && path->route == TPH_HOST_BY_SWITCH &&
		    effect->fate == TPH_HOST_LOST &&
		    (effect->rule == TPH_HOST_RULE_PREFIX ||
		     effect->rule == TPH_HOST_RULE_BLOCK))
			prefix->lost[index_of(host, hop->function)] = true;
	}
}

static void walk(const struct tph_host *host, struct ports *acs,
		 struct ports *prefix)
{
	static struct tph_host_path path;
	const struct tph_host_function *from, *to;

	for (size_t i = 0; (from = tph_host_at(host, i)); i++)
		for (size_t j = 0; (to = tph_host_at(host, j)); j++) {
			if (from == to || !can(from, to, false) ||
			    !share_switch(from, to))
				continue;
			tph_host_path(from, to, &path);
			take_path(&path, acs, prefix, can(from, to, true));
		}
}

static void clear_acs(struct tph_host *host)
{
	const struct tph_host_function *f;

	for (size_t i = 0; (f = tph_host_at(host, i)); i++)
		host_unset_cap((struct tph_host_function *)f, TPH_HOST_ACS,
			       TPH_HOST_ABSENT);
}

static void expect_same(const struct ports *doctor, const struct ports *path,
			const struct tph_host *host, const char *id,
			size_t *total)
{
	for (size_t i = 0; i < tph_host_count(host); i++) {
		*total += path->lost[i];
		if (doctor->lost[i] != path->lost[i])
			fail_msg("%s at %s: the doctor says %d, the paths %d",
				 id, tph_host_at(host, i)->bdf, doctor->lost[i],
				 path->lost[i]);
	}
}

static void test_agrees(void **state)
{
	size_t acs_total = 0, prefix_total = 0;

	for (uint64_t seed = 1; seed <= MACHINES; seed++) {
		struct ports acs = {0}, prefix = {0}, ignored = {0}, answers;
		struct tph_host *host = make_machine(seed);

		walk(host, &acs, &ignored);
		answers = ask(host, "acs");
		expect_same(&answers, &acs, host, "acs", &acs_total);
		/* Redirected writes do not turn around in a switch */
		clear_acs(host);
		walk(host, &ignored, &prefix);
		answers = ask(host, "prefix");
		expect_same(&answers, &prefix, host, "prefix", &prefix_total);
		tph_host_free(host);
	}
	assert_true(acs_total > MACHINES);
	assert_true(prefix_total > MACHINES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_agrees)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: BSD-3-Clause
#include "tests/hostlib/path/hierarchy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "ground.h"

const struct shape shape[NR_DEVS] = {
	[RP] = {"0000:00:01.0", TPH_HOST_ROOT_PORT, 1, 7},
	[UP] = {"0000:01:00.0", TPH_HOST_UPSTREAM, 2, 7},
	[DN0] = {"0000:02:00.0", TPH_HOST_DOWNSTREAM, 3, 3},
	[DN1] = {"0000:02:01.0", TPH_HOST_DOWNSTREAM, 4, 4},
	[DN2] = {"0000:02:02.0", TPH_HOST_DOWNSTREAM, 5, 7},
	[UP2] = {"0000:05:00.0", TPH_HOST_UPSTREAM, 6, 7},
	[DN3] = {"0000:06:00.0", TPH_HOST_DOWNSTREAM, 7, 7},
	[FN0] = {"0000:03:00.0", TPH_HOST_ENDPOINT, 0, 0},
	[FN1] = {"0000:03:00.1", TPH_HOST_ENDPOINT, 0, 0},
	[FN2] = {"0000:04:00.0", TPH_HOST_ENDPOINT, 0, 0},
	[FN3] = {"0000:07:00.0", TPH_HOST_ENDPOINT, 0, 0},
	[RCIEP] = {"0000:00:02.0", TPH_HOST_RCIEP, 0, 0},
};

void make_able(struct tph_host_function *function)
{
	static const enum tph_host_cap absent[] = {TPH_HOST_ACS, TPH_HOST_ATS,
						   TPH_HOST_SRIOV,
						   TPH_HOST_PASID,
						   TPH_HOST_DEV3};

	for (enum tph_host_field i = 0; i < TPH_HOST_FIELD_COUNT; i++)
		if (tph_host_field_info(i)->cap == TPH_HOST_EXP &&
		    i != TPH_HOST_F_PORT_TYPE)
			host_set(function, i, 0);
	for (size_t i = 0; i < ARRAY_SIZE(absent); i++)
		host_unset_cap(function, absent[i], TPH_HOST_ABSENT);
	host_set_cap(function, TPH_HOST_TPH, 0x200);
	host_set(function, TPH_HOST_F_TPH_EXT, 1);
	host_set(function, TPH_HOST_F_TPH_REQUESTER, 3);
	host_set(function, TPH_HOST_F_TPH_COMPLETER, 3);
	host_set(function, TPH_HOST_F_PREFIX, 1);
}

void plant(struct tree *tree, bool link)
{
	tree->host = machine_create(TPH_HOST_HEX);
	for (size_t i = 0; i < NR_DEVS; i++) {
		if (shape[i].secondary)
			tree->dev[i] = machine_bridge(tree->host, shape[i].bdf,
						      shape[i].type,
						      shape[i].secondary,
						      shape[i].subordinate);
		else
			tree->dev[i] = machine_endpoint(
				tree->host, shape[i].bdf, shape[i].type);
		make_able(tree->dev[i]);
	}
	if (link)
		host_link(tree->host);
}

void set_acs(struct tph_host_function *function, enum tph_host_field field)
{
	static const enum tph_host_field all[] = {
		TPH_HOST_F_ACS_SV, TPH_HOST_F_ACS_TB, TPH_HOST_F_ACS_RR,
		TPH_HOST_F_ACS_CR, TPH_HOST_F_ACS_UF, TPH_HOST_F_ACS_EC,
		TPH_HOST_F_ACS_DT};

	host_set_cap(function, TPH_HOST_ACS, 0x150);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		host_set(function, all[i], all[i] == field);
}

void expect_path(struct tree *tree, const struct tph_host_function *from,
		 const struct tph_host_function *to, enum tph_host_fate st8,
		 enum tph_host_fate st16)
{
	tph_host_path(from, to, &tree->path);
	assert_int_equal(tree->path.verdict[TPH_HOST_ST8].fate, st8);
	assert_int_equal(tree->path.verdict[TPH_HOST_ST16].fate, st16);
}

void expect_cause(const struct tree *tree, enum tph_host_width width,
		  const char *at, enum tph_host_rule rule, const char *function,
		  enum tph_host_field field)
{
	const struct tph_host_verdict *verdict = &tree->path.verdict[width];
	const struct tph_host_hop *hop = &tree->path.hops[verdict->hop];

	assert_true(verdict->hop < tree->path.count);
	assert_int_equal(verdict->effect.rule, rule);
	if (at)
		assert_string_equal(hop->function->bdf, at);
	else
		assert_null(hop->function);
	if (!function) {
		assert_null(verdict->effect.function);
		return;
	}
	assert_string_equal(verdict->effect.function->bdf, function);
	assert_int_equal(verdict->effect.field, field);
}

void expect_hops(const struct tree *tree, const char *roles, const int *devs)
{
	static const char letters[] = {
		[TPH_HOST_SENDS] = 'S',	   [TPH_HOST_UP] = 'U',
		[TPH_HOST_TURNS] = 'A',	   [TPH_HOST_ROOT] = 'X',
		[TPH_HOST_UNSEEN] = '?',   [TPH_HOST_DOWN] = 'D',
		[TPH_HOST_RECEIVES] = 'R',
	};

	assert_int_equal(tree->path.count, strlen(roles));
	for (size_t i = 0; i < tree->path.count; i++) {
		assert_int_equal(letters[tree->path.hops[i].role], roles[i]);
		if (devs[i] < 0)
			assert_null(tree->path.hops[i].function);
		else
			assert_string_equal(tree->path.hops[i].function->bdf,
					    shape[devs[i]].bdf);
	}
}

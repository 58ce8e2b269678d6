// SPDX-License-Identifier: BSD-3-Clause
/* Checks of functions and ports, on machines that a test builds */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "ground.h"
#include "host/model.h"
#include "tests/hostlib/doctor/answers.h"
#include "tests/hostlib/machine.h"

/* Requester Enable and Completer Supported */
enum { NONE = 0, TPH = 1, EXT = 3 };

static void set_port(struct tph_host_function *port)
{
	host_set(port, TPH_HOST_F_TPH_COMPLETER, NONE);
	host_set(port, TPH_HOST_F_PREFIX, 1);
	host_set(port, TPH_HOST_F_PREFIX_BLOCK, 0);
	host_set(port, TPH_HOST_F_FLIT, 0);
	for (enum tph_host_cap cap = TPH_HOST_TPH; cap < TPH_HOST_CAPS; cap++)
		host_unset_cap(port, cap, TPH_HOST_ABSENT);
}

/* @enabled: Requester Enable, -1: no TPH capability */
static struct tph_host_function *add_endpoint(struct tph_host *host,
					      const char *bdf, int enabled,
					      uint32_t completer)
{
	struct tph_host_function *f =
		machine_endpoint(host, bdf, TPH_HOST_ENDPOINT);

	set_port(f);
	f->driver_why = TPH_HOST_KNOWN;
	host_set(f, TPH_HOST_F_TPH_COMPLETER, completer);
	if (enabled < 0)
		return f;
	host_set_cap(f, TPH_HOST_TPH, 0x100);
	host_set(f, TPH_HOST_F_TPH_REQUESTER, (uint32_t)enabled);
	host_set(f, TPH_HOST_F_TPH_MODE, 2);
	host_set(f, TPH_HOST_F_TPH_EXT, 1);
	host_set(f, TPH_HOST_F_TPH_TABLE, 1);
	host_set(f, TPH_HOST_F_TPH_TABLE_SIZE, 63);
	return f;
}

static void add_bridge(struct tph_host *host, const char *bdf,
		       enum tph_host_port type, unsigned int secondary,
		       unsigned int subordinate)
{
	set_port(machine_bridge(host, bdf, type, secondary, subordinate));
}

/* A switch; 03:00.0 takes tags, 04:00.0 sends them, and 05:00.0 does neither */
static struct tph_host *make_switch(void)
{
	struct tph_host *host = machine_create(TPH_HOST_LIVE);

	add_bridge(host, "00:01.0", TPH_HOST_ROOT_PORT, 1, 5);
	add_bridge(host, "01:00.0", TPH_HOST_UPSTREAM, 2, 5);
	add_bridge(host, "02:00.0", TPH_HOST_DOWNSTREAM, 3, 3);
	add_bridge(host, "02:01.0", TPH_HOST_DOWNSTREAM, 4, 4);
	add_bridge(host, "02:02.0", TPH_HOST_DOWNSTREAM, 5, 5);
	add_endpoint(host, "03:00.0", -1, EXT);
	add_endpoint(host, "04:00.0", EXT, NONE);
	add_endpoint(host, "05:00.0", -1, NONE);
	host_link(host);
	return host;
}

static struct tph_host_function *at(struct tph_host *host, const char *bdf)
{
	return (struct tph_host_function *)machine_at(host, bdf);
}

/* Inputs never make a fact unknown that is known */
static void forget(struct tph_host_function *function,
		   enum tph_host_field field, enum tph_host_why why)
{
	model_of(function)->fields[field] = (struct tph_host_value){.why = why};
}

static void forget_cap(struct tph_host_function *function,
		       enum tph_host_cap cap, enum tph_host_why why)
{
	function->caps[cap] = (struct tph_host_value){.why = why};
}

/* Asks @host and frees it */
static void expect(struct tph_host *host, const char *id, const char *expected)
{
	const struct doctor_source source = {.host = host};

	answers_expect(answers_ask(&source, id), expected);
	tph_host_free(host);
}

static void set_acs(struct tph_host_function *port, uint32_t rr, uint32_t cr,
		    uint32_t ec)
{
	host_set_cap(port, TPH_HOST_ACS, 0x140);
	host_set(port, TPH_HOST_F_ACS_RR, rr);
	host_set(port, TPH_HOST_F_ACS_CR, cr);
	host_set(port, TPH_HOST_F_ACS_EC, ec);
}

static void test_requester(void **state)
{
	struct tph_host *host = make_switch();

	host_set(at(host, "04:00.0"), TPH_HOST_F_TPH_REQUESTER, TPH);
	expect(host, "requester",
	       "ok 0000:04:00.0 TPHCtl=Requester: TPH, Mode: DevSpec, Table: cap, 64 entries\n");
	/* A driver that would enable it if it could */
	host = make_switch();
	host_set(at(host, "04:00.0"), TPH_HOST_F_TPH_REQUESTER, NONE);
	at(host, "04:00.0")->driver = "mlx5_core";
	expect(host, "requester",
	       "fail 0000:04:00.0 TPHCtl=Requester: off, Mode: DevSpec, Table: cap, 64 entries\n");
	/* Another one is at fault only if no function sends tags */
	host = make_switch();
	host_set(at(host, "04:00.0"), TPH_HOST_F_TPH_REQUESTER, NONE);
	at(host, "04:00.0")->driver = "nvme";
	expect(host, "requester",
	       "ok 0000:04:00.0 TPHCtl=Requester: off, Mode: DevSpec, Table: cap, 64 entries\n"
	       "fail - -=-\n");
	/* The reserved encoding sends none */
	host = make_switch();
	host_set(at(host, "04:00.0"), TPH_HOST_F_TPH_REQUESTER, 2);
	expect(host, "requester",
	       "ok 0000:04:00.0 TPHCtl=Requester: reserved, Mode: DevSpec, Table: cap, 64 entries\n"
	       "fail - -=-\n");
	host = machine_create(TPH_HOST_LIVE);
	add_endpoint(host, "03:00.0", -1, EXT);
	host_link(host);
	expect(host, "requester", "fail - -=-\n");
}

static void test_completer(void **state)
{
	struct tph_host *host = make_switch();

	expect(host, "completer", "ok 0000:03:00.0 DevCap2=TPH+Ext\n");
	host = make_switch();
	host_set(at(host, "03:00.0"), TPH_HOST_F_TPH_COMPLETER, 2);
	expect(host, "completer", "fail - -=-\n");
}

/* Unknown for one function: no conclusion about all of them */
static void test_unknown(void **state)
{
	struct tph_host *host = make_switch();

	for (size_t i = 0; i < tph_host_count(host); i++)
		for (enum tph_host_cap cap = TPH_HOST_EXP; cap < TPH_HOST_CAPS;
		     cap++)
			forget_cap(at(host, tph_host_at(host, i)->bdf), cap,
				   TPH_HOST_NO_ROOT);
	for (size_t i = 0; i < 5; i++) {
		static const struct {
			const char *id, *expected;
		} cases[] = {
			{"requester",
			 "unknown - TPHCtl=0000:03:00.0 0000:04:00.0 0000:05:00.0\n"},
			{"completer",
			 "unknown - DevCap2=0000:03:00.0 0000:04:00.0 0000:05:00.0\n"},
			{"acs",
			 "unknown - ACSCtl=0000:01:00.0 0000:02:00.0 0000:02:01.0 0000:02:02.0 and 3 more\n"},
			{"prefix",
			 "unknown - DevCap2, DevCtl2, LnkSta2=0000:02:00.0 0000:02:01.0 0000:02:02.0 0000:03:00.0 and 2 more\n"},
			{"root-port", "unknown 0000:00:01.0 DevCap2=-\n"},
		};
		const struct doctor_source source = {.host = host};
		struct doctor *doctor = answers_ask(&source, cases[i].id);
		const struct doctor_result *r = doctor_results(doctor);

		assert_true(r->root);
		assert_string_equal(r->remedy, "To know it, run it as root.");
		answers_expect(doctor, cases[i].expected);
	}
	tph_host_free(host);
}

static void test_acs(void **state)
{
	struct tph_host *host = make_switch();
	const struct doctor_source source = {.host = host};
	struct doctor *doctor;

	/* Ports without ACS do not redirect */
	answers_expect(answers_ask(&source, "acs"), "ok - -=-\n");
	set_acs(at(host, "02:00.0"), 1, 0, 0);
	set_acs(at(host, "02:01.0"), 0, 0, 0);
	/* Nobody below it sends or takes tags */
	set_acs(at(host, "02:02.0"), 1, 1, 0);
	/* Above the place where requests turn around */
	set_acs(at(host, "00:01.0"), 1, 1, 1);
	doctor = answers_ask(&source, "acs");
	assert_string_equal(doctor_results(doctor)->command,
			    "setpci -s 0000:02:00.0 ECAP_ACS+6.w=0000:002c");
	answers_expect(
		doctor,
		"fail 0000:02:00.0 ACSCtl=ReqRedir+ CmpltRedir- EgressCtrl-\n"
		"ok 0000:02:01.0 ACSCtl=ReqRedir- CmpltRedir- EgressCtrl-\n");
	/* Each of the three fields redirects, also that of the sender's port */
	set_acs(at(host, "02:00.0"), 0, 1, 0);
	set_acs(at(host, "02:01.0"), 0, 0, 1);
	answers_expect(
		answers_ask(&source, "acs"),
		"fail 0000:02:00.0 ACSCtl=ReqRedir- CmpltRedir+ EgressCtrl-\n"
		"fail 0000:02:01.0 ACSCtl=ReqRedir- CmpltRedir- EgressCtrl+\n");
	/* The kernel asks the port where requests turn around too */
	set_acs(at(host, "01:00.0"), 1, 0, 0);
	answers_expect(
		answers_ask(&source, "acs"),
		"fail 0000:01:00.0 ACSCtl=ReqRedir+ CmpltRedir- EgressCtrl-\n"
		"fail 0000:02:00.0 ACSCtl=ReqRedir- CmpltRedir+ EgressCtrl-\n"
		"fail 0000:02:01.0 ACSCtl=ReqRedir- CmpltRedir- EgressCtrl+\n");
	forget_cap(at(host, "01:00.0"), TPH_HOST_ACS, TPH_HOST_ABSENT);
	/* Text of lspci: the capability is there, its registers are not shown */
	forget(at(host, "04:00.0"), TPH_HOST_F_TPH_EXT, TPH_HOST_NOT_SHOWN);
	answers_expect(
		answers_ask(&source, "acs"),
		"fail 0000:02:00.0 ACSCtl=ReqRedir- CmpltRedir+ EgressCtrl-\n"
		"fail 0000:02:01.0 ACSCtl=ReqRedir- CmpltRedir- EgressCtrl+\n");
	/* A function that may take tags: nobody knows */
	forget(at(host, "03:00.0"), TPH_HOST_F_TPH_COMPLETER,
	       TPH_HOST_NOT_SHOWN);
	set_acs(at(host, "02:01.0"), 0, 0, 0);
	answers_expect(
		answers_ask(&source, "acs"),
		"unknown 0000:02:00.0 ACSCtl=ReqRedir- CmpltRedir+ EgressCtrl-\n"
		"ok 0000:02:01.0 ACSCtl=ReqRedir- CmpltRedir- EgressCtrl-\n");
	/* The reserved encoding takes none */
	host_set(at(host, "03:00.0"), TPH_HOST_F_TPH_COMPLETER, 2);
	answers_expect(answers_ask(&source, "acs"), "ok - -=-\n");
	tph_host_free(host);
}

/* Below different Root Ports there is no switch between them */
static void test_no_switch(void **state)
{
	struct tph_host *host = machine_create(TPH_HOST_LIVE);
	const struct doctor_source source = {.host = host};

	add_bridge(host, "00:01.0", TPH_HOST_ROOT_PORT, 1, 1);
	add_bridge(host, "00:02.0", TPH_HOST_ROOT_PORT, 2, 2);
	add_endpoint(host, "01:00.0", -1, EXT);
	add_endpoint(host, "02:00.0", EXT, NONE);
	host_link(host);
	set_acs(at(host, "00:01.0"), 1, 1, 0);
	answers_expect(answers_ask(&source, "acs"), "ok - -=-\n");
	answers_expect(answers_ask(&source, "prefix"), "ok - -=-\n");
	tph_host_free(host);
}

/* A switch below a switch: its Upstream Port is in the way, the uppermost is not */
static void test_two_switches(void **state)
{
	struct tph_host *host = machine_create(TPH_HOST_LIVE);
	const struct doctor_source source = {.host = host};

	add_bridge(host, "00:01.0", TPH_HOST_ROOT_PORT, 1, 7);
	add_bridge(host, "01:00.0", TPH_HOST_UPSTREAM, 2, 7);
	add_bridge(host, "02:00.0", TPH_HOST_DOWNSTREAM, 3, 3);
	add_bridge(host, "02:01.0", TPH_HOST_DOWNSTREAM, 4, 7);
	add_bridge(host, "04:00.0", TPH_HOST_UPSTREAM, 5, 7);
	add_bridge(host, "05:00.0", TPH_HOST_DOWNSTREAM, 6, 6);
	add_endpoint(host, "03:00.0", -1, EXT);
	add_endpoint(host, "06:00.0", EXT, NONE);
	host_link(host);
	/* Blocking on egress: up from the sender, then down to the taker */
	host_set(at(host, "01:00.0"), TPH_HOST_F_PREFIX_BLOCK, 1);
	host_set(at(host, "02:01.0"), TPH_HOST_F_PREFIX_BLOCK, 1);
	host_set(at(host, "04:00.0"), TPH_HOST_F_PREFIX_BLOCK, 1);
	answers_expect(answers_ask(&source, "prefix"),
		       "ok 0000:02:00.0 DevCap2=EETLPPrefix+\n"
		       "ok 0000:02:01.0 DevCap2=EETLPPrefix+\n"
		       "ok 0000:03:00.0 DevCap2=EETLPPrefix+\n"
		       "fail 0000:04:00.0 DevCtl2=EETLPPrefixBlk+\n"
		       "ok 0000:05:00.0 DevCap2=EETLPPrefix+\n"
		       "ok 0000:06:00.0 DevCap2=EETLPPrefix+\n");
	tph_host_free(host);
}

static void test_prefix(void **state)
{
	struct tph_host *host = make_switch();
	const struct doctor_source source = {.host = host};
	struct doctor *doctor;

	host_set(at(host, "02:00.0"), TPH_HOST_F_PREFIX_BLOCK, 1);
	host_set(at(host, "02:01.0"), TPH_HOST_F_PREFIX, 0);
	/* Endpoints do not forward, so they do not block */
	host_set(at(host, "04:00.0"), TPH_HOST_F_PREFIX_BLOCK, 1);
	doctor = answers_ask(&source, "prefix");
	assert_string_equal(doctor_results(doctor)->command,
			    "setpci -s 0000:02:00.0 CAP_EXP+28.w=0000:8000");
	answers_expect(doctor, "fail 0000:02:00.0 DevCtl2=EETLPPrefixBlk+\n"
			       "fail 0000:02:01.0 DevCap2=EETLPPrefix-\n"
			       "ok 0000:03:00.0 DevCap2=EETLPPrefix+\n"
			       "ok 0000:04:00.0 DevCap2=EETLPPrefix+\n");
	/* Both ends of a link in flit mode; the port above has the state */
	host_set(at(host, "02:01.0"), TPH_HOST_F_FLIT, 1);
	answers_expect(answers_ask(&source, "prefix"),
		       "fail 0000:02:00.0 DevCtl2=EETLPPrefixBlk+\n"
		       "ok 0000:02:01.0 LnkSta2=FlitMode+\n"
		       "ok 0000:03:00.0 DevCap2=EETLPPrefix+\n"
		       "ok 0000:04:00.0 LnkSta2=FlitMode+\n");
	/* Old text: blocking is not shown, nor flit mode */
	forget(at(host, "02:00.0"), TPH_HOST_F_PREFIX_BLOCK,
	       TPH_HOST_NOT_SHOWN);
	forget(at(host, "02:01.0"), TPH_HOST_F_FLIT, TPH_HOST_NOT_SHOWN);
	answers_expect(
		answers_ask(&source, "prefix"),
		"ok 0000:03:00.0 DevCap2=EETLPPrefix+\n"
		"ok 0000:04:00.0 DevCap2=EETLPPrefix+\n"
		"unknown - DevCap2, DevCtl2, LnkSta2=0000:02:00.0 0000:02:01.0\n");
	/* Flits are impossible: the prefix decides */
	host_set(at(host, "02:01.0"), TPH_HOST_F_FLIT_SUPPORTED, 0);
	answers_expect(answers_ask(&source, "prefix"),
		       "fail 0000:02:01.0 DevCap2=EETLPPrefix-\n"
		       "ok 0000:03:00.0 DevCap2=EETLPPrefix+\n"
		       "ok 0000:04:00.0 DevCap2=EETLPPrefix+\n"
		       "unknown 0000:02:00.0 DevCap2, DevCtl2, LnkSta2=-\n");
	/* 8-bit tags need no prefixes */
	host_set(at(host, "03:00.0"), TPH_HOST_F_TPH_COMPLETER, TPH);
	answers_expect(answers_ask(&source, "prefix"), "ok - -=-\n");
	tph_host_free(host);
}

static void test_root_port(void **state)
{
	struct tph_host *host = make_switch();
	const struct doctor_source source = {.host = host};

	answers_expect(answers_ask(&source, "root-port"),
		       "fail 0000:00:01.0 DevCap2=none\n");
	host_set(at(host, "00:01.0"), TPH_HOST_F_TPH_COMPLETER, TPH);
	answers_expect(answers_ask(&source, "root-port"),
		       "ok 0000:00:01.0 DevCap2=TPH\n");
	/* Nobody below it sends tags */
	forget_cap(at(host, "04:00.0"), TPH_HOST_TPH, TPH_HOST_ABSENT);
	answers_expect(answers_ask(&source, "root-port"), "ok - -=-\n");
	/* Perhaps somebody does: no fail */
	host_set(at(host, "00:01.0"), TPH_HOST_F_TPH_COMPLETER, NONE);
	forget_cap(at(host, "04:00.0"), TPH_HOST_TPH, TPH_HOST_SHORT);
	answers_expect(answers_ask(&source, "root-port"),
		       "unknown 0000:00:01.0 DevCap2=-\n");
	tph_host_free(host);
}

/* Facts that a dump does not have are unknown, and nothing is read of this machine */
static void test_dump(void **state)
{
	static const char *const ids[] = {"kernel-series",
					  "kernel-tph",
					  "kernel-notph",
					  "kernel-p2pdma",
					  "kernel-vfio-dmabuf",
					  "kernel-iommufd",
					  "kernel-move-notify",
					  "iommu",
					  "dsm",
					  "dmabuf"};
	struct tph_host *host = make_switch();
	const struct doctor_source source = {.host = host};

	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		struct doctor *doctor = answers_ask(&source, ids[i]);
		const struct doctor_result *r = doctor_results(doctor);

		assert_non_null(r);
		assert_int_equal(r->state, DOCTOR_UNKNOWN);
		assert_non_null(strstr(r->remedy, "on the machine"));
		assert_null(r->next);
		doctor_free(doctor);
	}
	at(host, "04:00.0")->driver = "mlx5_core";
	answers_expect(answers_ask(&source, "mlx5"),
		       "unknown 0000:04:00.0 -=-\n");
	tph_host_free(host);
}

/* An excerpt of lspci: the machine may have more */
static void test_part(void **state)
{
	static const char *const ids[] = {"requester", "completer", "acs",
					  "prefix", "root-port"};
	struct tph_host *host = machine_create(TPH_HOST_HEX);
	const struct doctor_source source = {.host = host};

	add_endpoint(host, "03:00.0", -1, NONE);
	host_link(host);
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		answers_expect(answers_ask(&source, ids[i]), "unknown - -=-\n");
	tph_host_free(host);
}

/* A link that is up has a device, which an excerpt may lack; an empty slot has none */
static void test_missing_child(void **state)
{
	struct tph_host *host = machine_create(TPH_HOST_TEXT);
	const struct doctor_source source = {.host = host};

	add_bridge(host, "00:01.0", TPH_HOST_ROOT_PORT, 1, 1);
	host_link(host);
	host_set(at(host, "00:01.0"), TPH_HOST_F_LINK_WIDTH, 16);
	answers_expect(answers_ask(&source, "requester"), "unknown - -=-\n");
	host_set(at(host, "00:01.0"), TPH_HOST_F_LINK_WIDTH, 0);
	answers_expect(answers_ask(&source, "requester"), "fail - -=-\n");
	tph_host_free(host);
}

static void test_ids(void **state)
{
	struct tph_host *host = make_switch();
	const struct doctor_source source = {.host = host};
	const char *id, *question;
	struct doctor *doctor;
	size_t n;

	assert_int_equal(doctor_create(&source, &doctor), 0);
	for (n = 0; (id = doctor_id(n, &question)); n++) {
		assert_int_equal(
			strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-"),
			strlen(id));
		assert_non_null(question);
		for (size_t i = 0; i < n; i++)
			assert_string_not_equal(doctor_id(i, NULL), id);
	}
	assert_int_equal(n, 16);
	assert_int_equal(doctor_ask(doctor, "nonsense"), -ENOENT);
	assert_null(doctor_results(doctor));
	doctor_free(doctor);
	doctor_free(NULL);
	tph_host_free(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requester),
		cmocka_unit_test(test_completer),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_acs),
		cmocka_unit_test(test_no_switch),
		cmocka_unit_test(test_two_switches),
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_root_port),
		cmocka_unit_test(test_dump),
		cmocka_unit_test(test_part),
		cmocka_unit_test(test_missing_child),
		cmocka_unit_test(test_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

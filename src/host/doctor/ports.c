// SPDX-License-Identifier: BSD-3-Clause
/*
 * Ports between peers: Access Control Services that redirect requests, and End-End
 * prefixes, which hold the upper half of a 16-bit tag.
 */
#include <errno.h>

#include "ground.h"
#include "host/doctor/check.h"
#include "host/doctor/peers.h"

/* Request Redirect, Completion Redirect, Egress Control: those of P2PDMA */
static const struct {
	enum tph_host_field field;
	const char *name;
} redirects[] = {
	{TPH_HOST_F_ACS_RR, "ReqRedir"},
	{TPH_HOST_F_ACS_CR, "CmpltRedir"},
	{TPH_HOST_F_ACS_EC, "EgressCtrl"},
};

/* A check of each port between peers; false: without an answer */
typedef bool check_port(struct check *check, const struct tph_host_function *f,
			struct peers_crossing crossing,
			struct unknowns *unknowns);

static enum peers_answer either(struct peers_crossing crossing)
{
	return max(crossing.up, crossing.down);
}

static void check_ports(struct check *check, bool wide, check_port *port,
			const char *reg, const char *subject, const char *none)
{
	const struct tph_host *host = check->source->host;
	struct unknowns unknowns = {0};
	struct peers_crossing crossing;
	struct peers *peers;
	size_t found = 0;

	if (peers_create(host, wide, &peers)) {
		check_found(check, DOCTOR_UNKNOWN, NULL, "out of memory");
		return;
	}
	for (size_t i = 0; i < tph_host_count(host); i++) {
		crossing = peers_cross(peers, i);
		if (either(crossing) != PEERS_NO)
			found += port(check, tph_host_at(host, i), crossing,
				      &unknowns);
	}
	peers_free(peers);
	unknowns_report(&unknowns, check, reg, subject);
	if (!found && !unknowns_any(&unknowns))
		check_none(check, DOCTOR_OK, "%s", none);
}

static void add_acs(struct check *check, struct doctor_result *result)
{
	const char *text = "";

	for (size_t i = 0; i < ARRAY_SIZE(redirects); i++) {
		struct tph_host_value value =
			tph_host_get(result->function, redirects[i].field);

		text = check_text(check, "%s%s%s%c", text, i ? " " : "",
				  redirects[i].name, value.value ? '+' : '-');
	}
	result->reg = "ACSCtl";
	result->value = text;
}

static void report_redirect(struct check *check,
			    const struct tph_host_function *f,
			    enum peers_answer peers)
{
	struct doctor_result *result = check_found(
		check, peers == PEERS_YES ? DOCTOR_FAIL : DOCTOR_UNKNOWN, f,
		"%s",
		peers == PEERS_YES
			? "redirects requests between peers to the Root Complex: tags are lost"
			: "redirects requests, perhaps of functions that send and take tags");

	add_acs(check, result);
	result->remedy = check_text(
		check,
		"Let the switch route them, which gives up isolation: run the command, then bind the driver of the memory's owner again; at each boot the kernel's argument pci=disable_acs_redir=%s does it.",
		f->bdf);
	result->command = check_text(
		check, "setpci -s %s ECAP_ACS+6.w=0000:002c", f->bdf);
}

static bool check_redirect(struct check *check,
			   const struct tph_host_function *f,
			   struct peers_crossing crossing,
			   struct unknowns *unknowns)
{
	struct tph_host_value value;
	bool redirects_any = false;

	for (size_t i = 0; i < ARRAY_SIZE(redirects); i++) {
		value = tph_host_get(f, redirects[i].field);
		if (value.why == TPH_HOST_ABSENT)
			return false;
		if (value.why) {
			unknowns_add(unknowns, value.why, f);
			return true;
		}
		redirects_any |= value.value;
	}
	if (redirects_any)
		report_redirect(check, f, either(crossing));
	else
		add_acs(check, check_found(check, DOCTOR_OK, f,
					   "leaves requests in the switch"));
	return true;
}

void check_acs(struct check *check)
{
	check_ports(check, false, check_redirect, "ACSCtl", "ACS redirection",
		    "no port between peers redirects their requests");
}

static bool is_set(struct tph_host_value value)
{
	return !value.why && value.value;
}

static bool is_unknown(struct tph_host_value value)
{
	return value.why && value.why != TPH_HOST_ABSENT;
}

static void report_prefix(struct check *check,
			  const struct tph_host_function *f,
			  enum peers_answer peers, bool blocks)
{
	struct doctor_result *result = check_found(
		check, peers == PEERS_YES ? DOCTOR_FAIL : DOCTOR_UNKNOWN, f,
		"%s: 16-bit tags %s lost, 8-bit tags pass",
		blocks ? "blocks End-End prefixes" : "has no End-End prefixes",
		peers == PEERS_YES ? "are" : "may be");

	result->reg = blocks ? "DevCtl2" : "DevCap2";
	result->value = blocks ? "EETLPPrefixBlk+" : "EETLPPrefix-";
	if (blocks) {
		result->remedy =
			"Stop blocking; other prefixes, such as PASIDs, pass then too.";
		result->command = check_text(
			check, "setpci -s %s CAP_EXP+28.w=0000:8000", f->bdf);
	} else {
		result->remedy = "Set an 8-bit tag, or use another path.";
	}
}

/* Of this port's egress sides requests cross, does one block? */
static enum peers_answer egress_of(const struct tph_host_function *f,
				   struct peers_crossing crossing)
{
	struct tph_host_value type = tph_host_port_type(f);

	if (!tph_host_is_bridge(f) || type.why)
		return PEERS_NO;
	return type.value == TPH_HOST_UPSTREAM ? crossing.up : crossing.down;
}

static bool check_forwarding(struct check *check,
			     const struct tph_host_function *f,
			     struct peers_crossing crossing,
			     struct unknowns *unknowns)
{
	struct tph_host_value prefix = tph_host_get(f, TPH_HOST_F_PREFIX);
	struct tph_host_value block = tph_host_get(f, TPH_HOST_F_PREFIX_BLOCK);
	enum peers_answer egress = egress_of(f, crossing);
	struct doctor_result *result;

	if (is_set(tph_host_get(f, TPH_HOST_F_FLIT))) {
		result =
			check_found(check, DOCTOR_OK, f,
				    "is in flit mode, which needs no prefixes");
		result->reg = "LnkSta2";
		result->value = "FlitMode+";
	} else if (is_unknown(prefix)) {
		unknowns_add(unknowns, prefix.why, f);
	} else if (!is_set(prefix)) {
		report_prefix(check, f, either(crossing), false);
	} else if (egress != PEERS_NO && is_unknown(block)) {
		unknowns_add(unknowns, block.why, f);
	} else if (egress != PEERS_NO && is_set(block)) {
		report_prefix(check, f, egress, true);
	} else {
		result = check_found(check, DOCTOR_OK, f,
				     "forwards 16-bit tags");
		result->reg = "DevCap2";
		result->value = "EETLPPrefix+";
	}
	return true;
}

void check_prefix(struct check *check)
{
	check_ports(check, true, check_forwarding, "DevCap2, DevCtl2",
		    "End-End prefixes",
		    "no port is between peers that use 16-bit tags");
}

// SPDX-License-Identifier: BSD-3-Clause
/*
 * End-End prefixes between peers: they have the upper half of a 16-bit tag, unless a
 * link is in flit mode (PCIe r6.2, 2.2.10.4 and 6.17)
 */
#include "host/doctor/ports.h"

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
		report_prefix(check, f, ports_pass(crossing), false);
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
	ports_check_all(check, true, check_forwarding, "DevCap2, DevCtl2",
			"End-End prefixes",
			"no port is between peers that use 16-bit tags");
}

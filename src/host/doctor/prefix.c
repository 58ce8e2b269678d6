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

/* Does an egress side of this port, which requests cross, block? */
static enum peers_answer egress_of(const struct tph_host_function *f,
				   struct peers_crossing crossing)
{
	struct tph_host_value type = tph_host_port_type(f);

	if (!tph_host_is_bridge(f) || type.why)
		return PEERS_NO;
	return type.value == TPH_HOST_UPSTREAM ? crossing.up : crossing.down;
}

/* Flit mode of the link on which @f forwards; the port above it has the state */
static struct tph_host_value flit_of(const struct tph_host_function *f)
{
	struct tph_host_value type = tph_host_port_type(f), mode, supported;

	if (!tph_host_is_bridge(f) || type.value == TPH_HOST_UPSTREAM)
		f = f->parent;
	mode = tph_host_get(f, TPH_HOST_F_FLIT);
	supported = tph_host_get(f, TPH_HOST_F_FLIT_SUPPORTED);
	if (is_unknown(mode) && !is_unknown(supported) && !is_set(supported))
		return supported;
	return mode;
}

/* The link is not in flit mode */
static enum peers_answer loses(const struct tph_host_function *f,
			       struct peers_crossing crossing, bool *ret_blocks)
{
	*ret_blocks = is_set(tph_host_get(f, TPH_HOST_F_PREFIX));
	if (!*ret_blocks)
		return ports_pass(crossing);
	return is_set(tph_host_get(f, TPH_HOST_F_PREFIX_BLOCK))
		       ? egress_of(f, crossing)
		       : PEERS_NO;
}

/* Return: why it is unknown whether 16-bit tags pass, or TPH_HOST_KNOWN */
static enum tph_host_why why_unknown(const struct tph_host_function *f,
				     struct peers_crossing crossing)
{
	struct tph_host_value prefix = tph_host_get(f, TPH_HOST_F_PREFIX);
	struct tph_host_value block = tph_host_get(f, TPH_HOST_F_PREFIX_BLOCK);
	struct tph_host_value flit = flit_of(f);
	bool blocks;

	if (is_unknown(prefix))
		return prefix.why;
	if (is_set(prefix) && egress_of(f, crossing) != PEERS_NO &&
	    is_unknown(block))
		return block.why;
	/* Flits would save a tag that a prefix loses */
	return is_unknown(flit) && loses(f, crossing, &blocks) != PEERS_NO
		       ? flit.why
		       : TPH_HOST_KNOWN;
}

static bool check_forwarding(struct check *check,
			     const struct tph_host_function *f,
			     struct peers_crossing crossing,
			     struct unknowns *unknowns)
{
	struct doctor_result *result;
	enum tph_host_why why;
	enum peers_answer lost;
	bool blocks;

	if (ports_pass(crossing) == PEERS_NO)
		return false;
	if (is_set(flit_of(f))) {
		result = check_found(
			check, DOCTOR_OK, f,
			"its link is in flit mode, which needs no prefixes");
		result->reg = "LnkSta2";
		result->value = "FlitMode+";
		return true;
	}
	why = why_unknown(f, crossing);
	lost = loses(f, crossing, &blocks);
	if (why) {
		unknowns_add(unknowns, why, f);
	} else if (lost != PEERS_NO) {
		report_prefix(check, f, lost, blocks);
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
	ports_check_all(check, true, check_forwarding,
			"DevCap2, DevCtl2, LnkSta2", "End-End prefixes",
			"no port is between peers that use 16-bit tags");
}

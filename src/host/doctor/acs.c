// SPDX-License-Identifier: BSD-3-Clause
/* Access Control Services between peers: ports that redirect requests lose tags */
#include "ground.h"
#include "host/doctor/ports.h"

/* Request Redirect, Completion Redirect, Egress Control: those of P2PDMA */
static const struct {
	enum tph_host_field field;
	const char *name;
} redirects[] = {
	{TPH_HOST_F_ACS_RR, "ReqRedir"},
	{TPH_HOST_F_ACS_CR, "CmpltRedir"},
	{TPH_HOST_F_ACS_EC, "EgressCtrl"},
};

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
		/* P2PDMA asks the Upstream Port too where requests turn around */
		report_redirect(check, f, ports_meet(crossing));
	else
		add_acs(check, check_found(check, DOCTOR_OK, f,
					   "leaves requests in the switch"));
	return true;
}

void check_acs(struct check *check)
{
	ports_check_all(check, false, check_redirect, "ACSCtl",
			"ACS redirection",
			"no port between peers redirects their requests");
}

// SPDX-License-Identifier: BSD-3-Clause
/* Functions that send tags, functions that take them, and Root Ports */
#include <string.h>

#include "ground.h"
#include "host/doctor/check.h"
#include "host/host.h"

/* Drivers that enable TPH if they can (Linux 7.3), and OpenTPH's own */
static const char *const enabling[] = {"mlx5_core", "bnxt_en", "tph_dma"};

/* TPH Requester Enable (PCIe r6.2, 7.9.13.3), and TPH Completer Supported (7.5.3.15) */
static const char *const requester_names[] = {"off", "TPH", "reserved",
					      "TPH+Ext"};
static const char *const completer_names[] = {"none", "TPH", "reserved",
					      "TPH+Ext"};
static const char *const mode_names[] = {"NoST", "IntVec", "DevSpec"};
static const char *const table_names[] = {"none", "cap", "MSI-X", "reserved"};

static const char *name_of(const char *const *names, size_t count,
			   struct tph_host_value value)
{
	return value.why		     ? "?"
	       : (size_t)value.value < count ? names[value.value]
					     : "reserved";
}

#define NAME_OF(names, value) name_of(names, ARRAY_SIZE(names), value)

static bool is_enabling(const char *driver)
{
	for (size_t i = 0; driver && i < ARRAY_SIZE(enabling); i++)
		if (!strcmp(driver, enabling[i]))
			return true;
	return false;
}

static void add_requester(struct check *check, struct doctor_result *result)
{
	const struct tph_host_function *f = result->function;
	struct tph_host_value size = tph_host_get(f, TPH_HOST_F_TPH_TABLE_SIZE);
	struct tph_host_value table = tph_host_get(f, TPH_HOST_F_TPH_TABLE);
	const char *entries = "";

	if (!size.why && !table.why && table.value)
		entries = check_text(check, ", %d entries", size.value + 1);
	result->reg = "TPHCtl";
	result->value = check_text(
		check, "Requester: %s, Mode: %s, Table: %s%s",
		NAME_OF(requester_names,
			tph_host_get(f, TPH_HOST_F_TPH_REQUESTER)),
		NAME_OF(mode_names, tph_host_get(f, TPH_HOST_F_TPH_MODE)),
		NAME_OF(table_names, table), entries);
}

/* Return: true if more has to be said if this is all: it is off, and may be */
static bool report_requester(struct check *check,
			     const struct tph_host_function *f, int32_t enabled)
{
	struct doctor_result *result;

	if (enabled == 1 || enabled == 3) {
		result = check_found(check, DOCTOR_OK, f, "sends %s tags",
				     enabled == 1 ? "8-bit" : "16-bit");
	} else if (is_enabling(f->driver)) {
		result = check_found(
			check, DOCTOR_FAIL, f,
			"could send tags, but %s has not enabled TPH",
			f->driver);
		result->remedy =
			"Look at kernel-tph, kernel-notph and root-port, then at the firmware of the device; the driver tries again when it is loaded.";
	} else {
		result = check_found(
			check, DOCTOR_OK, f,
			"could send tags; its driver (%s) does not enable TPH",
			f->driver	? f->driver
			: f->driver_why ? tph_host_why_text(f->driver_why)
					: "none");
	}
	add_requester(check, result);
	return result->state == DOCTOR_OK && enabled != 1 && enabled != 3;
}

static void report_none(struct check *check, bool requesters)
{
	struct doctor_result *result =
		check_none(check, DOCTOR_FAIL, "%s",
			   requesters ? "no function sends tags"
				      : "no function can send tags");

	if (result->state == DOCTOR_FAIL)
		result->remedy =
			requesters
				? "Use a driver that enables TPH: mlx5_core, bnxt_en."
				: "Use a device with a TPH Requester Capability; lspci -vv shows it as Transaction Processing Hints.";
}

void check_requester(struct check *check)
{
	const struct tph_host_function *f;
	struct unknowns unknowns = {0};
	size_t requesters = 0, idle = 0;

	for (size_t i = 0; (f = tph_host_at(check->source->host, i)); i++) {
		struct tph_host_value enabled =
			tph_host_get(f, TPH_HOST_F_TPH_REQUESTER);

		if (!check_is_endpoint(f) || enabled.why == TPH_HOST_ABSENT)
			continue;
		if (enabled.why) {
			unknowns_add(&unknowns, enabled.why, f);
			continue;
		}
		requesters++;
		idle += report_requester(check, f, enabled.value);
	}
	unknowns_report(&unknowns, check, "TPHCtl", "TPH Requester Enable");
	if (unknowns_any(&unknowns) || idle < requesters)
		return;
	report_none(check, requesters);
}

static void add_completer(struct doctor_result *result,
			  struct tph_host_value value)
{
	result->reg = "DevCap2";
	result->value = NAME_OF(completer_names, value);
}

static bool takes(struct tph_host_value value)
{
	return !value.why && value.value & 1;
}

static const char *widths(struct tph_host_value value)
{
	return value.value == 3 ? "8-bit and 16-bit" : "8-bit";
}

void check_completer(struct check *check)
{
	const struct tph_host_function *f;
	struct unknowns unknowns = {0};
	struct doctor_result *result;
	struct tph_host_value value;
	size_t completers = 0;

	for (size_t i = 0; (f = tph_host_at(check->source->host, i)); i++) {
		if (!check_is_endpoint(f))
			continue;
		value = tph_host_get(f, TPH_HOST_F_TPH_COMPLETER);
		if (value.why && value.why != TPH_HOST_ABSENT)
			unknowns_add(&unknowns, value.why, f);
		if (!takes(value))
			continue;
		completers++;
		add_completer(check_found(check, DOCTOR_OK, f, "takes %s tags",
					  widths(value)),
			      value);
	}
	unknowns_report(&unknowns, check, "DevCap2", "TPH Completer Supported");
	if (completers || unknowns_any(&unknowns))
		return;
	result =
		check_none(check, DOCTOR_FAIL,
			   "no function takes tags: writes to peers lose them");
	if (result->state == DOCTOR_FAIL)
		result->remedy =
			"Use a device that is a TPH completer; lspci -vv shows TPHComp+ in its DevCap2.";
}

/* @why: why it is unknown whether a function below it can send tags, or 0 */
static void report_root(struct check *check, const struct tph_host_function *rp,
			enum tph_host_why why, struct unknowns *unknowns)
{
	struct tph_host_value value =
		tph_host_get(rp, TPH_HOST_F_TPH_COMPLETER);
	struct doctor_result *result;

	if (value.why && value.why != TPH_HOST_ABSENT)
		why = value.why;
	else if (takes(value))
		why = TPH_HOST_KNOWN;
	if (why) {
		unknowns_add(unknowns, why, rp);
		return;
	}
	if (takes(value)) {
		result = check_found(check, DOCTOR_OK, rp,
				     "takes %s tags for host memory",
				     widths(value));
	} else {
		result = check_found(
			check, DOCTOR_FAIL, rp,
			"takes no tags: writes below it to host memory lose them");
		result->remedy =
			"Look for TPH in the firmware's settings of PCIe, or use a slot of another Root Port; writes to peers below one switch do not need it.";
	}
	add_completer(result, value);
}

void check_root_port(struct check *check)
{
	const struct tph_host_function *f, *rp, *last = NULL;
	struct unknowns unknowns = {0};
	size_t found = 0;

	for (size_t i = 0; (f = tph_host_at(check->source->host, i)); i++) {
		/* A Root Port once, not for each function below it */
		if (!check_is_endpoint(f) ||
		    f->caps[TPH_HOST_TPH].why == TPH_HOST_ABSENT)
			continue;
		rp = host_root_port(f);
		if (!rp || rp == last)
			continue;
		last = rp;
		found++;
		report_root(check, rp, f->caps[TPH_HOST_TPH].why, &unknowns);
	}
	unknowns_report(&unknowns, check, "DevCap2", "TPH Completer Supported");
	if (!found)
		check_none(check, DOCTOR_OK,
			   "no function below a Root Port can send tags");
}

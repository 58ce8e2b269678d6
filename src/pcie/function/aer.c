// SPDX-License-Identifier: BSD-3-Clause
/* Errors: status, masks, logs and messages (sec 6.2, 7.8.4) */
#include "pcie/function/aer.h"

#include "pcie/function/completer.h"
#include "pcie/function/message.h"
#include "pcie/function/state.h"
#include "pcie/regs.h"
#include "ground.h"

/* The error being reported */
struct report {
	struct pcie_function *fn;
	uint32_t bit;
	bool fatal, advisory, unsupported;
	const uint8_t *bytes;
	size_t len;
};

void function_set_status(struct pcie_function *fn, uint16_t bits)
{
	struct pcie_config *config = &fn->config;

	pcie_config_set(config, PCI_STATUS, 2,
			reg16(config, PCI_STATUS) | bits);
}

static uint32_t get(const struct report *r, unsigned int reg)
{
	return pcie_config_get(&r->fn->config, r->fn->config.aer + reg, 4);
}

static void set(const struct report *r, unsigned int reg, uint32_t value)
{
	pcie_config_set(&r->fn->config, r->fn->config.aer + reg, 4, value);
}

/*
 * Cases that are signalled as ERR_COR, because another agent learns of the
 * error or must decide (sec 6.2.3.2.4): a completion with UR or CA is sent, or
 * an unexpected completion arrived.
 */
static bool is_advisory(const struct report *r)
{
	struct tlp tlp;

	if (r->fatal)
		return false;
	if (r->bit == 1u << PCIE_ERR_UNEXPECTED_COMPLETION)
		return true;
	if (r->bit != 1u << PCIE_ERR_UNSUPPORTED &&
	    r->bit != 1u << PCIE_ERR_COMPLETER_ABORT)
		return false;
	return r->bytes &&
	       tlp_parse(r->bytes, r->len, TLP_NON_FLIT, &tlp) > 0 && !tlp.ep &&
	       tlp_class(tlp.type) == TLP_NON_POSTED;
}

/* Header DWs have wire byte 0 in bits 31:24 (sec 7.8.4.8) */
static uint32_t wire_dw(const struct report *r, size_t at)
{
	if (at + 4 > r->len)
		return 0;
	return __builtin_bswap32(load_le32(r->bytes + at));
}

/* Header and End-End prefixes of the first error that is not masked */
static void log_header(const struct report *r)
{
	uint32_t control = get(r, PCI_ERR_CAP);
	unsigned int first = control & PCI_ERR_CAP_FEP_MASK, end_end = 0;
	size_t at = 0, header;

	if (get(r, PCI_ERR_UNCOR_STATUS) >> first & 1)
		return;
	control &= ~(PCI_ERR_CAP_FEP_MASK | PCI_ERR_CAP_PREFIX_LOG_PRESENT);
	control |= __builtin_ctz(r->bit);
	for (unsigned int i = 0; i < 4; i++) {
		set(r, PCI_ERR_HEADER_LOG + 4 * i, 0);
		set(r, PCI_ERR_PREFIX_LOG + 4 * i, 0);
	}
	for (; r->bytes && at < r->len && r->bytes[at] >> 5 == 4; at += 4)
		if (tlp_prefix_is_end_end(wire_dw(r, at)) && end_end < 4)
			set(r, PCI_ERR_PREFIX_LOG + 4 * end_end++,
			    wire_dw(r, at));
	if (r->bytes && at < r->len) {
		/* Fmt bit 0: a header of 4 DW */
		header = r->bytes[at] >> 5 & 1 ? 4 : 3;
		for (unsigned int i = 0; i < header; i++)
			set(r, PCI_ERR_HEADER_LOG + 4 * i,
			    wire_dw(r, at + 4 * i));
	}
	if (end_end)
		control |= PCI_ERR_CAP_PREFIX_LOG_PRESENT;
	set(r, PCI_ERR_CAP, control);
}

/* Return: false if a mask suppresses the message */
static bool record(const struct report *r)
{
	bool masked;

	if (!r->fn->config.aer)
		return true;
	if (r->advisory) {
		set(r, PCI_ERR_COR_STATUS,
		    get(r, PCI_ERR_COR_STATUS) | PCI_ERR_COR_ADV_NFAT);
		if (get(r, PCI_ERR_COR_MASK) & PCI_ERR_COR_ADV_NFAT)
			return false;
	}
	masked = get(r, PCI_ERR_UNCOR_MASK) & r->bit;
	if (!masked)
		log_header(r);
	set(r, PCI_ERR_UNCOR_STATUS, get(r, PCI_ERR_UNCOR_STATUS) | r->bit);
	return r->advisory || !masked;
}

static void signal_error(const struct report *r)
{
	const struct pcie_config *config = r->fn->controls;
	uint16_t control = function_control(r->fn);
	bool serr = pcie_config_get(config, PCI_COMMAND, 2) & PCI_COMMAND_SERR;

	if (r->advisory) {
		if (r->unsupported && !(control & PCI_EXP_DEVCTL_URRE))
			return;
		if (control & PCI_EXP_DEVCTL_CERE)
			function_send_message(r->fn, TLP_MSG_ERR_COR,
					      TLP_ROUTE_TO_RC);
		return;
	}
	if (r->unsupported && !(control & PCI_EXP_DEVCTL_URRE) && !serr)
		return;
	if (!serr && !(control &
		       (r->fatal ? PCI_EXP_DEVCTL_FERE : PCI_EXP_DEVCTL_NFERE)))
		return;
	if (serr)
		function_set_status(r->fn, PCI_STATUS_SIG_SYSTEM_ERROR);
	function_send_message(
		r->fn, r->fatal ? TLP_MSG_ERR_FATAL : TLP_MSG_ERR_NONFATAL,
		TLP_ROUTE_TO_RC);
}

static void set_device_status(const struct report *r)
{
	struct pcie_config *config = &r->fn->config;
	unsigned int at = config->express + PCI_EXP_DEVSTA;
	uint16_t status;

	if (r->bit == 1u << PCIE_ERR_POISONED)
		function_set_status(r->fn, PCI_STATUS_DETECTED_PARITY);
	if (r->bit == 1u << PCIE_ERR_COMPLETER_ABORT)
		function_set_status(r->fn, PCI_STATUS_SIG_TARGET_ABORT);
	if (!config->express)
		return;
	status = pcie_config_get(config, at, 2);
	if (r->fatal)
		status |= PCI_EXP_DEVSTA_FED;
	else
		status |=
			r->advisory ? PCI_EXP_DEVSTA_CED : PCI_EXP_DEVSTA_NFED;
	if (r->unsupported)
		status |= PCI_EXP_DEVSTA_URD;
	pcie_config_set(config, at, 2, status);
}

void pcie_function_error(struct pcie_function *fn, enum pcie_error error,
			 const void *tlp, size_t len)
{
	struct report r = {
		.fn = fn,
		.bit = 1u << error,
		.unsupported = error == PCIE_ERR_UNSUPPORTED,
		.bytes = tlp,
		.len = len,
	};
	uint32_t severity =
		fn->config.aer ? get(&r, PCI_ERR_UNCOR_SEVER) : AER_FATAL;

	fn->errors++;
	r.fatal = severity & r.bit;
	r.advisory = is_advisory(&r);
	set_device_status(&r);
	if (record(&r))
		signal_error(&r);
}

void function_reject(struct pcie_function *fn, const struct pcie_packet *p,
		     enum pcie_error error, enum tlp_status status)
{
	pcie_function_error(fn, error, p->head, p->head_len);
	if (tlp_class(p->tlp->type) == TLP_NON_POSTED)
		complete_status(&fn->port, p->tlp, fn->bdf, status);
}

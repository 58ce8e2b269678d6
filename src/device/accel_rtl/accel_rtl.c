// SPDX-License-Identifier: BSD-3-Clause
#include "device/accel_rtl/accel_rtl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <opentph/hw/accel.h>

#include "device/accel/accel.h"
#include "device/accel_rtl/rtl_core.h"
#include "ground.h"

#define MEMORY	   (1ull << RTL_CORE_MEM_LOG2)
#define PARTITIONS (1u << RTL_CORE_PARTS_LOG2)

/* Clocks of a call of run: some 20 microseconds */
#define RUN_CLOCKS 64
/* More than the longest answer: one clock a line to zero memory after a reset */
#define CLOCKS_MAX (4 * MEMORY / RTL_CORE_BYTES)
/* Idle clocks after which no interrupt comes any more, and clocks to wait for them */
#define REST_CLOCKS   4
#define SETTLE_CLOCKS 32

/* Clocks after the end of a TLP in which the tap writes its record, besides one for each
 * beat: then accesses find it there, and a completion comes late enough */
#define TAP_CLOCKS 24

/**
 * struct accel_rtl - the RTL as a PCIe function
 * @fn:		function
 * @core:	the RTL
 * @in, @out:	inputs of the next clock, outputs of the last one
 * @writes:	writes that have not had their effect
 * @rest:	last clocks that were idle
 * @due:	bit n: MSI-X vector n is due
 */
struct accel_rtl {
	struct pcie_function fn;
	struct rtl_core *core;
	struct rtl_in in;
	struct rtl_out out;
	unsigned int writes, rest, due;
};

static struct accel_rtl *rtl_of(struct pcie_function *fn)
{
	return (struct accel_rtl *)((char *)fn -
				    offsetof(struct accel_rtl, fn));
}

/* One clock */
static void tick(struct accel_rtl *ar)
{
	rtl_core_clock(ar->core, &ar->in, &ar->out);
	if (ar->out.retire && ar->writes)
		ar->writes--;
	ar->rest = ar->out.idle ? ar->rest + 1 : 0;
	ar->due |= ar->out.msix;
}

/* Not within a request, as the tap needs clocks for the TLP. The PCIe core holds masked
 * interrupts. */
static void interrupt(struct accel_rtl *ar)
{
	for (unsigned int v = 0; ar->due && v < ACCEL_MSIX_VECTORS; v++) {
		if (!(ar->due >> v & 1))
			continue;
		ar->due &= ~(1u << v);
		pcie_function_msix(&ar->fn, v);
	}
}

static bool rests(const struct accel_rtl *ar)
{
	return ar->rest >= REST_CLOCKS;
}

/* Return: true when the RTL has taken the beat, false if it never does */
static bool push(struct accel_rtl *ar, bool first, bool last)
{
	ar->in.req_valid = true;
	ar->in.req_first = first;
	ar->in.req_last = last;
	for (uint64_t i = 0; i < CLOCKS_MAX; i++) {
		tick(ar);
		if (ar->out.req_ready) {
			ar->in.req_valid = false;
			return true;
		}
	}
	ar->in.req_valid = false;
	return false;
}

/* Push the payload of a write, whose place in its beats is that of its address. */
static bool push_payload(struct accel_rtl *ar, const struct tlp *tlp,
			 uint64_t offset)
{
	size_t lane = offset % RTL_CORE_BYTES, len = tlp->length * 4u;

	for (size_t at = 0; at < len;) {
		size_t n = min_t(size_t, RTL_CORE_BYTES - lane, len - at);

		memcpy(ar->in.req_data + lane, tlp->payload + at, n);
		if (!push(ar, at == 0, at + n == len))
			return false;
		at += n;
		lane = 0;
	}
	return true;
}

/* Let a write have its effect, so that its interrupt follows it. */
static void settle(struct accel_rtl *ar)
{
	interrupt(ar);
	for (uint64_t i = 0; i < CLOCKS_MAX && ar->writes; i++) {
		tick(ar);
		interrupt(ar);
	}
	for (unsigned int i = 0; i < SETTLE_CLOCKS && !rests(ar); i++) {
		tick(ar);
		interrupt(ar);
	}
	if (!rests(ar))
		pcie_function_kick(&ar->fn);
}

/* Take one beat of data. Return: false if it does not come */
static bool pull(struct accel_rtl *ar)
{
	ar->in.cpl_ready = true;
	for (uint64_t i = 0; i < CLOCKS_MAX; i++) {
		tick(ar);
		if (ar->out.cpl_valid) {
			ar->in.cpl_ready = false;
			return true;
		}
	}
	ar->in.cpl_ready = false;
	return false;
}

static int read_core(struct accel_rtl *ar, unsigned int bar, uint64_t offset,
		     void *buf, size_t len)
{
	size_t lane = offset % RTL_CORE_BYTES;

	ar->in.req = (struct rtl_request){
		.regs = bar == ACCEL_BAR_REGS,
		.first_be = 0xf,
		.last_be = len > 4 ? 0xf : 0,
		.length = (uint16_t)(len / 4),
		.offset = offset,
	};
	if (!push(ar, true, true))
		return TLP_CPL_CA;
	for (size_t at = 0; at < len;) {
		size_t n = min_t(size_t, RTL_CORE_BYTES - lane, len - at);

		if (!pull(ar))
			return TLP_CPL_CA;
		if (!ar->out.cpl_ok)
			return TLP_CPL_UR;
		memcpy((uint8_t *)buf + at, ar->out.cpl_data + lane, n);
		at += n;
		lane = 0;
	}
	return TLP_CPL_SC;
}

static int rtl_read(struct pcie_function *fn, unsigned int bar, uint64_t offset,
		    void *buf, size_t len)
{
	struct accel_rtl *ar = rtl_of(fn);
	int status = read_core(ar, bar, offset, buf, len);

	interrupt(ar);
	return status;
}

/* The tap takes TLPs only while it is enabled: no clocks for them otherwise */
static void follow_tap(struct accel_rtl *ar)
{
	uint8_t ctrl[4];

	if (read_core(ar, ACCEL_BAR_REGS, ACCEL_REG_TAP_CTRL, ctrl,
		      sizeof(ctrl)) == TLP_CPL_SC)
		pcie_function_watch(&ar->fn,
				    load_le32(ctrl) & ACCEL_TAP_CTRL_ENABLE);
}

static void rtl_write(struct pcie_function *fn, unsigned int bar,
		      uint64_t offset, const struct tlp *tlp)
{
	struct accel_rtl *ar = rtl_of(fn);

	ar->in.req = (struct rtl_request){
		.write = true,
		.regs = bar == ACCEL_BAR_REGS,
		.th = tlp->th,
		.st_ext = tlp->th && tlp->st_ext,
		.st = tlp->th ? tlp->st : 0,
		.ep = tlp->ep,
		.first_be = tlp->first_be,
		.last_be = tlp->length == 1 ? 0 : tlp->last_be,
		.length = tlp->length,
		.offset = offset,
	};
	if (push_payload(ar, tlp, offset))
		ar->writes++;
	settle(ar);
	if (bar == ACCEL_BAR_REGS && offset <= ACCEL_REG_TAP_CTRL &&
	    ACCEL_REG_TAP_CTRL - offset < tlp->length * 4u)
		follow_tap(ar);
}

static void rtl_watch(struct pcie_function *fn, bool sent, const void *tlp,
		      size_t len)
{
	struct accel_rtl *ar = rtl_of(fn);
	struct rtl_beat *beat = sent ? &ar->in.tx : &ar->in.rx;
	size_t n;

	for (size_t at = 0; at < len; at += n) {
		n = min_t(size_t, RTL_CORE_BYTES, len - at);
		*beat = (struct rtl_beat){
			.valid = true,
			.first = !at,
			.last = at + n == len,
			.bytes = (uint8_t)((n + 3) & ~3u),
		};
		memcpy(beat->data, (const uint8_t *)tlp + at, n);
		tick(ar);
	}
	beat->valid = false;
	for (size_t i = 0; i < len / RTL_CORE_BYTES + TAP_CLOCKS; i++)
		tick(ar);
	if (ar->due)
		pcie_function_kick(fn);
}

/* Clocks of a pass, or of the sweep after a reset */
static bool rtl_run(struct pcie_function *fn)
{
	struct accel_rtl *ar = rtl_of(fn);

	interrupt(ar);
	for (unsigned int i = 0; i < RUN_CLOCKS && !rests(ar); i++) {
		tick(ar);
		interrupt(ar);
	}
	return !rests(ar);
}

/* Memory is zeroed in later clocks; requests wait for it. */
static void rtl_reset(struct pcie_function *fn)
{
	struct accel_rtl *ar = rtl_of(fn);

	ar->in.rst = true;
	tick(ar);
	ar->in.rst = false;
	ar->writes = 0;
	ar->rest = 0;
	ar->due = 0;
	pcie_function_kick(fn);
}

static void rtl_destroy(struct pcie_function *fn)
{
	struct accel_rtl *ar = rtl_of(fn);

	rtl_core_destroy(ar->core);
	free(ar);
}

static const struct pcie_function_ops rtl_ops = {
	.write = rtl_write,
	.read = rtl_read,
	.reset = rtl_reset,
	.run = rtl_run,
	.watch = rtl_watch,
	.destroy = rtl_destroy,
};

const char *accel_rtl_unable(const struct device_params *params)
{
	if (params->memory && params->memory != MEMORY)
		return "its memory is built as 16 MiB: remove memory_mib";
	if (params->partitions && params->partitions != PARTITIONS)
		return "its memory is built as 16 partitions: remove partitions";
	if (params->tph_completer == PCIE_TPH_COMPLETER_EXT)
		return "it has no table for 16-bit tags: write tph_completer = \"8\"";
	return NULL;
}

int accel_rtl_create(const struct device_params *params,
		     struct pcie_function **ret_fn)
{
	struct accel_rtl *ar;

	if (!device_params_valid(params) || accel_rtl_unable(params))
		return -EINVAL;
	ar = calloc(1, sizeof(*ar));
	if (!ar)
		return -ENOMEM;
	ar->core = rtl_core_create();
	if (!ar->core) {
		free(ar);
		return -ENOMEM;
	}
	ar->in.tph = params->tph_completer != PCIE_TPH_COMPLETER_NONE;
	accel_configure(&ar->fn, params, MEMORY);
	pcie_function_init(&ar->fn, &rtl_ops, params->name);
	rtl_reset(&ar->fn);
	*ret_fn = &ar->fn;
	return 0;
}

// SPDX-License-Identifier: BSD-3-Clause
#include "tests/runs/probe.h"

#define PART 7 /* TLPs of a run that are taken at once, at most */

/* Fields of a write as the model sees it */
struct call {
	uint64_t addr;
	uint16_t length, requester, st;
	uint8_t first_be, last_be, th, ph, st_ext, ep, tc, attr;
};

static void on_write(struct ram *ram)
{
	struct probe *probe = (struct probe *)ram;
	const struct tlp *tlp = &ram->seen;
	struct call call;

	memset(&call, 0, sizeof(call));
	call.addr = tlp->addr;
	call.length = tlp->length;
	call.requester = tlp->requester;
	call.st = tlp->st;
	call.first_be = tlp->first_be;
	call.last_be = tlp->last_be;
	call.th = tlp->th;
	call.ph = tlp->ph;
	call.st_ext = tlp->st_ext;
	call.ep = tlp->ep;
	call.tc = tlp->tc;
	call.attr = tlp->attr;
	journal_add(probe->journal, ENTRY_CALL, ram->fn.name, &call,
		    sizeof(call));
	if (tlp->payload[0] % 8)
		return;
	probe->raised = true;
	pcie_function_msix(&ram->fn, tlp->payload[0] / 8 % RAM_VECTORS);
}

/* After an interrupt the rest waits: its consequences come first */
static void write_run(struct pcie_function *fn, unsigned int bar,
		      uint64_t offset, const struct tlp *tlp,
		      unsigned int count, unsigned int *taken)
{
	struct probe *probe = (struct probe *)fn;
	const unsigned int most = 1 + tlp->addr / 128 % PART;
	const size_t each = tlp->length * 4u;
	struct tlp one = *tlp;

	probe->runs += count > 1;
	probe->raised = false;
	while (*taken < count && *taken < most && !probe->raised) {
		fn->ops->write(fn, bar, offset + (*taken)++ * each, &one);
		one.addr += each;
		one.payload += each;
	}
}

void probe_init(struct probe *probe, const char *name, bool takes_runs,
		const struct ram_params *params, struct journal *journal)
{
	memset(probe, 0, sizeof(*probe));
	ram_init(&probe->ram, name, params);
	probe->ops = *probe->ram.fn.ops;
	probe->ram.fn.ops = &probe->ops;
	if (takes_runs)
		probe->ops.write_run = write_run;
	probe->ram.on_write = on_write;
	probe->journal = journal;
}

// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/replay.h"

#include <errno.h>
#include <linux/pci_regs.h>
#include <stdlib.h>

#include <opentph/hw/accel.h>

#include "device/accel/accel.h"
#include "ground.h"
#include "pcie/packet.h"
#include "tests/rtl/replay_due.h"

/* Addresses that no capture of ours uses; the host sets them as firmware does */
#define BDF	 TLP_BDF(0x5a, 0, 0)
#define REGS_AT	 0x12300000u
#define LOW_AT	 0x40000000ull
#define HIGH_AT	 0x7654000000ull
#define MSIX_AT	 0x12400000u
#define COMPLETE 0x5c /* byte of a payload that the capture has cut off */

/**
 * struct replay - the judge
 * @fn:		accelerator of the C model
 * @up, @link:	port and link that it is connected to
 * @due:	TLPs that the device under test has to send
 * @silent:	answers are the hard IP's own
 */
struct replay {
	struct replay_options options;
	struct pcie_function *fn;
	struct pcie_port up;
	struct pcie_link link;
	struct replay_config config;
	struct replay_due due;
	struct replay_counts counts;
	bool silent;
};

/* The judge sends a TLP: the device under test has to do so as well */
static void collect(struct pcie_port *port, const struct pcie_packet *packet)
{
	struct replay *replay = port->owner;
	uint8_t bytes[TLP_MAX_SIZE];

	/* Error messages are the hard IP's */
	if (replay->silent || packet->tlp->type == TLP_MSG)
		return;
	copy_packet(packet, bytes);
	due_add(&replay->due, packet->tlp, bytes, packet_size(packet));
}

static uint16_t word(const struct replay *replay, unsigned int at)
{
	return pcie_config_get(&replay->fn->config, at, 2);
}

/* Follow the configuration space */
static void follow(struct replay *replay)
{
	const uint16_t flags =
		word(replay, replay->fn->config.msix + PCI_MSIX_FLAGS);

	replay->config = (struct replay_config){
		.bdf = replay->fn->bdf,
		.max_payload = pcie_function_max_payload(replay->fn),
		.msix_enable = flags & PCI_MSIX_FLAGS_ENABLE,
		.msix_mask = flags & PCI_MSIX_FLAGS_MASKALL,
		.bus_master = word(replay, PCI_COMMAND) & PCI_COMMAND_MASTER,
	};
}

static void deliver(struct replay *replay, const uint8_t *bytes, size_t len)
{
	port_deliver(&replay->fn->port, bytes, len);
}

/* As the host's firmware and driver write it */
static void configure(struct replay *replay, unsigned int at, uint32_t value)
{
	uint8_t data[4], bytes[TLP_MAX_HEADER + 4];
	const struct tlp tlp = {
		.type = TLP_CFGWR0,
		.length = 1,
		.first_be = 0xf,
		.target = BDF,
		.reg = at,
		.payload = data,
	};
	ssize_t len;

	store_le32(data, value);
	len = tlp_encode(&tlp, bytes, sizeof(bytes));
	replay->silent = true;
	deliver(replay, bytes, len);
	replay->silent = false;
}

static void enable(struct replay *replay)
{
	const struct pcie_config *config = &replay->fn->config;
	const uint64_t mem = replay->options.high ? HIGH_AT : LOW_AT;

	configure(replay, PCI_BASE_ADDRESS_0, REGS_AT);
	configure(replay, PCI_BASE_ADDRESS_1, 0);
	configure(replay, PCI_BASE_ADDRESS_2, (uint32_t)mem);
	configure(replay, PCI_BASE_ADDRESS_3, mem >> 32);
	configure(replay, PCI_BASE_ADDRESS_4, MSIX_AT);
	configure(replay, config->express + PCI_EXP_DEVCTL,
		  (uint32_t)__builtin_ctz(replay->options.max_payload / 128)
			  << 5);
	configure(replay, config->msix, (uint32_t)PCI_MSIX_FLAGS_ENABLE << 16);
	configure(replay, PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	follow(replay);
}

int replay_create(const struct replay_options *options,
		  struct replay **ret_replay)
{
	const struct device_params params = {
		.name = "judge",
		.serial = 1,
		.tph_completer = PCIE_TPH_COMPLETER_TPH,
		.memory = options->memory,
		.partitions = options->partitions,
		.max_payload = options->max_payload,
	};
	struct replay *replay = calloc(1, sizeof(*replay));
	int err;

	if (!replay)
		return -ENOMEM;
	err = accel_create(&params, &replay->fn);
	if (err) {
		free(replay);
		return err;
	}
	replay->options = *options;
	replay->up.receive = collect;
	replay->up.owner = replay;
	pcie_link_connect(&replay->link, "bench", &replay->up,
			  &replay->fn->port);
	enable(replay);
	*ret_replay = replay;
	return 0;
}

void replay_free(struct replay *replay)
{
	if (!replay)
		return;
	replay->fn->ops->destroy(replay->fn);
	due_free(&replay->due);
	free(replay);
}

const struct replay_config *replay_config(const struct replay *replay)
{
	return &replay->config;
}

uint64_t replay_bar(const struct replay *replay, unsigned int bar)
{
	return pcie_function_bar_addr(replay->fn, bar);
}

/* Find the BAR that a request hits */
static void decode_bar(const struct replay *replay,
		       struct replay_request *request)
{
	request->bar = REPLAY_NO_BAR;
	for (unsigned int bar = 0; bar < PCIE_BARS; bar++) {
		const uint64_t offset =
			request->tlp.addr - replay_bar(replay, bar);

		if (!pcie_function_bar_decoded(replay->fn, bar) ||
		    offset >= replay->fn->bars[bar].size)
			continue;
		request->bar = bar;
		request->offset = offset;
		return;
	}
}

/* Move a request to BAR2, at the same place of a page */
static void relocate(struct replay *replay, struct tlp *tlp)
{
	const uint64_t mem = replay_bar(replay, ACCEL_BAR_MEM);

	tlp->addr = mem + (tlp->addr & (replay->options.memory - 1));
	tlp->addr64 = tlp->addr >> 32;
	replay->counts.relocated++;
}

static bool is_memory(const struct tlp *tlp)
{
	return tlp_may_hint(tlp->type);
}

/* Unpack the TLP, without prefixes, and give it a place. Return: false: it is not a TLP */
static bool unpack(struct replay *replay, const void *bytes, size_t len,
		   struct replay_request *request)
{
	struct tlp *tlp = &request->tlp;
	size_t head;
	ssize_t size = tlp_parse(bytes, len, TLP_NON_FLIT, tlp);

	if (size < 0)
		return false;
	head = tlp_header_size(tlp);
	memset(request->bytes, COMPLETE, sizeof(request->bytes));
	if (tlp_has_data(tlp->type)) {
		memcpy(request->bytes, (const uint8_t *)bytes + head,
		       min_t(size_t, len - head, tlp->length * 4u));
		tlp->payload = request->bytes;
	}
	tlp->nprefix = 0;
	tlp->pv = tlp->pmr = tlp->er = false;
	tlp->st_ext = false;
	tlp->st &= 0xff;
	if (replay->options.hide_poison)
		tlp->ep = false;
	decode_bar(replay, request);
	if (request->bar == REPLAY_NO_BAR && is_memory(tlp)) {
		relocate(replay, tlp);
		decode_bar(replay, request);
	}
	size = tlp_encode(tlp, request->bytes, sizeof(request->bytes));
	if (size < 0)
		return false;
	request->len = size;
	if (tlp->td)
		tlp_ecrc_seal(request->bytes, request->len,
			      sizeof(request->bytes), TLP_NON_FLIT);
	return !tlp_decode(request->bytes, request->len, tlp);
}

static bool is_config(const struct tlp *tlp)
{
	return tlp->type >= TLP_CFGRD0 && tlp->type <= TLP_CFGWR1;
}

/* Do the work that the last TLP began. Return: true if there was some */
static bool work(struct pcie_function *fn)
{
	if (!fn->pending)
		return false;
	while (fn->ops->run(fn))
		;
	fn->pending = false;
	return true;
}

enum replay_way replay_send(struct replay *replay, const void *bytes,
			    size_t len, struct replay_request *ret_request)
{
	const struct tlp_limits limits = {
		.max_payload = replay->config.max_payload,
	};
	const struct tlp *tlp = &ret_request->tlp;

	if (!unpack(replay, bytes, len, ret_request) ||
	    tlp_malformed(tlp, &limits) || tlp->type == TLP_MSG ||
	    tlp->type == TLP_MSGD)
		return REPLAY_SKIP;
	replay->silent = is_config(tlp);
	due_request(&replay->due, tlp, ret_request->bar, ret_request->offset);
	deliver(replay, ret_request->bytes, ret_request->len);
	replay->silent = false;
	if (is_config(tlp)) {
		follow(replay);
		return REPLAY_CONFIGURE;
	}
	ret_request->settle = work(replay->fn);
	replay->counts.presented++;
	return REPLAY_PRESENT;
}

bool replay_receive(struct replay *replay, const uint8_t *bytes, size_t len)
{
	if (!due_take(&replay->due, bytes, len))
		return false;
	if (bytes[0] >> 6 && !(bytes[0] & 0x1f))
		replay->counts.interrupts++;
	else
		replay->counts.completions++;
	return true;
}

bool replay_settled(struct replay *replay)
{
	return due_settle(&replay->due);
}

bool replay_waits(const struct replay *replay)
{
	return due_waits(&replay->due);
}

const char *replay_fault(const struct replay *replay)
{
	return *replay->due.fault ? replay->due.fault : NULL;
}

const struct replay_counts *replay_counts(const struct replay *replay)
{
	return &replay->counts;
}

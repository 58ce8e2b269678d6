// SPDX-License-Identifier: BSD-3-Clause
#include "device/nettlp/adapter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/nettlp/traffic.h"

#define CLASS 0xff0000 /* of no class */

#define PIO_SIZE  0x1000
#define MSIX_SIZE 0x1000
#define MSIX_PBA  0x800

/* Datagrams that are taken at once */
#define PIECE 32

static void bar_write(struct pcie_function *fn, unsigned int bar,
		      uint64_t offset, const struct tlp *tlp)
{
	if (bar == NETTLP_BAR_WINDOW)
		adapter_write(adapter_of(fn), tlp);
}

static int bar_take_read(struct pcie_function *fn, unsigned int bar,
			 uint64_t offset, const struct tlp *tlp)
{
	return bar == NETTLP_BAR_WINDOW ? adapter_read(adapter_of(fn), tlp)
					: -EAGAIN;
}

/* BAR0, programmed I/O of the adapter, is not modelled: it reads as 0 */
static int bar_read(struct pcie_function *fn, unsigned int bar, uint64_t offset,
		    void *buf, size_t len)
{
	memset(buf, 0, len);
	return TLP_CPL_SC;
}

static bool completed(struct pcie_function *fn, const struct tlp *tlp)
{
	return adapter_completed(adapter_of(fn), tlp);
}

static int descriptor(const struct pcie_function *fn)
{
	return nettlp_descriptor(adapter_of(fn)->end);
}

static bool input(struct pcie_function *fn)
{
	struct adapter *adapter = adapter_of(fn);
	struct nettlp_datagram got;

	for (unsigned int i = 0; i < PIECE; i++) {
		if (!nettlp_receive(adapter->end, NETTLP_ALL, &got))
			return false;
		if (got.kind == NETTLP_QUESTION)
			adapter_question(adapter, &got);
		else if (got.kind == NETTLP_CONFIG)
			adapter_config(adapter, &got);
		else
			adapter_take(adapter, &got);
	}
	return true;
}

static void report(const struct pcie_function *fn, FILE *out,
		   const char *prefix)
{
	const struct adapter *adapter = adapter_of(fn);
	const struct adapter_stats *s = &adapter->stats;
	const struct {
		uint64_t n;
		const char *text;
	} counters[] = {
		{s->refused, "writes to BAR4 refused"},
		{s->unexpected, "completions that nothing waits for"},
		{s->renamed, "requests with another ID than its own"},
		{s->disabled, "requests while Bus Master Enable was off"},
		{s->questions, "questions"},
		{s->config, "accesses to configuration space"},
	};
	char name[PCIE_NAME_MAX + 64];

	snprintf(name, sizeof(name), "%s%s", prefix, fn->name);
	nettlp_print_stats(adapter->end, out, name);
	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		if (counters[i].n)
			fprintf(out, "%s: %ju %s\n", name,
				(uintmax_t)counters[i].n, counters[i].text);
}

static void reset(struct pcie_function *fn)
{
	struct adapter *adapter = adapter_of(fn);

	memset(adapter->asked, 0, sizeof(adapter->asked));
	memset(adapter->sent, 0, sizeof(adapter->sent));
}

static void destroy(struct pcie_function *fn)
{
	nettlp_close(adapter_of(fn)->end);
	free(adapter_of(fn));
}

static const struct pcie_function_ops ops = {
	.write = bar_write,
	.take_read = bar_take_read,
	.read = bar_read,
	.completed = completed,
	.descriptor = descriptor,
	.input = input,
	.report = report,
	.reset = reset,
	.destroy = destroy,
};

static void configure(struct pcie_function *fn,
		      const struct device_params *params)
{
	const struct device_endpoint endpoint = {
		.identity =
			{
				.vendor = NETTLP_VENDOR_ID,
				.device = NETTLP_DEVICE_ID,
				.subsystem_vendor = NETTLP_VENDOR_ID,
				.subsystem = NETTLP_DEVICE_ID,
				.class_code = CLASS,
			},
		.tph_completer = params->tph_completer,
		.vectors = NETTLP_VECTORS,
		.bar = NETTLP_BAR_MSIX,
		.table = 0,
		.pba = MSIX_PBA,
	};

	device_configure(&fn->config, &endpoint, params);
	fn->bars[NETTLP_BAR_PIO] = (struct pcie_bar){.size = PIO_SIZE};
	fn->bars[NETTLP_BAR_MSIX] = (struct pcie_bar){.size = MSIX_SIZE};
	fn->bars[NETTLP_BAR_WINDOW] = (struct pcie_bar){
		.size = params->memory ? params->memory : NETTLP_WINDOW,
		.is64 = true,
		.prefetchable = true,
	};
}

/* Loopback, unless the topology says otherwise. Return: 0; -errno with a message */
static int open_end(struct adapter *adapter, const struct device_params *params)
{
	const char *local =
		params->local && params->local[0] ? params->local : "127.0.0.1";
	const char *peer =
		params->peer && params->peer[0] ? params->peer : "127.0.0.2";
	struct nettlp_config config = {
		.prefixes = params->prefixes,
		.adapter = true,
		.hold_us = NETTLP_HOLD_US,
	};
	char unused[DEVICE_WHY_MAX];
	char *why = params->why ? params->why : unused;

	_Static_assert(DEVICE_WHY_MAX >= NETTLP_ERROR_MAX, "room");
	if (nettlp_address(local, &config.local) ||
	    nettlp_address(peer, &config.peer)) {
		snprintf(
			why, DEVICE_WHY_MAX,
			"local and peer must be IPv4 addresses, such as 127.0.0.1");
		return -EINVAL;
	}
	return nettlp_open(&config, &adapter->end, why);
}

int adapter_create(const struct device_params *params,
		   struct pcie_function **ret_fn)
{
	struct adapter *adapter;
	int ret;

	if (!device_params_valid(params) || params->partitions || params->vfs)
		return -EINVAL;
	adapter = calloc(1, sizeof(*adapter));
	if (!adapter)
		return -ENOMEM;
	ret = open_end(adapter, params);
	if (ret) {
		free(adapter);
		return ret;
	}
	configure(&adapter->fn, params);
	pcie_function_init(&adapter->fn, &ops, params->name);
	*ret_fn = &adapter->fn;
	return 0;
}

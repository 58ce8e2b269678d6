/* SPDX-License-Identifier: BSD-3-Clause */
/* State of the adapter, shared by its files */
#ifndef DEVICE_NETTLP_TRAFFIC_H
#define DEVICE_NETTLP_TRAFFIC_H

#include "device/device.h"
#include "nettlp/nettlp.h"
#include "pcie/pcie.h"

#define ADAPTER_TAGS  1024 /* of 10 bits */
#define ADAPTER_READS 256

/* A read that waits for its completions; @requester: as its sender gave it */
struct adapter_read {
	bool used;
	uint16_t requester, tag;
};

/**
 * struct adapter_stats - TLPs that did not pass as they came
 * @unexpected:	completions by the program that nobody waits for; dropped
 * @renamed:	requests with the ID of another function; sent with that of this one
 * @disabled:	requests while Bus Master Enable is off; dropped
 * @refused:	writes to BAR4 that NetTLP does not carry; dropped, and reported as
 *		unsupported
 * @questions, @config: answered questions, accesses to configuration space
 */
struct adapter_stats {
	uint64_t unexpected, renamed, disabled, refused, questions, config;
};

/**
 * struct adapter - the adapter
 * @fn:		PCIe function
 * @end:	the sockets
 * @asked:	reads of BAR4, @oldest of which is given up next
 * @sent:	reads by the program, by tag
 * @room:	for TLPs
 */
struct adapter {
	struct pcie_function fn;
	struct nettlp *end;
	struct adapter_stats stats;
	struct adapter_read asked[ADAPTER_READS];
	unsigned int oldest;
	struct adapter_read sent[ADAPTER_TAGS];
	_Alignas(8) uint8_t room[TLP_MAX_SIZE];
};

static inline struct adapter *adapter_of(const struct pcie_function *fn)
{
	return (struct adapter *)fn;
}

/* ---- traffic.c: TLPs ---- */

/* Requests to BAR4 */
void adapter_write(struct adapter *adapter, const struct tlp *tlp);
int adapter_read(struct adapter *adapter, const struct tlp *tlp);

/* A completion from the fabric. Return: false: the program does not wait for it */
bool adapter_completed(struct adapter *adapter, const struct tlp *tlp);

/* A TLP of the program */
void adapter_take(struct adapter *adapter, const struct nettlp_datagram *got);

/* ---- control.c ---- */

void adapter_question(struct adapter *adapter,
		      const struct nettlp_datagram *got);
void adapter_config(struct adapter *adapter, const struct nettlp_datagram *got);

#endif /* DEVICE_NETTLP_TRAFFIC_H */

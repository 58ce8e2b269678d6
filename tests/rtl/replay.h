/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The judge of a wrapper's test bench: an accelerator of the C model at the end of a
 * link. It gets each TLP of a replay, and the device under test has to send the same
 * completions and interrupts.
 *
 * The judge is the hard IP's half too: configuration requests change its configuration
 * space, and so BARs, ID and MSI-X control of the device under test.
 */
#ifndef TESTS_RTL_REPLAY_H
#define TESTS_RTL_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/tlp.h>

struct replay;

/**
 * struct replay_options - the device
 * @memory:	bytes of its memory, power of two
 * @partitions:	number of partitions, power of two
 * @max_payload: Max_Payload_Size in bytes
 * @high:	BAR2 lies above 4 GiB, so TLPs that are relocated have 4 DW headers
 * @hide_poison: user logic does not see EP: poisoned writes come without it
 */
struct replay_options {
	uint64_t memory;
	unsigned int partitions;
	uint16_t max_payload;
	bool high, hide_poison;
};

/* The hard IP's outputs to user logic */
struct replay_config {
	uint16_t bdf;
	uint16_t max_payload;
	bool msix_enable, msix_mask, bus_master;
};

/* What becomes of a TLP */
enum replay_way {
	REPLAY_PRESENT,	  /* the hard IP hands it to user logic */
	REPLAY_CONFIGURE, /* the hard IP obeys it: see replay_config() */
	REPLAY_SKIP, /* no hard IP hands it over: malformed, a message, ... */
};

/* Value of struct replay_request @bar: the request hits none */
#define REPLAY_NO_BAR 7

/**
 * struct replay_request - a TLP as user logic sees it
 * @tlp:	its fields; payload in @bytes
 * @bytes:	as on the wire, but for prefixes and, if it is relocated, the address
 * @len:	bytes
 * @bar:	BAR that it hits
 * @offset:	its place in the BAR
 * @settle:	let the device come to rest before the next one: how long it works is
 *		visible (a pass)
 */
struct replay_request {
	struct tlp tlp;
	uint8_t bytes[TLP_MAX_SIZE];
	size_t len;
	unsigned int bar;
	uint64_t offset;
	bool settle;
};

/*
 * Make a judge whose function has an ID and addresses, and is enabled, as is MSI-X.
 * Return: 0; -EINVAL @options are out of range; -ENOMEM.
 */
int replay_create(const struct replay_options *options,
		  struct replay **ret_replay);
/* @replay may be NULL. */
void replay_free(struct replay *replay);

const struct replay_config *replay_config(const struct replay *replay);

/* Return: address of a BAR */
uint64_t replay_bar(const struct replay *replay, unsigned int bar);

/**
 * replay_send() - let the judge take a TLP
 * @replay:	judge
 * @bytes:	TLP in non-flit framing; its payload may be cut
 * @len:	bytes
 * @ret_request: the TLP for the device under test, unless it is skipped
 *
 * Memory requests that hit no BAR are moved to BAR2: they come from a capture of another
 * device. A cut payload is completed by bytes of a fixed pattern.
 *
 * Return: its fate
 */
enum replay_way replay_send(struct replay *replay, const void *bytes,
			    size_t len, struct replay_request *ret_request);

/*
 * The device under test has sent a TLP. Return: true if it is the next completion that is
 * due, or an interrupt that is; otherwise replay_fault() says why not. An interrupt may
 * stand for several of its vector that are due.
 */
bool replay_receive(struct replay *replay, const uint8_t *bytes, size_t len);

/* The device is at rest. Return: true if nothing is due any more; else see
 * replay_fault(). */
bool replay_settled(struct replay *replay);

/* Return: true if a completion or an interrupt is due */
bool replay_waits(const struct replay *replay);

/* Return: the last fault, or NULL */
const char *replay_fault(const struct replay *replay);

/* Numbers of TLPs for reports */
struct replay_counts {
	unsigned int presented, relocated, completions, interrupts;
};
const struct replay_counts *replay_counts(const struct replay *replay);

#endif /* TESTS_RTL_REPLAY_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this folder share */
#ifndef PCIE_INTERNAL_H
#define PCIE_INTERNAL_H

#include <string.h>

#include "pcie/regs.h"
#include "ground.h"

/* Completions end at this boundary (sec 2.3.1.1) */
#define PCIE_RCB 128

/* Smallest Max_Payload_Size, so fit for every receiver */
#define PCIE_MIN_PAYLOAD 128

/* A header without prefixes and payload */
#define PCIE_MAX_BARE 16

/* End-End prefixes come last (sec 2.2.10) */
static inline bool has_end_end(const struct tlp *tlp)
{
	return tlp->nprefix &&
	       tlp_prefix_is_end_end(tlp->prefix[tlp->nprefix - 1]);
}

static inline void copy_packet(const struct pcie_packet *packet, uint8_t *to)
{
	memcpy(to, packet->head, packet->head_len);
	if (packet->data_len)
		memcpy(to + packet->head_len, packet->tlp->payload,
		       packet->data_len);
}

static inline size_t packet_size(const struct pcie_packet *packet)
{
	return packet->head_len + packet->data_len;
}

/* Registers whose offset is known to be inside, read without a loop */
static inline uint16_t reg16(const struct pcie_config *config, unsigned int at)
{
	return config->data[at] | config->data[at + 1] << 8;
}

static inline uint32_t reg32(const struct pcie_config *config, unsigned int at)
{
	return load_le32(config->data + at);
}

/* ---- link.c ------------------------------------------------------------ */

/* As pcie_port_send() */
void port_send(struct pcie_port *port, const struct pcie_packet *packet);

/* @bytes arrive at @port, as if they came over its link. */
void port_deliver(struct pcie_port *port, const void *bytes, size_t len);

/* ---- requester.c ------------------------------------------------------- */

/**
 * struct sink - where data of completions go
 * @buf:	room for all of them
 * @have:	bytes that came
 * @in_place:	they are not copied: all that came lies at @data in one piece
 */
struct sink {
	uint8_t *buf;
	size_t have;
	bool in_place;
	const uint8_t *data;
};

/**
 * struct pcie_completion - what a non-posted request waits for
 * @requester, @tag: transaction ID
 * @addr:	address of the next byte
 * @sink:	where it goes
 * @left:	bytes that are still to come; 0: a completion without data
 * @done:	all arrived, or a completion without success did
 * @status:	enum tlp_status, valid if @done
 * @poisoned:	some data was poisoned
 */
struct pcie_completion {
	uint16_t requester;
	uint8_t tag;
	uint64_t addr;
	struct sink *sink;
	size_t left;
	bool done, poisoned;
	uint8_t status;
};

/* Return: false if @packet is not what @completion waits for */
bool completion_accept(struct pcie_completion *completion,
		       const struct pcie_packet *packet);

/* Set address, length and byte enables for @len (at least 1) bytes. */
void request_span(struct tlp *tlp, uint64_t addr, size_t len);

/* A request with what belongs to it */
struct request {
	struct tlp tlp;
	struct pcie_packet packet;
	uint8_t head[PCIE_MAX_BARE + 4]; /* one prefix */
};

/*
 * A write of @data, which stay where they are unless they are no whole DWs:
 * @scratch has room for these. Return: 0; -EINVAL as tlp_encode()
 */
int request_write(struct request *req, uint16_t requester, uint64_t addr,
		  const void *data, size_t len, const struct pcie_hint *hint,
		  uint8_t *scratch);
int request_read(struct request *req, uint16_t requester, uint8_t tag,
		 uint64_t addr, size_t len);

/* Return: bytes from @addr that one request of at most @max takes */
size_t request_chunk(uint64_t addr, size_t len, size_t max);

/* ---- completer.c ------------------------------------------------------- */

/* A completion without data goes out of @port. */
void complete_status(struct pcie_port *port, const struct tlp *req,
		     uint16_t completer, enum tlp_status status);

/*
 * Completions with all of the data that @req, of any alignment, asks for. @data
 * is where its first DW is; @lasting as in struct pcie_packet.
 */
void complete_data(struct pcie_port *port, const struct tlp *req,
		   uint16_t completer, const uint8_t *data, size_t max_payload,
		   bool lasting);

/*
 * Next run of enabled bytes of a memory request at or after *@pos, byte 0 being
 * at @tlp->addr. Return: its length, 0 if there is none; *@pos is its start.
 */
size_t enabled_run(const struct tlp *tlp, size_t *pos);

/* ---- aer.c ------------------------------------------------------------- */

/* Set bits of the PCI status register (sec 7.5.1.1.4). */
void function_set_status(struct pcie_function *fn, uint16_t bits);

/* An error of a TLP that is dropped, or answered if it is non-posted */
void function_reject(struct pcie_function *fn, const struct pcie_packet *p,
		     enum pcie_error error, enum tlp_status status);

/* ---- bar.c ------------------------------------------------------------- */

void bars_init(struct pcie_function *fn);
/* The command register or a BAR may have changed. */
void bars_decode(struct pcie_function *fn);

void function_take_write(struct pcie_function *fn, const struct pcie_packet *p);
void function_take_read(struct pcie_function *fn, const struct pcie_packet *p);

/* ---- inbox.c ----------------------------------------------------------- */

/* Return: false if there is no room */
bool inbox_put(struct pcie_inbox *inbox, const struct pcie_packet *packet);
/* Deliver what is there now, unless the model is at work. */
void inbox_deliver(struct pcie_function *fn);

/* ---- config_request.c -------------------------------------------------- */

void function_take_config(struct pcie_function *fn,
			  const struct pcie_packet *p);

/* ---- message.c --------------------------------------------------------- */

void function_send_message(struct pcie_function *fn, uint8_t code,
			   enum tlp_routing routing);

/* ---- msix.c ------------------------------------------------------------ */

enum msix_region {
	MSIX_NONE,
	MSIX_TABLE,
	MSIX_PBA,
};

/* Return: what is at @offset; it goes on until *@ret_end */
enum msix_region msix_region(const struct pcie_function *fn, unsigned int bar,
			     uint64_t offset, uint64_t *ret_end);
void msix_reset(struct pcie_function *fn);
/* @offset is in the BAR; nothing may go beyond the region it is in. */
void msix_write(struct pcie_function *fn, uint64_t offset,
		const struct tlp *tlp);
void msix_read(struct pcie_function *fn, enum msix_region region,
	       uint64_t offset, uint8_t *buf, size_t len);
/* Send what is pending and no longer masked. */
void msix_flush(struct pcie_function *fn);

/* ---- tph.c ------------------------------------------------------------- */

/*
 * Return: @tlp with those of its hints that the function supports as a
 * completer; @plain if some are missing there.
 */
const struct tlp *tph_receive(const struct pcie_function *fn,
			      const struct tlp *tlp, struct tlp *plain);

#endif /* PCIE_INTERNAL_H */

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CONTRIB_LEECHCORE_TLP_H
#define CONTRIB_LEECHCORE_TLP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TLP_DATA_MAX 4096
/* Header of four DWs, payload, digest */
#define TLP_MAX (16 + TLP_DATA_MAX + 4)

enum tlp_kind {
	TLP_READ,
	TLP_WRITE,
	TLP_COMPLETION,
	TLP_NON_POSTED, /* waits for a completion, and NetTLP does not carry it */
	TLP_OTHER,
};

/**
 * struct tlp - a TLP taken apart
 * @kind:	the other members are set unless it is TLP_OTHER
 * @hinted:	TH
 * @dw:		DWs of payload, or that a read asks for: 1 to 1024
 * @requester:	Requester ID
 * @tag:	Tag; of a hinted write its Steering Tag
 * @first:	byte enables of the first DW
 * @last:	byte enables of the last DW; reads with hints have an ST in both
 * @translated:	AT is not 0
 * @address:	address without PH
 * @ph:		Processing Hint, 0 without TH
 * @completer:	Completer ID of a completion
 * @status:	its status
 * @bytes:	its byte count: 1 to 4096
 * @low:	its lower address
 * @payload:	within the TLP, NULL if it has no data
 */
struct tlp {
	enum tlp_kind kind;
	bool hinted;
	unsigned int dw;
	uint16_t requester;
	uint8_t tag, first, last;
	bool translated;
	uint64_t address;
	uint8_t ph;
	uint16_t completer;
	uint8_t status;
	unsigned int bytes;
	uint8_t low;
	const uint8_t *payload;
};

/**
 * tlp_parse() - take a TLP apart
 * @p:		its bytes, in the order of the wire
 * @len:	how many
 * @ret_tlp:	the TLP; points into @p
 *
 * Return: 0, or -EBADMSG if the bytes are not a TLP, or not a whole one.
 */
int tlp_parse(const uint8_t *p, size_t len, struct tlp *ret_tlp);

/**
 * tlp_wanted() - bytes that a read asks for
 * @t:		the read
 * @ret_low:	lower address of its first completion
 *
 * Return: byte count of its first completion, 1 to 4096.
 */
unsigned int tlp_wanted(const struct tlp *t, uint8_t *ret_low);

/**
 * tlp_request() - write a read or a write with another address and other IDs
 * @out:	the bytes, at least TLP_MAX
 * @p:		the TLP as it came
 * @t:		the same with the address, Requester ID and tag that it gets
 *
 * The header has four DWs only for an address above 4 GiB. A digest is left out,
 * because it would be wrong.
 *
 * Return: the number of bytes.
 */
size_t tlp_request(uint8_t *out, const uint8_t *p, const struct tlp *t);

/**
 * tlp_completion() - write a completion with other IDs
 * @out:	the bytes, at least TLP_MAX
 * @p:		the TLP as it came
 * @t:		the same with the Requester ID, Completer ID and tag that it gets
 *
 * Return: the number of bytes, without a digest.
 */
size_t tlp_completion(uint8_t *out, const uint8_t *p, const struct tlp *t);

/**
 * tlp_unsupported() - write the answer Unsupported Request
 * @out:	the bytes, at least TLP_MAX
 * @p:		the request as it came
 * @t:		the same
 * @completer:	Completer ID
 *
 * Return: the number of bytes.
 */
size_t tlp_unsupported(uint8_t *out, const uint8_t *p, const struct tlp *t,
		       uint16_t completer);

#endif /* CONTRIB_LEECHCORE_TLP_H */

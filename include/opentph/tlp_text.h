/* SPDX-License-Identifier: BSD-3-Clause */
/* TLPs and messages as text */
#ifndef OPENTPH_TLP_TEXT_H
#define OPENTPH_TLP_TEXT_H

#include <opentph/tlp_packet.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * tlp_format() - one line of text, lspci style
 * @tlp:	TLP
 * @buf:	text, always terminated if @size > 0
 * @size:	bytes at @buf
 *
 * Example: MWr64 01:00.0 > 0x1234567800 64 DW BE f/f TH+ PH 2 ST 0x5a
 *
 * Return: length of the whole text, as snprintf().
 */
int tlp_format(const struct tlp *tlp, char *buf, size_t size);

/**
 * struct tlp_scan_error - fault of a line, for people
 * @column:	column of the word at fault, from 1; after the last word if
 *		something is missing
 * @message:	the fault and the expected text, one line of printable ASCII
 */
struct tlp_scan_error {
	unsigned int column;
	char message[128];
};

/**
 * tlp_scan() - convert a line of text to a TLP, the inverse of tlp_format()
 * @text:	one line; "#" begins a comment
 * @tlp:	result, every field set as tlp_decode() would set it; untouched on
 *		failure
 * @payload:	buffer for data, @tlp->payload points to it; its content after a
 *		failure is undefined
 * @size:	bytes at @payload; TLP_MAX_PAYLOAD is always enough
 * @error:	fault, set with -EINVAL; may be NULL
 *
 * Accepts the output of tlp_format() and the forms that people write: parts in
 * any order, most of them optional, "data HEX", "ECRC auto". The grammar is in
 * tph-make(1). tlp_encode() encodes every result.
 *
 * Return: 0; -ENODATA the line has only blanks and a comment; -EINVAL the line
 * makes no sense, or no TLP can have these fields together.
 */
int tlp_scan(const char *text, struct tlp *tlp, void *payload, size_t size,
	     struct tlp_scan_error *error);

/**
 * struct tlp_message - properties of a message code
 * @name:	as the specification writes it, with _ for blanks
 * @routings:	allowed routings: bit n is enum tlp_routing n
 * @tc0:	it must have traffic class 0
 * @without_data: it may be a Msg
 * @with_data:	it may be a MsgD
 * @length:	payload in DW of the MsgD, 0 if any
 */
struct tlp_message {
	const char *name;
	uint8_t routings;
	bool tc0, without_data, with_data;
	uint16_t length;
};

/**
 * tlp_message() - look up a message code (sec 2.2.8)
 * @code: message code, as in struct tlp
 *
 * Return: the message; NULL if the code is unknown.
 */
const struct tlp_message *tlp_message(uint8_t code);

/**
 * tlp_message_code() - look up the name of a message
 * @name: as in struct tlp_message
 *
 * Return: message code, 0..255; -ENOENT no message has that name.
 */
int tlp_message_code(const char *name);

/**
 * tlp_message_vendor() - vendor of a Vendor_Defined message (sec 2.2.8.6)
 * @tlp: TLP with the message
 *
 * Return: vendor ID.
 */
static inline uint16_t tlp_message_vendor(const struct tlp *tlp)
{
	return tlp->msg_dw[0] & 0xffff;
}

#ifdef __cplusplus
}
#endif

#endif /* OPENTPH_TLP_TEXT_H */

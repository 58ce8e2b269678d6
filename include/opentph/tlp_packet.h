/* SPDX-License-Identifier: BSD-3-Clause */
/* A TLP as a structure and as bytes: decode, encode, digest */
#ifndef OPENTPH_TLP_PACKET_H
#define OPENTPH_TLP_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * 4 local and 4 End-End prefixes, header base of at most 4 DW, OHC-A to OHC-E4,
 * 4 KiB, IDE MAC and PCRC
 */
#define TLP_MAX_PREFIX	8
#define TLP_MAX_OHC	7
#define TLP_MAX_PAYLOAD 4096
#define TLP_MAX_TRAILER 4
#define TLP_MAX_HEADER	((TLP_MAX_PREFIX + 4 + TLP_MAX_OHC) * 4)
#define TLP_MAX_SIZE	(TLP_MAX_HEADER + TLP_MAX_PAYLOAD + TLP_MAX_TRAILER * 4)

/* A Requester or Completer ID: bus[15:8] device[7:3] function[2:0] */
#define TLP_BDF(bus, dev, fn) \
	((uint16_t)(((bus)&0xff) << 8 | ((dev)&0x1f) << 3 | ((fn)&0x7)))
#define TLP_BDF_BUS(bdf) ((bdf) >> 8 & 0xff)
#define TLP_BDF_DEV(bdf) ((bdf) >> 3 & 0x1f)
#define TLP_BDF_FN(bdf)	 ((bdf)&0x7)

/**
 * enum tlp_type - type of a TLP, apart from its header size
 *
 * Values are dense, so tables can be indexed by them.
 */
enum tlp_type {
	TLP_MRD,
	TLP_MRDLK,
	TLP_MWR,
	TLP_DMWR,
	TLP_FETCHADD,
	TLP_SWAP,
	TLP_CAS,
	TLP_IORD,
	TLP_IOWR,
	TLP_CFGRD0,
	TLP_CFGWR0,
	TLP_CFGRD1,
	TLP_CFGWR1,
	TLP_MSG,
	TLP_MSGD,
	TLP_CPL,
	TLP_CPLD,
	TLP_CPLLK,
	TLP_CPLDLK,
	/* In flit mode only; UIO: unordered IO */
	TLP_NOP,
	TLP_UIOMRD,
	TLP_UIOMWR,
	TLP_UIOWRCPL,
	TLP_UIORDCPL,
	TLP_UIORDCPLD,
	TLP_TYPE_MAX,
};

/* Class of flow control credit, and so of ordering */
enum tlp_class {
	TLP_POSTED,
	TLP_NON_POSTED,
	TLP_COMPLETION,
};

/* Processing hint, sec 2.2.7.1.1 */
enum tlp_ph {
	TLP_PH_BIDIRECTIONAL,
	TLP_PH_REQUESTER,
	TLP_PH_TARGET,
	TLP_PH_TARGET_PRIORITY,
};

/* Address type, sec 2.2.4.1 */
enum tlp_at {
	TLP_AT_UNTRANSLATED,
	TLP_AT_TRANSLATION_REQUEST,
	TLP_AT_TRANSLATED,
	TLP_AT_RESERVED,
};

/* Completion status, sec 2.2.9 */
enum tlp_status {
	TLP_CPL_SC = 0,
	TLP_CPL_UR = 1,
	TLP_CPL_RRS = 2,
	TLP_CPL_CA = 4,
};

/* Message routing, byte 0 bits 2:0 */
enum tlp_routing {
	TLP_ROUTE_TO_RC,
	TLP_ROUTE_BY_ADDR,
	TLP_ROUTE_BY_ID,
	TLP_ROUTE_BROADCAST,
	TLP_ROUTE_LOCAL,
	TLP_ROUTE_GATHER,
};

/* Message codes the fabric sends, sec 2.2.8 */
enum tlp_msg_code {
	TLP_MSG_PM_PME = 0x18,
	TLP_MSG_PME_TURN_OFF = 0x19,
	TLP_MSG_PME_TO_ACK = 0x1b,
	TLP_MSG_ERR_COR = 0x30,
	TLP_MSG_ERR_NONFATAL = 0x31,
	TLP_MSG_ERR_FATAL = 0x33,
};

/* Prefix bytes (Fmt 100b and Type) */
enum tlp_prefix {
	TLP_PREFIX_MRIOV = 0x80,
	TLP_PREFIX_FLIT_LOCAL = 0x8d,
	TLP_PREFIX_VENDOR_L0 = 0x8e,
	TLP_PREFIX_VENDOR_L1 = 0x8f,
	TLP_PREFIX_EXT_TPH = 0x90,
	TLP_PREFIX_PASID = 0x91,
	TLP_PREFIX_IDE = 0x92,
	TLP_PREFIX_VENDOR_E0 = 0x9e,
	TLP_PREFIX_VENDOR_E1 = 0x9f,
};

/* Bits of the OHC field of a flit-mode header, DW0[20:16] */
enum tlp_ohc_bit {
	TLP_OHC_A = 0x01,
	TLP_OHC_B = 0x02,
	TLP_OHC_C = 0x04,
	TLP_OHC_E = 0x18, /* 00 none, 01 E1, 10 E2, 11 E4: 0, 1, 2, 4 DW */
};

/* Places in struct tlp @ohc_dw: OHC-A, B, C, then up to 4 DW of OHC-E */
enum tlp_ohc_slot {
	TLP_OHC_SLOT_A,
	TLP_OHC_SLOT_B,
	TLP_OHC_SLOT_C,
	TLP_OHC_SLOT_E,
};

/* TS of a flit-mode header: trailer after the payload. Other codes are reserved */
enum tlp_ts {
	TLP_TS_NONE = 0,
	TLP_TS_ECRC = 1,	 /* 1 DW */
	TLP_TS_IDE_MAC = 5,	 /* 3 DW */
	TLP_TS_IDE_MAC_PCRC = 6, /* 4 DW */
};

/* Layout of TLPs on a link */
enum tlp_framing {
	TLP_NON_FLIT,
	TLP_FLIT,
};

/**
 * tlp_prefix_is_end_end() - kind of a prefix
 * @prefix: prefix DW in wire order, read big-endian
 *
 * Byte 0 bit 4 of a prefix.
 *
 * Return: true if it is an End-End prefix, false if it is local.
 */
static inline bool tlp_prefix_is_end_end(uint32_t prefix)
{
	return prefix >> 28 & 1;
}

/**
 * struct tlp - a TLP, its fields unpacked
 * @type:	type
 * @flit:	flit-mode framing. Some fields exist in one framing only, marked
 *		(flit) or (non-flit); they are 0 in the other
 * @addr64:	4 DW header of a memory request
 * @th:		hints present: @ph and @st are meaningful (flit: HV of OHC-B is
 *		01b or 11b; 00b and 10b mean no hints)
 * @st_ext:	the ST is 16 bits wide (an Extended TPH prefix is present, or HV is
 *		11b)
 * @td:		a digest (ECRC) follows the payload
 * @ep:		poisoned
 * @ln:		lightweight notification (withdrawn), as found (non-flit)
 * @bcm:	byte count modified (completions, non-flit)
 * @pv:		a PASID is present: PASID prefix, OHC-A1 (memory, messages by
 *		address) or OHC-A4 (other messages)
 * @pmr:	privileged mode requested, only with @pv, not in OHC-A4
 * @er:		execute requested, as @pmr
 * @nw:		no write (flit, OHC-A1 of memory requests)
 * @dsv:	@dst_segment is valid (flit, OHC-A3, A4, A5)
 * @av:		ATS memory attributes in @ama are valid (flit, OHC-B)
 * @ama:	ATS memory attributes, 3 bits (flit, OHC-B)
 * @tc:		traffic class, 0..7
 * @attr:	IDO (bit 2), RO (bit 1), No Snoop (bit 0)
 * @at:		enum tlp_at (flit: of memory requests only)
 * @ph:		enum tlp_ph, only with @th
 * @st:		steering tag, 8 bits or with @st_ext 16, only with @th
 * @length:	payload or read size in DW, 1..1024; 0 in headers without a length
 * @requester:	Requester ID
 * @tag:	transaction tag, 10 bits, 14 if @flit. TLPs without a tag have 0, and
 *		encode requires it: a non-flit MWr with @th, where the ST takes its
 *		place, and flit-mode messages
 * @first_be:	byte enables of the first DW; bit 0 is the byte at the lowest
 *		address. Non-flit requests with @th other than MWr have none on the
 *		wire: decode sets the implied f, and encode requires it. Flit-mode
 *		memory requests without OHC-A have the implied ones too
 * @last_be:	byte enables of the last DW; the implied value is 0 if @length is 1,
 *		else f
 * @addr:	byte address, DW aligned (memory, IO, messages routed by address)
 * @completer:	Completer ID (completions)
 * @status:	enum tlp_status (completions; other values as found)
 * @byte_count:	1..4096, bytes that remain (completions, except UIO)
 * @lower_addr:	7 bits (completions, except UIO)
 * @target:	BDF that a configuration request or a message by ID goes to
 * @reg:	register byte offset, 0..4092, DW aligned (configuration)
 * @msg_code:	enum tlp_msg_code, or any other value
 * @routing:	enum tlp_routing (messages)
 * @msg_dw:	DW2 and DW3 of a message as found; encode overwrites the bits of
 *		@target or @addr (routing by ID, by address)
 * @pasid:	20 bits, only with @pv
 * @dst_segment: segment of the destination, only with @dsv (flit)
 * @cpl_segment: segment of the completer (flit, OHC-A5)
 * @req_segment: segment of the requester (flit, OHC-C)
 * @ts:		enum tlp_ts, as found. Encode sets TLP_TS_NONE or TLP_TS_ECRC by @td
 *		(flit)
 * @ohc:	enum tlp_ohc_bit, as found. Encode adds the OHC that other fields
 *		need: hints, byte enables, status, ... (flit)
 * @ohc_dw:	the OHC words by enum tlp_ohc_slot, as found, 0 if not in @ohc.
 *		Encode overwrites the bits of other fields, with 0 if their @pv,
 *		@dsv, @th or @av is clear. All other bits, such as reserved ones and
 *		words that the type does not use, are kept here only (flit)
 * @trailer:	IDE MAC and PCRC as found, big-endian (flit, @ts says how many)
 * @nprefix:	number of valid entries in @prefix
 * @prefix:	all prefixes in wire order, including Extended TPH and PASID; in
 *		flit mode all are local
 * @ecrc:	the digest in wire order read big-endian, only with @td
 * @reserved:	bits of the header that have no meaning in this TLP, as found; 0 in
 *		a new TLP. 9:0 are DW0 9:0 (Length of a TLP
 *		without one), 11:10 the lowest two bits of the last address DW (memory
 *		without @th, in flit mode IO only) or of DW2 (configuration), 15:12
 *		are DW2 15:12 (configuration).
 *		Non-flit: 23, 19 and 16 are these bits of DW0 (T9, T8 of a MWr with @th;
 *		TH in TLPs without hints), 17 is DW2 bit 7 (completion).
 *		Flit: 17 is DW1 bit 14 (requests, UIO completions), 18 says that the
 *		mandatory OHC-A is missing (IO, configuration), 30:24 are DW1 14:8
 *		(messages), 15:0 are DW2 15:0 (UIO completions: no public source
 *		describes them)
 * @payload:	data, @length * 4 bytes, in address order; NULL without data.
 *		Points into the decoded buffer. The first byte of a request's payload
 *		lies at @addr, even if its byte enable is 0.
 */
struct tlp {
	/* One cache line: most memory requests and completions use no more */
	enum tlp_type type;
	uint16_t length, requester;
	uint64_t addr;
	const uint8_t *payload;
	bool addr64, th;
	uint8_t first_be, last_be;
	uint16_t tag, st;
	/* Eight bytes that are 0 in most */
	bool flit, td, ep, ln, bcm;
	uint8_t tc, attr, at;
	/* Likewise */
	bool st_ext, pv, nw, dsv, av;
	uint8_t nprefix, cpl_segment, req_segment;
	uint32_t reserved;
	uint8_t ph, status, lower_addr, ohc;
	uint16_t completer, byte_count;
	bool pmr, er;
	uint8_t ama, ts;

	uint16_t target, reg;
	uint8_t msg_code, routing, dst_segment;
	uint32_t msg_dw[2];
	uint32_t pasid;
	uint32_t ecrc;
	uint32_t ohc_dw[TLP_MAX_OHC];
	uint32_t trailer[TLP_MAX_TRAILER];
	uint32_t prefix[TLP_MAX_PREFIX];
};

/**
 * tlp_clear() - set every field to zero
 * @tlp: TLP
 *
 * Clears in pieces: compilers turn an initializer of this size into "rep stos",
 * which takes longer than the rest of building a header.
 */
static inline void tlp_clear(struct tlp *tlp)
{
	const size_t piece = 64;
	uint8_t *p = (uint8_t *)tlp;

	memset(p, 0, piece);
	memset(p + piece, 0, piece);
	memset(p + 2 * piece, 0, sizeof(*tlp) - 2 * piece);
}

/**
 * tlp_decode() - unpack one TLP
 * @buf:	wire bytes, byte 0 first
 * @len:	bytes in @buf; more than the TLP needs is an error
 * @tlp:	result, every field set; untouched on failure
 *
 * Accepts all bytes that can be framed. It does not check values of fields (byte
 * enables, 4 KiB boundaries, ...), see tlp_next_broken(). tlp_encode() of the
 * result gives the same bytes again.
 *
 * Return: 0; -ENODATA @len ends inside the TLP; -EMSGSIZE bytes follow the TLP;
 * -EPROTO reserved Fmt or Type, a prefix without a header or in the wrong order,
 * more than four End-End prefixes (sec 2.2.10), more than TLP_MAX_PREFIX in all.
 */
int tlp_decode(const void *buf, size_t len, struct tlp *tlp);

/**
 * tlp_decode_flit() - unpack one TLP of a link in flit mode
 * @buf:	wire bytes: local prefixes, header base, OHC, payload, trailer
 * @len:	bytes in @buf; more than the TLP needs is an error
 * @tlp:	result, every field set; untouched on failure
 *
 * As tlp_decode().
 *
 * Return: 0; -ENODATA @len ends inside the TLP; -EMSGSIZE bytes follow the TLP;
 * -EPROTO reserved Type or TS, a prefix without a header, more than
 * TLP_MAX_PREFIX prefixes.
 */
int tlp_decode_flit(const void *buf, size_t len, struct tlp *tlp);

/**
 * tlp_parse() - unpack a TLP that is truncated or followed by other bytes
 * @buf:	wire bytes, byte 0 first
 * @len:	bytes in @buf
 * @framing:	layout of the bytes
 * @tlp:	result, every field set; untouched on failure. @tlp->payload is NULL
 *		unless @len holds it all, @tlp->ecrc and @tlp->trailer are 0 likewise
 *
 * For captures with a snap length, header logs, and concatenated TLPs. The payload,
 * as far as it is present, begins at @buf + tlp_header_size().
 *
 * Return: bytes the TLP has on the wire, more than @len if it is cut short;
 * -ENODATA @len ends inside prefixes or header; -EPROTO as tlp_decode() and
 * tlp_decode_flit(); -EINVAL @framing is neither.
 */
ssize_t tlp_parse(const void *buf, size_t len, enum tlp_framing framing,
		  struct tlp *tlp);

/**
 * tlp_size() - size on the wire
 * @tlp: TLP to measure
 *
 * Return: bytes that tlp_encode() writes for @tlp.
 */
size_t tlp_size(const struct tlp *tlp);

/**
 * tlp_header_size() - size of prefixes and header
 * @tlp: TLP to measure
 *
 * Return: bytes that tlp_encode_header() writes for @tlp.
 */
size_t tlp_header_size(const struct tlp *tlp);

/**
 * tlp_encode() - pack one TLP
 * @tlp:	fields, zero if they do not apply; @tlp->flit selects the framing.
 *		@tlp->prefix holds all prefixes, local ones first. The Extended TPH
 *		and PASID prefixes may be left out: with @tlp->st_ext and @tlp->pv
 *		they are appended or updated
 * @buf:	destination of the wire bytes; may overlap @tlp->payload, so that a
 *		payload can be written first, or a TLP be changed in place
 * @size:	bytes available at @buf
 *
 * Return: bytes written; -ENOSPC @size is too small; -EINVAL a field is out of
 * its range, or a combination cannot be encoded (TH on a completion, 16-bit ST
 * without TH, a tag in a non-flit MWr with TH, byte enables other than the
 * implied ones in a non-flit read with TH, data without a payload, a flag or a
 * type that the framing does not have, ...).
 */
ssize_t tlp_encode(const struct tlp *tlp, void *buf, size_t size);

/**
 * tlp_encode_header() - pack prefixes and header only
 * @tlp:	as for tlp_encode(); @tlp->payload is not read
 * @buf:	destination of the bytes
 * @size:	bytes available at @buf
 *
 * For initiators that gather the payload directly after the header.
 *
 * Return: bytes written; errors as tlp_encode().
 */
ssize_t tlp_encode_header(const struct tlp *tlp, void *buf, size_t size);

/**
 * tlp_advance_header() - make the header of a later TLP of a series
 * @head:	non-flit prefixes and header of a memory request, or of a completion
 *		with data
 * @len:	bytes of @head, as tlp_encode_header() returned them
 * @bytes:	payload between the two TLPs; the address does not cross 4 GiB by
 *		it, or the byte count reach 0
 *
 * For TLPs of one kind that follow each other: the address of a request grows, the
 * byte count of a completion shrinks (sec 2.2.9), and all else is the same. @bytes is
 * a multiple of 4, for completions of 128.
 */
void tlp_advance_header(uint8_t *head, size_t len, size_t bytes);

/**
 * tlp_has_data() - does a type carry data?
 * @type: type
 *
 * Return: true if TLPs of the type have a payload.
 */
bool tlp_has_data(enum tlp_type type);

/**
 * tlp_may_hint() - may a type carry hints?
 * @type: type
 *
 * Return: true for memory requests.
 */
bool tlp_may_hint(enum tlp_type type);

/**
 * tlp_class() - flow control class of a type (sec 2.4)
 * @type: type
 *
 * A UIOMWr uses posted credits, although a UIOWrCpl answers it; a NOP uses no
 * credits and is posted.
 *
 * Return: posted, non-posted or completion.
 */
enum tlp_class tlp_class(enum tlp_type type);

/**
 * tlp_type_name() - short name as the specification writes it
 * @type: type
 *
 * Return: "MWr", "CplD", ...; "?" if out of range.
 */
const char *tlp_type_name(enum tlp_type type);

/**
 * tlp_ecrc_check() - is the digest of a TLP right?
 * @buf:	wire bytes of one TLP, as for tlp_decode()
 * @len:	bytes in @buf
 * @framing:	layout of the bytes
 * @ret_ecrc:	the digest as it should be, in the form of @ecrc in struct tlp;
 *		may be NULL. Set with 0 and -EBADMSG only
 *
 * The ECRC (sec 2.7.1) covers End-End prefixes, header and payload. Public
 * sources do not say which bits of a flit-mode header it excludes.
 *
 * Return: 0 it is right; -EBADMSG it is wrong; -ENOMSG the TLP has no digest;
 * -EOPNOTSUPP it has one in flit mode; else as tlp_decode().
 */
int tlp_ecrc_check(const void *buf, size_t len, enum tlp_framing framing,
		   uint32_t *ret_ecrc);

/**
 * tlp_ecrc_seal() - set the digest of a TLP
 * @buf:	wire bytes of one TLP, as for tlp_decode(). TD is set, and the digest
 *		is appended to the payload or replaces the present one
 * @len:	bytes of the TLP
 * @size:	bytes available at @buf, at least @len
 * @framing:	layout of the bytes
 *
 * Return: new size of the TLP; -ENOSPC @size is too small; -EOPNOTSUPP in flit
 * mode; else as tlp_decode(). @buf is untouched on failure.
 */
ssize_t tlp_ecrc_seal(void *buf, size_t len, size_t size,
		      enum tlp_framing framing);

/**
 * tlp_ecrc_drop() - drop the digest of a TLP whose header changes
 * @tlp:	TLP
 *
 * A digest of the former header would not match (sec 2.7.1).
 */
static inline void tlp_ecrc_drop(struct tlp *tlp)
{
	tlp->td = false;
	tlp->ecrc = 0;
}

#ifdef __cplusplus
}
#endif

#endif /* OPENTPH_TLP_PACKET_H */

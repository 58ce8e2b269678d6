// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/join/due.h"

#include "analyze/packet/packet.h"

/* Smallest read completion boundary: sec 2.3.1.1 has 64 and 128 bytes */
#define RCB 64

/* Byte count of completions of requests other than memory reads and AtomicOps
 * (sec 2.2.9)
 */
#define OTHER_BYTE_COUNT 4

enum kind {
	KIND_NOTHING,	/* one completion without data */
	KIND_REGISTER,	/* one with 4 bytes */
	KIND_OPERAND,	/* one with an operand of an AtomicOp */
	KIND_READ,	/* any number, by address and byte count */
	KIND_UNORDERED, /* any number, by length */
};

static const uint8_t kinds[TLP_TYPE_MAX] = {
	[TLP_MRD] = KIND_READ,	       [TLP_MRDLK] = KIND_READ,
	[TLP_FETCHADD] = KIND_OPERAND, [TLP_SWAP] = KIND_OPERAND,
	[TLP_CAS] = KIND_OPERAND,      [TLP_IORD] = KIND_REGISTER,
	[TLP_CFGRD0] = KIND_REGISTER,  [TLP_CFGRD1] = KIND_REGISTER,
	[TLP_UIOMRD] = KIND_UNORDERED, [TLP_UIOMWR] = KIND_UNORDERED,
};

/* Types of requests and of their completions */
enum family {
	FAMILY_PLAIN,
	FAMILY_LOCKED,
	FAMILY_UIO_READ,
	FAMILY_UIO_WRITE,
};

static const uint8_t families[TLP_TYPE_MAX] = {
	[TLP_MRDLK] = FAMILY_LOCKED,	  [TLP_CPLLK] = FAMILY_LOCKED,
	[TLP_CPLDLK] = FAMILY_LOCKED,	  [TLP_UIOMRD] = FAMILY_UIO_READ,
	[TLP_UIORDCPL] = FAMILY_UIO_READ, [TLP_UIORDCPLD] = FAMILY_UIO_READ,
	[TLP_UIOMWR] = FAMILY_UIO_WRITE,  [TLP_UIOWRCPL] = FAMILY_UIO_WRITE,
};

static const struct {
	const char *name, *text;
} misfits[DUE_MISFITS] = {
	[DUE_FITS] = {"", ""},
	[DUE_TYPE] = {"type", "its type answers another kind of request"},
	[DUE_NO_DATA] = {"no_data", "success without the requested data"},
	[DUE_DATA] = {"data", "data that were not requested"},
	[DUE_BYTE_COUNT] = {"byte_count",
			    "byte count differs from the remaining bytes"},
	[DUE_LENGTH] = {"length", "more data than remained"},
	[DUE_LOWER_ADDR] = {"lower_addr",
			    "lower address does not name the next byte"},
	[DUE_BOUNDARY] = {"boundary", "ends off the read completion boundary"},
};

static unsigned int lead(const struct tlp *request)
{
	return request->first_be ? __builtin_ctz(request->first_be) : 0;
}

/* From the first byte to the last; a read of no byte gets one */
static unsigned int span(const struct tlp *request)
{
	unsigned int be =
		request->length == 1 ? request->first_be : request->last_be;
	unsigned int end = be ? 32 - __builtin_clz(be) : 4;

	if (request->length == 1 && !be)
		return 1;
	return (request->length - 1) * 4 + end - lead(request);
}

static unsigned int bytes_of(const struct tlp *request)
{
	switch (kinds[request->type]) {
	case KIND_READ:
		return span(request);
	case KIND_UNORDERED:
		return request->length * 4;
	case KIND_OPERAND:
		return request->length * 4 >> (request->type == TLP_CAS);
	case KIND_REGISTER:
		return OTHER_BYTE_COUNT;
	default:
		return 0;
	}
}

struct due due_begin(const struct tlp *request)
{
	uint16_t bytes = bytes_of(request);

	return (struct due){
		.type = request->type,
		.free_addr = kinds[request->type] != KIND_READ ||
			     request->at == TLP_AT_TRANSLATION_REQUEST,
		.lower_addr = (request->addr + lead(request)) & 0x7f,
		.bytes = bytes,
		.left = bytes,
	};
}

/* A locked read may be refused with or without Lk */
static bool is_family(const struct due *due, const struct tlp *cpl)
{
	enum family a = families[due->type], b = families[cpl->type];

	return a == b || (cpl->status != TLP_CPL_SC && a <= FAMILY_LOCKED &&
			  b <= FAMILY_LOCKED);
}

static enum due_misfit misfit_unordered(const struct due *due,
					const struct tlp *cpl)
{
	if (cpl->type == TLP_UIORDCPL && cpl->status == TLP_CPL_SC)
		return DUE_NO_DATA;
	return cpl->length * 4u > due->left ? DUE_LENGTH : DUE_FITS;
}

static enum due_misfit misfit_of(const struct due *due, const struct tlp *cpl,
				 unsigned int carried)
{
	unsigned int next = due->lower_addr + due->bytes - due->left;

	if (!is_family(due, cpl))
		return DUE_TYPE;
	if (kinds[due->type] == KIND_UNORDERED)
		return misfit_unordered(due, cpl);
	/* The remaining count has several valid forms */
	if (cpl->status != TLP_CPL_SC)
		return DUE_FITS;
	if (tlp_has_data(cpl->type) != !!due->bytes)
		return due->bytes ? DUE_NO_DATA : DUE_DATA;
	if (!due->bytes)
		return cpl->byte_count == OTHER_BYTE_COUNT ? DUE_FITS
							   : DUE_BYTE_COUNT;
	/* With BCM it covers this completion only, sec 2.2.9 */
	if (!cpl->bcm && cpl->byte_count != due->left)
		return DUE_BYTE_COUNT;
	if (carried > due->left ||
	    cpl->length * 4u > (cpl->lower_addr & 3) + cpl->byte_count + 3u)
		return DUE_LENGTH;
	if (due->free_addr)
		return DUE_FITS;
	if (cpl->lower_addr != (next & 0x7f))
		return DUE_LOWER_ADDR;
	if (carried < due->left && (cpl->lower_addr + carried) % RCB)
		return DUE_BOUNDARY;
	return DUE_FITS;
}

bool due_take(struct due *due, const struct tlp *cpl,
	      enum due_misfit *ret_misfit)
{
	bool unordered = kinds[due->type] == KIND_UNORDERED;
	unsigned int carried = packet_bytes(cpl), left;

	/* A translation may be shorter than asked for */
	if (due->type == TLP_MRD && due->free_addr && due->left == due->bytes &&
	    cpl->byte_count < due->bytes)
		due->bytes = due->left = cpl->byte_count;
	*ret_misfit = misfit_of(due, cpl, carried);
	left = cpl->bcm || unordered ? due->left : cpl->byte_count;
	/* No more than the requested bytes are expected */
	if (left > due->bytes)
		left = due->bytes;
	due->left = left > carried ? left - carried : 0;
	if (!due->left || unordered)
		return !due->left;
	return kinds[due->type] != KIND_READ || cpl->status != TLP_CPL_SC ||
	       !tlp_has_data(cpl->type);
}

const char *due_misfit_name(enum due_misfit misfit)
{
	return misfits[misfit].name;
}

const char *due_misfit_text(enum due_misfit misfit)
{
	return misfits[misfit].text;
}

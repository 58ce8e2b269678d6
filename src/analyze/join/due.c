// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/join/due.h"

#include "analyze/packet/packet.h"

/* Smallest read completion boundary: sec 2.3.1.1 has 64 and 128 bytes */
#define RCB 64

/* Byte count of completions that neither a memory read nor an AtomicOp asked
 * for (sec 2.2.9)
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

/* Requests and completions that belong together */
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
} misfits[ANSWER_MISFITS] = {
	[ANSWER_FITS] = {"", ""},
	[ANSWER_TYPE] = {"type", "its type answers other requests"},
	[ANSWER_NO_DATA] = {"no_data", "success without the data asked for"},
	[ANSWER_DATA] = {"data", "data that nobody asked for"},
	[ANSWER_BYTE_COUNT] = {"byte_count", "byte count is not what was left"},
	[ANSWER_LENGTH] = {"length", "more data than was left"},
	[ANSWER_LOWER_ADDR] = {"lower_addr",
			       "lower address is not that of the next byte"},
	[ANSWER_BOUNDARY] = {"boundary",
			     "ends off the read completion boundary"},
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

struct answer answer_begin(const struct tlp *request)
{
	uint16_t bytes = bytes_of(request);

	return (struct answer){
		.type = request->type,
		.free_addr = kinds[request->type] != KIND_READ ||
			     request->at == TLP_AT_TRANSLATION_REQUEST,
		.lower_addr = (request->addr + lead(request)) & 0x7f,
		.bytes = bytes,
		.left = bytes,
	};
}

/* Whether a locked read is refused with or without Lk is not told apart */
static bool is_family(const struct answer *answer, const struct tlp *cpl)
{
	enum family a = families[answer->type], b = families[cpl->type];

	return a == b || (cpl->status != TLP_CPL_SC && a <= FAMILY_LOCKED &&
			  b <= FAMILY_LOCKED);
}

static enum answer_misfit misfit_unordered(const struct answer *answer,
					   const struct tlp *cpl)
{
	if (cpl->type == TLP_UIORDCPL && cpl->status == TLP_CPL_SC)
		return ANSWER_NO_DATA;
	return cpl->length * 4u > answer->left ? ANSWER_LENGTH : ANSWER_FITS;
}

static enum answer_misfit misfit_of(const struct answer *answer,
				    const struct tlp *cpl)
{
	unsigned int carried = packet_bytes(cpl);
	unsigned int next = answer->lower_addr + answer->bytes - answer->left;

	if (!is_family(answer, cpl))
		return ANSWER_TYPE;
	if (kinds[answer->type] == KIND_UNORDERED)
		return misfit_unordered(answer, cpl);
	/* What is left then is told in different ways */
	if (cpl->status != TLP_CPL_SC)
		return ANSWER_FITS;
	if (tlp_has_data(cpl->type) != !!answer->bytes)
		return answer->bytes ? ANSWER_NO_DATA : ANSWER_DATA;
	if (!answer->bytes)
		return cpl->byte_count == OTHER_BYTE_COUNT ? ANSWER_FITS
							   : ANSWER_BYTE_COUNT;
	/* With BCM it is that of this completion only, sec 2.2.9 */
	if (!cpl->bcm && cpl->byte_count != answer->left)
		return ANSWER_BYTE_COUNT;
	if (carried > answer->left ||
	    cpl->length * 4u > (cpl->lower_addr & 3) + cpl->byte_count + 3u)
		return ANSWER_LENGTH;
	if (answer->free_addr)
		return ANSWER_FITS;
	if (cpl->lower_addr != (next & 0x7f))
		return ANSWER_LOWER_ADDR;
	if (carried < answer->left && (cpl->lower_addr + carried) % RCB)
		return ANSWER_BOUNDARY;
	return ANSWER_FITS;
}

bool answer_take(struct answer *answer, const struct tlp *cpl,
		 enum answer_misfit *ret_misfit)
{
	bool unordered = kinds[answer->type] == KIND_UNORDERED;
	unsigned int carried = packet_bytes(cpl), left;

	/* A translation may be shorter than asked for */
	if (answer->type == TLP_MRD && answer->free_addr &&
	    answer->left == answer->bytes && cpl->byte_count < answer->bytes)
		answer->bytes = answer->left = cpl->byte_count;
	*ret_misfit = misfit_of(answer, cpl);
	left = cpl->bcm || unordered ? answer->left : cpl->byte_count;
	/* More than was asked for is not to come */
	if (left > answer->bytes)
		left = answer->bytes;
	answer->left = left > carried ? left - carried : 0;
	if (!answer->left || unordered)
		return !answer->left;
	return kinds[answer->type] != KIND_READ || cpl->status != TLP_CPL_SC ||
	       !tlp_has_data(cpl->type);
}

const char *answer_misfit_name(enum answer_misfit misfit)
{
	return misfits[misfit].name;
}

const char *answer_misfit_text(enum answer_misfit misfit)
{
	return misfits[misfit].text;
}

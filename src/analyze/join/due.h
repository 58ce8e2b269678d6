/* SPDX-License-Identifier: BSD-3-Clause */
/* Completions that a request is due, and whether one fits */
#ifndef ANALYZE_JOIN_DUE_H
#define ANALYZE_JOIN_DUE_H

#include <opentph/tlp.h>

/* Reason why a completion does not fit; the first that applies */
enum due_misfit {
	DUE_FITS,
	DUE_TYPE,
	DUE_NO_DATA,
	DUE_DATA,
	DUE_BYTE_COUNT,
	DUE_LENGTH,
	DUE_LOWER_ADDR,
	DUE_BOUNDARY,
	DUE_MISFITS,
};

/*
 * Return: true if completions answer a TLP: it is non-posted, or a write of
 * unordered IO, which uses posted credits
 */
static inline bool due_needed(const struct tlp *tlp)
{
	return tlp_class(tlp->type) == TLP_NON_POSTED ||
	       tlp->type == TLP_UIOMWR;
}

/**
 * struct due - what a request waits for
 * @type:	of the request
 * @free_addr:	its completions need not begin at any address: a translation
 *		request, which has none
 * @lower_addr:	low 7 bits of the address of the first byte asked for
 * @bytes:	to come in all: data, or of a UIOMWr data to be acknowledged
 * @left:	still to come
 */
struct due {
	enum tlp_type type;
	bool free_addr;
	uint8_t lower_addr;
	uint16_t bytes, left;
};

/**
 * due_begin() - what a request waits for
 * @request:	TLP with due_needed()
 *
 * A read waits for the bytes from the first to the last enabled one (sec
 * 2.3.1.1), an AtomicOp for one operand, a configuration or IO read for 4
 * bytes, a write for none. Unordered IO goes by whole DWs, in any order.
 *
 * Return: that, with all of it left.
 */
struct due due_begin(const struct tlp *request);

/**
 * due_take() - take account of a completion
 * @due:	completions that its request waits for
 * @completion:	TLP of class TLP_COMPLETION
 * @ret_misfit:	how the completion does not fit, DUE_FITS if it does
 *
 * The byte count of the completion is believed even if it is not the expected
 * one, so a missing or repeated completion is reported only once.
 *
 * Return: true if it ends the request.
 */
bool due_take(struct due *due, const struct tlp *completion,
	      enum due_misfit *ret_misfit);

/* Return: short name for machines: "byte_count", ...; "" for DUE_FITS */
const char *due_misfit_name(enum due_misfit misfit);

/* Return: what it means, for people; "" for DUE_FITS */
const char *due_misfit_text(enum due_misfit misfit);

#endif /* ANALYZE_JOIN_DUE_H */

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
 * struct due - completions that a request waits for
 * @type:	type of the request
 * @free_addr:	its completions need not begin at any address: a translation
 *		request, which has none
 * @lower_addr:	low 7 bits of the address of the first requested byte
 * @bytes:	expected bytes in all: data, or for a UIOMWr acknowledged data
 * @left:	bytes still expected
 */
struct due {
	enum tlp_type type;
	bool free_addr;
	uint8_t lower_addr;
	uint16_t bytes, left;
};

/**
 * due_begin() - completions that a request waits for
 * @request:	TLP with due_needed()
 *
 * A read waits for the bytes from the first to the last enabled one (sec
 * 2.3.1.1), an AtomicOp for one operand, a configuration or IO read for 4
 * bytes, a write for none. Unordered IO completes whole DWs, in any order.
 *
 * Return: expected completions, with all bytes left.
 */
struct due due_begin(const struct tlp *request);

/**
 * due_take() - process a completion
 * @due:	completions that its request waits for
 * @completion:	TLP of class TLP_COMPLETION
 * @ret_misfit:	reason why the completion does not fit, or DUE_FITS
 *
 * The byte count of the completion is used even if it differs from the expected
 * one, so a missing or repeated completion is reported only once.
 *
 * Return: true if it ends the request.
 */
bool due_take(struct due *due, const struct tlp *completion,
	      enum due_misfit *ret_misfit);

/* Return: short name for machines: "byte_count", ...; "" for DUE_FITS */
const char *due_misfit_name(enum due_misfit misfit);

/* Return: its meaning, for people; "" for DUE_FITS */
const char *due_misfit_text(enum due_misfit misfit);

#endif /* ANALYZE_JOIN_DUE_H */

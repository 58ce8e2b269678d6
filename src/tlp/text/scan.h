/* SPDX-License-Identifier: BSD-3-Clause */
/* Parser of a line of text, word by word, to a struct tlp */
#ifndef TLP_TEXT_SCAN_H
#define TLP_TEXT_SCAN_H

#include "tlp/layout.h"

/* Parts of a line after the type; the index of their positions */
enum scan_what {
	SCAN_TYPE,
	SCAN_SOURCE, /* requester or completer */
	SCAN_TARGET, /* after ">" */
	SCAN_LENGTH,
	SCAN_MEANING, /* name or code of a message, completion status */
	SCAN_TAG,
	SCAN_BE,
	SCAN_TH,
	SCAN_PH,
	SCAN_ST,
	SCAN_REG,
	SCAN_BYTES,
	SCAN_LOWER,
	SCAN_BCM,
	SCAN_DW2,
	SCAN_DW3,
	SCAN_FLIT,
	SCAN_TC,
	SCAN_IDO,
	SCAN_RO,
	SCAN_NS,
	SCAN_AT,
	SCAN_LN,
	SCAN_EP,
	SCAN_NW,
	SCAN_PASID,
	SCAN_PMR,
	SCAN_ER,
	SCAN_AMA,
	SCAN_DEST_SEGMENT,
	SCAN_CPL_SEGMENT,
	SCAN_REQ_SEGMENT,
	SCAN_IDE,
	SCAN_PR_SENT,
	SCAN_IDE_K,
	SCAN_IDE_T,
	SCAN_OHC_A,
	SCAN_OHC_B,
	SCAN_OHC_C,
	SCAN_OHC_E,
	SCAN_PREFIX,
	SCAN_ECRC,
	SCAN_MAC,
	SCAN_PCRC,
	SCAN_RESERVED,
	SCAN_DATA,
	SCAN_MAX,
};

/* A word, not terminated; @len 0 is the end of the line */
struct word {
	const char *p;
	unsigned int len;
};

/**
 * struct scan - a line being parsed
 * @line:	start of the line
 * @next:	text after @word
 * @word:	the current word
 * @at:		position of each part; @len 0: the part is missing
 * @tlp:	TLP so far
 * @shape:	shape of @tlp->type
 * @wide:	width of the type's name, 32 or 64; 0 without a width
 * @payload:	buffer of the data
 * @size:	bytes of the buffer
 * @bytes:	bytes of data in the line
 * @count:	the data are 00 01 02 ...
 * @ecrc_auto:	compute the digest
 * @error:	gets the message
 */
struct scan {
	const char *line, *next;
	struct word word, at[SCAN_MAX];
	struct tlp *tlp;
	unsigned int shape, wide;
	uint8_t *payload;
	size_t size, bytes;
	bool count, ecrc_auto;
	struct tlp_scan_error *error;
};

/* Advance to the next word. Return: false at the end of the line */
bool scan_next(struct scan *s);

/* Return: true if the current word is @name, in upper or lower case */
bool scan_is(const struct scan *s, const char *name);

/* The message is about @word. Return: -EINVAL */
int scan_fail_at(struct scan *s, const struct word *word, const char *format,
		 ...) __attribute__((format(printf, 3, 4)));

/* Report that the current word is not @expected. Return: -EINVAL */
int scan_fail(struct scan *s, const char *expected);

/*
 * Parse the current word as a number, decimal or 0x. Return: 0; -EINVAL not a
 * number or more than @max, with a message that names @name.
 */
int scan_number(struct scan *s, const char *name, uint64_t max,
		uint64_t *ret_n);

/* Parse up to @max hexadecimal digits at @p. Return: their number */
unsigned int scan_hex(const char *p, unsigned int max, uint64_t *ret_n);

/* Parse [0000:]bus:device.function. Return: 0; -EINVAL without a message */
int scan_bdf(const struct scan *s, uint16_t *ret_bdf);

static inline bool scan_starts_number(const struct scan *s)
{
	return s->word.len && *s->word.p >= '0' && *s->word.p <= '9';
}

/* Return: index of the current word in @words, @n if it is not there */
unsigned int scan_one_of(const struct scan *s, const char *const words[],
			 unsigned int n);

/* Note that the current word begins @what. Return: 0; -EINVAL not the first */
int scan_mark(struct scan *s, enum scan_what what);

static inline bool scan_has(const struct scan *s, enum scan_what what)
{
	return s->at[what].len;
}

/*
 * Parse a part that begins with a name: "tag 5", "EP+". Return: 1 done; 0 the
 * current word is not a name; -EINVAL.
 */
int scan_token(struct scan *s);

/* Set defaults, and refuse incompatible parts. Return: 0 or -errno */
int scan_finish(struct scan *s);

#endif /* TLP_TEXT_SCAN_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* Text of lspci, for the files that read it */
#ifndef HOST_INPUT_TEXT_H
#define HOST_INPUT_TEXT_H

#include "host/input/input.h"

#define TEXT_LINE	 4096
#define CLASS_PCI_BRIDGE 0x0604

/**
 * struct text_block - lines of one function
 * @function:	the function, NULL: between functions
 * @shown:	a line that lspci -v and -vv print for each function was there: if it is
 *		missing, a filter may have taken away the header of a function too
 * @listed:	there was a capability
 * @extended:	there was one of the extended capabilities
 * @none:	the function has no capability list
 * @denied:	only root sees the capabilities
 * @cut:	parts of the list are missing
 * @whole:	the list came to its end
 * @seen:	capabilities of this block, bits by enum tph_host_cap
 * @cap:	the last capability; TPH_HOST_CAPS: one that does not matter
 * @version:	of the PCI Express capability; UINT32_MAX: not shown
 * @reg:	register whose words are collected, or NULL
 * @words:	its words, of all its lines
 * @len:	characters in @words
 * @st:		ST entries
 * @st_count:	entries in @st
 */
struct text_block {
	struct tph_host_function *function;
	bool shown, listed, extended, none, denied, cut, whole;
	uint32_t seen;
	enum tph_host_cap cap;
	uint32_t version;
	const char *reg;
	char words[TEXT_LINE];
	size_t len;
	uint16_t st[HOST_MAX_ST];
	size_t st_count;
};

/**
 * struct text - text that is read
 * @host:	machine to fill
 * @names:	names of pci.ids
 * @line:	number of the line
 * @filtered:	a remark says that a filter went over the text
 * @block:	function of the line
 */
struct text {
	struct tph_host *host;
	struct names *names;
	unsigned long line;
	bool filtered;
	struct text_block block;
};

/**
 * text_header() - the line "BDF CLASS: NAME" ends a function and begins one
 * @text:	state
 * @line:	line
 *
 * Return: 1, also for an address without a class, which only ends a function; 0 it is
 * another line; -EFBIG; -ENOMEM.
 */
int text_header(struct text *text, const char *line);

/**
 * text_capability() - heading of a capability
 * @text:	state
 * @rest:	the line after "Capabilities:"
 */
void text_capability(struct text *text, const char *rest);

/**
 * text_capabilities_end() - the function ends, if there is one
 * @text:	state
 *
 * Return: 0; -ENOMEM.
 */
int text_capabilities_end(struct text *text);

/* Begin to collect a register. Return: false if @line does not begin one. */
bool text_register(struct text_block *block, const char *line);

/* A line of words of the register that is collected, if there is one */
void text_register_add(struct text_block *block, const char *line);

/* The words of the register are complete */
void text_register_end(struct text_block *block);

/* ---- words ------------------------------------------------------------------ */

/* Return: the rest of @text after the blanks and @start at its beginning, or NULL */
const char *text_skip(const char *text, const char *start);

/* Return: the text after @word, which is a word of its own in @text, or NULL */
const char *text_after(const char *text, const char *word);

/* A number after blanks, ':' or '='. Return: its end; NULL if it exceeds 2^31 - 1. */
const char *text_number(const char *text, int base, uint32_t *ret);

/* Cut blanks at the end off, and make the rest fit for terminals and JSON */
void text_clean(char *text);

#endif /* HOST_INPUT_TEXT_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * TLPs of captures, and rules for them: tph dump and tph check as a library.
 * Formats are as in tph-dump(1): pcapng, pcap, NetTLP, hex, header logs.
 */
#ifndef OPENTPH_ANALYZE_H
#define OPENTPH_ANALYZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <opentph/tlp.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tph_capture;
struct tph_rules;

/* Direction of a TLP on its link, as the root complex sees it */
enum tph_direction {
	TPH_DOWN, /* away from the root complex */
	TPH_UP,	  /* towards the root complex */
	TPH_DIRECTION_UNKNOWN,
};

/**
 * struct tph_packet - a TLP of a capture, or a place without a TLP
 * @number:	number of the packet in the capture, from 1; 0: a damaged place
 * @offset:	byte of the file where it begins
 * @link:	name of its link, "" if it has none; valid until
 *		tph_capture_close()
 * @direction:	enum tph_direction
 * @timed:	@ns is known
 * @ns:		time in ns since the epoch
 * @tlp:	the TLP, valid until the next call; NULL if it is missing
 * @fault:	the reason why @tlp is NULL, a constant; else NULL
 */
struct tph_packet {
	uint64_t number, offset;
	const char *link;
	enum tph_direction direction;
	bool timed;
	uint64_t ns;
	const struct tlp *tlp;
	const char *fault;
};

/**
 * tph_capture_open() - read a capture
 * @path:	file, or "-" for standard input
 * @ret_capture: result; untouched on failure
 *
 * Return: 0; -EPROTO the format is unknown; -errno of open(2) or read(2);
 * -ENOMEM.
 */
int tph_capture_open(const char *path, struct tph_capture **ret_capture);

/**
 * tph_capture_match() - skip TLPs that do not meet a condition
 * @capture:	capture
 * @condition:	"FIELD=VALUE[,VALUE]..." or "FIELD!=...", see tph-dump(1)
 * @error:	reason of -EINVAL
 * @size:	bytes at @error
 *
 * Up to 16 conditions; a packet is returned if all of them hold. A place
 * without a TLP is always returned.
 *
 * Return: 0; -EINVAL with @error set; -ENOMEM.
 */
int tph_capture_match(struct tph_capture *capture, const char *condition,
		      char *error, size_t size);

/**
 * tph_capture_next() - next packet
 * @capture:	capture
 * @ret_packet:	result; untouched unless there is one
 *
 * Damage does not end a capture: it is a packet with @fault.
 *
 * Return: 1 if a packet was read; 0 at the end of the capture; -errno of
 * read(2).
 */
int tph_capture_next(struct tph_capture *capture,
		     struct tph_packet *ret_packet);

/**
 * tph_capture_close() - close a capture
 * @capture:	capture, may be NULL
 */
void tph_capture_close(struct tph_capture *capture);

/**
 * tph_rules_create() - create an empty set of rules
 * @ret_rules:	result; untouched on failure
 *
 * Return: 0; -ENOMEM.
 */
int tph_rules_create(struct tph_rules **ret_rules);

/**
 * tph_rules_add() - add a line of rules
 * @rules:	rules
 * @line:	rule, span, "let" definition or comment, as in tph-check(1)
 * @error:	reason of a failure
 * @size:	bytes at @error
 *
 * Return: 0; -EINVAL or -ENOMEM with @error set.
 */
int tph_rules_add(struct tph_rules *rules, const char *line, char *error,
		  size_t size);

/**
 * tph_rules_feed() - check the last packet read against the rules
 * @rules:	rules
 * @capture:	capture, after tph_capture_next() returned 1
 *
 * A place without a TLP breaks the rules: its contents are unknown.
 */
void tph_rules_feed(struct tph_rules *rules, const struct tph_capture *capture);

/**
 * tph_rules_hold() - do all rules hold so far?
 * @rules:	rules
 *
 * Return: true if each rule holds, each span has begun, and each packet was a TLP.
 */
bool tph_rules_hold(const struct tph_rules *rules);

/**
 * tph_rules_report() - print the broken rules and the first offending TLPs
 * @rules:	rules
 * @out:	file to print to
 */
void tph_rules_report(const struct tph_rules *rules, FILE *out);

/**
 * tph_rules_free() - free a set of rules
 * @rules:	rules, may be NULL
 */
void tph_rules_free(struct tph_rules *rules);

#ifdef __cplusplus
}
#endif

#endif /* OPENTPH_ANALYZE_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* Value change dump (IEEE 1364-2005, clause 18) */
#ifndef CAPTURE_WAVE_VCD_H
#define CAPTURE_WAVE_VCD_H

#include "capture/wave/wave.h"

/* Most characters of a signal's code */
#define VCD_CODE 8

/* Places of the table of codes: a power of two, at most a quarter full */
#define VCD_TABLE 2048

/**
 * struct vcd - state of a file
 * @unit_ns:	ns of a time unit, as a fraction
 * @per_ns:	its denominator; 0: the file has no unit
 * @keys:	codes of the signals in use, as vcd_code() makes them; 0: free
 * @values:	number of the value of each
 * @clock:	number of the clock's value, -1: none
 * @low:	the clock is 0
 * @rose:	it rose at this time
 * @started:	a time was read
 * @time:	time of the changes that are read now
 * @offset:	byte of the file at which they begin
 * @next_time:	the time after it
 * @next_offset: its place
 * @sample_time: time of the sample that was returned last
 * @limit:	byte of the file up to which words are complete
 * @final:	no more bytes follow those in the buffer
 * @commit:	changes at the time of the last sample follow it
 * @backwards:	the time fell; to be reported
 * @comment:	within a part up to $end that has no changes
 * @wrong:	the last word was wrong, and has been reported
 * @fault:	fault of the last word, or NULL
 * @at:		its place, or that of the time, in the bytes that were read
 * @changed:	numbers of the values that changed
 * @nchanged:	entries of @changed
 * @taken:	bytes of the last word of the definitions
 */
struct vcd {
	uint64_t unit_ns, per_ns;
	uint64_t keys[VCD_TABLE];
	uint16_t values[VCD_TABLE];
	int clock;
	bool low, rose, started;
	uint64_t time, offset, next_time, next_offset, sample_time, limit;
	bool final, commit, backwards, comment, wrong;
	const char *fault;
	size_t at;
	uint16_t changed[WAVE_MAX_STREAMS * WAVE_FIELDS + 1];
	unsigned int nchanged;
	size_t taken;
};

/* Return: a number for a code; 0 if it is empty or has more than VCD_CODE characters */
static inline uint64_t vcd_code(const uint8_t *p, size_t len)
{
	uint64_t code = 0;

	if (len > VCD_CODE)
		return 0;
	for (size_t i = 0; i < len; i++)
		code = code << 8 | p[i];
	return code;
}

static inline uint32_t vcd_hash(uint64_t code)
{
	return code * 0x9e3779b97f4a7c15 >> 53;
}

/* As @define of struct wave_source */
int vcd_define(struct capture_reader *reader);

/*
 * Read changes up to the next time. Return: 1 @next_time is it; 0 the file ends; -EPROTO;
 * -errno
 */
int vcd_changes(struct capture_reader *reader);

#endif /* CAPTURE_WAVE_VCD_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* Files of samples that tests write line by line, and the events that come of them */
#ifndef TESTS_CAPTURE_WAVE_FILE_H
#define TESTS_CAPTURE_WAVE_FILE_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "capture/capture.h"

static char wave[1024 * 1024];
static size_t wave_len;

__attribute__((format(printf, 1, 2))) static inline void say(const char *format,
							     ...)
{
	va_list args;

	va_start(args, format);
	wave_len += vsnprintf(wave + wave_len, sizeof(wave) - wave_len, format,
			      args);
	va_end(args);
	assert_true(wave_len < sizeof(wave));
}

/* A vector, from hexadecimal digits of which each is four bits */
static inline void vector(const char *hex, char code)
{
	static const char *const digits[] = {
		"0000", "0001", "0010", "0011", "0100", "0101", "0110", "0111",
		"1000", "1001", "1010", "1011", "1100", "1101", "1110", "1111",
	};

	say("b");
	for (; *hex; hex++)
		say("%s", *hex == 'x' ? "x"
				      : digits[*hex <= '9' ? *hex - '0'
							   : *hex - 'a' + 10]);
	say(" %c\n", code);
}

/* Definitions with signals "NAME:WIDTH ..." whose codes are A, B, ... */
static inline void define(const char *signals)
{
	char name[64], code = 'A';
	int width, n;

	wave_len = 0;
	say("$timescale 1ns $end\n");
	for (; sscanf(signals, " %63[^:]:%d%n", name, &width, &n) == 2;
	     signals += n)
		say("$var wire %d %c %s $end\n", width, code++, name);
	say("$enddefinitions $end\n");
}

/* A sample each: values in hexadecimal, in the order of the signals */
static inline void sample(unsigned int time, const char *values)
{
	char value[512], code = 'A';
	int n;

	say("#%u\n", time);
	for (; sscanf(values, " %511s%n", value, &n) == 1; values += n)
		vector(value, code++);
}

static inline struct capture_reader *open_wave(const char *stream,
					       const char *clock)
{
	struct capture_reader *r;
	char error[256];

	assert_int_equal(capture_open_memory(wave, wave_len, &r), 0);
	assert_true(capture_has_streams(r));
	if (stream)
		assert_int_equal(capture_select_stream(r, stream), 0);
	if (clock)
		assert_int_equal(capture_clock(r, clock), 0);
	assert_int_equal(capture_resolve_streams(r, error, sizeof(error)), 0);
	return r;
}

/* The next event must be a TLP of these bytes, some of which may be missing */
static inline void expect_tlp(struct capture_reader *r, const char *hex,
			      size_t missing)
{
	struct capture_packet p;
	char text[8300] = "";
	const int ret = capture_next(r, &p);

	if (ret != 1)
		fail_msg("%d, %s", ret, ret ? capture_damage(r)->what : "");
	for (size_t i = 0; i < p.len; i++)
		sprintf(text + 2 * i, "%02x", p.data[i]);
	assert_string_equal(text, hex);
	assert_int_equal(p.orig_len, p.len + missing);
}

static inline void expect_damage(struct capture_reader *r, const char *what)
{
	struct capture_packet p;

	assert_int_equal(capture_next(r, &p), -EPROTO);
	if (!strstr(capture_damage(r)->what, what))
		fail_msg("%s", capture_damage(r)->what);
}

/* @r is freed */
static inline void expect_end(struct capture_reader *r)
{
	struct capture_packet p;
	const int ret = capture_next(r, &p);

	if (ret)
		fail_msg("%d, %s", ret,
			 ret < 0 ? capture_damage(r)->what : "a TLP");
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

#endif /* TESTS_CAPTURE_WAVE_FILE_H */

// SPDX-License-Identifier: BSD-3-Clause
/*
 * Stands in for LeechCore with a board: the same functions, with layouts that are written
 * down here once more, by offset, so that a fault in the declarations of the program under
 * test shows. It is fed from the file STANDIN_FEED and logs to STANDIN_LOG what it is asked
 * to do; a call that the interface does not allow is logged as a fault. STANDIN_MODE has
 * words that change it. In the feed:
 *
 *	tlp HEX		hand a TLP over
 *	long N		hand N bytes over
 *	wait N		until the program has sent N TLPs in all
 *	sleep MS
 *	early		the lines before this one happen while the callback is set
 */
#include "tests/host/leechcore/standin.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

typedef void received(void *, uint32_t, uint8_t *, uint32_t, char *);

static struct {
	pthread_mutex_t lock;
	pthread_t thread;
	FILE *feed, *log;
	int handles, allocated;
	unsigned int written;
	uint8_t filters;
	received *callback;
	void *context;
	bool begun, all;
} s = {.lock = PTHREAD_MUTEX_INITIALIZER, .filters = 0x3d};

static void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(s.log, format, args);
	va_end(args);
	fputc('\n', s.log);
	fflush(s.log);
}

static void require(bool fulfilled, const char *text)
{
	if (!fulfilled)
		say("fault: %s", text);
}

static uint64_t load(const uint8_t *p, int bytes)
{
	uint64_t value = 0;

	while (bytes--)
		value = value << 8 | p[bytes];
	return value;
}

EXPORT void *LcCreate(uint8_t *config)
{
	int (*print)(const char *, ...);
	const char *feed = getenv("STANDIN_FEED"), *log = getenv("STANDIN_LOG");

	s.log = log ? fopen(log, "a") : stderr;
	s.feed = feed ? fopen(feed, "r") : NULL;
	require(load(config, 4) == 0xc0fd0002, "version");
	require(config[8] && memchr(config + 8, 0, 260), "device");
	require(!config[268], "remote");
	/* 0 lets the library read the host's memory to find its end */
	require(load(config + 536, 8), "highest address");
	memcpy(&print, config + 528, sizeof(print));
	say("open %s", (char *)config + 8);
	if (load(config + 4, 4) & 1 && print)
		print("stand-in: opened\n");
	if (standin_mode("no-device"))
		return NULL;
	strcpy((char *)config + 560, "fpga");
	s.handles = 1;
	return &s;
}

static void check(const void *handle)
{
	require(handle == &s && s.handles > 0, "a call without an open device");
}

EXPORT void LcClose(void *handle)
{
	pthread_mutex_lock(&s.lock);
	check(handle);
	if (!--s.handles) {
		require(!s.callback, "closed with a callback");
		require(!s.allocated, "memory was not given back");
		say("closed, filters %02x", s.filters);
	}
	pthread_mutex_unlock(&s.lock);
}

EXPORT void LcMemFree(void *memory)
{
	s.allocated -= memory != NULL;
	free(memory);
}

EXPORT uint32_t LcGetOption(void *handle, uint64_t option, uint64_t *value)
{
	check(handle);
	switch (option) {
	case 0x0300008000000000: /* bus, device, function */
		*value = standin_mode("no-id") ? 0 : 0x0100;
		return 1;
	case 0x0300008200000000: /* version of the bitstream */
		*value = standin_mode("old") ? 3 : 4;
		return 1;
	default:
		require(false, "unknown option");
		return 0;
	}
}

EXPORT uint32_t LcSetOption(void *handle, uint64_t option, uint64_t value)
{
	check(handle);
	require(option == 0x0300009000000000 || option == 0x0300009100000000,
		"unknown option");
	require(!value, "text or filtered completions");
	return !standin_mode("filters-completions") ||
	       option == 0x0300009000000000;
}

static uint32_t registers(uint8_t *p)
{
	p[4] = 26;
	p[0x19] = s.filters;
	return 26;
}

static uint32_t give(uint32_t (*fill)(uint8_t *), uint8_t **data,
		     uint32_t *size)
{
	uint8_t *p = calloc(1, 4096);
	uint32_t n = fill(p);

	if (!n || !data) {
		free(p);
		return 0;
	}
	s.allocated++;
	*data = p;
	if (size)
		*size = n;
	return 1;
}

static uint32_t set_filters(const uint8_t *data, uint32_t size)
{
	require(size == 4, "size of value and mask");
	require(!data[1] && !data[3], "the next register is not ours");
	require(!(data[0] & ~data[2]), "value outside of the mask");
	s.filters = (s.filters & ~data[2]) | (data[0] & data[2]);
	return 1;
}

static uint32_t write_tlps(const uint8_t *data, uint32_t size)
{
	require(size && size % 16 == 0, "array of TLPs");
	for (uint32_t i = 0; i < size; i += 16) {
		uint32_t n = load(data + i, 4);
		const uint8_t *p;

		memcpy(&p, data + i + 8, sizeof(p));
		require(n >= 12 && n % 4 == 0, "size of a TLP");
		flockfile(s.log); /* the other thread logs too */
		fputs("written", s.log);
		for (uint32_t k = 0; k < n; k++)
			fprintf(s.log, "%s%02x", k % 4 ? "" : " ", p[k]);
		say("");
		funlockfile(s.log);
		__atomic_add_fetch(&s.written, 1, __ATOMIC_SEQ_CST);
	}
	return !standin_mode("no-write");
}

static void hand_over(const char *hex)
{
	uint8_t *p =
		malloc(strlen(hex) / 2 + 1); /* so that ASan sees its end */
	uint32_t n = 0;
	unsigned int byte;

	for (; sscanf(hex, " %2x", &byte) == 1; n++) {
		p[n] = byte;
		hex += strspn(hex, " ") + 2;
	}
	s.callback(s.context, n, p, 0, NULL);
	free(p);
}

/* Return: false at the end, or at a line "early" */
static bool step(void)
{
	static char line[16384];
	unsigned int n;

	if (!s.feed || !fgets(line, sizeof(line), s.feed))
		return false;
	line[strcspn(line, "\n")] = 0;
	if (!strcmp(line, "early"))
		return false;
	if (!strncmp(line, "tlp ", 4)) {
		hand_over(line + 4);
	} else if (sscanf(line, "long %u", &n) == 1) {
		uint8_t *p = calloc(1, n);

		s.callback(s.context, n, p, 0, NULL);
		free(p);
	} else if (sscanf(line, "wait %u", &n) == 1) {
		while (__atomic_load_n(&s.written, __ATOMIC_SEQ_CST) < n &&
		       !s.all)
			usleep(1000);
	} else if (sscanf(line, "sleep %u", &n) == 1) {
		usleep(n * 1000);
	} else {
		say("fault: feed: %s", line);
	}
	return true;
}

/* Holds the device as the library's thread does, which ends some time after the callback
 * is gone */
static void *thread(void *unused)
{
	(void)unused;
	while (!s.all && step())
		;
	say("fed");
	while (!s.all)
		usleep(1000);
	usleep(16000);
	pthread_mutex_lock(&s.lock);
	s.callback = NULL;
	pthread_mutex_unlock(&s.lock);
	LcClose(&s);
	return NULL;
}

static uint32_t set_callback(void *data)
{
	require(!data || !(s.filters & 0xb0), "filters are on");
	require(!data == s.begun, "callback set twice");
	if (standin_mode("no-callback"))
		return 0;
	s.begun = data != NULL;
	if (!data) {
		s.all = true;
		return 1;
	}
	memcpy(&s.callback, &data, sizeof(data));
	while (standin_mode("early") && step())
		;
	s.handles++;
	return !pthread_create(&s.thread, NULL, thread, NULL);
}

EXPORT uint32_t LcCommand(void *handle, uint64_t command, uint32_t size,
			  void *data, uint8_t **ret, uint32_t *ret_size)
{
	check(handle);
	if (ret)
		*ret = NULL;
	if (ret_size)
		*ret_size = 0;
	switch (command) {
	case 0x0000012400000000:
		return give(standin_bars, ret, ret_size);
	case 0x0000010300000000:
		return give(standin_config, ret, ret_size);
	case 0x0000010500008000: /* registers that can be written, from 0 */
		return give(registers, ret, ret_size);
	case 0x0000010700000019:
		return set_filters(data, size);
	case 0x0000011100000000:
		return write_tlps(data, size);
	case 0x2000011400000000:
		s.context = data;
		return 1;
	case 0x2000011500000000:
		return set_callback(data);
	default:
		require(false, "unknown command");
		return 0;
	}
}

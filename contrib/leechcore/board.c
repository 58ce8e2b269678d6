// SPDX-License-Identifier: BSD-3-Clause
#include "contrib/leechcore/board.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define OLDEST_BITSTREAM 4
/* Larger than any address, so that the library reads no memory of the host to find
 * the highest one */
#define ANY_ADDRESS 0x000000fffffff000u

#define OURS \
	(LC_FILTER_CONFIGURATION | LC_FILTER_BAR_PROCESSING | LC_FILTER_ALL)

static int failed(const char *format, ...)
{
	va_list args;

	fputs("tph-leechcore: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return -1;
}

/* The library prints to standard output otherwise */
static int print(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vfprintf(stderr, format, args);
	va_end(args);
	return n;
}

static int load(struct board *b, const char *name, lc_create **ret_create)
{
	void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return failed("cannot load LeechCore: %s; give the path of "
			      "leechcore.so with --library",
			      dlerror());
	*ret_create = (lc_create *)dlsym(library, "LcCreate");
	b->close = (lc_close *)dlsym(library, "LcClose");
	b->release = (lc_free *)dlsym(library, "LcMemFree");
	b->get = (lc_get_option *)dlsym(library, "LcGetOption");
	b->set = (lc_set_option *)dlsym(library, "LcSetOption");
	b->command = (lc_command *)dlsym(library, "LcCommand");
	if (!*ret_create || !b->close || !b->release || !b->get || !b->set ||
	    !b->command)
		return failed("%s is not LeechCore 2: a function is missing",
			      name);
	return 0;
}

/* Return: 0, or -1 if the library refuses or returns fewer than @size bytes */
static int read_bytes(struct board *b, uint64_t command, void *to, size_t size)
{
	uint8_t *data = NULL;
	uint32_t n = 0;
	int result = -1;

	if (b->command(b->handle, command, 0, NULL, &data, &n) && data &&
	    n >= size) {
		memcpy(to, data, size);
		result = 0;
	}
	b->release(data);
	return result;
}

static int write_filters(struct board *b, uint8_t value)
{
	/* Value and mask of this byte and of the next one, which stays */
	uint8_t data[4] = {value & OURS, 0, OURS, 0};

	return b->command(b->handle, LC_COMMAND_MASKED | LC_FILTERS,
			  sizeof(data), data, NULL, NULL)
		       ? 0
		       : -1;
}

static int read_facts(struct board *b)
{
	uint64_t value = 0;
	uint8_t registers[LC_FILTERS + 1];

	if (!b->get(b->handle, LC_OPTION_VERSION, &value) ||
	    value < OLDEST_BITSTREAM)
		return failed("the board's bitstream is older than version 4: "
			      "load a newer one");
	if (!b->get(b->handle, LC_OPTION_ID, &value) || !value ||
	    value > UINT16_MAX)
		return failed("the board has no bus number yet: boot the host "
			      "with the board in its slot");
	b->id = value;
	if (read_bytes(b, LC_COMMAND_BARS, b->bars, sizeof(b->bars)))
		return failed("LeechCore does not know the board's BARs: boot "
			      "the host, so that it assigns them");
	if (read_bytes(b, LC_COMMAND_CONFIG, b->config, sizeof(b->config)))
		memset(b->config, 0, sizeof(b->config));
	if (read_bytes(b, LC_COMMAND_REGISTERS | LC_REGISTERS_WRITABLE,
		       registers, sizeof(registers)))
		return failed("cannot read the registers of the bitstream");
	b->filters = registers[LC_FILTERS];
	return 0;
}

int board_open(struct board *b, const char *library, const char *device,
	       bool verbose)
{
	struct lc_config config = {
		.version = LC_CONFIG_VERSION,
		.verbosity = LC_PRINT_ENABLED | (verbose ? LC_PRINT_MORE : 0),
		.print = print,
		.max_address = ANY_ADDRESS,
	};
	lc_create *create = NULL;

	memset(b, 0, sizeof(*b));
	if (strlen(device) >= sizeof(config.device))
		return failed("the name of the device is longer than %zu bytes",
			      sizeof(config.device) - 1);
	strcpy(config.device, device);
	if (load(b, library, &create))
		return -1;
	b->handle = create(&config);
	if (!b->handle)
		return failed("LeechCore cannot open '%s': see its messages "
			      "with --verbose",
			      device);
	return read_facts(b);
}

int board_listen(struct board *b, lc_received *received)
{
	b->set(b->handle, LC_OPTION_WITH_INFO, 0);
	if (!b->set(b->handle, LC_OPTION_NO_COMPLETIONS, 0))
		return failed("LeechCore keeps completions back: use a newer "
			      "version");
	b->changed = true;
	if (write_filters(b, 0))
		return failed("cannot turn the board's filters off");
	if (!b->command(b->handle, LC_COMMAND_CONTEXT, 0, NULL, NULL, NULL) ||
	    !b->command(b->handle, LC_COMMAND_CALLBACK, 0, (void *)received,
			NULL, NULL))
		return failed("LeechCore hands no TLPs over: it does so "
			      "for a local board only");
	b->listening = true;
	return 0;
}

unsigned int board_put(struct board *b, const uint8_t *p, size_t len)
{
	unsigned int lost = 0;

	if (b->waiting == BOARD_BATCH)
		lost = board_flush(b);
	memcpy(b->batch[b->waiting], p, len);
	b->tlps[b->waiting] = (struct lc_tlp){
		.size = len,
		.bytes = b->batch[b->waiting],
	};
	b->waiting++;
	return lost;
}

unsigned int board_flush(struct board *b)
{
	unsigned int n = b->waiting;

	b->waiting = 0;
	if (!n || b->command(b->handle, LC_COMMAND_WRITE,
			     n * sizeof(b->tlps[0]), b->tlps, NULL, NULL))
		return 0;
	return n;
}

/*
 * The library's thread holds the device too, and gives it up within some 32 ms after
 * the callback is gone. It must do so first, so that LcClose() really closes. The
 * library stays loaded, because that thread may still end.
 */
void board_close(struct board *b)
{
	const struct timespec pause = {.tv_nsec = 200000000};

	if (!b->handle)
		return;
	if (b->listening) {
		b->command(b->handle, LC_COMMAND_CALLBACK, 0, NULL, NULL, NULL);
		nanosleep(&pause, NULL);
	}
	if (b->changed && write_filters(b, b->filters))
		failed("the board's filters stay off until its next reset");
	b->close(b->handle);
	b->handle = NULL;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The part of LeechCore's interface that tph-leechcore calls, declared in our own
 * words: layouts and numbers are facts of the interface (leechcore.h, version 2).
 * The library is the user's, and is loaded at run time.
 */
#ifndef CONTRIB_LEECHCORE_LEECHCORE_H
#define CONTRIB_LEECHCORE_LEECHCORE_H

#include <stddef.h>
#include <stdint.h>

#define LC_PATH 260 /* bytes of a name */

#define LC_CONFIG_VERSION 0xc0fd0002u
/* struct lc_config.verbosity */
#define LC_PRINT_ENABLED 0x1u
#define LC_PRINT_MORE	 0x2u

struct lc_config {
	uint32_t version;
	uint32_t verbosity;
	char device[LC_PATH];
	char remote[LC_PATH];
	int (*print)(const char *format, ...);
	uint64_t max_address; /* not 0: the library does not probe memory */
	/* The library sets the rest */
	uint32_t is_volatile;
	uint32_t is_writable;
	uint32_t is_remote;
	uint32_t is_uncompressed;
	char name[LC_PATH];
};
_Static_assert(offsetof(struct lc_config, print) == 528, "layout");
_Static_assert(sizeof(struct lc_config) == 824, "layout");

/* One of the six that LC_COMMAND_BARS returns */
struct lc_bar {
	uint32_t valid;
	uint32_t is_io;
	uint32_t is_64;
	uint32_t is_prefetchable;
	uint32_t reserved[3];
	uint32_t number;
	uint64_t address;
	uint64_t size;
};
_Static_assert(sizeof(struct lc_bar) == 48, "layout");

/* Element of the array for LC_COMMAND_WRITE */
struct lc_tlp {
	uint32_t size;
	uint32_t reserved;
	uint8_t *bytes;
};
_Static_assert(sizeof(struct lc_tlp) == 16, "layout");

/* Called in a thread of the library for each TLP, bytes in the order of the wire */
typedef void lc_received(void *context, uint32_t size, uint8_t *bytes,
			 uint32_t info_size, char *info);

/* Options are numbers */
#define LC_OPTION_ID		 0x0300008000000000u /* bus << 8 | devfn */
#define LC_OPTION_VERSION	 0x0300008200000000u /* of the bitstream */
#define LC_OPTION_WITH_INFO	 0x0300009000000000u
#define LC_OPTION_NO_COMPLETIONS 0x0300009100000000u

/* Commands take and return bytes */
#define LC_COMMAND_CONFIG    0x0000010300000000u /* configuration space */
#define LC_COMMAND_REGISTERS 0x0000010500000000u /* of the bitstream's core */
#define LC_COMMAND_MASKED    0x0000010700000000u /* the same: value, mask */
#define LC_COMMAND_WRITE     0x0000011100000000u /* array of struct lc_tlp */
#define LC_COMMAND_BARS	     0x0000012400000000u
#define LC_COMMAND_CONTEXT   0x2000011400000000u /* the pointer is the data */
#define LC_COMMAND_CALLBACK  0x2000011500000000u /* same */

#define LC_REGISTERS_WRITABLE 0x8000u /* in LC_COMMAND_REGISTERS' lower half */

/* Byte of the writable registers, and its bits */
#define LC_FILTERS		0x19
#define LC_FILTER_CONFIGURATION 0x10 /* keeps configuration TLPs back */
#define LC_FILTER_BAR_PROCESSING \
	0x20		   /* the board itself answers for its BARs */
#define LC_FILTER_ALL 0x80 /* keeps requests back */

typedef void *lc_create(struct lc_config *config);
typedef void lc_close(void *handle);
typedef void lc_free(void *memory);
typedef uint32_t lc_get_option(void *handle, uint64_t option, uint64_t *ret);
typedef uint32_t lc_set_option(void *handle, uint64_t option, uint64_t value);
typedef uint32_t lc_command(void *handle, uint64_t command, uint32_t size,
			    void *data, uint8_t **ret_data, uint32_t *ret_size);

#endif /* CONTRIB_LEECHCORE_LEECHCORE_H */

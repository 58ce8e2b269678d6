/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The hierarchy of the KUnit tests of the kernel series (drivers/pci/tph_kunit.c):
 *
 *   Root Port - switch: Upstream Port, three Downstream Ports
 *     first:  a device with two functions
 *     second: a device with one
 *     third:  a switch with one Downstream Port and a device below it
 */
#ifndef TESTS_HOSTLIB_PATH_HIERARCHY_H
#define TESTS_HOSTLIB_PATH_HIERARCHY_H

#include <opentph/host_path.h>

#include "tests/hostlib/machine.h"

enum { RP, UP, DN0, DN1, DN2, UP2, DN3, FN0, FN1, FN2, FN3, RCIEP, NR_DEVS };

/* A function of the hierarchy */
struct shape {
	const char *bdf;
	enum tph_host_port type;
	unsigned int secondary, subordinate;
};

extern const struct shape shape[NR_DEVS];

/**
 * struct tree - the hierarchy
 * @host:	machine
 * @dev:	functions
 * @path:	the last path of EXPECT()
 */
struct tree {
	struct tph_host *host;
	struct tph_host_function *dev[NR_DEVS];
	struct tph_host_path path;
};

/* All is known: prefixes, no ACS, no PASID, both widths sent and completed */
void make_able(struct tph_host_function *function);

/* Sets @field, a bit of ACS Control, and clears all others */
void set_acs(struct tph_host_function *function, enum tph_host_field field);

/* Makes the hierarchy; @link: now, else the test adds functions and links */
void plant(struct tree *tree, bool link);

/* Finds a path, and compares the verdicts */
void expect_path(struct tree *tree, const struct tph_host_function *from,
		 const struct tph_host_function *to, enum tph_host_fate st8,
		 enum tph_host_fate st16);

#define EXPECT(tree, from, to, ...) \
	expect_path(tree, (tree)->dev[from], (tree)->dev[to], __VA_ARGS__)

/* The kernel's PCI_TPH_REQ_* as two verdicts */
#define EXT_TPH	 TPH_HOST_ARRIVES, TPH_HOST_ARRIVES
#define TPH_ONLY TPH_HOST_ARRIVES, TPH_HOST_LOST
#define DISABLE	 TPH_HOST_LOST, TPH_HOST_LOST

/* For that which the kernel always knows */
#define UNKNOWN	   TPH_HOST_UNCERTAIN, TPH_HOST_UNCERTAIN
#define UNKNOWN_16 TPH_HOST_ARRIVES, TPH_HOST_UNCERTAIN

/* The hop, rule, function and field that decide about @width; NULL: none */
void expect_cause(const struct tree *tree, enum tph_host_width width,
		  const char *at, enum tph_host_rule rule, const char *function,
		  enum tph_host_field field);

/* Hops: Sends, Up, turns Around, X root complex, Down, Receives; their functions */
void expect_hops(const struct tree *tree, const char *roles, const int *devs);

#endif /* TESTS_HOSTLIB_PATH_HIERARCHY_H */

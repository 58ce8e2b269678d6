/* SPDX-License-Identifier: BSD-3-Clause */
/* Multi-function devices: endpoint functions that share a link */
#ifndef PCIE_MULTI_H
#define PCIE_MULTI_H

#include "pcie/function.h"
#include "pcie/ranges.h"

#define PCIE_MULTI_MAX 256 /* function numbers, 8 without ARI (sec 6.13) */

/* Connection of a function inside the device, not a link; @hint: cache of searches */
struct pcie_multi_slot {
	struct pcie_port port;
	struct pcie_link inner;
	struct pcie_function *fn;
	unsigned int hint;
};

/**
 * struct pcie_multi - a multi-function device
 * @port:	its end of the link
 * @ranges:	the functions that decode addresses
 * @stale:	a BAR changed since the ranges were made
 * @hint:	cache of searches for the link
 * @ari:	its functions have ARI: their numbers have 8 bits
 * @n:		number of functions
 * @slots:	by function number, NULL if there is none
 *
 * Memory requests, completions and messages from one function to another stay in
 * the device, unless the ACS capability of the function that sends them redirects
 * them (sec 6.12.1.2). No tap sees what stays inside.
 */
struct pcie_multi {
	struct pcie_port port;
	struct ranges ranges;
	bool stale;
	unsigned int hint;
	bool ari;
	unsigned int n;
	struct pcie_multi_slot *slots[PCIE_MULTI_MAX];
};

/* Initialize a device without functions; @multi must not move after that. */
void pcie_multi_init(struct pcie_multi *multi);

/* Free its connections; the functions belong to their creator. */
void pcie_multi_free(struct pcie_multi *multi);

/**
 * pcie_multi_add() - add a function to a device
 * @multi:	device
 * @fn:		function, before or after pcie_root_add_function()
 * @number:	its function number, 0..255
 *
 * Sets the multi-function bit of all headers if it is not alone. If it has an ARI
 * capability, the capability of the function before it leads to it. Software finds a
 * VF by its PF, not by either of them (sec 7.5.1.1.9, 7.8.8.2). Either all functions
 * of a device have ARI or none has.
 *
 * Return: 0; -EINVAL @number is more than 255, or more than 7 without ARI, or ARI
 * is not that of the other functions; -EEXIST there is one with this number;
 * -ENOMEM.
 */
int pcie_multi_add(struct pcie_multi *multi, struct pcie_function *fn,
		   unsigned int number);

/* Take a VF out of its device; only VFs disappear. */
void pcie_multi_remove(struct pcie_function *vf);

/* Return: the first function whose number is @number or more, or NULL */
struct pcie_function *pcie_multi_next(const struct pcie_multi *multi,
				      unsigned int number);

/* Return: the function that receives a memory request to @addr: the one that
 * decodes it, else function 0, which may be NULL */
struct pcie_function *pcie_multi_at(struct pcie_multi *multi, uint64_t addr);

/* A BAR of a function changed. */
static inline void pcie_multi_remap(struct pcie_multi *multi)
{
	multi->stale = true;
}

/* Return: the port at the end of the link of @fn, whatever device it belongs to */
static inline const struct pcie_port *
pcie_function_end(const struct pcie_function *fn)
{
	return fn->multi ? &fn->multi->port : &fn->port;
}

#endif /* PCIE_MULTI_H */

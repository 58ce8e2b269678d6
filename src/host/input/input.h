/* SPDX-License-Identifier: BSD-3-Clause */
/* Forms of input: each fills a machine that is linked afterwards */
#ifndef HOST_INPUT_INPUT_H
#define HOST_INPUT_INPUT_H

#include <stdio.h>

#include "host/host.h"

/**
 * input_live() - read sysfs
 * @host:	machine to fill
 * @source:	its folders
 *
 * Return: 0; -errno, see tph_error().
 */
int input_live(struct tph_host *host, const struct tph_host_source *source);

/**
 * input_hex() - read configuration space from rows of hex
 * @host:	machine to fill; facts that it has already give way to those of hex
 * @file:	the dump, at its start
 *
 * Return: 0, also without any function; -EFBIG; -ENOMEM; an error of reading.
 */
int input_hex(struct tph_host *host, FILE *file);

/**
 * hex_row_offset() - begin of a row, "40: 01 50 03"
 * @line:	line
 * @ret_rest:	the line after the colon
 *
 * Return: the offset; -1 the line is not a row.
 */
long hex_row_offset(const char *line, const char **ret_rest);

/* Read the text of lspci; same arguments and results as input_hex() */
int input_text(struct tph_host *host, FILE *file);

/* Read the exchange format; same, and -EINVAL it is not in this format */
int input_json(struct tph_host *host, FILE *file);

/* Facts of the kernel below @root, "" for the running one. Cannot fail. */
void input_kernel(struct tph_host *host, const char *root);

/* ---- libpci ---------------------------------------------------------------- */

/**
 * pcilib_live() - the functions in sysfs
 * @host:	machine to fill
 * @sysfs:	folder that holds bus/pci/devices
 *
 * Return: 0; -ENODEV there are none; -EIO libpci failed; -EFBIG; -ENOMEM.
 */
int pcilib_live(struct tph_host *host, const char *sysfs);

/**
 * struct pcilib_part - a function of a dump
 * @address:	its address
 * @size:	bytes of its configuration space that are known
 * @kept:	those in the file; those after them are 0
 */
struct pcilib_part {
	struct host_address address;
	uint16_t size, kept;
};

/**
 * pcilib_dump() - configuration spaces in libpci's own form
 * @host:	machine to fill
 * @path:	file with a header and rows of 16 bytes for each function; the address
 *		of function N has domain N >> 16 and routing ID N
 * @parts:	function by N
 * @count:	functions in the file
 *
 * Return: 0; -EIO libpci failed; -EFBIG; -ENOMEM.
 */
int pcilib_dump(struct tph_host *host, const char *path,
		const struct pcilib_part *parts, size_t count);

/* Return: the extended capability with this ID, TPH_HOST_CAPS if it does not matter */
enum tph_host_cap pcilib_extended(unsigned int id);

struct pci_access;

/**
 * pcilib_run() - call libpci, which has no errors to return
 * @access:	of pci_alloc(); its handlers of messages are replaced
 * @body:	calls libpci
 * @arg:	its argument
 *
 * Return: that of @body; -EIO libpci failed in it.
 */
int pcilib_run(struct pci_access *access,
	       int (*body)(struct pci_access *access, void *arg), void *arg);

/* ---- names of pci.ids ------------------------------------------------------- */

struct names;

/* Names, read when they are needed first. Return: NULL without memory. */
struct names *names_open(void);

/* @names may be NULL */
void names_close(struct names *names);

/* Return: class and subclass, 16 bits, of the name @text of @len bytes; 0: unknown */
uint16_t names_class(struct names *names, const char *text, size_t len);

/* Write vendor and device to @text. Return: false without pci.ids. */
bool names_device(struct names *names, uint16_t vendor, uint16_t device,
		  char *text, size_t size);

#endif /* HOST_INPUT_INPUT_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How inputs build a machine: add functions, set facts, link. All that is not set
 * stays unknown for the reason that the input gave.
 */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include <stdio.h>

#include <opentph/host.h>

/* Limits of inputs */
#define HOST_MAX_FUNCTIONS 1000000
#define HOST_MAX_FILE	   (1ull << 30)
#define HOST_MAX_ST	   2048

/**
 * struct host_address - place of a function
 * @domain:	any
 * @bus:	bus number
 * @devfn:	device number times 8, plus the function number
 */
struct host_address {
	uint32_t domain;
	uint8_t bus, devfn;
};

/**
 * host_address_parse() - parse [domain:]bus:device.function
 * @text:	begins with the address
 * @ret_address: result
 *
 * Return: its characters; 0 @text does not begin with an address.
 */
size_t host_address_parse(const char *text, struct host_address *ret_address);

/* An empty machine. Return: 0; -ENOMEM. */
int host_begin(enum tph_host_form form, struct tph_host **ret_host);

/**
 * host_add() - find or add a function
 * @host:	machine that is not linked yet
 * @address:	its address
 * @why:	why facts that are never set are unknown; for a new function
 * @ret_function: it; valid as long as @host
 *
 * Return: 0; -EFBIG there are too many; -ENOMEM.
 */
int host_add(struct tph_host *host, struct host_address address,
	     enum tph_host_why why, struct tph_host_function **ret_function);

/* A fact: set @field of @function to @value, which is shifted to bit 0 */
void host_set(struct tph_host_function *function, enum tph_host_field field,
	      uint32_t value);

/* Mark a field as absent, or as unknown if no input knew it before */
void host_unset(struct tph_host_function *function, enum tph_host_field field,
		enum tph_host_why why);

/* The function has this capability; @offset 0: place unknown */
void host_set_cap(struct tph_host_function *function, enum tph_host_cap cap,
		  unsigned int offset);

/* The function lacks the capability; or it is unknown if no input knew it before */
void host_unset_cap(struct tph_host_function *function, enum tph_host_cap cap,
		    enum tph_host_why why);

/**
 * host_express_has() - whether a PCI Express capability has a register
 * @field:	field of the register
 * @version:	version of the capability, 0..15
 * @type:	enum tph_host_port
 *
 * Return: true if it has; false if its bits mean nothing.
 */
bool host_express_has(enum tph_host_field field, unsigned int version,
		      unsigned int type);

/*
 * Its place is unknown, or the bridge above it may not be in the dump: if there is none,
 * the type of its port says nothing about a root bus
 */
void host_set_lost(struct tph_host_function *function);

/* Bytes of configuration space */
struct host_range {
	uint16_t offset, size;
};

/**
 * struct host_config - configuration space as it was read
 * @bytes:	the first @kept bytes; those after them are 0
 * @size:	bytes that were readable
 * @kept:	bytes in @bytes
 * @identity:	bytes that identify a device or a machine, such as serial numbers
 * @identity_count: ranges in @identity
 * @subsystem:	vendor of the subsystem in bits 31:16, its device in 15:0
 * @vpd:	Vital Product Data, text as in the exchange format; NULL: not in the dump
 * @names:	of network interfaces and so on, an object of JSON; NULL: not in the dump
 */
struct host_config {
	const uint8_t *bytes;
	uint16_t size, kept;
	const struct host_range *identity;
	uint16_t identity_count;
	uint32_t subsystem;
	const char *vpd, *names;
};

/* Keep @config, whose members live as long as the machine */
void host_set_config(struct tph_host_function *function,
		     const struct host_config *config);

/* Return: the configuration space, of size 0 if it was not read */
const struct host_config *host_config(const struct tph_host_function *function);

/**
 * host_unpack() - bytes of base64 of zlib
 * @text:	base64
 * @len:	its characters
 * @buf:	for the bytes
 * @size:	its size
 * @ret_size:	bytes
 *
 * Return: 0; -EINVAL @text is malformed; -EFBIG there are more than @size bytes;
 * -ENOMEM.
 */
int host_unpack(const char *text, size_t len, uint8_t *buf, size_t size,
		size_t *ret_size);

/* The reverse. Return: a string to release with free(); NULL without memory. */
char *host_pack(const uint8_t *bytes, size_t size);

/* Return: a copy of @text that lives as long as @host; NULL without memory */
const char *host_string(struct tph_host *host, const char *text);

/* As host_string(), for @len bytes */
void *host_keep(struct tph_host *host, const void *data, size_t len);

/* A remark about the input, at most 100 of them are kept. Never fails. */
void host_note(struct tph_host *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * host_link() - the functions are complete: sort them, find bridges and PFs
 * @host:	machine
 *
 * A function whose bus belongs to a bridge is below that bridge.
 */
void host_link(struct tph_host *host);

/* Return: the Root Port above @function, perhaps derived; NULL: none, or unknown */
const struct tph_host_function *
host_root_port(const struct tph_host_function *function);

/* Folder of sysfs that a live machine was read from; set by its input, else NULL */
int host_set_sysfs(struct tph_host *host, const char *path);
const char *host_sysfs(const struct tph_host *host);

/* The kernel's facts, for the input to set */
struct tph_host_kernel *host_kernel(struct tph_host *host);

#endif /* HOST_HOST_H */

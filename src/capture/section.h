/* SPDX-License-Identifier: BSD-3-Clause */
/* State of the section that is being read */
#ifndef CAPTURE_SECTION_H
#define CAPTURE_SECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ground.h"

/* More than real captures have; limits the memory of hostile files */
#define SECTION_MAX_INTERFACES 65536

/**
 * struct interface - an Interface Description Block
 * @number:	index over all sections
 * @linktype:	LINKTYPE_*
 * @snaplen:	bytes kept of a packet, 0: all
 * @tsresol:	if_tsresol: 10^-n s, or with bit 7 set 2^-n s
 * @unit_ns:	ns of a unit, 0: not a whole number
 * @offset_ns:	offset to add to each time
 * @name:	if_name, cut to 255 bytes; characters that harm a terminal or
 *		JSON are replaced by '?'
 */
struct interface {
	unsigned int number;
	uint16_t linktype;
	uint32_t snaplen;
	uint8_t tsresol;
	uint64_t unit_ns;
	int64_t offset_ns;
	char name[];
};

/**
 * struct section - interfaces of all sections so far, byte order of this one
 * @big:		numbers are big-endian
 * @first:	index of the first interface of this section
 * @count:	number of interfaces in all
 */
struct section {
	bool big;
	unsigned int first, count, allocated;
	struct interface **interfaces;
};

/* Numbers of a known byte order */
static inline uint16_t order_u16(bool big, const uint8_t *p)
{
	return big ? load_be16(p) : load_le16(p);
}

static inline uint32_t order_u32(bool big, const uint8_t *p)
{
	return big ? load_be32(p) : load_le32(p);
}

static inline uint16_t section_u16(const struct section *s, const uint8_t *p)
{
	return order_u16(s->big, p);
}

static inline uint32_t section_u32(const struct section *s, const uint8_t *p)
{
	return order_u32(s->big, p);
}

static inline uint64_t section_u64(const struct section *s, const uint8_t *p)
{
	return s->big ? load_be64(p) : load_le64(p);
}

/* Set the byte order from the magic at @p, if it is valid */
void section_set_order(struct section *s, const uint8_t *p);

/**
 * section_begin() - parse the body of a Section Header Block
 *
 * The section has no interfaces yet, even if the block is faulty.
 *
 * Return: NULL, or the fault.
 */
const char *section_begin(struct section *s, const uint8_t *body, size_t len);

/**
 * section_add_interface() - parse the body of an Interface Description Block
 *
 * An interface with wrong options is added without them.
 *
 * Return: NULL, or the fault.
 */
const char *section_add_interface(struct section *s, const uint8_t *body,
				  size_t len);

/* Return: interface @n of this section, or NULL */
static inline const struct interface *section_interface(const struct section *s,
							uint32_t n)
{
	return n < s->count - s->first ? s->interfaces[s->first + n] : NULL;
}

/*
 * interface_ns() for a unit that is not a whole number of ns, or with an offset.
 * Return: false if the time exceeds 64 bits
 */
__attribute__((noinline)) bool
interface_scale(const struct interface *interface, uint64_t stamp,
		uint64_t *ret_ns);

/* @ret_ns: ns since the epoch. Return: false if they exceed 64 bits. */
static inline bool interface_ns(const struct interface *interface,
				uint64_t stamp, uint64_t *ret_ns)
{
	if (!interface->unit_ns || interface->offset_ns)
		return interface_scale(interface, stamp, ret_ns);
	return !__builtin_mul_overflow(stamp, interface->unit_ns, ret_ns);
}

/**
 * section_option() - find the first option with a code
 * @s:		section, for the byte order
 * @p:		options
 * @len:	bytes of the options
 * @code:	enum pcapng_option
 * @ret_value:	value, NULL if the option is missing
 * @ret_len:	bytes of the value
 *
 * Return: NULL, or the fault of the options.
 */
const char *section_option(const struct section *s, const uint8_t *p,
			   size_t len, uint16_t code, const uint8_t **ret_value,
			   size_t *ret_len);

void section_free(struct section *s);

#endif /* CAPTURE_SECTION_H */

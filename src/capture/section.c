// SPDX-License-Identifier: BSD-3-Clause
/* Sections and interfaces of a pcapng file */
#include "capture/section.h"

#include <errno.h>
#include <stdlib.h>

#include "capture/pcapng_format.h"

#define NAME_MAX_LEN	255
#define TSRESOL_DEFAULT 6 /* microseconds */
#define TSRESOL_BINARY	0x80

void section_set_order(struct section *s, const uint8_t *p)
{
	s->big = load_be32(p) == PCAPNG_MAGIC;
}

const char *section_begin(struct section *s, const uint8_t *body, size_t len)
{
	/* The interfaces of the previous section end here in any case */
	s->first = s->count;
	if (len < PCAPNG_SECTION_BODY)
		return "section header is too short";
	section_set_order(s, body);
	if (section_u32(s, body) != PCAPNG_MAGIC)
		return "section header has no byte-order magic";
	if (section_u16(s, body + 4) != PCAPNG_MAJOR)
		return "section is of an unknown version of pcapng";
	return NULL;
}

const char *section_option(const struct section *s, const uint8_t *p,
			   size_t len, uint16_t code, const uint8_t **ret_value,
			   size_t *ret_len)
{
	*ret_value = NULL;
	*ret_len = 0;
	while (len >= 4) {
		uint16_t this_code = section_u16(s, p);
		size_t this_len = section_u16(s, p + 2);

		if (this_code == PCAPNG_OPT_END)
			return NULL;
		p += 4;
		len -= 4;
		if (pcapng_pad(this_len) > len)
			return "an option is longer than its block";
		if (this_code == code) {
			*ret_value = p;
			*ret_len = this_len;
			return NULL;
		}
		p += pcapng_pad(this_len);
		len -= pcapng_pad(this_len);
	}
	return NULL;
}

/* A time option of the wrong size is a fault: times would be wrong */
static const char *parse_times(const struct section *s, const uint8_t *p,
			       size_t len, struct interface *interface)
{
	const uint8_t *value;
	const char *error;
	size_t value_len;

	interface->tsresol = TSRESOL_DEFAULT;
	error = section_option(s, p, len, PCAPNG_IF_TSRESOL, &value,
			       &value_len);
	if (error)
		return error;
	if (value && value_len != 1)
		return "if_tsresol is not 1 byte";
	if (value)
		interface->tsresol = *value;

	error = section_option(s, p, len, PCAPNG_IF_TSOFFSET, &value,
			       &value_len);
	if (error)
		return error;
	if (value && value_len != 8)
		return "if_tsoffset is not 8 bytes";
	if (value && __builtin_mul_overflow((int64_t)section_u64(s, value),
					    1000000000, &interface->offset_ns))
		return "if_tsoffset is out of its range";
	return NULL;
}

/* Return: ns of a unit, 0: not a whole number */
static uint64_t unit_ns(uint8_t tsresol)
{
	uint64_t unit = 1;

	if (tsresol > 9)
		return 0;
	for (; tsresol < 9; tsresol++)
		unit *= 10;
	return unit;
}

/* Return: 0 or -ENOMEM */
static int append(struct section *s, struct interface *interface)
{
	if (s->count == s->allocated) {
		unsigned int n = s->allocated ? s->allocated * 2 : 16;
		struct interface **p;

		p = realloc(s->interfaces, n * sizeof(*p));
		if (!p)
			return -ENOMEM;
		s->interfaces = p;
		s->allocated = n;
	}
	interface->number = s->count;
	s->interfaces[s->count++] = interface;
	return 0;
}

/* Return: NULL, or the fault; the name may then be missing */
static const char *find_name(const struct section *s, const uint8_t *p,
			     size_t len, const uint8_t **ret_name,
			     size_t *ret_len)
{
	const char *error =
		section_option(s, p, len, PCAPNG_IF_NAME, ret_name, ret_len);

	if (*ret_len > NAME_MAX_LEN)
		*ret_len = NAME_MAX_LEN;
	return error;
}

/*
 * An interface with wrong options keeps its number, so later interfaces keep
 * theirs.
 */
const char *section_add_interface(struct section *s, const uint8_t *body,
				  size_t len)
{
	struct interface *interface;
	const char *error, *times;
	const uint8_t *name;
	size_t name_len;

	if (len < PCAPNG_INTERFACE_BODY)
		return "interface description is too short";
	if (s->count == SECTION_MAX_INTERFACES)
		return "too many interfaces";
	error = find_name(s, body + PCAPNG_INTERFACE_BODY,
			  len - PCAPNG_INTERFACE_BODY, &name, &name_len);
	interface = calloc(1, sizeof(*interface) + name_len + 1);
	if (!interface || append(s, interface)) {
		free(interface);
		return "no memory for another interface";
	}
	interface->linktype = section_u16(s, body);
	interface->snaplen = section_u32(s, body + 4);
	for (size_t i = 0; i < name_len; i++)
		interface->name[i] =
			name[i] < ' ' || name[i] > '~' ? '?' : name[i];
	times = parse_times(s, body + PCAPNG_INTERFACE_BODY,
			    len - PCAPNG_INTERFACE_BODY, interface);
	interface->unit_ns = unit_ns(interface->tsresol);
	return error ? error : times;
}

/* Return: false if @stamp units are 2^64 ns or more */
static bool scale(uint8_t tsresol, uint64_t stamp, uint64_t *ret_ns)
{
	unsigned int n = tsresol & ~TSRESOL_BINARY;
	unsigned __int128 unit = 1, ns = 0;

	if (tsresol & TSRESOL_BINARY) {
		ns = (unsigned __int128)stamp * 1000000000 >> n;
	} else if (n <= 9 + 20) { /* finer units make 64 bits less than 1 ns */
		for (; n > 9; n--)
			unit *= 10;
		ns = stamp / unit;
	}
	*ret_ns = ns;
	return ns <= UINT64_MAX;
}

bool interface_scale(const struct interface *interface, uint64_t stamp,
		     uint64_t *ret_ns)
{
	uint64_t ns;

	if (interface->unit_ns
		    ? __builtin_mul_overflow(stamp, interface->unit_ns, &ns)
		    : !scale(interface->tsresol, stamp, &ns))
		return false;
	return !__builtin_add_overflow(ns, interface->offset_ns, ret_ns);
}

void section_free(struct section *s)
{
	for (unsigned int i = 0; i < s->count; i++)
		free(s->interfaces[i]);
	free(s->interfaces);
}

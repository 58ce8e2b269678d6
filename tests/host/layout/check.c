// SPDX-License-Identifier: BSD-3-Clause
/*
 * The rows of src/device/connectx/layout.h against the kernel's headers.
 * tests/host/layout.sh makes rows.inc: ROW_BITS() for structures of
 * mlx5_ifc.h, whose fields are arrays with a byte for each bit, and
 * ROW_MEMBER() for C structures.
 */
#include <endian.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tests/host/layout/kernel.h"

struct row {
	const char *name;
	unsigned int offset, msb, lsb;
};

/*
 * Rows that are a part of a member, with the bits that the kernel gives it:
 * its own constant, or, where it writes a number in the middle of an
 * expression, that number and the function it is in.
 */
struct part {
	const char *name;
	uint64_t mask;
};

static const struct part parts[] = {
#include "parts.inc"
};

static unsigned int rows, wrong;

static void complain(const struct row *row, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("%s: ", row->name);
	vprintf(format, args);
	putchar('\n');
	va_end(args);
	wrong++;
}

static unsigned int width(const struct row *row)
{
	return row->msb - row->lsb + 1;
}

/* Bit of the structure at which the row starts: the highest bit comes first */
static unsigned int first_bit(const struct row *row)
{
	return row->offset * 8 + (row->msb > 31 ? 63 : 31) - row->msb;
}

static bool sane(const struct row *row)
{
	rows++;
	if (row->lsb <= row->msb && row->msb < 64 && row->offset % 4 == 0)
		return true;
	complain(row, "offset %#x, bits %u:%u are no field", row->offset,
		 row->msb, row->lsb);
	return false;
}

static void check_bits(const struct row *row, size_t first, size_t bits)
{
	if (!sane(row) || (first_bit(row) == first && width(row) == bits))
		return;
	complain(row, "%#x %u:%u is bit %u, %u wide; the kernel has %zu, %zu",
		 row->offset, row->msb, row->lsb, first_bit(row), width(row),
		 first, bits);
}

/* The row's bits within a member of @bytes bytes, as a mask of its value */
static void check_part(const struct row *row, size_t first, size_t bytes)
{
	const unsigned int shift =
		(unsigned int)(first + bytes * 8) - first_bit(row) - width(row);
	const uint64_t ones =
		width(row) < 64 ? (1ull << width(row)) - 1 : UINT64_MAX;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (strcmp(parts[i].name, row->name))
			continue;
		if (bytes > 8 || ones << shift != parts[i].mask)
			complain(row, "is mask %#llx; the kernel has %#llx",
				 (unsigned long long)ones << shift,
				 (unsigned long long)parts[i].mask);
		return;
	}
	complain(row, "is a part of a member, and tests/host/layout/parts.inc "
		      "does not know which");
}

static void check_member(const struct row *row, size_t at, size_t bytes)
{
	const unsigned int first = first_bit(row);

	if (!sane(row))
		return;
	if (first < at * 8 || first + width(row) > (at + bytes) * 8)
		complain(row, "%#x %u:%u is outside of bytes %#zx..%#zx",
			 row->offset, row->msb, row->lsb, at, at + bytes - 1);
	/* Whole, or a word of an array that is longer than a field can be */
	else if (width(row) != bytes * 8 &&
		 !(bytes > 8 && width(row) % 32 == 0 && first % 32 == 0))
		check_part(row, at * 8, bytes);
}

#define OFFSET(structure, field) offsetof(structure, field)
#define MEMBER(structure, field) (((structure *)0)->field)

/*
 * Width: an array with a byte for each bit is a field, one of arrays is several
 * of which the first counts, a structure is as wide as its fields.
 */
#define IS_ARRAY(x) (__builtin_classify_type(x) == 5) /* as a pointer */
#define AS_ARRAY(x) __builtin_choose_expr(IS_ARRAY(x), x, (u8 *)0)
#define ELEMENT(x)  sizeof(*AS_ARRAY(x))
#define IS_FIELD(x) (!IS_ARRAY(x) || ELEMENT(x) == 1)
#define BITS(x)                                                         \
	(IS_FIELD(x) ? sizeof(__builtin_choose_expr(IS_FIELD(x), x, 0)) \
		     : ELEMENT(x))

#define ROW_BITS(name, structure, field, offset, msb, lsb)            \
	check_bits(&(struct row){name, offset, msb, lsb},             \
		   OFFSET(struct mlx5_ifc_##structure##_bits, field), \
		   BITS(MEMBER(struct mlx5_ifc_##structure##_bits, field)));
#define ROW_MEMBER(name, structure, field, offset, msb, lsb) \
	check_member(&(struct row){name, offset, msb, lsb},  \
		     OFFSET(struct structure, field),        \
		     sizeof(MEMBER(struct structure, field)));

int main(void)
{
#include "rows.inc"
	printf("%u rows, %u wrong\n", rows, wrong);
	return wrong || !rows;
}

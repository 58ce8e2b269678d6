// SPDX-License-Identifier: BSD-3-Clause
/* Marks in the capture, and their meaning */
#include <inttypes.h>
#include <stdio.h>

#include "guest/revoke/revoke.h"

unsigned int revoke_mark(struct revoke *r)
{
	uint64_t place = 8 * ++r->marks, value;

	revoke_expect(tph_bar_write64(r->witness, ACCEL_BAR_MEM, place,
				      r->marks),
		      0, "write a mark");
	/* Posted: it is on the wire when the read comes back */
	revoke_expect(tph_bar_read64(r->witness, ACCEL_BAR_MEM, place, &value),
		      0, "read a mark");
	if (value != r->marks)
		revoke_fail("mark %u is read as %" PRIu64, r->marks, value);
	return r->marks;
}

/* A time, by the addresses of its marks */
static void print_time(const struct revoke *r, const char *kind,
		       unsigned int from, unsigned int to)
{
	uint64_t first = r->marks_bar + 8 * from, last = r->marks_bar + 8 * to;

	printf("%s %u from=0x%" PRIx64 " to=0x%" PRIx64, kind, from, first,
	       last);
}

unsigned int revoke_era(struct revoke *r, const struct revoke_region *region,
			unsigned int last)
{
	unsigned int to = revoke_mark(r);

	print_time(r, "era", r->since, to);
	printf(" width=%u st=", region->only8 ? 8 : 16);
	for (unsigned int tag = r->tag; tag <= last; tag++)
		printf("%s0x%x", tag == r->tag ? "" : ",",
		       region->only8 ? tag & 0xff : tag);
	printf(" addr=");
	for (size_t i = 0; i < region->nr_ranges; i++)
		printf("%s0x%" PRIx64 "+0x%" PRIx64, i ? "," : "",
		       r->bar + region->ranges[i].offset,
		       region->ranges[i].len);
	putchar('\n');
	r->since = to;
	r->tag = last;
	return to;
}

void revoke_quiet(struct revoke *r, unsigned int from)
{
	print_time(r, "quiet", from, revoke_mark(r));
	putchar('\n');
}

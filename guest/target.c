// SPDX-License-Identifier: BSD-3-Clause
#include "guest/target.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "guest/number.h"

void target_init(struct target *target)
{
	*target = (struct target){
		.bar = 2,
		.length = (uint64_t)sysconf(_SC_PAGESIZE),
	};
}

void target_st8(struct tph_tag *tag, const char *text)
{
	tag->st8_valid = true;
	tag->st8 = (uint8_t)number_parse(text, 0xff);
}

void target_st16(struct tph_tag *tag, const char *text)
{
	tag->st16_valid = true;
	tag->st16 = (uint16_t)number_parse(text, 0xffff);
}

static void backend(struct target *target, const char *name)
{
	if (!tph_backend_parse(name, &target->open.backend))
		return;
	fprintf(stderr, "%s: %s\n", program_invocation_short_name, tph_error());
	exit(2);
}

bool target_option(struct target *target, int option)
{
	switch (option) {
	case 'd':
		target->bdf = optarg;
		return true;
	case 'b':
		backend(target, optarg);
		return true;
	case 'B':
		target->open.bind = true;
		return true;
	case 'r':
		target->bar = (unsigned int)number_parse(optarg, 5);
		return true;
	case 'o':
		target->offset = number_parse(optarg, UINT64_MAX);
		return true;
	case 'l':
		target->length = number_parse(optarg, UINT64_MAX);
		return true;
	case '8':
		target_st8(&target->tag, optarg);
		return true;
	case '6':
		target_st16(&target->tag, optarg);
		return true;
	case 'p':
		target->tag.ph = (uint8_t)number_parse(optarg, 3);
		return true;
	case 'R':
		target->tag.required = true;
		return true;
	default:
		return false;
	}
}

// SPDX-License-Identifier: BSD-3-Clause
/*
 * bar RESOURCE OFFSET [VALUE]: reads, or writes, 32 bits of a BAR, given by its file in
 * sysfs, such as resource4.
 */
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define PAGE 4096u

int main(int argc, char **argv)
{
	const uint64_t at = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	volatile uint32_t *page;
	int fd;

	if (argc < 3 || argc > 4 || at & 3)
		errx(2, "usage: bar RESOURCE OFFSET [VALUE]");
	fd = open(argv[1], O_RDWR | O_SYNC);
	if (fd < 0)
		err(2, "%s", argv[1]);
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		    (off_t)(at & ~(uint64_t)(PAGE - 1)));
	if (page == MAP_FAILED)
		err(2, "%s: mmap", argv[1]);
	page += at % PAGE / 4;
	if (argc == 4)
		*page = (uint32_t)strtoul(argv[3], NULL, 0);
	else
		printf("%08" PRIx32 "\n", *page);
	return 0;
}

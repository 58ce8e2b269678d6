// SPDX-License-Identifier: BSD-3-Clause
/*
 * make-packets FILE <SCRIPT: a capture with a packet for each line of SCRIPT:
 *
 *	NS LINK ^|v HEX... [+N]
 *
 * is a TLP at a time, on a link, towards the root complex or away from it. Its
 * bytes are written in groups of any length; +N stands for N bytes of payload.
 * The link type is USER1, flit mode, for links whose name begins with "flit".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/capture.h"

#define LINKS	  8
#define MAX_BYTES 8192

static char links[LINKS][16];

static int find_link(struct capture_writer *writer, const char *name)
{
	int i = 0;

	while (i < LINKS && *links[i] && strcmp(links[i], name))
		i++;
	if (i == LINKS)
		exit(1);
	if (!*links[i]) {
		bool flit = !strncmp(name, "flit", 4);

		snprintf(links[i], sizeof(links[i]), "%s", name);
		if (capture_add_typed_interface(writer,
						flit ? CAPTURE_LINKTYPE_USER1
						     : CAPTURE_LINKTYPE_USER0,
						name, NULL) != i)
			exit(1);
	}
	return i;
}

/* Return: bytes that the words stand for */
static size_t read_bytes(char *words, uint8_t bytes[static MAX_BYTES])
{
	size_t len = 0;

	for (char *p = strtok(words, " \n"); p; p = strtok(NULL, " \n")) {
		size_t n = *p == '+' ? strtoul(p + 1, NULL, 10) : 0;

		if (len + n + strlen(p) > MAX_BYTES)
			exit(1);
		for (size_t i = 0; i < n; i++)
			bytes[len++] = i;
		for (; !n && *p; p += 2)
			if (sscanf(p, "%2hhx", &bytes[len++]) != 1)
				exit(1);
	}
	return len;
}

int main(int argc, char **argv)
{
	static uint8_t bytes[MAX_BYTES];
	struct capture_writer *writer;
	unsigned long long ns;
	char line[2 * MAX_BYTES], name[16], dir;
	int n;

	if (argc != 2 ||
	    capture_create(argv[1], CAPTURE_LINKTYPE_USER0, &writer))
		return 1;
	while (fgets(line, sizeof(line), stdin)) {
		if (sscanf(line, "%llu %15s %c %n", &ns, name, &dir, &n) != 3)
			return 1;
		if (capture_write(writer, find_link(writer, name),
				  dir == '^' ? CAPTURE_UP : CAPTURE_DOWN,
				  1700000000000000000 + ns, bytes,
				  read_bytes(line + n, bytes), NULL, 0))
			return 1;
	}
	return !!capture_close(writer);
}

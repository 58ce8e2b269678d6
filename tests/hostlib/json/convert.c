// SPDX-License-Identifier: BSD-3-Clause
/* host-convert FILE [identity]: writes any dump in the exchange format */
#include <stdio.h>
#include <string.h>

#include <opentph/error.h>
#include <opentph/host.h>

int main(int argc, char **argv)
{
	struct tph_host_source source = {0};
	struct tph_host *host;
	unsigned int flags = 0;
	int ret;

	if (argc < 2)
		return 2;
	source.path = argv[1];
	if (argc > 2 && !strcmp(argv[2], "identity"))
		flags = TPH_HOST_WRITE_IDENTITY;
	ret = tph_host_read(&source, &host);
	if (!ret) {
		ret = tph_host_write(host, stdout, flags);
		tph_host_free(host);
	}
	if (ret)
		fprintf(stderr, "%s\n", tph_error());
	return !!ret;
}

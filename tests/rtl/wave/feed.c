// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/wave/feed.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "capture/capture.h"

int feed_options(int argc, char **argv, struct feed_options *ret_options)
{
	struct feed_options options = {.rough = false};
	int option;

	while ((option = getopt(argc, argv, "rd")) != -1) {
		if (option == '?')
			return -1;
		options.rough |= option == 'r';
		options.damage |= option == 'd';
	}
	if (argc - optind != 2) {
		fprintf(stderr, "Usage: %s [-r] [-d] CAPTURE VCD\n", argv[0]);
		return -1;
	}
	options.capture = argv[optind];
	options.vcd = argv[optind + 1];
	*ret_options = options;
	return 0;
}

static bool is_config(const struct tlp *tlp)
{
	return tlp->type == TLP_CFGRD0 || tlp->type == TLP_CFGWR0 ||
	       tlp->type == TLP_CFGRD1 || tlp->type == TLP_CFGWR1;
}

/* Return: true if the packet is a TLP for the stream */
static bool wanted(const struct feed *feed, const struct capture_packet *packet,
		   struct tlp *tlp)
{
	return packet->dir != CAPTURE_UP && !packet->flit &&
	       !tlp_decode(packet->data, packet->len, tlp) && !is_config(tlp) &&
	       feed->wants(tlp);
}

int feed_run(const struct feed *feed, const char *path)
{
	unsigned int given = 0, skipped = 0;
	struct capture_reader *reader;
	struct capture_packet packet;
	struct tlp tlp;
	int ret = capture_open(path, &reader);

	if (ret) {
		fprintf(stderr, "%s: %s\n", path, strerror(-ret));
		return -1;
	}
	while ((ret = capture_next(reader, &packet)) == 1) {
		if (!wanted(feed, &packet, &tlp)) {
			skipped++;
			continue;
		}
		feed->take(feed->ctx, &tlp, packet.data, packet.len);
		if (++given % FEED_BURST == 0)
			feed->rest(feed->ctx);
	}
	capture_free(reader);
	feed->rest(feed->ctx);
	printf("%u TLPs presented, %u others skipped\n", given, skipped);
	return ret ? -1 : 0;
}

// SPDX-License-Identifier: BSD-3-Clause
/* Decoding and encoding of tagged posted writes in memory, in both framings */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <opentph/tlp.h>

#include "bench/copy.h"
#include "bench/measure.h"

static const char usage[] =
	"Usage: bench-codec [OPTION]...\n"
	"Time the decoder and the encoder of MWr64 TLPs with hints beside memcpy of\n"
	"their payload. -s is the size of the payload.\n";

#define TURN 4096

/* All data fit into an L2 cache, so that memory is not measured */
#define RING ((size_t)128 << 10)

/**
 * struct codec - a row of TLPs on the wire
 * @tlp:	the next one to encode; address, requester and ST change
 * @wire:	TLPs one after the other
 * @payload:	RING bytes
 * @count:	number of TLPs in @wire
 * @size:	bytes of each
 * @at:		next TLP
 * @sum:	checksum of decoded TLPs: see check()
 */
struct codec {
	struct tlp tlp;
	uint8_t *wire;
	const uint8_t *payload;
	uint64_t count;
	size_t size;
	uint64_t at, sum;
};

static uint64_t sum_of(const struct tlp *tlp)
{
	return tlp->addr + tlp->st + tlp->ph + tlp->requester + tlp->length;
}

static int decode(void *ctx, uint64_t n)
{
	struct codec *codec = ctx;
	struct tlp tlp;

	while (n--) {
		const uint8_t *p = codec->wire + codec->at * codec->size;
		int ret = codec->tlp.flit
				  ? tlp_decode_flit(p, codec->size, &tlp)
				  : tlp_decode(p, codec->size, &tlp);

		if (ret)
			return ret;
		codec->sum += sum_of(&tlp);
		if (++codec->at == codec->count)
			codec->at = 0;
	}
	return 0;
}

static void set(struct codec *codec)
{
	struct tlp *tlp = &codec->tlp;

	tlp->st = codec->at & 0xff;
	tlp->requester = TLP_BDF(1 + (codec->at & 1), 0, 0);
	tlp->addr = 0x4000000000 + codec->at * tlp->length * 4;
	tlp->payload = codec->payload + codec->at * tlp->length * 4;
}

static int encode(void *ctx, uint64_t n)
{
	struct codec *codec = ctx;

	while (n--) {
		ssize_t size;

		set(codec);
		size = tlp_encode(&codec->tlp,
				  codec->wire + codec->at * codec->size,
				  codec->size);
		if (size != (ssize_t)codec->size)
			return size < 0 ? size : -EIO;
		if (++codec->at == codec->count)
			codec->at = 0;
	}
	return 0;
}

/* The decoded TLPs must equal the encoded ones */
static int check(struct codec *codec)
{
	uint64_t sum = 0;
	int ret;

	for (codec->at = 0; codec->at < codec->count; codec->at++) {
		set(codec);
		sum += sum_of(&codec->tlp);
	}
	codec->at = codec->sum = 0;
	ret = decode(codec, codec->count);
	return ret ? ret : codec->sum == sum ? 0 : -EIO;
}

static int begin(struct codec *codec, bool flit, size_t payload)
{
	codec->tlp = (struct tlp){
		.type = TLP_MWR,
		.flit = flit,
		.addr64 = true,
		.th = true,
		.ph = TLP_PH_TARGET,
		.length = payload / 4,
		.first_be = 0xf,
		.last_be = payload > 4 ? 0xf : 0,
	};
	codec->size = tlp_size(&codec->tlp);
	codec->count = RING / codec->size;
	codec->at = 0;
	return encode(codec, codec->count);
}

static int measure(struct codec *codec, struct bench_copy *copy, bool flit,
		   const struct bench_options *options)
{
	struct bench bench = {
		.figure = {flit ? "decode, flit mode" : "decode", decode,
			   .ctx = codec},
		.yardstick = {"memcpy", bench_copy_run, .ctx = copy},
		.unit = "TLP",
		.ops = TURN,
		.samples = 4,
	};
	int ret = begin(codec, flit, options->size);

	if (!ret)
		ret = bench_measure(&bench, options);
	bench.figure.name = flit ? "encode, flit mode" : "encode";
	bench.figure.run = encode;
	if (!ret)
		ret = bench_measure(&bench, options);
	return ret ? ret : check(codec);
}

int main(int argc, char **argv)
{
	struct bench_options options;
	struct bench_copy copy;
	struct codec codec = {0};
	int ret;

	if (bench_options(argc, argv, usage, &options) != argc) {
		fputs(usage, stderr);
		return 2;
	}
	ret = bench_copy_init(&copy, options.size, RING);
	codec.wire = malloc(RING);
	if (!ret && !codec.wire)
		ret = -ENOMEM;
	codec.payload = copy.src;
	for (int flit = 0; flit < 2 && !ret; flit++)
		ret = measure(&codec, &copy, flit, &options);
	if (ret)
		fprintf(stderr, "bench: %s\n", strerror(-ret));
	free(codec.wire);
	bench_copy_free(&copy);
	return ret ? 1 : 0;
}

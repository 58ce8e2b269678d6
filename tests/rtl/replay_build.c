// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/replay_build.h"

#include <stdlib.h>

#include "tests/device/support.h"

struct tlp build_request(const struct replay_sink *sink, enum tlp_type type,
			 unsigned int bar, uint64_t offset, unsigned int dws)
{
	struct tlp tlp = {
		.type = type,
		.addr = replay_bar(sink->replay, bar) + offset,
		.length = dws,
		.requester = BUILD_REQUESTER,
		.first_be = 0xf,
		.last_be = dws > 1 ? 0xf : 0,
	};

	tlp.addr64 = tlp.addr >> 32;
	return tlp;
}

void build_send(const struct replay_sink *sink, const struct tlp *tlp,
		uint64_t seed)
{
	uint8_t bytes[TLP_MAX_SIZE], data[TLP_MAX_PAYLOAD];
	struct tlp copy = *tlp;
	struct rng rng = {seed * 2 + 1};
	ssize_t len;

	if (tlp_has_data(tlp->type) && !tlp->payload) {
		for (unsigned int i = 0; i < tlp->length; i++)
			put32(data + 4 * i, (uint32_t)(rng_next(&rng) >> 20));
		copy.payload = data;
	}
	copy.td = false;
	len = tlp_encode(&copy, bytes, sizeof(bytes));
	if (len > 0 && tlp->td)
		len = tlp_ecrc_seal(bytes, len, sizeof(bytes), TLP_NON_FLIT);
	if (len < 0)
		abort(); /* the source is wrong */
	sink->take(sink->ctx, bytes, len);
}

void build_set(const struct replay_sink *sink, unsigned int bar,
	       uint64_t offset, uint32_t value)
{
	struct tlp tlp = build_request(sink, TLP_MWR, bar, offset, 1);
	uint8_t data[4];

	put32(data, value);
	tlp.payload = data;
	build_send(sink, &tlp, 0);
}

void build_get(const struct replay_sink *sink, unsigned int bar,
	       uint64_t offset, unsigned int dws)
{
	struct tlp tlp = build_request(sink, TLP_MRD, bar, offset, dws);

	tlp.tag = (offset >> 2 ^ offset >> 10 ^ bar) & 0xff;
	build_send(sink, &tlp, 0);
}

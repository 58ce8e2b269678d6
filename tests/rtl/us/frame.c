// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/us/frame.h"

#include <errno.h>
#include <string.h>

/* Request types of the descriptor, -1: none */
static const int8_t kinds[TLP_TYPE_MAX] = {
	[TLP_MRD] = 0,	   [TLP_MWR] = 1,      [TLP_IORD] = 2,
	[TLP_IOWR] = 3,	   [TLP_FETCHADD] = 4, [TLP_SWAP] = 5,
	[TLP_CAS] = 6,	   [TLP_MRDLK] = 7,    [TLP_DMWR] = -1,
	[TLP_CFGRD0] = -1, [TLP_CFGWR0] = -1,  [TLP_CFGRD1] = -1,
	[TLP_CFGWR1] = -1, [TLP_MSG] = 12,     [TLP_MSGD] = 12,
	[TLP_CPL] = -1,	   [TLP_CPLD] = -1,    [TLP_CPLLK] = -1,
	[TLP_CPLDLK] = -1,
};

#define KIND_MESSAGE 12
#define KIND_VENDOR  13

/* seq_num in tuser of RQ; its upper bits */
#define FRAME_SEQ      0x0f000000u
#define FRAME_SEQ_HIGH 0x30000000u

static unsigned int lanes(void)
{
	return bench_width / 32;
}

/* Put @n bits of @value at bit @at. */
static void put(uint32_t *words, unsigned int at, unsigned int n,
		uint64_t value)
{
	for (unsigned int i = 0; i < n; i++)
		words[(at + i) / 32] |= (uint32_t)(value >> i & 1)
					<< (at + i) % 32;
}

static uint64_t take(const uint32_t *words, unsigned int at, unsigned int n)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < n; i++)
		value |= (uint64_t)(words[(at + i) / 32] >> (at + i) % 32 & 1)
			 << i;
	return value;
}

/* PG213, "Completer Request Descriptor Formats" */
static void describe(const struct tlp *tlp, const struct frame_target *target,
		     int kind, uint32_t words[4])
{
	memset(words, 0, 16);
	if (kind < KIND_MESSAGE) {
		put(words, 0, 2, tlp->at);
		put(words, 2, 62, tlp->addr >> 2);
		put(words, 112, 3, target->bar);
		put(words, 115, 6, target->aperture);
	} else {
		put(words, 112, 3, tlp->routing);
	}
	put(words, 64, 11, tlp->length);
	put(words, 75, 4, kind);
	put(words, 80, 16, tlp->requester);
	put(words, 96, 8, tlp->tag);
	if (kind >= KIND_MESSAGE)
		put(words, 104, 8, tlp->msg_code);
	put(words, 121, 3, tlp->tc);
	put(words, 124, 3, tlp->attr);
}

/* Byte enables and hints of the first beat's tuser */
static void tell(const struct tlp *tlp, const struct frame_target *target,
		 uint32_t user[3])
{
	const bool as_be = target->st_as_be && tlp->th && tlp->type != TLP_MWR;

	put(user, 0, 4, as_be ? tlp->st & 0xf : tlp->first_be);
	put(user, 4, 4, as_be ? tlp->st >> 4 & 0xf : tlp->last_be);
	put(user, 40, 1, 1);
	if (!tlp->th)
		return;
	put(user, 42, 1, 1);
	put(user, 43, 2, tlp->ph);
	put(user, 45, 8, tlp->st & 0xff);
}

/* Byte enables of a DW of the payload, in byte_en */
static uint8_t enables(const struct tlp *tlp, unsigned int dw)
{
	if (tlp->type != TLP_MWR)
		return 0xf;
	if (dw == 0)
		return tlp->first_be;
	return dw == tlp->length - 1u ? tlp->last_be : 0xf;
}

/* Lanes without data hold other bits on real buses */
static void fill(struct frame *frame, uint64_t seed)
{
	for (unsigned int i = 0; i < frame->beats; i++)
		for (unsigned int lane = 0; lane < BENCH_LANES; lane++)
			frame->beat[i].data[lane] =
				(uint32_t)(seed * 0x9e3779b9 + i * 8 + lane);
}

int frame_request(const struct tlp *tlp, const struct frame_target *target,
		  struct frame *ret_frame)
{
	const unsigned int head = lanes() < 4 ? 4 / lanes() : 1;
	const unsigned int dws = tlp_has_data(tlp->type) ? tlp->length : 0;
	int kind = kinds[tlp->type];
	unsigned int lane = tlp->addr / 4 % lanes();
	uint32_t words[4];

	if (kind < 0)
		return -EINVAL;
	if (kind == KIND_MESSAGE) {
		lane = 0;
		kind += tlp->msg_code == 0x7e || tlp->msg_code == 0x7f;
	}
	ret_frame->beats =
		head + (dws ? (lane + dws + lanes() - 1) / lanes() : 0);
	fill(ret_frame, tlp->addr ^ tlp->tag);
	describe(tlp, target, kind, words);
	for (unsigned int i = 0; i < 4; i++)
		ret_frame->beat[i / lanes()].data[i % lanes()] = words[i];
	for (unsigned int i = 0; i < ret_frame->beats; i++)
		memset(ret_frame->beat[i].user, 0,
		       sizeof(ret_frame->beat[i].user));
	tell(tlp, target, ret_frame->beat[0].user);
	for (unsigned int i = 0; i < dws; i++) {
		struct frame_beat *beat =
			&ret_frame->beat[head + (lane + i) / lanes()];
		const unsigned int at = (lane + i) % lanes();

		memcpy(&beat->data[at], tlp->payload + i * 4, 4);
		put(beat->user, 8 + at * 4, 4, enables(tlp, i));
	}
	if (target->discontinue)
		put(ret_frame->beat[ret_frame->beats - 1].user, 41, 1, 1);
	return 0;
}

/* All lanes of all beats are kept, but the last beat may end early */
static bool kept(const struct frame *frame, unsigned int last_lane)
{
	for (unsigned int i = 0; i + 1 < frame->beats; i++)
		if (frame->beat[i].keep != (1u << lanes()) - 1)
			return false;
	return frame->beat[frame->beats - 1].keep ==
	       (uint8_t)((2u << last_lane) - 1);
}

/* DWs from lane @at of beat @beat on */
static void gather(const struct frame *frame, unsigned int beat,
		   unsigned int at, unsigned int dws, uint8_t *data)
{
	for (unsigned int i = 0; i < dws; i++)
		memcpy(data + i * 4,
		       &frame->beat[beat + (at + i) / lanes()]
				.data[(at + i) % lanes()],
		       4);
}

/* Sideband and descriptor of the request follow, without gaps */
static const char *check_error(const struct frame *frame,
			       const struct frame_beat *request)
{
	uint32_t words[8], asked[4], side = 0;
	const uint32_t *user = request[0].user;

	if (frame->beats != 8 / lanes() || !kept(frame, lanes() - 1))
		return "a completion with an error has not 8 DWs";
	gather(frame, 0, 0, 8, (uint8_t *)words);
	for (unsigned int i = 0; i < 4; i++)
		asked[i] = request[i / lanes()].data[i % lanes()];
	put(&side, 0, 8, take(user, 0, 8));
	put(&side, 8, 3, take(user, 42, 3));
	put(&side, 16, 8, take(user, 45, 8));
	if (words[3] != side)
		return "the sideband of the request is not repeated";
	return memcmp(&words[4], asked, 16)
		       ? "the descriptor of the request is not repeated"
		       : NULL;
}

static const char *check_data(const struct frame *frame, struct tlp *tlp,
			      uint8_t *data)
{
	const unsigned int head = lanes() < 4 ? 2 : 1;
	const unsigned int lane = tlp->lower_addr / 4 % lanes();

	if (!tlp->length || tlp->length > 1024 ||
	    frame->beats != head + (lane + tlp->length + lanes() - 1) / lanes())
		return "the packet is not as long as its Dword Count";
	if (!kept(frame, (lane + tlp->length - 1) % lanes()))
		return "tkeep is wrong";
	gather(frame, head, lane, tlp->length, data);
	tlp->payload = data;
	return NULL;
}

const char *frame_completion(const struct frame *frame, uint16_t completer,
			     const struct frame_beat *request,
			     struct tlp *ret_tlp, uint8_t *data)
{
	uint32_t words[3];
	bool locked;

	gather(frame, 0, 0, 3, (uint8_t *)words);
	tlp_clear(ret_tlp);
	ret_tlp->lower_addr = take(words, 0, 7);
	ret_tlp->byte_count = take(words, 16, 13);
	locked = take(words, 29, 1);
	ret_tlp->length = take(words, 32, 11);
	ret_tlp->status = take(words, 43, 3);
	ret_tlp->requester = take(words, 48, 16);
	ret_tlp->tag = take(words, 64, 8);
	ret_tlp->completer = completer | take(words, 72, 8);
	ret_tlp->tc = take(words, 89, 3);
	ret_tlp->attr = take(words, 92, 3);
	if (take(words, 7, 1) || take(words, 10, 6) || take(words, 30, 2) ||
	    take(words, 46, 2) || take(words, 80, 9) || take(words, 95, 1))
		return "a bit of the descriptor is set that must not be";
	ret_tlp->type = locked ? TLP_CPLLK : TLP_CPL;
	if (ret_tlp->status != TLP_CPL_SC)
		return ret_tlp->length ? "Dword Count of an error is not 0"
				       : check_error(frame, request);
	ret_tlp->type = locked ? TLP_CPLDLK : TLP_CPLD;
	return check_data(frame, ret_tlp, data);
}

uint8_t frame_sequence(const struct frame *frame)
{
	const uint32_t *user = frame->beat[0].user;

	return take(user, 24, 4) | take(user, 60, 2) << 4;
}

const char *frame_message(const struct frame *frame, uint16_t requester,
			  struct tlp *ret_tlp, uint8_t *data)
{
	const unsigned int head = lanes() < 4 ? 4 / lanes() : 1;
	const uint32_t *user = frame->beat[0].user;
	unsigned int lane;
	uint32_t words[4];

	if (frame->beats != head + 1)
		return "a message is not one DW";
	gather(frame, 0, 0, 4, (uint8_t *)words);
	tlp_clear(ret_tlp);
	ret_tlp->type = TLP_MWR;
	ret_tlp->requester = requester;
	ret_tlp->addr = (uint64_t)words[1] << 32 | words[0];
	ret_tlp->addr64 = words[1];
	ret_tlp->length = 1;
	ret_tlp->first_be = take(user, 0, 4);
	lane = ret_tlp->addr / 4 % lanes();
	/* One DW, MWr; IDs, TC and attributes are the block's, or 0 */
	if (words[2] != (1 | 1 << 11) || words[3] ||
	    (user[0] & ~FRAME_SEQ) != (0xf | lane << 8) ||
	    user[1] & ~FRAME_SEQ_HIGH || user[2] || !kept(frame, lane))
		return "the descriptor or sideband of a message is wrong";
	gather(frame, head, lane, 1, data);
	ret_tlp->payload = data;
	return NULL;
}

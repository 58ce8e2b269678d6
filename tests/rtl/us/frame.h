/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * TLPs as frames on the streams of UltraScale's integrated block, address-aligned: PG156
 * and PG213, "Completer Request Descriptor Formats" and so on.
 */
#ifndef TESTS_RTL_US_FRAME_H
#define TESTS_RTL_US_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/tlp.h>

#include "tests/rtl/us/bench.h"

/* Descriptor and payload of 4 KiB */
#define FRAME_BEATS (4096 / 8 + 3)
/* Beats of a descriptor, at most */
#define FRAME_HEAD 2

/**
 * struct frame - one packet
 * @beats:	number of beats
 * @beat:	data, byte i of a beat in byte lane i; user: tuser; keep: tkeep
 */
struct frame {
	unsigned int beats;
	struct frame_beat {
		uint32_t data[BENCH_LANES];
		uint32_t user[3];
		uint8_t keep;
	} beat[FRAME_BEATS];
};

/**
 * struct frame_target - things that a request's header does not say
 * @bar:	BAR that the block found
 * @aperture:	log2 of its size
 * @st_as_be:	show the ST of a read as its byte enables: these have one place in
 *		the header, and no document says which of them the block shows
 * @discontinue: set it in the last beat
 */
struct frame_target {
	unsigned int bar, aperture;
	bool st_as_be, discontinue;
};

/**
 * frame_request() - present a request on CQ
 * @tlp:	memory, IO, AtomicOp or message
 * @target:	its target
 * @ret_frame:	the packet
 *
 * Return: 0; -EINVAL the block has no request type for it.
 */
int frame_request(const struct tlp *tlp, const struct frame_target *target,
		  struct frame *ret_frame);

/**
 * frame_completion() - rebuild the TLP of a packet on CC
 * @frame:	packet
 * @completer:	ID that the block puts into it
 * @request:	first FRAME_HEAD beats of the request, as it was presented
 * @ret_tlp:	TLP; its payload points into @data
 * @data:	4096 bytes
 *
 * Return: NULL; else the fault of the packet.
 */
const char *frame_completion(const struct frame *frame, uint16_t completer,
			     const struct frame_beat *request,
			     struct tlp *ret_tlp, uint8_t *data);

/* The same for a memory write of one DW on RQ, by function @requester */
const char *frame_message(const struct frame *frame, uint16_t requester,
			  struct tlp *ret_tlp, uint8_t *data);

/* Return: the sequence number of a packet on RQ */
uint8_t frame_sequence(const struct frame *frame);

#endif /* TESTS_RTL_US_FRAME_H */

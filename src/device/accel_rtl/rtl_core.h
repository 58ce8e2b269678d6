/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The accelerator's RTL (rtl/core/accel_core.sv) as a C object, clock by clock. Names and
 * meanings are those of its ports.
 */
#ifndef DEVICE_ACCEL_RTL_RTL_CORE_H
#define DEVICE_ACCEL_RTL_RTL_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Parameters that it is built with (rtl/meson.build), unless a test has others */
#ifndef RTL_CORE_BYTES
#define RTL_CORE_BYTES	    16 /* of a beat and of a line of memory */
#define RTL_CORE_MEM_LOG2   24
#define RTL_CORE_PARTS_LOG2 4
#endif

/* request_t of rtl/core/accel_pkg.sv */
struct rtl_request {
	bool write, regs, th, st_ext, ep;
	uint8_t first_be, last_be;
	uint16_t st, length;
	uint64_t offset;
};

/* Bytes of a TLP on the link, for the tap: whole DWs */
struct rtl_beat {
	bool valid, first, last;
	uint8_t bytes, data[RTL_CORE_BYTES];
};

/**
 * struct rtl_in - inputs
 * @rst:	reset
 * @tph:	the function is a TPH completer
 * @req_valid:	a beat of a request is there: @req_first, @req_last, @req and
 *		@req_data belong to it, and stay until the clock of req_ready
 * @cpl_ready:	a beat of data is taken
 * @rx, @tx:	a beat that the device receives or sends, which the tap sees
 */
struct rtl_in {
	bool rst, tph;
	bool req_valid, req_first, req_last;
	bool cpl_ready;
	struct rtl_request req;
	uint8_t req_data[RTL_CORE_BYTES];
	struct rtl_beat rx, tx;
};

/**
 * struct rtl_out - outputs in a clock, before its edge
 * @idle:	nothing is under way
 * @req_ready:	the beat of a request is taken at the edge
 * @cpl_valid:	a beat of data is there: @cpl_first, @cpl_last, @cpl_ok and
 *		@cpl_data belong to it, and stay until the clock of cpl_ready
 * @retire:	memory and registers are those after one more write
 * @msix:	bit n: vector n is due
 */
struct rtl_out {
	bool idle, req_ready;
	bool cpl_valid, cpl_first, cpl_last, cpl_ok;
	bool retire;
	uint8_t msix;
	uint8_t cpl_data[RTL_CORE_BYTES];
};

struct rtl_core;

/*
 * Return: a core that was not reset yet; NULL: out of memory. An assertion in the RTL
 * that does not hold aborts the program.
 */
struct rtl_core *rtl_core_create(void);
void rtl_core_destroy(struct rtl_core *core);

/* Set the inputs of this clock, and get the outputs that follow from them. */
void rtl_core_settle(struct rtl_core *core, const struct rtl_in *in,
		     struct rtl_out *ret_out);
/* The rising edge that ends this clock */
void rtl_core_edge(struct rtl_core *core);

/* A whole clock: the outputs are those before its edge. */
static inline void rtl_core_clock(struct rtl_core *core,
				  const struct rtl_in *in,
				  struct rtl_out *ret_out)
{
	rtl_core_settle(core, in, ret_out);
	rtl_core_edge(core);
}

/* Return: number of rising edges so far */
uint64_t rtl_core_clocks(const struct rtl_core *core);

/**
 * rtl_core_peek() - read device memory without a clock
 * @core:	core
 * @offset:	bytes from the start of memory
 * @buf:	destination
 * @len:	bytes, within the memory
 */
void rtl_core_peek(const struct rtl_core *core, uint64_t offset, void *buf,
		   size_t len);

#ifdef __cplusplus
}
#endif

#endif /* DEVICE_ACCEL_RTL_RTL_CORE_H */

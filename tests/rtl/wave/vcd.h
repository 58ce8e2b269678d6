/* SPDX-License-Identifier: BSD-3-Clause */
/* A VCD of a clock and some signals, as a simulator writes it */
#ifndef TESTS_RTL_WAVE_VCD_H
#define TESTS_RTL_WAVE_VCD_H

#include <stdint.h>
#include <stdio.h>

#define VCD_WORDS 16

/**
 * struct vcd_signal - a signal
 * @name, @width: width in bits
 * @value:	bits, 32 in each word
 * @was:	value of the step before
 */
struct vcd_signal {
	const char *name;
	unsigned int width;
	uint32_t value[VCD_WORDS], was[VCD_WORDS];
};

/* @signals: ends with a signal without a name */
struct vcd {
	FILE *file;
	struct vcd_signal *signals;
	uint64_t time;
};

/* Return: 0; -1, errno is set */
int vcd_create(struct vcd *vcd, const char *path, struct vcd_signal *signals);

/* The clock gets a level, and signals that have changed follow in the same step. */
void vcd_step(struct vcd *vcd, int clock);

/* Return: 0; -1, errno is set */
int vcd_close(struct vcd *vcd);

#endif /* TESTS_RTL_WAVE_VCD_H */

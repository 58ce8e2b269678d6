// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/wave/vcd.h"

#include <string.h>

#define CLOCK "clk"

/* Codes of two characters; the clock's is the last */
static void code(const struct vcd *vcd, const struct vcd_signal *signal)
{
	fprintf(vcd->file, "%c!\n", (int)('"' + (signal - vcd->signals)));
}

/* Without zeros in front, as the standard lets a writer do */
static void value(const struct vcd *vcd, const struct vcd_signal *signal)
{
	unsigned int i = signal->width - 1;

	if (signal->width > 1)
		fputc('b', vcd->file);
	while (i && !(signal->value[i / 32] >> i % 32 & 1))
		i--;
	for (;; i--) {
		fputc('0' + (signal->value[i / 32] >> i % 32 & 1), vcd->file);
		if (!i)
			break;
	}
	if (signal->width > 1)
		fputc(' ', vcd->file);
	code(vcd, signal);
}

int vcd_create(struct vcd *vcd, const char *path, struct vcd_signal *signals)
{
	struct vcd_signal *signal;

	vcd->file = fopen(path, "w");
	vcd->signals = signals;
	vcd->time = 0;
	if (!vcd->file)
		return -1;
	fputs("$timescale\n  1 ps\n$end\n$scope module tb $end\n"
	      "$scope module dut $end\n",
	      vcd->file);
	for (signal = signals; signal->name; signal++) {
		fprintf(vcd->file, "$var wire %u %c! %s", signal->width,
			(int)('"' + (signal - signals)), signal->name);
		if (signal->width > 1)
			fprintf(vcd->file, " [%u:0]", signal->width - 1);
		fputs(" $end\n", vcd->file);
	}
	fputs("$upscope $end\n$var reg 1 !! " CLOCK " $end\n"
	      "$upscope $end\n$enddefinitions $end\n#0\n$dumpvars\n",
	      vcd->file);
	for (signal = signals; signal->name; signal++) {
		value(vcd, signal);
		memcpy(signal->was, signal->value, sizeof(signal->was));
	}
	fputs("0!!\n$end\n", vcd->file);
	return 0;
}

void vcd_step(struct vcd *vcd, int clock)
{
	struct vcd_signal *signal;

	vcd->time += 2000;
	fprintf(vcd->file, "#%llu\n", (unsigned long long)vcd->time);
	for (signal = vcd->signals; signal->name; signal++) {
		if (!memcmp(signal->was, signal->value, sizeof(signal->was)))
			continue;
		value(vcd, signal);
		memcpy(signal->was, signal->value, sizeof(signal->was));
	}
	fprintf(vcd->file, "%d!!\n", clock);
}

int vcd_close(struct vcd *vcd)
{
	return fclose(vcd->file) ? -1 : 0;
}

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# MSI-X of the RTL: lint, the test bench, and mutants that it must catch.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
for tool in verilator iverilog; do
	command -v "$tool" >/dev/null || skip_all "there is no $tool"
done

"$top/rtl/regs-header" "$top/include/opentph/hw/accel.h" >"$scratch/accel_regs.svh" || exit

expect_true "lint" verilator --lint-only -Wall -I"$scratch" "$top/rtl/pcie/msix.sv"

# run_bench SOURCE: build the test bench with this msix.sv and run it
# shellcheck disable=SC2317
run_bench() {
	iverilog -g2012 -Wall -Wno-timescale -I"$scratch" -o "$scratch/bench" "$1" \
		"$top/tests/rtl/msix_tb.sv" && vvp -n "$scratch/bench"
}

# mutant NAME SED
mutant() {
	sed "$2" "$top/rtl/pcie/msix.sv" >"$scratch/msix.sv"
	if cmp -s "$top/rtl/pcie/msix.sv" "$scratch/msix.sv"; then
		fail "$1: the line no longer exists"
	else
		expect "$1 is noticed" fail 'FATAL' run_bench "$scratch/msix.sv"
	fi
}

expect "the test bench" 0 '^ok$' run_bench "$top/rtl/pcie/msix.sv"
mutant "a mask that is ignored" 's/pending & ~held : /pending : /'
mutant "a vector that stays pending" 's/(pending & ~go) |/pending |/'
mutant "byte enables that are ignored" 's/reg_be\[i\] ? /1'"'"'b1 ? /'
mutant "a message that changes while it waits" 's/out_valid \&\& !out_ready ? /1'"'"'b0 ? /'
finish

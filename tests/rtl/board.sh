#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Boards, as far as that goes without Vivado and without a board: lint of each top with
# stand-ins for the parts that are Xilinx's, a dry run of the build, and the pins.
# shellcheck disable=SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
cd "$top" || exit
for tool in verilator tclsh; do
	command -v "$tool" >/dev/null || skip_all "no $tool"
done
rtl/regs-header include/opentph/hw/accel.h >"$scratch/accel_regs.svh" || exit
board=rtl/board/litefury

# clean WIDTH: no warnings, but that outputs of the block are not used
clean() {
	# shellcheck disable=SC2046
	verilator --lint-only -Wall -Wno-UNUSEDPARAM -Wno-PINCONNECTEMPTY -Irtl/core -Irtl/pcie \
		-Irtl/tap --top-module top -GW="$1" $(find rtl -name '*_pkg.sv') -I"$scratch" \
		-Itests/rtl/board "$board/top.sv" >"$scratch/output" 2>&1
}
for width in 64 128; do
	sed "s/parameter int W = 64/parameter int W = $width/" tests/rtl/board/pcie_block.sv \
		>"$scratch/pcie_block.sv"
	expect_true "the top has no warnings at $width bits" clean $width
done

# dry_run TPH ARG...: the build with a block whose DevCap2 says TPH
dry_run() {
	OPENTPH_TPH=$1
	export OPENTPH_TPH
	shift
	rm -rf "$scratch/out"
	tclsh tests/rtl/board/vivado.tcl $board/build.tcl out="$scratch/out" "$@"
}
expect "the build goes to its end" 0 '^write_cfgmem ' dry_run 01
expect "the wider one too" 0 'Interface_Width 128_bit' dry_run 01 width=128 board=cle-215+
expect "it makes the registers' numbers" 0 ACCEL_REG_ID cat "$scratch/out/accel_regs.svh"
expect "a block that is not a TPH completer is refused" 1 'not a TPH completer' dry_run 00
expect "an unknown option is refused" 1 "no option 'widht'" dry_run 01 widht=64
dry_run 01 >"$scratch/log"
for file in rtl/*/*.sv $board/top.sv $board/litefury.xdc; do
	grep -q "^read .*/$file\$" "$scratch/log" || echo "$file"
done >"$scratch/output"
expect_true "it reads all of the RTL" [ ! -s "$scratch/output" ]

# ports: those of the top, a bit a line
ports() {
	awk '
	/^\) \(/ { within = 1; next }
	/^\);/ { exit }
	within {
		sub(/\/\/.*/, "")
		sub(/^ *(input|output) +logic/, "")
		bits = /LANES-1/ || /\[3:0\]/ ? 4 : 1
		sub(/\[[^]]*\]/, "")
		n = split($0, names, /[ ,]+/)
		for (i = 1; i <= n; i++)
			for (b = 0; names[i] != "" && b < bits; b++)
				print names[i] (bits > 1 ? "[" b "]" : "")
	}' $board/top.sv | LC_ALL=C sort
}
ports >"$scratch/ports"
sed -n 's/^set_property PACKAGE_PIN [A-Z0-9]* \[get_ports {*\([^]}]*\]*\)}*\]$/\1/p' \
	$board/litefury.xdc | LC_ALL=C sort >"$scratch/pins"
diff "$scratch/ports" "$scratch/pins" >"$scratch/output"
expect_true "each of the $(wc -l <"$scratch/ports") ports has a pin" [ ! -s "$scratch/output" ]
sed -n 's/^set_property PACKAGE_PIN \([A-Z0-9]*\) .*/\1/p' $board/litefury.xdc | sort | uniq -d \
	>"$scratch/output"
expect_true "no pin has two ports" [ ! -s "$scratch/output" ]
finish

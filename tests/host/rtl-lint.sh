#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The RTL has one form and no warnings of Verilator (-Wall), in all its widths, and the
# front end of yosys reads it too.
# shellcheck disable=SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
cd "$top" || exit
command -v verilator >/dev/null || skip_all "no verilator"

rtl/regs-header include/opentph/hw/accel.h >"$scratch/accel_regs.svh" || exit
packages=$(echo rtl/*/*_pkg.sv)
modules=$(find rtl/core rtl/pcie rtl/tap -name '*.sv' ! -name '*_pkg.sv' | LC_ALL=C sort | tr '\n' ' ')

# form FILE...: violations of the form of a file
form() {
	awk '
	FNR == 1 {
		unit = FILENAME
		sub(/.*\//, "", unit)
		sub(/\.sv$/, "", unit)
		if ($0 != "// SPDX-License-Identifier: BSD-3-Clause")
			print FILENAME ": no licence"
	}
	length() > 100 { print FILENAME ":" FNR ": more than 100 columns" }
	/\t| $/ { print FILENAME ":" FNR ": tab or blank at the end" }
	/^(module|package) / {
		sub(/[;(].*/, "")
		if ($2 != unit)
			print FILENAME ": has " $1 " " $2
	}
	/lint_off/ { print FILENAME ":" FNR ": warning is turned off" }
	' "$@"
}

# roots: modules that no other instantiates, and the core, whose parameters others fix
roots() {
	echo accel_core
	for r_file in $modules; do
		r_name=$(basename "$r_file" .sv)
		[ "$r_name" != accel_core ] || continue
		grep -lE "^ *$r_name +(#\(|u_)" rtl/*/*.sv | grep -qvxF "$r_file" || echo "$r_name"
	done
}

# variants MODULE: its parameters, one set a line
variants() {
	case $1 in
	accel_core)
		for v_width in 64 128 256; do
			echo "-GW=$v_width"
			echo "-GW=$v_width -GPASSES=0"
			echo "-GW=$v_width -GMEM_LOG2=12 -GPARTS_LOG2=0"
			echo "-GW=$v_width -GMEM_LOG2=24 -GPARTS_LOG2=6"
			echo "-GW=$v_width -GTAP_LOG2=14"
		done
		;;
	s7 | accel_s7) printf '%s\n' -GW=64 -GW=128 ;;
	*)
		if grep -qE '^ *parameter int W ' rtl/*/"$1.sv"; then
			printf '%s\n' -GW=64 -GW=128 -GW=256
		else
			echo
		fi
		;;
	esac
}

# clean MODULE VARIANT: no warnings. A package has parameters of other modules too.
clean() {
	# shellcheck disable=SC2086
	verilator --lint-only -Wall -Wno-UNUSEDPARAM -I"$scratch" -Irtl/core -Irtl/pcie -Irtl/tap \
		--top-module "$1" $2 $packages rtl/*/"$1.sv" >"$scratch/output" 2>&1
}

# The rules detect violations
printf 'module other;\n  logic a; \nendmodule\n' >"$scratch/bad.sv"
form "$scratch/bad.sv" >"$scratch/output"
expect_true "a violation of the form is found" [ "$(wc -l <"$scratch/output")" = 3 ]
printf 'module bad(input logic a);\nendmodule\n' >"$scratch/bad.sv"
expect "a warning is found" fail UNUSEDSIGNAL verilator --lint-only -Wall "$scratch/bad.sv"

form rtl/*/*.sv >"$scratch/output"
expect_true "files have one form" [ ! -s "$scratch/output" ]

roots >"$scratch/roots"
expect "a wrapper is a module that nothing instantiates" 0 '^accel_s7$' cat "$scratch/roots"
while read -r name; do
	variants "$name" >"$scratch/variants"
	while read -r variant; do
		expect_true "$name $variant has no warnings" clean "$name" "$variant"
	done <"$scratch/variants"
done <"$scratch/roots"

if command -v yosys >/dev/null; then
	while read -r name; do
		expect "yosys reads $name" 0 'reported 0 problems' yosys -p "
			read_verilog -sv -DSYNTHESIS -I$scratch $packages $modules
			hierarchy -check -top $name; proc; check -assert"
	done <"$scratch/roots"
else
	echo "no yosys: not read by it"
fi
finish

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The demonstration with the accelerator's RTL: all cases pass but those of 16-bit tags,
# which are skipped; effects are counted in clocks; and memory requests and their data on
# the link to the accelerator are those of the C model, byte for byte.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
tph=$build/src/cli/tph

topology=$scratch/accel.conf
sed '/model = "accel"/s/"16"/"8"/' "$top/vm/topology/switch.conf" >"$topology"
sed 's/model = "accel"/model = "accel-rtl"/' "$topology" >"$scratch/probe.conf"
"$tph" sim "$scratch/probe.conf" >"$scratch/output" 2>&1 ||
	! grep -q 'built without the RTL' "$scratch/output" ||
	skip_all "built without the RTL model (verilator)"

# RUN CASES: the least number that must pass
while read -r run least; do
	"$top/vm/demo" --rtl --out "$build/tests/rtl-$run" "$run" \
		>"$scratch/$run" 2>"$scratch/messages" </dev/null
	status=$?
	cat "$scratch/messages" "$scratch/$run" >"$scratch/output"
	expect_true "$run: the demonstration" [ $status -eq 0 ]
	passed=$(grep -c ' pass$' "$scratch/$run")
	expect_true "$run: $passed cases pass" [ "$passed" -ge "$least" ]
	grep -A 1 ' skip$' "$scratch/$run" | grep '^    ' |
		grep -v 'no table for 16-bit tags$' >"$scratch/output"
	expect_true "$run: nothing else than 16-bit tags is skipped" [ ! -s "$scratch/output" ]
done <<END
switch 36
connectx 6
connectx-8 8
END

# within NUMBER LEAST MOST
within() {
	[ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

# bounds NAME WAY LEAST MOST: clocks of an effect. A line of 16 bytes takes one clock or
# two, as its read and the write of another can share a clock; half a line takes one.
bounds() {
	b_clocks=$(awk -v name="$1" -v way="$2" '
		/clocks$/ { found = $1 == name }
		found && index($0, way) { print $NF; exit }' "$scratch/switch")
	expect_true "$1, $2: $b_clocks clocks" within "${b_clocks:-0}" "$3" "$4"
}
bounds effect/reduction 'tagged write' 1024 2048
bounds effect/reduction 'second pass' 2048 5120
bounds effect/conversion 'tagged write' 512 1024
bounds effect/conversion 'second pass' 1536 3072
cp "$scratch/switch" "$scratch/output"
expect_true "the build of the RTL is said" \
	grep -qE '^  clocks of the device, build 0x[0-9a-f]{8}$' "$scratch/switch"

# The place of the registers, then cases whose TLPs do not depend on the time
cat >"$scratch/each" <<'END'
for device in /sys/bus/pci/devices/*; do
	[ "$(cat $device/device)" != 0x7411 ] || head -n 1 $device/resource
done
for case in op untagged ph width completer unknown two-dmabufs change importer required; do
	tph-demo --path=peer --only=$case || exit
done
END

# requests FILE [--rtl]: memory requests and completions at the accelerator, in their
# order, without Transaction IDs. Left out are requests of configuration space, whose
# number depends on the time, and the data of CAPS, CYCLES and BUILD.
requests() {
	# shellcheck disable=SC2086
	"$top/vm/run" ${2-} --topology "$topology" --capture "$scratch/capture" \
		--log "$scratch/log" --add "$build/guest/demo/tph-demo" --add "$scratch/each" -- \
		sh /bin/each </dev/null >"$scratch/output" 2>&1 || return
	regs=$(sed -n 's/^0x0*\([0-9a-f]*\)000 .*/\1/p;/^0x/q' "$scratch/output")
	"$tph" dump -x "$scratch/capture" link=dn0 2>/dev/null | awk -v regs="${regs%??}" '
		function tag(    i) {
			for (i = 1; i < NF && $i != "tag"; i++) ;
			return $(i + 1)
		}
		/ Cfg/ { config[tag()] = 1; next }
		/ MRd/ { hidden = $0 ~ "0x" regs "00(008|080|084|088) 1 DW" }
		/ Cpl/ && tag() in config { delete config[tag()]; next }
		/ CplD/ && hidden { sub(/ data .*/, ""); masked++ }
		{ sub(/^ *[0-9]+ +[0-9.]+ +/, ""); sub(/ tag 0x[0-9a-f]+/, ""); print }
		END { print masked + 0, "registers of the model are left out" }' >"$1"
}

requests "$scratch/c" && requests "$scratch/rtl" --rtl
expect_true "the guest runs" [ $? -eq 0 ]
n=$(grep -c MWr "$scratch/rtl")
expect_true "writes: $n" [ "$n" -gt 10000 ]
n=$(sed -n 's/ registers of the model.*//p' "$scratch/rtl")
expect_true "completions without their data: $n" within "$n" 1 100
diff "$scratch/c" "$scratch/rtl" 2>&1 | head -20 >"$scratch/output"
expect_true "the same $(wc -l <"$scratch/rtl") TLPs" cmp -s "$scratch/c" "$scratch/rtl"
finish

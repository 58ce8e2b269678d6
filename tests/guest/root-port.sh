#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Prerequisites for tags of host memory: root ports that are TPH completers, and the
# firmware's table of tags.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"

# Prints the root port's line before and after, and ACPI's messages
cat >"$scratch/look" <<'END'
completer() {
	lspci -vv -d 1b36:000c | sed -n "s/.*\(TPHComp[-+] ExtTPHComp[-+]\).*/$1 \1/p"
}
completer before
insmod /lib/modules/qemu_ports.ko completer=4
insmod /lib/modules/qemu_ports.ko "$@" || exit
completer after
dmesg | grep -c 'ACPI.*\(Error\|AE_\)' | sed 's/^/ACPI errors /'
ls /sys/firmware/acpi/tables | sed -n 's/^SSDT.*/table &/p'
END

# look NAME PATTERN ARGUMENT...
look() {
	l_name=$1 l_pattern=$2
	shift 2
	expect "$l_name" 0 "$l_pattern" "$top/vm/run" --acpi "$top/vm/cpu-tags.asl" \
		--add "$scratch/look" -- sh /bin/look "$@"
}

look "Extended TPH" '^after TPHComp\+ ExtTPHComp\+' completer=3
expect_true "QEMU's own root port has no TPH" \
	grep -q '^before TPHComp- ExtTPHComp-' "$scratch/output"
expect_true "no complaint of ACPI" grep -q '^ACPI errors 0' "$scratch/output"
expect_true "the table is present" grep -q '^table SSDT' "$scratch/output"
expect_true "an unknown type" grep -q 'qemu_ports.*Invalid argument' "$scratch/output"
look "TPH with 8 bits" '^after TPHComp\+ ExtTPHComp-' completer=1

echo 'DefinitionBlock (' >"$scratch/bad.asl"
expect "vm/run: a table that does not compile" 126 'cannot compile the ACPI table' \
	"$top/vm/run" --acpi "$scratch/bad.asl" -- true
expect "vm/run: a table that does not exist" 126 'cannot read the ACPI table' \
	"$top/vm/run" --acpi /nonexistent -- true
finish

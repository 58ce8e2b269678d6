#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph ls on the dump of vm/topology/switch.conf: an accelerator at 03:00.0, which completes
# both widths, and a DMA engine at 04:00.0 with 64 entries of its ST table, below a switch
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
hostlib=$golden

awk -f "$hostlib/expand.awk" "$hostlib/switch.hex" >"$dir/switch.hex"
run 0 "$tph" ls -F "$dir/switch.hex"
# Names depend on the machine's list of IDs
sed -i '2,$ s/  *[^ ]* [^ ]*$//' "$dir/out"
same "the table" "$dir/out" <<'END'
Function      Requester  Control       Table  Completer  Prefixes  Driver  Name
0000:03:00.0  -          -             -      8 16       4         ?
0000:04:00.0  8 16       8 16 DevSpec  64     -          4         ?
END
same "no remarks" "$dir/err" </dev/null

run 0 "$tph" ls -t -F "$dir/switch.hex"
sed -i 's/ #.*//' "$dir/out"
same "the tree" "$dir/out" <<'END'
0000:00:03.0 Root Port
  0000:01:00.0 Upstream Port
    0000:02:00.0 Downstream Port
      0000:03:00.0 Endpoint, completes 8 16
    0000:02:01.0 Downstream Port
      0000:04:00.0 Endpoint, sends 8 16
END

# selects FUNCTIONS CONDITION...
selects() {
	functions=$1
	shift
	run 0 "$tph" ls -a -F "$dir/switch.hex" "$@"
	found=$(sed -n 's/^\(0000:[^ ]*\) .*/\1/p' "$dir/out" | paste -sd ' ')
	[ "$found" = "$functions" ] || {
		echo "$*: \"$found\", not \"$functions\""
		failed=1
	}
}
selects '0000:03:00.0 0000:04:00.0' role=requester,completer
selects '0000:04:00.0' role=requester
selects '0000:03:00.0' role=completer
selects '0000:03:00.0' DevCap2.TPHComp=3
selects '0000:03:00.0 0000:04:00.0' bdf=03:00,0000:04
selects '0000:03:00.0' bdf=03:00,04:00 TPHCtl.Requester=none
selects '0000:00:03.0 0000:01:00.0 0000:02:00.0 0000:02:01.0' role=port
selects '0000:02:00.0 0000:02:01.0' role=port 'bdf!=0000:00,0000:01'
selects '0000:04:00.0' vendor=1234 device=7412
# Not known, so neither holds
selects '' driver=vfio-pci
selects '' 'driver!=vfio-pci'
says 'none of 10 functions is selected' "$dir/err"

run 0 "$tph" ls -v -F "$dir/switch.hex" bdf=04:00.0
grep -E 'TPHC|DevCap2|IOMMU' "$dir/out" >"$dir/some"
same "registers" "$dir/some" <<'END'
    Place: below 0000:02:01.0, IOMMU group? (not in the text), NUMA node? (not in the text)
    DevCap2: TPHComp none 10BitTagComp- 10BitTagReq- EETLPPrefix+ MaxEETLPPrefixes 4
    TPHCap: NoST+ IntVec- DevSpec+ Ext+ Table capability Size 64
    TPHCtl: Mode DevSpec Requester 8 16
END
run 0 "$tph" ls --json -F "$dir/switch.hex" bdf=04:00.0
says '"TPHCtl":{"Mode":2,"Requester":3}' "$dir/out"
says '"driver":{"unknown":"not in the text"}' "$dir/out"
says '"parent":"0000:02:01.0"' "$dir/out"

# 64 bytes: place and IDs only; 256 bytes: no extended capability
awk '/^[0-9a-f]+: / && length($1) > 3 { next } 1' "$dir/switch.hex" >"$dir/256"
run 0 "$tph" ls -v -F "$dir/256" bdf=04:00.0
says 'DevCap2: TPHComp none' "$dir/out"
says 'TPHCap: NoST? IntVec? DevSpec? Ext? Table? Size? (not in the dump)' "$dir/out"
awk '/^[0-9a-f]+: / && $1 >= "40:" { next } 1' "$dir/256" >"$dir/64"
run 0 "$tph" ls -t -F "$dir/64" bdf=04:00.0
sed -i 's/ #.*//' "$dir/out"
same "a tree of 64 bytes" "$dir/out" <<'END'
0000:00:03.0 Root Port?, sends ?, completes ?
  0000:01:00.0 Upstream Port?, sends ?, completes ?
    0000:02:01.0 Downstream Port?, sends ?, completes ?
      0000:04:00.0, sends ?, completes ?
END

# A gap, a malformed row, a row without a function
{
	echo '00: 00 01'
	sed '/^0000:04:00.0/,$ { /^10: /d; }; /^0000:01:00.0/,/^$/ s/^20: .*/& zz/' "$dir/switch.hex"
} >"$dir/damaged"
run 0 "$tph" ls -a -F "$dir/damaged"
says 'line 1: row without a function, left out' "$dir/err"
says 'malformed row, left out' "$dir/err"
says 'rows are missing before this one; the rest of the function is left out' "$dir/err"
says '0000:04:00.0  ?' "$dir/out"

run 2 "$tph" ls -F "$dir/none"
says "$dir/none: No such file" "$dir/err"
run 2 "$tph" ls -F "$dir"
says 'not a regular file' "$dir/err"
echo text >"$dir/text"
run 2 "$tph" ls -F "$dir/text"
says 'no PCI function in it' "$dir/err"
run 2 "$tph" ls -F "$dir/switch.hex" colour=red
says 'there is no field "colour"; see tph ls --fields' "$dir/err"
run 2 "$tph" ls -F "$dir/switch.hex" role
says 'expected FIELD=VALUE' "$dir/err"
run 2 "$tph" ls -t -v
run 0 "$tph" ls --fields
says 'DevCtl2.EETLPPrefixBlk number' "$dir/out"

# Through standard input
"$tph" ls -F - <"$dir/switch.hex" >"$dir/piped" || failed=1
"$tph" ls -F "$dir/switch.hex" >"$dir/out"
same "standard input" "$dir/piped" <"$dir/out"
exit "$failed"

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Examples that need no device, and a test for each example. The bytes are laid out
# by hand from PCIe Base r5 sec 2.2, the digest is zlib's CRC-32 of them with Type[0]
# and EP set (sec 2.7.1).
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}

cat >"$scratch/wanted" <<'END'
90120000 60018002 010034ff 00000012 34567ffe 11223344 55667788 3a92259a
MWr64 01:00.0 > 0x1234567ffc 2 DW BE f/f TH+ PH 2 ST 0x1234 ECRC 0x3a92259a
digest good
breaks crosses-4k: malformed if checked (sec 2.2.7)
END
"$build/examples/codec" 2>&1 | diff "$scratch/wanted" - >"$scratch/output"
expect_true "codec" [ ! -s "$scratch/output" ]

# MWr32 of 1 DW with TH and ST 0x5a, MRd32, then the write with ST 0x5b
printf '%s\n' '40010001 01005a0f fe800002 11223344' '00000001 0100070f fe800000' >"$scratch/good"
{ cat "$scratch/good"; echo '40010001 01005b0f fe800002 11223344'; } >"$scratch/bad"
expect "capture, rules kept" 0 'all writes have ST 0x5a' "$build/examples/capture" "$scratch/good"
expect "capture, a rule broken" 1 'packet 3 at line 3' "$build/examples/capture" "$scratch/bad"

(cd "$top/examples" && ls -- *.c) | sed 's/\.c$//' >"$scratch/examples"
while read -r name; do
	grep -qE "\bran '?$name\b|examples/$name\b" "$top"/tests/guest/*.sh "$top"/tests/host/*.sh ||
		echo "$name"
done <"$scratch/examples" >"$scratch/output"
expect_true "a test runs each of $(wc -l <"$scratch/examples") examples" [ ! -s "$scratch/output" ]
finish

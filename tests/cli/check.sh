#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph check: exit status, messages
# shellcheck disable=SC2016 # names are for tph to replace
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# Only TLPs that decode
awk '/^[a-z0-9-]+:/ { entry = $0 } /^\t/ && !/^\terror/ { print entry; print }' \
	"$golden" >"$dir/good.txt"
capture=$dir/good.pcapng
"$make_capture" "$dir/good.txt" "$capture" || exit 1
"$make_capture" "$golden" "$dir/all.pcapng" || exit 1
tlps=$(grep -c "^$(printf '\t')" "$dir/good.txt")
bad=$(grep -c "^$(printf '\t')error" "$golden")

cat >"$dir/kept" <<'RULES'
# 256 bytes with an 8-bit tag, seen on both links
type=MWr addr=0xfedc1000 length=64 : count=1 th=1 ph=2 st=0x5a width=8 total=256
type=MWr addr=0x1234567800 length=64 st=0x1234 : count=1 width=16 link=up dir=down
type=MRd th=1 tag=0x17,0x1a : requester=01:00.0 ph=2 first_be=15
type=MRd st=0x34 : count=0
RULES
run 0 "$tph" check "$capture" "$dir/kept"
echo "4 rules hold for $tlps TLPs" | same "success" "$dir/out"

# Names for values, lists, negations; -v shows rules that hold
cat >"$dir/named" <<'RULES'
let base = 0xfedc1000
let bar = $base+0x100 # 256 bytes
let nic=01:00.0,01:00.1
type=MWr addr=$bar length=64 : count=1 st=0x5a,0x5b
requester=$nic type!=MWr,MRd th=1 : requester!=02:* st!=0x77
RULES
run 0 "$tph" check -v "$capture" "$dir/named"
says 'line 4 holds: type=MWr addr=$bar length=64 : count=1 st=0x5a,0x5b' "$dir/out"
says '  TLPs: 1, bytes: 256' "$dir/out"
says 'line 5 holds: requester=$nic type!=MWr,MRd th=1 : requester!=02:* st!=0x77' "$dir/out"
says "2 rules hold for $tlps TLPs" "$dir/out"

# Spans: -v shows them, and one that never begins is a failure
cat >"$dir/spans" <<'RULES'
span later from type=MWr addr=0xfedc1000 length=64
in=later type=MWr addr=0xfedc1000 length=64 : count=0
in!=later type=MWr addr=0xfedc1000 length=64 : count=1
RULES
run 0 "$tph" check -v "$capture" "$dir/spans"
says 'line 1 begins: span later from type=MWr addr=0xfedc1000 length=64' "$dir/out"
says '  times: 1' "$dir/out"
echo 'span never from type=MWr addr=0x1' >>"$dir/spans"
run 1 "$tph" check "$capture" "$dir/spans"
echo 'line 4 never begins: span never from type=MWr addr=0x1' | same "never" "$dir/out"
run 1 "$tph" check --json "$capture" "$dir/spans"
says '"span":"span never from type=MWr addr=0x1"' "$dir/out"
says '"begun":0' "$dir/out"

# The rules of the manual are valid, but do not hold for this capture
sed -n '/^\.Sh EXAMPLES/,$p' "$(dirname "$0")/../../man/tph-check.1" | grep -v '^\.' |
	grep -E '^#|=' >"$dir/manual"
run 1 "$tph" check "$capture" "$dir/manual"
says 'does not hold: $to_acc requester=$dma type=MWr' "$dir/out"

# One changed by one
sed 's/st=0x5a/st=0x5b/' "$dir/kept" >"$dir/broken"
run 1 "$tph" check "$capture" "$dir/broken"
same "failure" "$dir/out" <<'TEXT'
line 2 does not hold: type=MWr addr=0xfedc1000 length=64 : count=1 th=1 ph=2 st=0x5b width=8 total=256
  packet 1 at byte 124 (up v 0.000000000) is not st=0x5b:
    MWr32 01:00.0 > 0xfedc1000 64 DW BE f/f TH+ PH 2 ST 0x5a
TEXT

# Other requesters may not tag
echo 'else type=MWr : th=0' >>"$dir/kept"
run 1 "$tph" check "$capture" "$dir/kept"
says "line 6 does not hold: else type=MWr : th=0" "$dir/out"
says "packet 2 at byte 436 (dn0 ^ 0.000001000) is not th=0:" "$dir/out"
says "    MWr64 01:00.0 > 0x1234567800 64 DW" "$dir/out"

run 1 "$tph" check --json "$capture" "$dir/kept"
says '"holds":false' "$dir/out"
says '"rule":"else type=MWr : th=0"' "$dir/out"
says '"is_not":"th=0"' "$dir/out"
says '"where":"packet 2 at byte 436 (dn0 ^ 0.000001000)"' "$dir/out"

# A packet that is not a TLP breaks every rule
echo 'type=MWr : count=1..' >"$dir/loose"
run 0 "$tph" check "$capture" "$dir/loose"
run 1 "$tph" check "$dir/all.pcapng" "$dir/loose"
says "$bad packets are not TLPs" "$dir/out"
says "  packet $((tlps + 1)) at byte " "$dir/out"
says ": it ends early" "$dir/out"
run 1 "$tph" check --json "$dir/all.pcapng" "$dir/loose"
says "\"malformed\":$bad," "$dir/out"

# Bad input
printf 'type=MWr : th=1\n\ntype=MWrr : th=1\n' >"$dir/wrong"
run 2 "$tph" check "$capture" "$dir/wrong"
says "tph check: $dir/wrong:3: type=MWrr is not one of MRd" "$dir/err"
echo '# nothing' >"$dir/empty"
run 2 "$tph" check "$capture" "$dir/empty"
says "$dir/empty: no rules in this file" "$dir/err"
run 2 "$tph" check "$capture" - # standard input is empty
run 2 "$tph" check "$capture" "$dir/none"
run 2 "$tph" check "$dir/none" "$dir/loose"
run 2 "$tph" check "$tph" "$dir/loose"
head -c 600 "$capture" >"$dir/cut"
run 1 "$tph" check "$dir/cut" "$dir/loose"
says "the capture is damaged at 1 place" "$dir/out"
says "  byte 436 (- - -): the file ends in a block" "$dir/out"
# A NUL byte would hide the rest of its line
printf 'type=MWr : \000th=1\n' >"$dir/nul"
run 2 "$tph" check "$capture" "$dir/nul"
says "$dir/nul:1: a NUL byte" "$dir/err"
# Rules and names are bounded, and so is the memory for them
awk 'BEGIN { for (i = 0; i <= 10000; i++) print "type=MWr : th=1" }' >"$dir/many"
run 2 "$tph" check "$capture" "$dir/many"
says "$dir/many:10001: more than 10000 rules" "$dir/err"
awk 'BEGIN { for (i = 0; i <= 10000; i++) print "let n" i " = 1" }' >"$dir/many"
run 2 "$tph" check "$capture" "$dir/many"
says "$dir/many:10001: more than 10000 names" "$dir/err"
run 2 "$tph" check "$capture" "$dir"
says "$dir: cannot be read: Is a directory" "$dir/err"
run 2 "$tph" check "$capture"
run 2 "$tph" check
run 0 "$tph" check --help
exit "$failed"

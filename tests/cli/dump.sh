#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph dump prints the golden file's text for all inputs and formats
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

capture=$dir/golden.pcapng
"$make_capture" "$golden" "$capture" || exit 1

# Expected output of dump, from the golden file: 1 us apart, links in turns
expected() {
	awk '/^\t/ {
		sub(/^\t/, "")
		if (sub(/^error.*/, "malformed:")) { }
		printf "%6d 0.%09d %-8s %s %s\n", n + 1, n * 1000,
			n % 2 ? "dn0" : "up", n % 2 ? "^" : "v", $0
		n++
	}' "${1:-$golden}"
}

# lines FILE: the text of each packet, without number, time, link, direction
lines() {
	cut -c 31- "$1"
}

run 1 "$tph" dump "$capture"
sed -i 's/malformed: .*/malformed:/; s/ # .*//' "$dir/out"
expected | same "text" "$dir/out"
all=$(grep -c "^$(printf '\t')" "$golden")
bad=$(grep -c "^$(printf '\t')error" "$golden")
says "$bad of $all packets are malformed" "$dir/err"

# The same from a pipe
"$tph" dump - <"$capture" 2>/dev/null | sed 's/malformed: .*/malformed:/; s/ # .*//' >"$dir/piped"
expected | same "text from a pipe" "$dir/piped"

# Colour is for terminals
grep -q "$(printf '\033')" "$dir/out" && { echo "colour in a file"; failed=1; }

# JSON: one object a line, keys of the first and of a malformed packet
run 1 "$tph" dump --json "$capture"
[ "$(wc -l <"$dir/out")" -eq "$all" ] || { echo "not a line each"; failed=1; }
head -n 1 "$dir/out" >"$dir/first"
same "JSON" "$dir/first" <<'JSON'
{"number":1,"offset":124,"time_ns":1700000000000000000,"dir":"down","link":"up","type":"MWr","flit":false,"requester":"01:00.0","addr":"0xfedc1000","addr_width":32,"length":64,"bytes":256,"first_be":15,"last_be":15,"th":true,"ph":2,"st":90,"width":8,"tc":0,"ido":false,"ro":false,"no_snoop":false,"at":0,"ln":false,"ep":false,"td":false,"reserved":"0x0"}
JSON
says '"st":4660,"width":16' "$dir/out"
says '"prefixes":["0x90120000"]' "$dir/out"
says '"status":"UR"' "$dir/out"
says '"malformed":"bytes follow its end"' "$dir/out"

# Filters; malformed packets are counted whether selected or not
run 1 "$tph" dump "$capture" type=mrd64 st=0x5a,0x1234
lines "$dir/out" >"$dir/lines"
same "a filter" "$dir/lines" <<'TEXT'
MRd64 01:00.0 tag 0x17 > 0x1234567800 16 DW BE f/f TH+ PH 2 ST 0x5a
MRd64 01:00.0 tag 0x17 > 0x1234567800 16 DW BE f/f TH+ PH 2 ST 0x1234
TEXT
says "$bad of $all packets are malformed" "$dir/err"
run 0 "$tph" dump -n 1 "$capture" time=0.000005..0.000006 link=dn0
same "a time" "$dir/out" <<'TEXT'
     6 0.000005000 dn0      ^ MWr32 00:00.0 > 0xfee00000 1 DW BE f/0 TH+ PH 1 ST 0xff
TEXT
run 1 "$tph" dump "$capture" number=13,25
lines "$dir/out" >"$dir/lines"
same "digests" "$dir/lines" <<'TEXT'
MWr32 01:00.0 tag 0x07 > 0xfedc1000 1 DW BE f/0 TH- ECRC 0x705ad306
MRd64 01:00.0 tag 0x2a5 > 0x1234567800 1 DW BE f/0 TH- ECRC 0xdeadbeef # ECRC bad
TEXT
says "packets have a wrong ECRC" "$dir/err"
run 1 "$tph" dump "$capture" ecrc_ok=1 type=MWr32
lines "$dir/out" >"$dir/lines"
same "good digests" "$dir/lines" <<'TEXT'
MWr32 01:00.0 tag 0x07 > 0xfedc1000 1 DW BE f/0 TH- ECRC 0x705ad306
TEXT

# Rules that TLPs break are named
run 1 "$tph" dump --text "$capture" rules=crosses-4k
says "# ! crosses-4k" "$dir/out"
run 1 "$tph" dump -v "$capture" rules=ln-withdrawn
says "	Broken: ln-withdrawn (sec 6.21, remark): LN is withdrawn" "$dir/out"
run 1 "$tph" dump --json "$capture" rules=truncated
[ "$(wc -l <"$dir/out")" -eq "$(grep -c '"rules":\["truncated"\]' "$dir/out")" ] || failed=1
says '"malformed":"it ends early","captured":' "$dir/out"
says "packets break rules of the specification" "$dir/err"

# With the payload
run 1 "$tph" dump --text -x "$capture" number=12,13,21,22
same "payload" "$dir/out" <<'TEXT'
MWr32 01:00.0 tag 0x07 > 0xfedc1000 1 DW BE f/0 TH- data 11223344
MWr32 01:00.0 tag 0x07 > 0xfedc1000 1 DW BE f/0 TH- ECRC 0x705ad306 data 11223344
MWr32 01:00.0 > 0xfedc1000 1 DW BE f/0 TH+ PH 0 ST 0x5507 prefix 0x90550001 data 11223344
MRd64 01:00.0 tag 0x17 > 0x1234567800 16 DW BE f/f TH+ PH 2 ST 0x5a
TEXT
run 1 "$tph" dump --json -x "$capture" number=13
says '"ecrc":"0x705ad306"' "$dir/out"
says '"ecrc_ok":true' "$dir/out"
says '"payload":"11223344"' "$dir/out"

# Each field explained
run 0 "$tph" dump -n 1 -vx "$capture" number=4
same "-v" "$dir/out" <<'TEXT'
     4 0.000003000 dn0      ^ MWr64 01:00.0 > 0x1234567800 2 DW BE f/f TH+ PH 2 ST 0x1234 ECRC 0x90308911
	Packet: packet 4 at byte 1072, 32 bytes, 2023-11-14 22:13:20.000003000 UTC
	Header: 90120000 60018002 010034ff 00000012 34567802
	Type: MWr (memory write), posted, non-flit framing
	IDs: Requester 01:00.0 Tag absent (the ST is in its place)
	Address: 0x0000001234567800-0x0000001234567807, AT 0 (untranslated)
	Amount: 2 DW, 8 bytes, enables first 1111 last 1111
	Hints: TH+ PH 2 (target) ST 0x1234 (4660), 16 bits, in the place of the tag and a prefix
	Attributes: TC 0, IDO- RO- NoSnoop- EP- TD+ LN-
	Prefixes: 0x90120000 (Extended TPH, End-End)
	Trailer: ECRC 0x90308911, ok
	  1234567800  00 01 02 03 04 05 06 07                           |........|
TEXT

# Flit-mode TLPs under a link type of non-flit mode
flit=${golden%.txt}-flit.txt
"$make_capture" "$flit" "$dir/flit.pcapng" || exit 1
"$tph" dump --flit "$dir/flit.pcapng" 2>/dev/null |
	sed 's/malformed: .*/malformed:/; s/ # .*//' >"$dir/out"
expected "$flit" | same "flit mode" "$dir/out"

# A truncated file: complete packets are printed, then the place
head -c 600 "$capture" >"$dir/cut"
run 1 "$tph" dump "$dir/cut"
expected | head -n 1 >"$dir/first"
head -n 1 "$dir/out" | same "cut file" "$dir/first"
says "damaged at byte 436: the file ends in a block" "$dir/out"
says "damaged at 1 place" "$dir/err"

"$tph" dump "$dir/cut" >"$dir/both" 2>&1
tail -n 1 "$dir/both" >"$dir/last"
says "tph dump: $dir/cut: damaged at 1 place" "$dir/last"

run 2 "$tph" dump "$tph"
says "neither pcapng, pcap, VCD, CSV nor text" "$dir/err"

# Text: hex of any spacing and header logs, errors by line
cat >"$dir/text" <<'END'
[    1.5] pcieport 0000:00:1c.5:   TLP Header: 0x40000001 0x0100050f 0xfedc1000 0x00000000
00 00 00 01  01 00 05 0f  fe dc 10 00
0x00000001, 0x0100050f, 0xfedc1000, 0xff
END
run 1 "$tph" dump "$dir/text"
says "0000:00:1c.5 - MWr32 01:00.0 tag 0x05 > 0xfedc1000 1 DW BE f/0 TH- # 4 bytes not captured" "$dir/out"
says "damaged at line 3: bytes follow the end of the TLP" "$dir/out"
[ "$(grep -c 'MRd32 01:00.0 tag 0x05 > 0xfedc1000 1 DW BE f/0 TH-' "$dir/out")" -eq 2 ] ||
	{ echo "reads in hex are missing"; failed=1; }
run 1 "$tph" dump "$golden"
says "this text contains no TLP" "$dir/out"
run 2 "$tph" dump "$dir/none"
says "$dir/none: No such file" "$dir/err"
run 2 "$tph" dump
run 2 "$tph" dump "$capture" "$capture"
says "\"$capture\" is not FIELD=VALUE" "$dir/err"
run 2 "$tph" dump "$capture" st=x
says "tph dump: st=x is not a number or a range" "$dir/err"
run 2 "$tph" dump -n 0 "$capture"
run 2 "$tph" dump -n 1..2 "$capture"
run 2 "$tph" dump --nonsense "$capture"
says "tph dump: unrecognized option" "$dir/err"
run 0 "$tph" dump --help

# Many lines: more than are written at once
awk 'BEGIN {
	for (i = 0; i < 4000; i++)
		printf "00000001 0100%02x0f %08x\n", i % 256, 4096 * i
}' >"$dir/many"
run 0 "$tph" dump "$dir/many"
awk 'BEGIN {
	for (i = 0; i < 4000; i++)
		printf "%6d - -        - MRd32 01:00.0 tag 0x%02x > 0x%08x 1 DW BE f/0 TH-\n",
			i + 1, i % 256, 4096 * i
}' | same "many lines" "$dir/out"

# ends_a_line FILE: its last byte is a newline
ends_a_line() {
	[ "$(tail -c 1 "$1" | od -An -c | tr -d ' ')" = '\n' ]
}

# A pipe: packets are printed before the rest arrives, in one write or in several
mkfifo "$dir/in"
for form in "" -v --json; do
	# shellcheck disable=SC2086
	"$tph" dump $form - <"$dir/in" >"$dir/live" 2>/dev/null &
	pid=$!
	exec 4>"$dir/in"
	head -c 600 "$capture" >&4
	n=0
	until ends_a_line "$dir/live" || [ $n -eq 500 ]; do
		n=$((n + 1))
		sleep 0.02
	done
	ends_a_line "$dir/live" ||
		{ echo "no line comes out of a pipe that is open, dump $form"; failed=1; }
	tail -c +601 "$capture" >&4
	exec 4>&-
	wait $pid
	# shellcheck disable=SC2086
	"$tph" dump $form "$capture" 2>/dev/null | same "the pipe, dump $form" "$dir/live"
done

# A reader may leave without an error message
for file in "$capture" "$dir/many"; do
	"$tph" dump "$file" 2>"$dir/err" | head -n 1 >"$dir/out"
	grep -E "pipe|standard output" "$dir/err" && failed=1
done
"$tph" dump "$capture" 2>/dev/null | head -n 1 >"$dir/out"
expected | head -n 1 | same "head" "$dir/out"

# Lost output is an error, at the first write and at the last
if [ -w /dev/full ]; then
	for file in "$capture" "$dir/many"; do
		"$tph" dump "$file" >/dev/full 2>"$dir/err"
		[ $? -eq 2 ] || { echo "full disk not noticed"; failed=1; }
		says "standard output: No space left" "$dir/err"
	done
fi
exit "$failed"

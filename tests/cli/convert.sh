#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph convert: formats, link types, framings, slices, pipes, omitted packets
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
flit_golden=$(dirname "$golden")/tlp-flit.txt

"$make_capture" "$golden" "$dir/golden.pcapng" || exit 1
"$make_capture" "$flit_golden" "$dir/flit.pcapng" || exit 1

# tlps FILE: only the TLPs in it
tlps() {
	"$tph" dump --text "$1" 2>/dev/null | grep -v malformed
}

# packets FILE: links, directions and times too; numbers skip the malformed
packets() {
	"$tph" dump --json "$1" 2>/dev/null | grep -v '"malformed"' |
		sed 's/"number":[0-9]*,"offset":[0-9]*,//'
}

first_bad=$(awk '/^\t/ { n++ } /^\terror/ { print n; exit }' "$golden")
bad=$(grep -c "^$(printf '\t')error" "$golden")
all=$(grep -c "^$(printf '\t')" "$golden")

# The same again
run 1 "$tph" convert -w "$dir/copy.pcapng" "$dir/golden.pcapng"
says "$bad of $all packets are malformed" "$dir/err"
grep -qE "golden.pcapng: packet $first_bad at byte [0-9]+: it ends early\$" "$dir/err" ||
	{ echo "packet $first_bad is not named"; failed=1; }
says "further ones are not shown" "$dir/err"
packets "$dir/copy.pcapng" >"$dir/packets"
packets "$dir/golden.pcapng" | same "pcapng" "$dir/packets"
run 0 "$tph" convert -w "$dir/again.pcapng" "$dir/copy.pcapng"
cmp "$dir/again.pcapng" "$dir/copy.pcapng" || failed=1

# Other formats and link types hold the same TLPs; the last pcapng their links too
for form in "pcap user0" "pcap user14" "pcap nettlp" "pcapng user2" "pcapng nettlp"; do
	format=${form% *}
	run 0 "$tph" convert -F "$format" -l "${form#* }" -w "$dir/other" "$dir/copy.pcapng"
	tlps "$dir/copy.pcapng" >"$dir/tlps"
	tlps "$dir/other" | same "$form" "$dir/tlps"
	packets "$dir/other" | grep -o '"time_ns":[0-9]*' >"$dir/times"
	packets "$dir/copy.pcapng" | grep -o '"time_ns":[0-9]*' | same "times of $form" "$dir/times"
done
packets "$dir/other" | grep -o '"link":"[^"]*"' >"$dir/links"
packets "$dir/copy.pcapng" | grep -o '"link":"[^"]*"' | same "links" "$dir/links"
run 0 "$tph" convert -F hex "$dir/copy.pcapng"
cp "$dir/out" "$dir/copy.hex"
tlps "$dir/copy.hex" | same "hex" "$dir/tlps"
[ "$(wc -l <"$dir/copy.hex")" -eq $((all - bad)) ] || { echo "not a line each"; failed=1; }

# NetTLP: a frame in bytes, checksum by hand: 4500+002e+4011+c000+0201+c000+0202 = 20942,
# with the carry 0944, inverted f6bb
echo '0a000000 03002004 00000500' >"$dir/cpl.txt"
run 0 "$tph" convert -l nettlp -F pcap -w "$dir/cpl.pcap" "$dir/cpl.txt"
od -An -v -tx1 "$dir/cpl.pcap" | tr -d ' \n' >"$dir/bytes"
says "4d3cb2a1020004000000000000000000" "$dir/bytes"
says "02000000000202000000000108004500002e000000004011f6bbc0000201c0000202" "$dir/bytes"
says "30053005001a00000000000000000a0000000300200400000500" "$dir/bytes"

# A frame that is not NetTLP (UDP ports 53) is skipped with a message
cp "$dir/cpl.pcap" "$dir/foreign.pcap"
printf '\000\065\000\065' | dd of="$dir/foreign.pcap" bs=1 seek=74 conv=notrunc 2>/dev/null
run 0 "$tph" dump "$dir/foreign.pcap"
says "foreign.pcap: 1 packet without a TLP skipped" "$dir/err"

# Framings: pairs of the same TLP, written by hand; the posted write loses its tag
cat >"$dir/non-flit" <<'HEX'
44000001 0000050f 030002b0 02010000
0a000000 03002004 00000500
6c010002 0100185a 00000012 34567802 01000000 00000000
20010010 0100175a 00000012 34567802
00000001 01000003 fedc1000
34000000 01000020 00000000 00000000
60010001 0400f00f 000020e0 06000802 11223344
HEX
cat >"$dir/flit" <<'HEX'
44010001 00000005 030002b0 0000000f 02010000
0a010000 03000005 00000004 00000001
6c020002 01000018 00000012 34567800 00005a90 01000000 00000000
20020010 01000017 00000012 34567800 00005a90
03010001 01000000 fedc1000 00000003
34000000 01000020 00000000 00000000
60020001 04000000 000020e0 06000800 0000f090 11223344
HEX
run 0 "$tph" convert -F hex -l user1 "$dir/non-flit"
same "to flit mode" "$dir/out" <"$dir/flit"
sed 's/^60020001 04000000/60020001 040000f0/' "$dir/flit" >"$dir/flit-tag"
run 0 "$tph" convert -F hex -l user0 --flit "$dir/flit-tag"
same "to non-flit framing" "$dir/out" <"$dir/non-flit"

# There and back: all expressible TLPs are the same again, except for the digest and
# the order of prefixes
run 1 "$tph" convert -l user1 -w "$dir/there.pcapng" "$dir/copy.pcapng"
grep -qE 'copy.pcapng: packet 10 at byte [0-9]+: non-flit only: reserved bits$' "$dir/err" ||
	{ echo "packet 10 is not named"; failed=1; }
says "non-flit only: LN" "$dir/err"
says "digests are left out" "$dir/err"
lost=$(sed -n 's/.*: \([0-9]*\) of [0-9]* packets cannot be expressed.*/\1/p' "$dir/err")
run 0 "$tph" convert -l user0 -w "$dir/back.pcapng" "$dir/there.pcapng"
tlps "$dir/back.pcapng" >"$dir/back"
sed 's/ ECRC 0x[0-9a-f]*//; s/ # ECRC .*//; /ST.*PASID 0x00007/s/ prefix 0x91000007//' "$dir/tlps" | diff - "$dir/back" |
	sed -n 's/^[<>]/&/p' >"$dir/differ"
if [ "$(grep -c '^<' "$dir/differ")" != "${lost:-none}" ] || grep -q '^>' "$dir/differ"; then
	echo "TLPs differ after there and back"
	cat "$dir/differ"
	failed=1
fi
run 1 "$tph" convert -l user0 -w "$dir/there.pcapng" "$dir/flit.pcapng"
says "flit mode only: " "$dir/err"
run 0 "$tph" convert -l user1 -w "$dir/back.pcapng" "$dir/there.pcapng"
tlps "$dir/there.pcapng" >"$dir/tlps.there"
[ -s "$dir/tlps.there" ] || { echo "no flit-mode TLP can be expressed"; failed=1; }
run 0 "$tph" convert -l user0 -w "$dir/there2.pcapng" "$dir/back.pcapng"
tlps "$dir/there2.pcapng" | same "flit mode and back" "$dir/tlps.there"

# Truncated TLPs stay truncated, in either framing
echo '  TLP Header: 0x60010040 0x01005aff 0x00000012 0x34567802' >"$dir/log"
for link in user0 user1 nettlp; do
	run 0 "$tph" convert -l $link -w "$dir/log.pcapng" "$dir/log"
	packets "$dir/log.pcapng" >"$dir/out"
	says '"st":90,' "$dir/out"
	says '"missing":256' "$dir/out"
done

# Slices
run 0 "$tph" convert -w "$dir/slice" -n 2 "$dir/copy.pcapng" type=MRd th=1
tlps "$dir/copy.pcapng" | grep '^MRd' | grep 'TH+' | head -n 2 >"$dir/want-slice"
tlps "$dir/slice" | same "slice" "$dir/want-slice"
[ "$(wc -l <"$dir/want-slice")" -eq 2 ] || failed=1
run 0 "$tph" convert -w "$dir/slice" "$dir/copy.pcapng" st=0x7777
run 0 "$tph" dump "$dir/slice"
[ ! -s "$dir/out" ] || { echo "an empty slice is not empty"; failed=1; }
run 0 "$tph" convert -F pcap -w "$dir/slice" "$dir/copy.pcapng" st=0x7777
run 0 "$tph" dump "$dir/slice"

# A damaged file: good packets are kept
head -c 3000 "$dir/copy.pcapng" >"$dir/cut"
run 1 "$tph" convert -w "$dir/kept" "$dir/cut"
says "cut: byte" "$dir/err"
says "damaged at 1 place" "$dir/err"
tlps "$dir/kept" >"$dir/out"
[ -s "$dir/out" ] || { echo "nothing is kept"; failed=1; }
head -n "$(wc -l <"$dir/out")" "$dir/tlps" | same "what is good" "$dir/out"

# A pipe: packets are written before the rest arrives
mkfifo "$dir/in"
"$tph" convert -F hex - <"$dir/in" >"$dir/live" &
pid=$!
exec 4>"$dir/in"
head -c 1400 "$dir/copy.pcapng" >&4
n=0
until [ -s "$dir/live" ] || [ $n -eq 500 ]; do
	n=$((n + 1))
	sleep 0.02
done
[ -s "$dir/live" ] || { echo "nothing comes out of a pipe that is open"; failed=1; }
tail -c +1401 "$dir/copy.pcapng" >&4
exec 4>&-
wait $pid || failed=1
same "the pipe" "$dir/live" <"$dir/copy.hex"

# Wrong arguments, and output that cannot be written
run 2 "$tph" convert
run 2 "$tph" convert --format xml "$dir/copy.pcapng"
says "expected pcapng, pcap, hex or perfetto" "$dir/err"
run 2 "$tph" convert --link user16 "$dir/copy.pcapng"
says "user0 to user15 or nettlp" "$dir/err"
run 2 "$tph" convert --count 0 "$dir/copy.pcapng"
run 2 "$tph" convert -w "$dir/x" "$dir/copy.pcapng" colour=red
run 2 "$tph" convert -w "$dir/x" "$dir/none"
run 2 "$tph" convert -w "$dir/none/x" "$dir/copy.pcapng"
says "none/x: No such file" "$dir/err"
run 2 "$tph" convert -w "$dir/copy.pcapng" "$dir/copy.pcapng"
says "is also the input" "$dir/err"
packets "$dir/copy.pcapng" | grep -q . || { echo "the input is gone"; failed=1; }
if [ -w /dev/full ]; then
	for format in pcapng pcap hex perfetto; do
		run 2 "$tph" convert -F $format -w /dev/full "$dir/copy.pcapng"
		says "/dev/full: No space left" "$dir/err"
	done
fi
exit $failed

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph follow: requests joined with completions. Arguments: those of lib.sh, then
# MAKE-PACKETS
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
make_packets=$4

# packets FILE <SCRIPT
packets() {
	"$make_packets" "$dir/$1" || exit 1
}

# A read in two halves, an error, a reused tag, a misfit, a posted write; a read
# that is not completed, a completion without a request; at the end not a TLP
packets all <<'SCRIPT'
0 a ^ 20000020 010017ff 00000012 34567800
612 a v 4a000010 00000080 01001700 +64
834 a v 4a000010 00000040 01001740 +64
1000 b v 44000001 0000050f 030002b0 02010000
2500 b ^ 0a000000 03002004 00000500
3000 a ^ 00000001 0100050f fedc1000
3100 a v 4a000001 00000004 01000900 00000000
3200 a ^ 00000001 0100060f fedc1000
3300 a ^ 00000001 0100060f fedc2000
4001 a v 4a000001 00000004 01000604 00000000
4100 a ^ 40000001 0100000f fedc1000 11223344
4200 a ^ ffffffff
SCRIPT

run 1 "$tph" follow "$dir/all"
same "text" "$dir/out" <<'TEXT'
     1 0.000000000 a        ^ MRd64 01:00.0 tag 0x17 > 0x1234567800 32 DW BE f/f TH- -> CplD SC 128 B in 2, first 612 ns, last 834 ns
     4 0.000001000 b        v CfgWr0 00:00.0 tag 0x05 > 03:00.0 reg 0x2b0 1 DW BE f/0 -> Cpl UR, 1.50 us
     8 0.000003200 a        ^ MRd32 01:00.0 tag 0x06 > 0xfedc1000 1 DW BE f/0 TH-     -> never completed, its tag was reused
     9 0.000003300 a        ^ MRd32 01:00.0 tag 0x06 > 0xfedc2000 1 DW BE f/0 TH-     -> CplD SC 4 B, 701 ns; misfit in packet 10: lower address does not name the next byte
     6 0.000003000 a        ^ MRd32 01:00.0 tag 0x05 > 0xfedc1000 1 DW BE f/0 TH-     -> never completed
     7 0.000003100 a        v CplD 00:00.0 > 01:00.0 tag 0x09 SC 1 DW bytes 4 lower 0x00 unexpected: no such request

5 requests: 3 completed (1 with an error), 1 never completed, 1 never completed, tag reused
1 request with completions that do not fit
1 unexpected completion
first completion after min 612 ns, median 701 ns, p99 1.50 us, max 1.50 us
last completion after  min 701 ns, median 833 ns, p99 1.50 us, max 1.50 us
TEXT
says "packets are malformed; the first: packet 12 at byte" "$dir/err"

# The same from a pipe
"$tph" follow - <"$dir/all" >"$dir/piped" 2>/dev/null
same "text from a pipe" "$dir/piped" <"$dir/out"

has_completion() {
	grep -q -e "-> CplD" -e '"state":"completed"' "$1"
}

# A pipe: requests are printed before the rest arrives
mkfifo "$dir/in"
for form in "" --json; do
	# shellcheck disable=SC2086
	"$tph" follow $form - <"$dir/in" >"$dir/live" 2>/dev/null &
	pid=$!
	exec 4>"$dir/in"
	head -c 1000 "$dir/all" >&4
	n=0
	until has_completion "$dir/live" || [ $n -eq 500 ]; do
		n=$((n + 1))
		sleep 0.02
	done
	has_completion "$dir/live" ||
		{ echo "nothing comes out of a pipe that is open, follow $form"; failed=1; }
	tail -c +1001 "$dir/all" >&4
	exec 4>&-
	wait $pid
	# shellcheck disable=SC2086
	"$tph" follow $form "$dir/all" 2>/dev/null | same "the pipe, follow $form" "$dir/live"
done

# With completions, and only some requests. Malformed packets always count
run 1 "$tph" follow -v "$dir/all" type=MRd tag=0x17
same "filtered" "$dir/out" <<'TEXT'
     1 0.000000000 a        ^ MRd64 01:00.0 tag 0x17 > 0x1234567800 32 DW BE f/f TH- -> CplD SC 128 B in 2, first 612 ns, last 834 ns
     2 0.000000612 a        v CplD 00:00.0 > 01:00.0 tag 0x17 SC 16 DW bytes 128 lower 0x00
     3 0.000000834 a        v CplD 00:00.0 > 01:00.0 tag 0x17 SC 16 DW bytes 64 lower 0x40

1 request: 1 completed
first completion after min 612 ns, median 612 ns, p99 612 ns, max 612 ns
last completion after  min 834 ns, median 834 ns, p99 834 ns, max 834 ns
TEXT

# Keys of joined requests
run 1 "$tph" follow --json "$dir/all"
sed 's/,"request":.*//; s/,"response":.*//; s/,"latency_[a-z]*_ns":{.*//' "$dir/out" >"$dir/keys"
same "JSON" "$dir/keys" <<'JSON'
{"request_in":1,"response_in":[2,3],"state":"completed","completions":2,"status":"SC","bytes":128,"wanted":128,"latency_first_ns":612,"latency_last_ns":834
{"request_in":4,"response_in":[5],"state":"completed","completions":1,"status":"UR","bytes":0,"wanted":0,"latency_first_ns":1500,"latency_last_ns":1500
{"request_in":8,"response_in":[],"state":"tag_reused","completions":0,"wanted":4
{"request_in":9,"response_in":[10],"state":"completed","completions":1,"status":"SC","bytes":4,"wanted":4,"misfit":"lower_addr","misfit_in":10,"latency_first_ns":701,"latency_last_ns":701
{"request_in":6,"response_in":[],"state":"never_completed","completions":0,"wanted":4
{"response_in":[7],"state":"unexpected"
{"totals":{"unexpected":1,"completed":3,"never_completed":1,"tag_reused":1,"given_up":0,"errors":1,"misfits":1,"early":0
JSON

# The packets in it are the same as in dump
"$tph" dump --json "$dir/all" 2>/dev/null >"$dir/dumped"
run 1 "$tph" follow --json -v "$dir/all"
for number in 1 2 3 4 5 6 7 8 9 10; do
	says "$(sed -n "${number}p" "$dir/dumped")" "$dir/out"
done

# No errors: one transaction on two links, another turned round at a switch, a
# swap, a read of 4096 bytes whose count is 0 on the wire, flit mode
packets good <<'SCRIPT'
0 dn ^ 00000010 0100010f fedc1000
10 up ^ 00000010 0100010f fedc1000
20 up v 4a000010 00000040 01000100 +64
30 dn v 4a000010 00000040 01000100 +64
40 dn ^ 00000010 0100020f fedc1000
50 dn v 00000010 0100020f fedc1000
60 dn ^ 4a000010 00000040 01000200 +64
70 dn v 4a000010 00000040 01000200 +64
80 dn ^ 4d000001 0100030f fedc1000 00000000
90 dn v 4a000001 00000004 01000300 00000000
100 dn ^ 00000000 010004ff fedc1000
110 dn v 4a000000 00000000 01000400 +4096
120 flit ^ 03000010 01002345 fedc1000
130 flit v 4a000010 00002345 01000040 +64
SCRIPT
run 0 "$tph" follow --json "$dir/good"
sed 's/.*"request_in":\([0-9]*\),"response_in":\(\[[^]]*\]\),"state":"\([^"]*\)".*"bytes":\([0-9]*\),"wanted.*latency_last_ns":\([0-9]*\),"request.*/\1 \2 \3 \4 \5/; $d' \
	"$dir/out" >"$dir/keys"
same "what is well" "$dir/keys" <<'TEXT'
2 [3] completed 64 10
1 [4] completed 64 30
6 [7] completed 64 10
5 [8] completed 64 30
9 [10] completed 4 10
11 [12] completed 4096 10
13 [14] completed 64 10
TEXT
run 0 "$tph" follow "$dir/good" type=Swap
says "1 request: 1 completed" "$dir/out"

# A completion before its request, and one whose request the capture lacks
packets early <<'SCRIPT'
0 a v 4a000010 00000080 01000100 +64
10 a v 4a000010 00000040 01000200 +64
20 a ^ 00000020 010001ff fedc1000
30 a ^ 00000010 010002ff fedc1000
40 a v 4a000010 00000040 01000140 +64
50 a v 4a000010 00000040 01000200 +64
SCRIPT
run 1 "$tph" follow "$dir/early"
same "early completions" "$dir/out" <<'TEXT'
     3 0.000000020 a        ^ MRd32 01:00.0 tag 0x01 > 0xfedc1000 32 DW BE f/f TH- -> CplD SC 128 B in 2, 1 before it in the capture
     2 0.000000010 a        v CplD 00:00.0 > 01:00.0 tag 0x02 SC 16 DW bytes 64 lower 0x00 unexpected: no such request
     4 0.000000030 a        ^ MRd32 01:00.0 tag 0x02 > 0xfedc1000 16 DW BE f/f TH- -> CplD SC 64 B, 20 ns

2 requests: 2 completed
1 unexpected completion
1 request with completions before it in the capture
first completion after min 20 ns, median 20 ns, p99 20 ns, max 20 ns
last completion after  min 20 ns, median 20 ns, p99 20 ns, max 20 ns
TEXT
run 1 "$tph" follow --json "$dir/early"
says '{"request_in":3,"response_in":[1,5],"state":"completed","completions":2,"status":"SC","bytes":128,"wanted":128,"early":1,"request"' "$dir/out"

# More outstanding requests than are kept: 65536
awk 'BEGIN {
	for (i = 0; i < 70000; i++)
		printf "%d a ^ 00000001 %04x%02x0f fedc1000\n", i, i / 256, i % 256
}' | packets many
run 1 "$tph" follow "$dir/many"
tail -n 1 "$dir/out" >"$dir/last"
same "many" "$dir/last" <<'TEXT'
70000 requests: 0 completed, 65536 never completed, 4464 given up
TEXT
says "given up, too many outstanding requests" "$dir/out"

# A truncated file, and one that does not exist
head -c 600 "$dir/good" >"$dir/cut"
run 1 "$tph" follow "$dir/cut"
says "tph follow: $dir/cut: damaged at 1 place; the first: byte" "$dir/err"
run 2 "$tph" follow "$dir/none"
run 2 "$tph" follow
run 2 "$tph" follow --nonsense "$dir/all"
run 2 "$tph" follow "$dir/all" nonsense=1
says 'unknown field "nonsense"' "$dir/err"
run 0 "$tph" follow --help
exit "$failed"

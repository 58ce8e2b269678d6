#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph convert --format perfetto: traces compared with tph dump, stat and follow.
# Arguments: those of lib.sh, then MAKE-PACKETS MAKE-TRAFFIC
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
make_packets=$4 make_traffic=$5
support=$(cd "$(dirname "$0")/../support" && pwd)
command -v protoc >/dev/null || { echo "protoc is not installed"; exit 77; }

# decode TRACE: as text in $dir/text
decode() {
	protoc --proto_path="$support" --decode=perfetto.protos.Trace perfetto.proto \
		<"$1" >"$dir/text" 2>"$dir/err" && return
	echo "$1 cannot be decoded"
	cat "$dir/err"
	failed=1
}

# compare STATUS COUNTS CAPTURE [CONDITION]...: convert and compare everything; COUNTS is
# the beginning of the comparison's output
compare() {
	c_status=$1 c_counts=$2 c_capture=$3
	shift 3
	run "$c_status" "$tph" convert -w "$dir/trace.pftrace" "$c_capture" "$@"
	decode "$dir/trace.pftrace"
	run 0 python3 "$support/perfetto.py" "$tph" "$c_capture" "$dir/text" "$@"
	case $(cat "$dir/out") in
	"$c_counts"*) ;;
	*)
		echo "$c_capture $*: not $c_counts, but"
		cat "$dir/out" "$dir/err"
		failed=1
		;;
	esac
}

# short: the events of $dir/text, one on each line, with the names of annotations
short() {
	sed -n '2,/^}/p' "$dir/text" | tr -d ' \n' | sed 's/debug_annotation_names/\n&/g' |
		sed -n 's/.*iid:\([0-9]*\)name:"\([^"]*\)".*/s,name_iid: \1$,\2:,/p' >"$dir/notes"
	sed '1,/^}/d; /trusted_packet_sequence_id: 1$/d; /sequence_flags: 2$/d' "$dir/text" |
		sed -e '/debug_annotations {/,/}/{' -f "$dir/notes" -e '}' | tr -d '\n' | sed '
			s/packet {/\n/g
			s/debug_annotations { *\([a-z_]*:\) *[a-z_]*_value: \("[^"]*"\|[^ ]*\) *}/\1\2/g
			s/  */ /g
			s/$/\n/' | sed 1d
}

# A tagged read and its completion, written by hand: two tracks below their link, a
# flow with the number of the request, a counter, a slice of 612 ns
"$make_packets" "$dir/read" <<'SCRIPT'
1000 a ^ 20010001 0100175a 00000012 34567802
1612 a v 4a000001 00000004 01001700 00000000
SCRIPT
run 0 "$tph" convert -w "$dir/read.pftrace" "$dir/read"
decode "$dir/read.pftrace"
short >"$dir/short"
same "a read" "$dir/short" <<'END'
 track_descriptor { uuid: 1 name: "a" }}
 track_descriptor { uuid: 2 name: "a up" parent_uuid: 1 }}
 timestamp: 1700000000000001000 track_event { number:1 requester:"01:00.0" tag:23 addr:78187493376 length:1 bytes:4 ph:2 st:90 width:8 type: INSTANT name_iid: 1 track_uuid: 2 flow_ids: 1 }}
 track_descriptor { uuid: 3 name: "a up ST 0x5a PH 2" parent_uuid: 1 counter { } }}
 timestamp: 1700000000000001000 track_event { type: COUNTER track_uuid: 3 counter_value: 1 }}
 track_descriptor { uuid: 4 name: "a down" parent_uuid: 1 }}
 timestamp: 1700000000000001612 track_event { number:2 requester:"01:00.0" completer:"00:00.0" tag:23 length:1 bytes:4 status:"SC" byte_count:4 type: INSTANT name_iid: 17 track_uuid: 4 flow_ids: 1 }}
 track_descriptor { uuid: 5 name: "a up outstanding" parent_uuid: 1 }}
 timestamp: 1700000000000001000 track_event { number:1 requester:"01:00.0" tag:23 addr:78187493376 length:1 bytes:4 ph:2 st:90 width:8 type: BEGIN name_iid: 1 track_uuid: 5 }}
 timestamp: 1700000000000001612 track_event { state:"completed" completions:1 completed_bytes:4 completed_status:"SC" type: END track_uuid: 5 }}
END

# The name of the file chooses the format unless an option does
run 0 "$tph" convert --format perfetto "$dir/read"
cmp "$dir/out" "$dir/read.pftrace" || failed=1
run 0 "$tph" convert -w "$dir/not.pftrace" --format hex "$dir/read"
says "20010001 0100175a 00000012 34567802" "$dir/not.pftrace"

# All of a capture: 100 reads in two halves and one without completions, and 100 writes;
# a filter leaves out TLPs, but not the ends of requests
"$make_traffic" "$dir/traffic"
compare 0 "401 TLPs, 0 without a time, 100 slices, 1 points, 100 flows, 3 counters" "$dir/traffic"
compare 0 "50 TLPs, 0 without a time, 50 slices, 0 points, 0 flows, 1 counters" "$dir/traffic" st=0x5a
compare 0 "200 TLPs, 0 without a time, 0 slices, 0 points, 0 flows, 0 counters" "$dir/traffic" type=CplD

# An error, a tag that is used again, a misfit; a completion before its request, one
# without a request, time that runs backwards, a request without a duration
"$make_packets" "$dir/odd" <<'SCRIPT'
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
4300 a v 4a000001 00000004 01000700 00000000
4200 a ^ 00000001 0100070f fedc3000
4500 a ^ 00000001 0100080f fedc3000
4400 a v 4a000001 00000004 01000800 00000000
5000 a ^ 00000001 0100090f fedc3000
5000 a v 4a000001 00000004 01000900 00000000
5000 flit0 ^ 20020010 01000017 00000012 34567800 00005a90
5300 flit0 v 0a010000 00000017 01000004 00000001
SCRIPT
compare 0 "19 TLPs, 0 without a time, 6 slices, 3 points, 7 flows, 2 counters" "$dir/odd"
compare 0 "10 TLPs, 0 without a time, 5 slices, 3 points, 0 flows, 2 counters" "$dir/odd" dir=up

# Each kind of TLP in both framings; malformed ones are left out
for form in "$golden" "$(dirname "$golden")/tlp-flit.txt"; do
	"$make_capture" "$form" "$dir/golden" || exit 1
	bad=$(grep -c "^$(printf '\t')error" "$form")
	all=$(grep -c "^$(printf '\t')" "$form")
	compare 1 "$((all - bad)) TLPs, 0 without a time, " "$dir/golden"
done

# Without times 1 us is one packet. Links without names have numbers, and directions are
# unknown
run 0 "$tph" convert -F hex -w "$dir/hex" "$dir/traffic"
compare 0 "401 TLPs, 401 without a time, 100 slices, 1 points, 100 flows, 3 counters" "$dir/hex"
says 'name: "#0 unknown"' "$dir/text"
run 0 "$tph" convert -w "$dir/zero" "$dir/hex"
compare 0 "401 TLPs, 401 without a time, 100 slices, 1 points, 100 flows, 3 counters" "$dir/zero"

# A packet without a time comes 1 us after the packet before it, and a request has no
# duration if only one of its ends has a time. The messages between are no packets.
cat >"$dir/log" <<'LOG'
[    1.000005] pcieport 0000:00:01.0: AER:   TLP Header: 20000001 010017ff 00000012 34567800
pcieport 0000:00:01.0: AER:   TLP Header: 4a000001 00000004 01001700 00000000
pcieport 0000:00:01.0: AER:   TLP Header: 60000010 01005aff 00000012 34567800
[    1.000002] pcieport 0000:00:01.0: AER:   TLP Header: 60000010 01005aff 00000012 34567800
pcieport 0000:00:01.0: AER:   TLP Header: 60000010 01005aff 00000012 34567800
LOG
run 0 "$tph" convert -w "$dir/log.pftrace" "$dir/log"
decode "$dir/log.pftrace"
short >"$dir/short"
grep -o 'timestamp: [0-9]* .*number:[0-9] .*name_iid: [0-9]*' "$dir/short" |
	sed 's/timestamp: \([0-9]*\) .*\(number:[0-9]\) .*bytes:[0-9]*\(.*\)type: \([A-Z]*\).*/\1 \2\3\4/' >"$dir/times"
same "times" "$dir/times" <<'END'
1000005000 number:1 INSTANT
1000006000 number:2 status:"SC" byte_count:4 time:"unknown: 1 us is one packet" INSTANT
1000005000 number:1 completed_status:"SC" INSTANT
1000007000 number:3 time:"unknown: 1 us is one packet" INSTANT
1000002000 number:4 INSTANT
1000003000 number:5 time:"unknown: 1 us is one packet" INSTANT
END

# There is room for 256 requests at a time; their tracks are used again
awk 'BEGIN {
	for (turn = 0; turn < 2; turn++) {
		for (i = 0; i < 300; i++)
			printf "%d a ^ 00000001 01%02x%02x0f fedc1000\n",
				turn * 10000 + i, i / 250, i % 250
		for (i = 0; i < 300; i++)
			printf "%d a v 4a000001 00000004 01%02x%02x00 00000000\n",
				turn * 10000 + 1000 + i, i / 250, i % 250
	}
}' | "$make_packets" "$dir/many"
run 0 "$tph" convert -w "$dir/many.pftrace" "$dir/many"
decode "$dir/many.pftrace"

# count NUMBER PATTERN: lines of $dir/text
count() {
	n=$(grep -c -e "$2" "$dir/text")
	[ "$n" -eq "$1" ] && return
	echo "$n lines like $2, not $1"
	failed=1
}
count 256 'name: "a up outstanding"'
count 512 'type: BEGIN'
count 512 'type: END'
count 1288 'type: INSTANT' # 1200 TLPs and 88 requests
count 600 'string_value: "completed"'

# ... and for 4096 STs, and for 128 links. Names are plain ASCII.
awk 'BEGIN { for (i = 0; i < 5000; i++) printf "MWr64 01:00.0 > 0x1000 1 DW ST 0x%04x data 00000000\n", i }' |
	"$tph" make -w "$dir/sts" || failed=1
run 0 "$tph" convert -w "$dir/sts.pftrace" "$dir/sts"
decode "$dir/sts.pftrace"
count 4097 'counter {'
count 1 'name: "other STs"'
count 1 'counter_value: 904$'
count 5000 'type: COUNTER'
count 2 'timestamp: 5000000$' # a time of 0 is none: packet 5000 and its counter
for section in $(seq 0 8 128); do
	awk -v s="$section" 'BEGIN { for (i = 0; i < 8; i++) print "0 l\303\274" s + i " ^ 0a000000 03002004 00000500" }' |
		"$make_packets" "$dir/section"
	cat "$dir/section"
done >"$dir/links"
run 0 "$tph" convert -w "$dir/links.pftrace" "$dir/links"
decode "$dir/links.pftrace"
count 129 'name: .* up"'
count 1 'name: "l??127 up"'
count 1 'name: "other links up"'
count 136 'type: INSTANT'

# A part of a capture, and one without packets
run 0 "$tph" convert -n 2 -w "$dir/part.pftrace" "$dir/odd"
decode "$dir/part.pftrace"
count 1 'string_value: "never_completed"'
run 0 "$tph" convert -w "$dir/none.pftrace" "$dir/odd" st=0x7777
decode "$dir/none.pftrace"
count 1 '^packet {'
exit "$failed"

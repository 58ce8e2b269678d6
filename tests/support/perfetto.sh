# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2154
# Sums of a whole trace and of the same capture by tph stat and follow, for captures that
# are too large for perfetto.py. Sourced after cases.sh; $tph is the program.

# trace_pieces: cut the trace on standard input between packets, since protoc keeps all of
# an input in memory: $scratch/piece.N
trace_pieces() {
	python3 - "$scratch/piece" 3<&0 <<'END'
import os, sys
data, at, begin, n = os.fdopen(3, 'rb').read(), 0, 0, 0
while at < len(data):
    length, shift, at = 0, 0, at + 1
    assert data[at - 1] == 0x0a, at
    while True:
        length |= (data[at] & 0x7f) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 0x80:
            break
    at += length
    if at - begin > 1 << 24 or at >= len(data):
        assert at <= len(data)
        open(f'{sys.argv[1]}.{n:04}', 'wb').write(data[begin:at])
        begin, n = at, n + 1
END
}

# trace_sums: sums of the trace in $scratch/piece.*
trace_sums() {
	for piece in "$scratch"/piece.*; do
		protoc --proto_path="$top/tests/support" --decode=perfetto.protos.Trace perfetto.proto \
			<"$piece" || echo "cannot decode $piece"
	done | awk '
	# Times have too many digits for awk
	function low(ns) {
		return substr(ns, length(ns) - 14) + 0
	}

	/^packet/ { type = ""; flow = 0; next }
	/^  timestamp:/ { ns = low($2); next }
	/^    type:/ { type = $2; next }
	/^    uuid:/ { uuid = $2; next }
	/^    name:/ { sub("^ *name: \"", ""); sub("\"$", ""); name[uuid] = $0; next }
	/^    track_uuid:/ { track = $2; next }
	/^    counter_value:/ { last[track] = $2; next }
	/^    flow_ids:/ { flows++; ids += $2; next }
	/^ *[0-9]+:/ || /cannot decode/ { print "wrong:", $0 }
	/^}/ && type == "INSTANT" && name[track] ~ / without duration$/ { points++ }
	/^}/ && type == "INSTANT" && name[track] !~ / without duration$/ { tlps[track]++ }
	/^}/ && type == "BEGIN" { begins++; begin[track] = ns }
	/^}/ && type == "END" { ends++; sum += ns - begin[track] + (ns < begin[track] ? 1e15 : 0) }
	END {
		for (track in tlps)
			print name[track], tlps[track]
		for (track in last) {
			st = name[track]
			sub("^[^ ]* [^ ]* ", "", st)
			sts[st] += last[track]
		}
		for (st in sts)
			print st, sts[st]
		printf "slices %d %d, %.0f ns\n", begins, ends, sum
		printf "flows %d, sum %.0f\n", flows, ids
		print "points", points + 0
	}' | LC_ALL=C sort
}

# wanted_sums CAPTURE: the same sums of tph stat and follow
wanted_sums() {
	"$tph" stat --json --by link,st "$1" 2>/dev/null | python3 -c '
import json, sys
stat = json.load(sys.stdin)
for row in stat["links"]:
    print(row["link"], row["dir"], row["tlps"])
for row in stat["sts"]:
    st = "no ST" if row["st"] is None else "ST 0x%0*x PH %d" % (row["width"] // 4, row["st"], row["ph"])
    print(st, row["tlps"])' >"$scratch/sums"
	"$tph" follow --json "$1" 2>/dev/null | awk '
	match($0, /"request_in":[0-9]+/) {
		flows++
		ids += id = substr($0, RSTART + 13, RLENGTH - 13)
		match($0, /"response_in":\[[0-9,]*\]/)
		responses = substr($0, RSTART + 15, RLENGTH - 16)
		n = responses == "" ? 0 : gsub(",", ",", responses) + 1
		flows += n
		ids += n * id
		if (match($0, /"latency_last_ns":[0-9]+/)) {
			slices++
			sum += substr($0, RSTART + 18, RLENGTH - 18)
		} else {
			points++
		}
	}
	END {
		printf "slices %d %d, %.0f ns\n", slices, slices, sum
		printf "flows %d, sum %.0f\n", flows, ids
		print "points", points + 0
	}' >>"$scratch/sums"
	LC_ALL=C sort "$scratch/sums"
}

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Two fabrics in two processes, over UDP on loopback: tagged writes of a DMA engine pass
# an adapter (model nettlp) into the accelerator of a fabric whose host is that adapter.
# Then with a relay that loses datagrams.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
tph=$build/src/cli/tph
[ -x "$tph" ] || tph=$build/san/src/cli/tph
[ -x "$tph" ] || skip_all "tph is not built"
command -v python3 >/dev/null || skip_all "python3 is not installed"

# Both ends use the same ports: addresses of this run alone
net=127.$((1 + $$ / 250 % 250)).$((1 + $$ % 250))
running=
# shellcheck disable=SC2086 # several processes
trap 'kill $running 2>/dev/null; rm -rf "$scratch"' EXIT

# topologies H_PEER WIDTH PREFIXES
topologies() {
	cat >"$scratch/h.conf" <<END
bridges = (
	{ id = "rp0"; type = "root-port"; parent = "pcie.0"; },
	{ id = "up0"; type = "switch-upstream"; parent = "rp0"; },
	{ id = "dn0"; type = "switch-downstream"; parent = "up0"; },
	{ id = "dn1"; type = "switch-downstream"; parent = "up0"; }
);
functions = (
	{ id = "adapter0"; model = "nettlp"; parent = "dn0"; tph_completer = "$2";
	  local = "$net.1"; peer = "$net.$1"; prefixes = $3; },
	{ id = "dma0"; model = "dma"; parent = "dn1"; }
);
END
	cat >"$scratch/d.conf" <<END
bridges = ( { id = "rp0"; type = "root-port"; parent = "pcie.0"; } );
functions = ( { id = "accel0"; model = "accel"; parent = "rp0"; tph_completer = "16"; } );
END
}

# wait_for FILE: until it has a line "ready"
wait_for() {
	w_left=600
	until grep -q '^ready' "$1" 2>/dev/null; do
		w_left=$((w_left - 1))
		[ $w_left -gt 0 ] || { fail "no line ready in $1"; finish; }
		sleep 0.1
	done
}

# start_d PEER OPTION...: the device side. BAR4 of the adapter is at 0x90000000
start_d() {
	d_peer=$1
	shift
	: >"$scratch/d.out"
	"$tph" fabric --topology "$scratch/d.conf" --nettlp "$net.2,$net.$d_peer" \
		--capture "$scratch/d.pcapng" "$@" >"$scratch/d.out" 2>"$scratch/d.err" &
	d_pid=$!
	running="$running $d_pid"
	wait_for "$scratch/d.out"
	remote=$(awk '/ accel0 BAR0 / { regs = $1 } / accel0 BAR2 / { mem = $1 }
		END { print regs "," mem }' "$scratch/d.out")
}

# stop_d: $status
stop_d() {
	kill -INT "$d_pid"
	wait "$d_pid"
	status=$?
	expect_true "the device side ends at a signal" [ $status -eq 0 ]
	cp "$scratch/d.err" "$scratch/output"
}

# h NAME STATUS OPTION...
h() {
	h_name=$1 h_status=$2
	shift 2
	"$tph" sim --remote "$remote" --capture "$scratch/h.pcapng" --links dn0 "$@" \
		"$scratch/h.conf" >"$scratch/h.out" 2>&1
	h_got=$?
	cp "$scratch/h.out" "$scratch/output"
	expect_true "$h_name: status $h_got" [ $h_got -eq "$h_status" ]
}

# h_says, d_says NAME PATTERN
h_says() {
	cp "$scratch/h.out" "$scratch/output"
	expect_true "$1" grep -qE "$2" "$scratch/h.out"
}
d_says() {
	cp "$scratch/d.err" "$scratch/output"
	expect_true "$1" grep -qE "$2" "$scratch/d.err"
}

# tlps CAPTURE: without number, time and link. Configuration requests do not pass, and
# completions of the adapter itself are theirs (03:00.0); the other end has ID 01:00.0
tlps() {
	"$tph" dump "$1" | sed -E 's/^ *[0-9]+ [0-9.]+ [^ ]+ +//' |
		grep -vE '^v Cfg|^\^ Cpl.? 03:00\.0 >'
}

topologies 2 8 false
start_d 1 --base 0x90000000
h "writes pass two processes" 0 --verify --op store
h_says "all data are right" 'of 4096 bytes 4096 are right, 0 are 0, 0 were not read, 0 are wrong'
h_says "the tag arrived" 'received 0 MWr untagged, 16 with a known tag, 0 with an unknown tag; 0 dropped'
stop_d
d_says "nothing was lost" 'received [1-9][0-9]* TLPs, 0 lost, 0 reordered, 0 duplicates$'
tlps "$scratch/h.pcapng" >"$scratch/h.txt"
tlps "$scratch/d.pcapng" >"$scratch/d.txt"
diff "$scratch/h.txt" "$scratch/d.txt" >"$scratch/output"
expect_true "the captures of both ends are equal" [ ! -s "$scratch/output" ]
expect_true "they have the writes with their tag" \
	[ "$(grep -c 'MWr32 04:00.0 > 0x91000[0-9a-f]* 64 DW .* TH+ PH 0 ST 0x5a' "$scratch/d.txt")" -eq 16 ]
expect_true "they have reads and completions" \
	[ "$(grep -c '^\^ CplD 01:00.0 > 00:00.0' "$scratch/d.txt")" -ge 16 ]

# The operation and the partition are the tag's; the window is found without its address
start_d 1
h "a tag selects an operation" 0 --op add-u32 --times 2 --ph 3
h_says "twice 1, 2, 3 is 2, 4, 6" 'memory at 0: 00000002 00000004 00000006'
h "another tag moves data to a partition" 0 --op f32-to-bf16 --st 0xa7
h_says "1.0 2.0 as bf16" 'memory at 0x100000: 40003f80 40804040'
python3 - "$net" <<'END'
import socket, sys
other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
other.bind((sys.argv[1] + ".9", 0x400a))
other.sendto(bytes(40), (sys.argv[1] + ".2", 0x400a))
END
stop_d
tlps "$scratch/d.pcapng" >"$scratch/d.txt"
expect_true "PH is not a part of the address" \
	grep -q 'MWr32 04:00.0 > 0xe1000000 64 DW .* PH 3 ST 0x5a' "$scratch/d.txt"
d_says "a stranger's datagram is counted" ', 1 datagrams of others'

# An address outside of the window
start_d 1 --base 0x70000000
h "another window is refused" 1
h_says "reads are completed as unsupported" 'memory at 0: ffffffff'
stop_d
d_says "requests for no BAR are counted" '[1-9][0-9]* requests were for no BAR'

# 16-bit tags
topologies 2 16 false
start_d 1
h "16-bit tags do not pass" 1 --ext --st 0x1234
h_says "they are counted" 'adapter0 sent [0-9]+ TLPs, 16 refused with a prefix, such as a 16-bit tag'
stop_d
topologies 2 16 true
start_d 1 --prefixes
h "16-bit tags pass between two of ours" 0 --ext --st 0x1234 --op add-u32 --times 2
h_says "the tag of 16 bits arrived" 'memory at 0: 00000002 00000004'
stop_d

# Nobody answers: reads end, and the run does
topologies 2 8 false
"$tph" sim --remote 0,0x1000000 --bytes 4 --timeout 5 "$scratch/h.conf" >"$scratch/h.out" 2>&1
h_says "each read without an answer ends" '^1[0-9] completions never came'

# Without a DMA engine there are no data to read back
cat >"$scratch/s.conf" <<END
functions = ( { id = "adapter0"; model = "nettlp"; parent = "pcie.0";
	local = "$net.1"; peer = "$net.2"; } );
END
: >"$scratch/s.out"
"$tph" sim --serve --verify "$scratch/s.conf" >"$scratch/s.out" 2>&1 &
s_pid=$!
running="$running $s_pid"
wait_for "$scratch/s.out"
kill -INT "$s_pid"
wait "$s_pid"
status=$?
cp "$scratch/s.out" "$scratch/output"
expect_true "an adapter alone is served" [ $status -eq 0 ]

# Loss: 10 of 1000 in both directions, in the middle, so that later ones show each gap
topologies 3 8 false
start_d 4 --base 0x90000000
python3 "$top/tests/support/relay.py" "$net.1" "$net.3" "$net.2" "$net.4" 1 10 30 1800 \
	>"$scratch/relay" &
relay_pid=$!
running="$running $relay_pid"
wait_for "$scratch/relay"
echo "262144 bytes through a relay that loses datagrams"
h "writes are lost" 1 --verify --bytes 262144
stop_d
kill "$relay_pid"
wait "$relay_pid"
of_h=$(grep -c '^a ' "$scratch/relay") of_d=$(grep -c '^b ' "$scratch/relay")
writes=$(grep -c ' MWr$' "$scratch/relay") reads=$(grep -cE ' (MRd|CplD)$' "$scratch/relay")
echo "lost: $of_h to the device, $of_d back; $writes writes, $reads reads or completions"
expect_true "both directions and all types lose some" \
	[ $((of_h * of_d * writes * reads)) -gt 0 ]
d_says "losses at the device are those of the relay" "received [0-9]+ TLPs, $of_h lost, 0 reordered, 0 duplicates\$"
h_says "losses at the adapter are those of the relay" \
	"adapter0 received [0-9]+ TLPs, $of_d lost, 0 reordered, 0 duplicates\$"
h_says "each lost write is missed" "^$writes MWr did not arrive"
h_says "each read that loses a datagram ends" "^$reads completions never came"
h_says "no data are wrong" ', 0 are wrong'

expect "equal addresses" 2 'give two' "$tph" fabric --topology "$scratch/d.conf" --nettlp "$net.1,$net.1"
expect "one address" 2 'two IPv4 addresses' "$tph" fabric --topology "$scratch/d.conf" --nettlp "$net.1"
expect "a base in the middle" 2 'multiple of 256 MiB' \
	"$tph" fabric --topology "$scratch/d.conf" --nettlp "$net.1,$net.2" --base 0x1000
expect "no ID" 2 'an ID such as' \
	"$tph" fabric --topology "$scratch/d.conf" --nettlp "$net.1,$net.2" --id 1a:00
expect "an address of another machine" 1 '198.51.100.1, UDP port 0x3000: .*give an address of this machine' \
	"$tph" fabric --topology "$scratch/d.conf" --nettlp "198.51.100.1,$net.2"
expect "no time limit" 2 'timeout must be 1 to 60000' \
	"$tph" fabric --topology "$scratch/h.conf" --dir "$scratch" --timeout 0
sed -i 's/"accel"/"accel"; peer = "127.0.0.1"/' "$scratch/d.conf"
expect "an accelerator has no peer" 2 'has no peer: remove local, peer and prefixes' \
	"$tph" sim "$scratch/d.conf"
finish

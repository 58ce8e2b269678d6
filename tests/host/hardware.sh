#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# docs/hardware.md: its commands that need no hardware work, in their order, on the files
# that it shows, and print the lines that it shows.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
[ -x "$build/src/cli/tph" ] || build=$build/san
[ -x "$build/src/cli/tph" ] || skip_all "tph is not built"
tph=$build/src/cli/tph
page=$top/docs/hardware.md
cd "$scratch" || exit
# Loopback addresses of this run alone
net=127.$(($$ / 250 % 250 + 1)).$(($$ % 250 + 1))
running=
# shellcheck disable=SC2086 # none or one
trap 'kill $running 2>/dev/null; rm -rf "$scratch"' EXIT

# Blocks that are named by a file, without the indentation of their list
awk '
/^ *```[a-z]+\.[a-z]+$/ { match($0, /^ */); indent = RLENGTH; file = substr($0, indent + 4); next }
/^ *```/ { file = ""; next }
file != "" { print substr($0, indent + 1) >file }' "$page"
for file in board.txt one.conf send.py ila.csv adapter.conf; do
	expect_true "the page has $file" [ -s "$file" ]
done
sed -i "s/127\.0\.0/$net/g" adapter.conf

# Commands are indented by 4, or by 7 in a list. "# hardware" marks those that need some.
grep -E '^(    |       )(tph|make|python3|pcileech|vivado|wireshark|tcpdump|build/)[ a-z]' "$page" |
	sed 's/^ *//' >commands
grep -c . commands >"$scratch/output"
expect_true "the page has $(grep -vc '# hardware' commands) commands without hardware" \
	[ "$(grep -vc '# hardware' commands)" -eq 12 ]

# background COMMAND: until it prints ready
background() {
	: >ready # the shell of the command may be late
	sh -c "exec $1" >ready 2>&1 &
	running=$!
	left=300
	until grep -q '^ready$' ready || [ $left -eq 0 ]; do
		left=$((left - 1))
		sleep 0.1
	done
	cp ready "$scratch/output"
	expect_true "$1" [ $left -gt 0 ]
}

end_background() {
	[ -n "$running" ] || return 0
	kill -TERM "$running"
	wait "$running"
	running=
}

grep -v '# hardware' commands >run
while IFS= read -r line; do
	command=$(echo "$line" | sed "s/ *# .*//; s,^tph ,$tph ,; s/127\\.0\\.0/$net/g
		s,-C contrib,-s -C $top/contrib,; s,^make ,make O=$scratch/leechcore ,")
	case $line in
	*'# one terminal')
		end_background
		background "$command"
		continue
		;;
	'python3 send.py'*) end_background ;; # it uses the fabric's address
	'tph dump'*device.pcapng*) end_background ;;
	esac
	if sh -c "$command" </dev/null >"$scratch/output" 2>&1; then
		pass "$line"
	else
		fail "$line"
	fi
	cat "$scratch/output" >>all
done <run
end_background

# Lines of the blocks without a name are printed by a command
awk '/^ *```/ { if (!open) { match($0, /^ */); indent = RLENGTH }
	open = !open; plain = open && $1 == "```"; next } plain { print substr($0, indent + 1) }' \
	"$page" >shown
while IFS= read -r line; do
	cp all "$scratch/output"
	expect_true "shown: $line" grep -qxF -e "$line" all
done <shown
expect_true "three lines of output are shown" [ "$(grep -c . shown)" -eq 3 ]
expect_true "tph-leechcore is built" [ -x leechcore/tph-leechcore ]
cp all "$scratch/output"
expect_true "the accelerator received the tag" \
	grep -qE 'MWr.* > 0x.* 64 DW .* TH\+ PH 2 ST 0x5a$' all

"$tph" dump board.pcapng th=1 >"$scratch/output" 2>&1
expect_true "the capture for Wireshark has the tagged write" \
	grep -q ' MWr32 41:00.0 > 0xf0000100 .* PH 2 ST 0x5a$' "$scratch/output"

# send.py sends the bytes of tph make in the encapsulation
cat >receive.py <<'END'
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((sys.argv[1], 0x305a))
s.settimeout(30)
print("ready", flush=True)
print(s.recv(100).hex())
END
background "python3 receive.py $net.2"
python3 send.py "$net.1" "$net.2" tlp.hex
wait "$running"
running=
cp ready "$scratch/output"
expect_true "the datagram has 6 bytes, then the TLP" \
	grep -qx '0000000000004001000201005afff00001020102030405060708' ready
finish

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph capture in the guest, beside a program that owns the accelerator and one that makes
# tagged writes: its capture is that of the fabric at the accelerator's link, TLP for TLP;
# a ring that overruns loses as many as are missing, and says so; other captures are
# refused. For the C model and the RTL.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
tph=$build/src/cli/tph

cat >"$scratch/all" <<'END'
cd /tmp || exit
# until_lines FILE PATTERN: a line matches, within a minute
until_lines() {
	left=600
	while ! grep -qE "$2" "$1" 2>/dev/null; do
		sleep 0.1
		left=$((left - 1))
		[ $left -gt 0 ] || { echo "late: no line $2 in $1"; break; }
	done
}
tagged_writes() {
	for i in $(seq "$1"); do
		tph export --from sock --write >/dev/null || echo "no write"
	done
}
# begin NAME OPTION...: a capture, which has begun
begin() {
	name=$1
	shift
	tph capture -o "$name" --json "$@" 03:00.0 >"$name.json" 2>"$name.err" &
	capture=$!
	until_lines "$name.err" 'capturing TLPs'
}
end() {
	kill -"$1" $capture
	wait $capture
	echo "$name: status $?"
	sed "s/^/$name: /" "$name.json" "$name.err"
	echo "file $name"
	gzip -c "$name" | base64
	echo "end"
}
tph export -d 03:00.0 -B -8 0x5a -p 1 -l 65536 --hold sock >owner 2>&1 &
owner=$!
until_lines owner Requested

begin all
tph capture -o other 03:00.0 2>&1 | sed 's/^/second: /'
tagged_writes 2
end INT

begin hints --th
tagged_writes 1
end TERM

begin memory --bar 2 --snap 20
tagged_writes 1
end HUP

# Nobody reads while more comes than the ring can take
begin overrun
kill -STOP $capture
tagged_writes 5
kill -CONT $capture
until_lines overrun.err 'were lost'
tagged_writes 1
end INT

# The tap is as it was found, and a capture that was killed leaves it enabled
begin killed
kill -KILL $capture
wait $capture
tph capture -o again --seconds 1 03:00.0 2>&1 | sed 's/^/left: /'
tph capture -o forced --seconds 1 --force 03:00.0 >forced.err 2>&1
echo "forced: status $?"
tph capture -o last --seconds 1 03:00.0 >last.err 2>&1
echo "last: status $?"

# A full disk, and a reader that leaves
tph capture -o /dev/full --seconds 1 03:00.0 2>&1 | sed 's/^/full: /'
tph capture --th 03:00.0 2>pipe.err | head -c 1 >/dev/null &
until_lines pipe.err 'capturing TLPs'
tagged_writes 1
until_lines pipe.err 'reader has left'
sed 's/^/pipe: /' pipe.err

# Its owner ends, and so the kernel resets the function
tph capture -o reset 03:00.0 2>reset.err &
capture=$!
until_lines reset.err 'capturing TLPs'
kill $owner
wait $owner
wait $capture
echo "reset: status $?"
sed 's/^/reset: /' reset.err
tph capture -o none 02:00.0 2>&1 | sed 's/^/switch: /'
END

# file NAME: what the guest has captured
file() {
	sed -n "/^file $1\$/,/^end\$/p" "$scratch/printed" | sed '1d;$d' | base64 -d | gunzip
}

# lines FILE: its TLPs without number, time and link
lines() {
	"$tph" dump -x "$1" | sed 's/^ *[0-9]* *[0-9.]* *[^ ]* *//'
}

# session N: of the N-th capture, the TLPs that were on the link between the write to
# TAP_CTRL that begins it and the next one, but for those of BAR 0
session() {
	lines "$scratch/link" | awk -v session="$1" -v regs="$regs" '
		function tag(    i) {
			for (i = 1; i < NF && $i != "tag"; i++) ;
			return $(i + 1)
		}
		{ at_regs = match($0, "0x" regs "[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f] ") }
		at_regs && / MWr/ && index($0, "0x" regs "00100 ") {
			starts = $NF ~ /^[13579bdf]/ || substr($NF, 2, 1) ~ /[13579bdf]/
			n += starts && !on
			on = starts
		}
		at_regs && / MRd/ { hidden[tag()] = 1 }
		/ Cpl/ && /^\^/ && tag() in hidden { delete hidden[tag()]; next }
		!at_regs && on && n == session { print }'
}

# missing FILE ALL: lines of ALL that FILE does not have, whose lines are in the same
# order; -1: FILE has others
missing() {
	awk '
		NR == FNR { want[++n] = $0; next }
		at < n && $0 == want[at + 1] { at++; next }
		{ missing++ }
		END { print at == n ? missing + 0 : -1 }' "$1" "$2"
}

says() {
	s_name=$1 s_pattern=$2
	cp "$scratch/messages" "$scratch/output"
	expect_true "$model: $s_name" grep -qE -e "$s_pattern" "$scratch/messages"
}

number() {
	sed -n "s/^$1: {.*\"$2\":\([0-9]*\).*/\1/p" "$scratch/messages"
}

# same NAME N LEAST: capture NAME, the N-th, is that of the link
same() {
	file "$1" >"$scratch/$1.pcapng"
	lines "$scratch/$1.pcapng" >"$scratch/got"
	diff "$scratch/got" "$scratch/want" 2>&1 | head -n 20 >"$scratch/output"
	expect_true "$model: $1: $(wc -l <"$scratch/want") TLPs, those of the link" \
		cmp -s "$scratch/got" "$scratch/want"
	expect_true "$model: $1: at least $2" [ "$(wc -l <"$scratch/got")" -ge "$2" ]
	says "$1: ends well" "^$1: status 0"
}

# run MODEL OPTION...
run() {
	model=$1
	shift
	"$top/vm/run" "$@" --topology "$scratch/topology.conf" --capture "$scratch/capture" \
		--timeout 200 --log "$scratch/log" --add "$tph" --add "$scratch/all" -- \
		sh /bin/all </dev/null 2>"$scratch/vm" | tr -d '\r' >"$scratch/printed"
	sed '/^file /,/^end$/d' "$scratch/printed" >"$scratch/messages"
	cat "$scratch/vm" "$scratch/messages" >"$scratch/output"
	expect_true "$model: the guest runs" grep -q '^switch: ' "$scratch/messages"
	"$tph" convert -w "$scratch/link" "$scratch/capture" link=dn0 2>/dev/null
	regs=$(sed -n 's/^all: .*outside 0x\([0-9a-f]*\)00000-.*/\1/p' "$scratch/messages")

	session 1 >"$scratch/want"
	same all 500
	session 2 | grep 'TH+' >"$scratch/want"
	same hints 256
	"$tph" dump "$scratch/hints.pcapng" st=0x5a ph=1 >"$scratch/got"
	expect_true "$model: hints: all have the tag" \
		[ "$(wc -l <"$scratch/got")" -eq "$(wc -l <"$scratch/want")" ]
	# Of those in BAR 2 the first 32 bytes
	file memory >"$scratch/memory.pcapng"
	"$tph" dump "$scratch/memory.pcapng" >"$scratch/output"
	n=$(session 3 | grep -c 'MWr.* TH+')
	expect_true "$model: memory: $n TLPs of BAR 2" [ "$(grep -c MWr "$scratch/output")" -eq "$n" ]
	expect_true "$model: memory: all are cut" [ "$(number memory cut)" -eq "$n" ]

	file overrun >"$scratch/overrun.pcapng"
	lines "$scratch/overrun.pcapng" >"$scratch/got"
	session 4 >"$scratch/want"
	lost=$(number overrun lost)
	gap=$(missing "$scratch/got" "$scratch/want")
	echo "missing on the link: $gap" >"$scratch/output"
	expect_true "$model: overrun: ${lost:-no} lost TLPs are those missing of $(wc -l <"$scratch/want")" \
		[ "${lost:-0}" -eq "$gap" ] && expect_true "$model: overrun: some are" [ "$gap" -gt 100 ]
	says "overrun: it is reported" "^overrun: .* [0-9]+ TLPs were lost: the ring was full"
	says "overrun: the status says so" '^overrun: status 1'

	expect_true "$model: no message is late" \
		sh -c '! grep "^late: " "$1"' sh "$scratch/messages"
	says "a second capture is refused" '^second: .*another program reads its tap'
	says "a killed capture is noticed" '^left: .*in use, or its last reader was killed'
	says "its tap can be taken over" '^forced: status 0'
	says "and is as it was before" '^last: status 0'
	says "a full disk" '^full: .*/dev/full: No space left'
	says "a reader that leaves" '^pipe: .*standard output: its reader has left'
	says "a reset is noticed" '^reset: .*(was reset|does not answer|registers are gone)'
	says "and ends it" '^reset: status 1'
	says "a switch has no tap" '^switch: .*(has no BAR 0|not an accelerator|it sleeps|decoding is off)'
}

sed '/model = "accel"/s/"16"/"8"/' "$top/vm/topology/switch.conf" >"$scratch/topology.conf"
run C
sed 's/model = "accel"/model = "accel-rtl"/' "$scratch/topology.conf" >"$scratch/probe.conf"
if "$tph" sim "$scratch/probe.conf" >"$scratch/output" 2>&1 ||
	! grep -q 'built without the RTL' "$scratch/output"; then
	run RTL --rtl
else
	echo "built without the RTL model (verilator): not tested"
fi
finish

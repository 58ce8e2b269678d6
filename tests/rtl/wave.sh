#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Files of simulators and logic analyzers: TLPs of our fabric on the streams of the RTL, as
# Verilator, ILA and LiteScope write them (tests/rtl/wave). "tph dump" has to print each TLP
# as it does for the fabric's own capture.
#
# Compared are TLPs and payloads ("dump -t -x"). Number, time, link and direction are left
# out: the stream has other TLPs before it, a clock of its own, and one direction.
# OPENTPH_WAVE_TLPS: random requests in addition to the directed ones (100)
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
for tool in verilator python3; do
	command -v $tool >/dev/null || skip_all "no $tool"
done
grep -qs 'build wave-sources:' "$build/build.ninja" || skip_all "built without the RTL (-Drtl)"
echo "building the sources; the first time takes a minute"
ninja -C "$build" wave-sources >"$scratch/output" 2>&1 || {
	fail "the sources are built"
	finish
}
tph=$build/src/cli/tph
sources=$build/tests/rtl/wave
wave=$top/tests/rtl/wave
cd "$scratch" || exit
total=0
analyzers='ila ila-legacy ila-gap ila-windows litescope litescope-old litescope-vcd litescope-vcd-old'

# The hard IP keeps configuration requests. The CQ descriptor has neither TD nor EP, tags of 8
# bits, no type for DMWr, and completions come elsewhere; no document says where an Avalon
# stream has the digest.
shown=type!=CfgRd0,CfgWr0,CfgRd1,CfgWr1
on_cq='type=MRd,MRdLk,MWr,IORd,IOWr,FetchAdd,Swap,CAS td=0 ep=0 tag!=256..1023'

"$sources/wave-record" fabric.pcapng forms.pcapng "${OPENTPH_WAVE_TLPS:-100}" >output 2>&1 ||
	fail "captures are recorded"
"$tph" sim --ext --st 0x1234 --ph 1 --times 4 --capture ext.pcapng \
	"$top/vm/topology/switch.conf" >output 2>&1 || fail "16-bit tags are captured"
for capture in fabric forms ext; do
	# shellcheck disable=SC2086
	"$tph" dump -tx $capture.pcapng dir=down $on_cq >$capture.us
	"$tph" dump -tx $capture.pcapng dir=down $shown >$capture.s7
	"$tph" dump -tx $capture.pcapng dir=down $shown td=0 >$capture.avst
done

# What the traffic has to have
traffic() {
	expect "traffic: $1" 0 "$2" cat fabric.us forms.us
}
traffic "tagged writes" '^MWr32 .* ST 0x1a'
traffic "hints on reads above 4 GiB" '^MRd64 .* TH\+'
traffic "reads of no bytes" ' 1 DW BE 0/0'
traffic "byte enables with holes" '^MWr.* 1 DW BE 5/0'
traffic "unaligned writes" '^MWr.*04 [0-9]+ DW BE [8ce]/[137]'

# same NAME EXPECTED FILE ARG...: the file has the TLPs, no fewer and no others
same() {
	s_name=$1 s_expected=$2
	shift 2
	"$tph" dump -tx "$@" >got 2>output
	s_status=$?
	s_lines=$(wc -l <got)
	if [ $s_status -ne 0 ]; then
		fail "$s_name: status $s_status"
	elif ! cmp -s "$s_expected" got; then
		diff "$s_expected" got | cut -c 1-150 | head -n 10 >output
		fail "$s_name: $s_lines TLPs, and $(wc -l <"$s_expected") were sent"
	else
		pass "$s_name: $s_lines TLPs"
		total=$((total + s_lines))
	fi
}

# present PROGRAM VCD ARG...: play a capture
present() {
	p_program=$1 p_vcd=$2
	shift 2
	"$sources/wave-$p_program" "$@" "$p_vcd" >said 2>&1 || {
		cp said output
		fail "$p_program presents $*"
	}
}

# The next functions are about $kind:$prefix, a stream that is called $label and shows the
# TLPs in fabric.$set and forms.$set

# played CAPTURE ARG...: the VCD has the TLPs, by the reader and by a script
played() {
	present "$program" "$1.vcd" ${2+"$2"} "$1.pcapng"
	same "$label, VCD, $1" "$1.$set" --stream "$kind:$prefix" --clock clk "$1.vcd"
	"$wave/decode.py" "$kind" "$1.vcd" >hex 2>output && "$tph" dump -tx hex >got 2>output
	expect_true "$label, VCD, $1: a script agrees" cmp -s "$1.$set" got
}

# Samples that begin and end within a TLP
cut_ends() {
	"$wave/decode.py" -b "$kind" forms.vcd >beats
	# After the first beat of a long TLP, to before the last beat of another
	awk '$2 - $1 > 2 { if (!first) { first = $1 + 1; from = NR } else { last = $2 - 1; to = NR } }
		END { print first, last, from + 1, to - 1 }' beats >places
	read -r first last from to <places
	"$wave/sample.py" --first "$first" --last "$last" "$prefix" forms.vcd \
		litescope-vcd-old=cut.vcd ila=cut.csv
	sed -n "${from},${to}p" "forms.$set" >cut.expected
	for file in cut.vcd cut.csv; do
		expect "$label, $file: it begins within a TLP" 1 '^# damaged .*begins within a TLP' \
			"$tph" dump -tx --stream "$kind:$prefix" $file
		cp output got
		expect_true "$label, $file: it ends within a TLP" \
			grep -q '^# damaged .*ends within a TLP' got
		# A TLP without its end is shown as far as it is there
		grep -vE '^(# damaged|tph dump:)| bytes not captured$' got >output
		expect_true "$label, $file: all between is there" cmp -s cut.expected output
	done
}

# One bit of a header is another
flipped() {
	"$wave/decode.py" -b "$kind" fabric.vcd | sed -n 1000p >places
	read -r _ _ line bit <places
	awk -v line="$line" -v bit="$bit" 'NR == line {
		at = length($1) - bit
		$1 = substr($1, 1, at - 1) (1 - substr($1, at, 1)) substr($1, at + 1)
	} { print }' fabric.vcd >flipped.vcd
	"$tph" dump -tx --stream "$kind:$prefix" --clock clk flipped.vcd >got 2>output
	expect_true "$label: one other bit is noticed" eval "! cmp -s 'fabric.$set' got"
	expect_true "$label: it was one bit" [ "$(cmp -l fabric.vcd flipped.vcd | wc -l)" = 1 ]
}

# stream LABEL PROGRAM KIND PREFIX SET: each form of file
stream() {
	label=$1 program=$2 kind=$3 prefix=$4 set=$5
	played fabric
	played forms -r
	# shellcheck disable=SC2046
	"$wave/sample.py" "$prefix" forms.vcd $(for form in $analyzers; do echo "$form=$form"; done)
	for form in $analyzers; do
		same "$label, $form" "forms.$set" --stream "$kind:$prefix" "$form"
	done
	flipped
	cut_ends
}

for width in 64 128 256; do
	stream "UltraScale $width" us-$width us-cq-aligned m_axis_cq us
	stream "UltraScale $width, DWORD-aligned" cq-$width us-cq m_axis_cq us
done
for width in 64 128; do
	stream "7-series $width" s7-$width s7-rx m_axis_rx s7
done
stream "P-tile 256" avst-256 avst rx_st avst
played ext -r
stream "P-tile 512" avst-512 avst p0_rx_st avst
played ext -r
echo "$total TLPs are the same"
expect_true "there were enough" [ "$total" -ge 2000 ]

# Each TLP that the block takes back is reported and left out, each wrong digest is reported
present us-128 damaged.vcd -d fabric.pcapng
back=$(awk '/taken back/ { print $1 }' said)
"$tph" dump -tx --stream us-cq-aligned:m_axis_cq --clock clk damaged.vcd >got 2>output
grep -v '^# damaged' got >whole
expect_true "TLPs that are taken back are left out" cmp -s fabric.us whole
expect_true "each is reported" [ "$(grep -c '^# damaged.*discontinue' got)" = "$back" ]
present s7-128 damaged.vcd -d fabric.pcapng
back=$(awk '/came damaged/ { print $1 }' said)
"$tph" dump -tx --stream s7-rx:m_axis_rx --clock clk damaged.vcd >got 2>output
expect_true "each wrong digest is reported" [ "$(grep -c '^# damaged.*rx_ecrc_err' got)" = "$back" ]

# Wrong streams
expect "a stream of another kind is refused" fail 'no stream fits' \
	"$tph" dump --stream us-cq:m_axis_cq damaged.vcd
expect "a kind that does not exist is refused" 2 'us-cq' "$tph" dump --stream us:m_axis_cq damaged.vcd
expect "a clock that does not exist is refused" fail 'clk_x' \
	"$tph" dump --stream s7-rx:m_axis_rx --clock clk_x damaged.vcd
present us-128 aligned.vcd fabric.pcapng
expect "the other alignment is noticed" fail 'choose us-cq or us-cq-aligned' \
	"$tph" dump --stream us-cq:m_axis_cq --clock clk aligned.vcd
finish

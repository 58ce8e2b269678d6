#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The Wireshark dissector and tph decode the same fields: for the golden corpus, in
# captures of links and in NetTLP; for random TLPs; for captures of real hardware below
# $OPENTPH_CAPTURES, if it is set.
# shellcheck disable=SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
tph=$build/src/cli/tph
tools=$build/tests/wireshark
golden=$top/tests/golden/tlp.txt
golden_flit=$top/tests/golden/tlp-flit.txt
command -v tshark >/dev/null || skip_all "tshark is not installed: apt-get install tshark"

# Wireshark may refuse Lua to root: then another user runs it. This user may read no
# other files, so captures come through a pipe.
chmod 755 "$scratch"
lua=$scratch/opentph.lua
cp "$top/wireshark/opentph.lua" "$lua"
chmod 644 "$lua"
as=
runs_lua() {
	$as tshark -G fields -X lua_script:"$lua" 2>/dev/null | grep -q '	tlp\.st	'
}
if ! runs_lua && [ "$(id -u)" -eq 0 ]; then
	as='setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent'
fi
expect_true "tshark runs the dissector" runs_lua

# tshark_of FILE OPTION...
tshark_of() {
	t_file=$1
	shift
	# shellcheck disable=SC2086
	$as tshark -X lua_script:"$lua" -r - "$@" <"$t_file" 2>"$scratch/stderr"
}

# differences FILE: true without a difference; compared fields are noted
differences() {
	"$tph" dump --json "$1" >"$scratch/dump.json" 2>/dev/null
	[ $? -le 1 ] || return
	tshark_of "$1" -T ek >"$scratch/ek.json"
	"$tools/compare-fields" "$scratch/dump.json" "$scratch/ek.json" >"$scratch/output" 2>&1 ||
		return
	grep -E '^[a-z_0-9]+$' "$scratch/output" >>"$scratch/seen"
}

# same_fields NAME FILE
same_fields() {
	expect_true "$1: fields are the same" differences "$2"
	# Lua that fails leaves a message in the tree
	tshark_of "$2" -V >"$scratch/tree"
	grep 'Lua Error' "$scratch/tree" >"$scratch/output"
	expect_true "$1: no Lua error" [ ! -s "$scratch/output" ]
}

"$build/tests/cli/make-capture" "$golden" "$scratch/golden.pcapng" &&
	"$build/tests/cli/make-capture" "$golden_flit" "$scratch/golden-flit.pcapng" &&
	"$tools/make-nettlp" "$golden" "$scratch/nettlp.pcap" &&
	"$tools/make-random" 1 4000 "$scratch/random.pcapng" &&
	"$tools/make-random" 2 4000 "$scratch/random-flit.pcapng" flit || exit 1
same_fields "golden corpus" "$scratch/golden.pcapng"
same_fields "golden corpus of flit mode" "$scratch/golden-flit.pcapng"
same_fields "golden corpus in NetTLP" "$scratch/nettlp.pcap"
same_fields "random TLPs" "$scratch/random.pcapng"
same_fields "random TLPs of flit mode" "$scratch/random-flit.pcapng"
if [ -n "${OPENTPH_CAPTURES-}" ]; then
	find "$OPENTPH_CAPTURES" -name '*.pcap' -o -name '*.pcapng' | sort >"$scratch/files"
	while read -r file; do
		same_fields "$(basename "$file")" "$file"
	done <"$scratch/files"
	expect_true "there are captures" [ -s "$scratch/files" ]
fi

# Requests and their completions: "REQUEST COMPLETION,... FIRST LAST", latencies in ns,
# or 0
joined_by_tph() {
	"$tph" follow --json "$1" 2>/dev/null | awk '
		function of(key) {
			if (!match($0, "\"" key "\":\\[?[0-9,]+"))
				return 0
			key = substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3)
			gsub(/[^0-9,]|,$/, "", key)
			return key
		}
		of("response_in") {
			print of("request_in"), of("response_in"), of("latency_first_ns"),
				of("latency_last_ns")
		}' | sort -n
}
joined_by_tshark() {
	# In the first pass a request does not know yet; two need a file
	cp "$1" "$scratch/file"
	chmod 644 "$scratch/file"
	$as tshark -X lua_script:"$lua" -r "$scratch/file" -2 -T fields -e frame.number \
		-e tlp.response_in -e tlp.latency 2>/dev/null |
		awk -F '\t' '
		function ns(t) { sub(/\./, "", t); return t + 0 }
		{ responses[$1] = $2; latency[$1] = $3 }
		END {
			for (n in responses) {
				k = split(responses[n], r, ",")
				# tph reports no latency of a request with an early completion
				if (k && latency[r[1]] == "")
					latency[r[k]] = ""
				if (k)
					printf "%d %s %.0f %.0f\n", n, responses[n], ns(latency[r[1]]), ns(latency[r[k]])
			}
		}' | sort -n
}
# same_links NAME FILE
same_links() {
	joined_by_tph "$2" >"$scratch/links.tph"
	joined_by_tshark "$2" >"$scratch/links.tshark"
	diff "$scratch/links.tph" "$scratch/links.tshark" >"$scratch/output"
	expect_true "$1: completions are joined to the same requests" [ ! -s "$scratch/output" ]
}
"$build/tests/cli/make-traffic" "$scratch/traffic.pcapng" || exit 1
same_links "traffic" "$scratch/traffic.pcapng"
expect_true "there are joined requests" [ -s "$scratch/links.tph" ]
if [ -n "${OPENTPH_CAPTURES-}" ]; then
	while read -r file; do
		same_links "$(basename "$file")" "$file"
		expect_true "there are joined requests" [ -s "$scratch/links.tph" ]
	done <"$scratch/files"
fi

# Every field that Wireshark knows has been compared
$as tshark -G fields -X lua_script:"$lua" 2>/dev/null | cut -f 3 | sed -n 's/^tlp\.//p' |
	grep -vxE 'request_in|response_in|latency|bad|unexpected' | sort >"$scratch/known"
sort -u "$scratch/seen" | comm -13 - "$scratch/known" >"$scratch/output"
expect_true "all $(wc -l <"$scratch/known") fields were compared" [ ! -s "$scratch/output" ]

# The line of the packet list
tshark_of "$scratch/golden.pcapng" -T fields -e _ws.col.Protocol -e _ws.col.Info >"$scratch/list"
listed() {
	expect_true "the list has $2" grep -qxF "TLP	$2" "$scratch/list"
}
listed 2 'MWr64 01:00.0 > 0x1234567800 64 DW PH 2 ST 0x5a'
listed 24 'MRd64 01:00.0 tag 0x17 > 0x1234567800 16 DW PH 2 ST 0x1234'
listed 52 'Cpl 03:00.0 > 00:00.0 tag 0x05 UR'
tshark_of "$scratch/golden.pcapng" -Y 'tlp.st == 0x5a && tlp.type == "MWr" && tlp.addr == 0x1234567800' \
	>"$scratch/output"
expect_true "a display filter finds a tag" [ "$(wc -l <"$scratch/output")" -eq 1 ]
tshark_of "$scratch/golden.pcapng" -V -Y frame.number==2 | sed -n '/^PCIe TLP/,$p' | sed -n 2,3p >"$scratch/output"
expect_true "ST and PH come first" [ "$(tr -s ' \n' '  ' <"$scratch/output")" = \
	" Steering Tag: 0x0000005a Processing Hint: target (2) " ]

# A live view: packets are shown while the pipe is open, also for a user who may not
# capture.
source='-i -'
[ -z "$as" ] || source='-r -'
# shown COUNT: tshark prints this number of lines within 20 s
shown() {
	s_n=0
	until [ "$(wc -l <"$scratch/live")" -ge "$1" ]; do
		[ "$s_n" -lt 200 ] || return
		s_n=$((s_n + 1))
		sleep 0.1
	done
}
mkfifo "$scratch/pipe"
# shellcheck disable=SC2086
"$tph" convert -w - - <"$scratch/pipe" 2>/dev/null |
	$as tshark -X lua_script:"$lua" $source -l -T fields -e tlp.type -e tlp.st \
		>"$scratch/live" 2>"$scratch/output" &
exec 4>"$scratch/pipe"
head -c 1400 "$scratch/golden.pcapng" >&4
expect_true "the first packets of a live capture are shown" shown 4
tail -c +1401 "$scratch/golden.pcapng" >&4
exec 4>&-
wait
expect_true "the others too" shown 150
expect_true "a tag is among them" grep -qx 'MWr	0x0000005a' "$scratch/live"
if [ -z "$as" ]; then
	"$tph" sim --ph 2 --capture - --links dn0 "$top/vm/topology/switch.conf" 2>/dev/null |
		tshark -X lua_script:"$lua" -i - -T fields -e tlp.ph -e tlp.st -e tlp.link \
			>"$scratch/sim" 2>"$scratch/output"
	expect_true "a simulation is shown" grep -qx '2	0x0000005a	dn0' "$scratch/sim"
fi

# A wrong dissector is noticed: mutation NAME SED FILE
mutation() {
	cp "$top/wireshark/opentph.lua" "$scratch/whole.lua"
	sed "$2" "$scratch/whole.lua" >"$lua"
	expect_true "mutation \"$1\" changes something" fail_if cmp -s "$scratch/whole.lua" "$lua"
	expect_true "mutation \"$1\" is noticed" fail_if differences "$3"
}
fail_if() {
	! "$@"
}
mutation "ST of reads taken from the tag" \
	's/{"MRd", 0x00, "memory", false, 7}/{"MRd", 0x00, "memory", false, 6}/' "$scratch/golden.pcapng"
mutation "an ST of 15 bits" 's/row("st", 0, 23, 8)/row("st", 0, 22, 8)/' "$scratch/golden-flit.pcapng"
mutation "a field too few" 's/t.type = t.info.name//' "$scratch/golden.pcapng"
mutation "a field too many" 's/t.type = t.info.name/&; t.msg_code = 1/' "$scratch/golden.pcapng"
finish

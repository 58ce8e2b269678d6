#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph dump prints the golden file's text, whatever comes between
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

capture=$dir/golden.pcapng
"$make_capture" "$golden" "$capture" || exit 1

# What dump should print, from the golden file: 1 us apart, links in turns
expected() {
	awk '/^\t/ {
		sub(/^\t/, "")
		if (sub(/^error.*/, "malformed:")) { }
		printf "%6d 0.%09d %-8s %s %s\n", n + 1, n * 1000,
			n % 2 ? "dn0" : "up", n % 2 ? "^" : "v", $0
		n++
	}' "$golden"
}

run 1 "$tph" dump "$capture"
sed -i 's/malformed: .*/malformed:/' "$dir/out"
expected | same "text" "$dir/out"
all=$(grep -c "^$(printf '\t')" "$golden")
bad=$(grep -c "^$(printf '\t')error" "$golden")
says "$bad of $all packets are malformed" "$dir/err"

# The same from a pipe
"$tph" dump - <"$capture" 2>/dev/null | sed 's/malformed: .*/malformed:/' >"$dir/piped"
expected | same "text from a pipe" "$dir/piped"

# Colour is for terminals
grep -q "$(printf '\033')" "$dir/out" && { echo "colour in a file"; failed=1; }

# JSON: one object a line, keys of the first and of a malformed one
run 1 "$tph" dump --json "$capture"
[ "$(wc -l <"$dir/out")" -eq "$all" ] || { echo "not a line each"; failed=1; }
head -n 1 "$dir/out" >"$dir/first"
same "JSON" "$dir/first" <<'JSON'
{"number":1,"offset":124,"time_ns":1700000000000000000,"link":"up","dir":"down","type":"MWr","flit":false,"requester":"01:00.0","addr":"0xfedc1000","addr_width":32,"length":64,"bytes":256,"first_be":15,"last_be":15,"th":true,"ph":2,"st":90,"width":8,"tc":0,"ido":false,"ro":false,"no_snoop":false,"at":0,"ln":false,"ep":false,"td":false,"reserved":"0x0"}
JSON
says '"st":4660,"width":16' "$dir/out"
says '"prefixes":["0x90120000"]' "$dir/out"
says '"status":"UR"' "$dir/out"
says '"malformed":"bytes follow its end"' "$dir/out"

# A file that is cut: what is whole is printed, then the place
head -c 600 "$capture" >"$dir/cut"
run 1 "$tph" dump "$dir/cut"
expected | head -n 1 >"$dir/first"
head -n 1 "$dir/out" | same "cut file" "$dir/first"
says "malformed: the file ends in a block" "$dir/out"
says "byte 436" "$dir/out"

run 2 "$tph" dump "$golden"
says "not a pcapng file" "$dir/err"
run 2 "$tph" dump "$dir/none"
says "$dir/none: No such file" "$dir/err"
run 2 "$tph" dump
run 2 "$tph" dump "$capture" "$capture"
run 2 "$tph" dump --nonsense "$capture"
says "tph dump: unrecognized option" "$dir/err"
run 0 "$tph" dump --help

# Output that gets lost is an error
if [ -w /dev/full ]; then
	"$tph" dump "$capture" >/dev/full 2>"$dir/err"
	[ $? -eq 2 ] || { echo "full disk not noticed"; failed=1; }
	says "No space left" "$dir/err"
fi
exit "$failed"

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph make: the inverse of tph dump, and free input
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

flit=$(dirname "$golden")/tlp-flit.txt

# hex FILE: the bytes of all entries that are TLPs, from the golden file
hex() {
	awk '/^[a-z0-9-]+:/ {
		bytes = ""
		for (i = 2; i <= NF; i++) {
			if ($i ~ /^count:/)
				for (j = 0; j < substr($i, 7) + 0; j++)
					bytes = bytes sprintf("%02x", j % 256)
			else if ($i !~ /^(flit$|broken:)/)
				bytes = bytes $i
		}
	}
	/^\t/ && !/^\terror/ {
		gsub(/......../, "& ", bytes)
		sub(/ $/, "", bytes)
		print bytes
	}' "$1"
}

for file in "$golden" "$flit"; do
	"$make_capture" "$file" "$dir/golden.pcapng" || exit 1
	hex "$file" >"$dir/hex"
	[ "$(wc -l <"$dir/hex")" -gt 150 ] || { echo "few entries in $file"; failed=1; }

	# Whole lines of dump give the bytes that were dumped
	"$tph" dump -x "$dir/golden.pcapng" 2>/dev/null | grep -v malformed: >"$dir/lines"
	run 0 "$tph" make --force -f "$dir/lines"
	same "bytes of dump -x" "$dir/out" <"$dir/hex"

	# A capture of them gives the same lines, malformed ones are comments
	"$tph" dump -t -x "$dir/golden.pcapng" >"$dir/text" 2>/dev/null
	run 0 "$tph" make --force -f "$dir/text" -w "$dir/made.pcapng"
	"$tph" dump -t -x "$dir/made.pcapng" >"$dir/out" 2>/dev/null
	grep -v '^#' "$dir/text" | same "lines of a capture" "$dir/out"
done

# Both framings in one capture
"$tph" make -w - 'MRd > 0x1000' 'MRd > 0x1000 Flit+' 'MRd > 0x2000' >"$dir/both.pcapng"
run 0 "$tph" dump "$dir/both.pcapng"
same "both framings" "$dir/out" <<'TEXT'
     1 0.000000000 make     - MRd32 00:00.0 tag 0x00 > 0x00001000 1 DW BE f/0 TH-
     2 0.000000000 make-flit - MRd32 00:00.0 tag 0x00 > 0x00001000 1 DW BE f/0 TH- Flit+
     3 0.000000000 make     - MRd32 00:00.0 tag 0x00 > 0x00002000 1 DW BE f/0 TH-
TEXT
cp "$dir/out" "$dir/in"
run 0 "$tph" make -f "$dir/in"
same "their bytes" "$dir/out" <<'TEXT'
00000001 0000000f 00001000
03000001 00000000 00001000
00000001 0000000f 00002000
TEXT

# Standard input; comments; columns of a link with blanks in its name, of no link
printf '%s\n' '# nothing' '' ' MRd > 4 # something' \
	'12 -0.5 my v link ^ MRd > 8' '- - - - MRd > 12' >"$dir/in"
"$tph" make <"$dir/in" >"$dir/out" 2>"$dir/err" || failed=1
same "standard input" "$dir/out" <<'TEXT'
00000001 0000000f 00000004
00000001 0000000f 00000008
00000001 0000000f 0000000c
TEXT

# The example of the page
run 0 "$tph" make 'MWr64 > 0x1234567800 ST 0x5a data 01020304'
same "the example" "$dir/out" <<'TEXT'
60010001 00005a0f 00000012 34567800 01020304
TEXT

# Invalid lines are reported with their place; the rest is made
printf '%s\n' 'MRd > 0x1000' 'MRd > 0x1001' '     7 0.000000001 dn0      v MRd > nowhere' 'Msg' \
	'   8 0.1 up ^ malformed: it ends early' 'CplD > 1:0.0 tag 5' >"$dir/in"
run 1 "$tph" make -f "$dir/in"
same "the rest" "$dir/out" <<'TEXT'
00000001 0000000f 00001000
4a000001 00000004 01000500 00000000
TEXT
sed "s,$dir/,," "$dir/err" >"$dir/said"
same "messages" "$dir/said" <<'TEXT'
tph make: in:2:7: "0x1001" is not a multiple of 4: BE selects the bytes
tph make: in:3:37: "nowhere" is not a number from 0 to 0xffffffffffffffff (address)
tph make: in:4:4: the line ends where "> ROUTE" is expected
tph make: in:5:15: "malformed:" is not a type of TLP, such as MWr64 or CplD
TEXT
run 1 "$tph" make 'MRd > 0' 'Foo'
says 'tph make: argument:2:1: "Foo" is not a type' "$dir/err"
printf 'MRd > 0 \000\nMRd > 4' >"$dir/in"
run 1 "$tph" make -f "$dir/in"
says 'in:1:9: "?" is not part of a MRd' "$dir/err"
says '00000001 0000000f 00000004' "$dir/out"
{
	head -c 70000 /dev/zero | tr '\0' ' '
	printf '\nMRd > 4\n'
} >"$dir/in"
run 1 "$tph" make -f "$dir/in"
says 'in:1:65536: the line is too long' "$dir/err"
says '00000001 0000000f 00000004' "$dir/out"

# TLPs that break a rule of the specification are made only with --force
run 1 "$tph" make '  MRd > 0x1ffc 2 DW' 'MRd > 0x1ff8 2 DW'
same "what is not malformed" "$dir/out" <<'TEXT'
00000002 000000ff 00001ff8
TEXT
says 'tph make: argument:1:3: malformed, --force makes it anyway: crosses-4k: ' "$dir/err"
says '(PCIe Base sec 2.2.7)' "$dir/err"
run 0 "$tph" make --force '  MRd > 0x1ffc 2 DW'
same "what is" "$dir/out" <<'TEXT'
00000002 000000ff 00001ffc
TEXT

# The largest TLP
run 0 "$tph" make 'MWr > 0x100000000 1024 DW data count'
[ "$(wc -c <"$dir/out")" -eq $((4112 * 2 + 1028)) ] || { echo "4 KiB"; failed=1; }

run 2 "$tph" make -f "$dir/none"
says "tph make: $dir/none: No such file" "$dir/err"
run 2 "$tph" make -w "$dir/none/file" 'MRd > 0'
says "tph make: $dir/none/file: No such file" "$dir/err"
run 2 "$tph" make -f "$dir/in" 'MRd > 0'
run 2 "$tph" make --nonsense
run 2 "$tph" make -f "$dir"
says "Is a directory" "$dir/err"
run 0 "$tph" make --help
if [ -w /dev/full ]; then
	run 2 "$tph" make -w /dev/full 'MRd > 0'
	says "tph make: /dev/full: No space left" "$dir/err"
fi
exit "$failed"

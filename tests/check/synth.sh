#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The RTL synthesizes, a device with 64 KiB fits an XC7A35T with 30 % to spare, and no
# design takes more than its limit. docs/rtl.md has the table that rtl/synth prints. With
# OPENTPH_SYNTH_DESIGNS that many of the designs, by OPENTPH_SEED, besides the first two.
# shellcheck disable=SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
command -v yosys >/dev/null || skip_all "yosys is not installed"

# LUT and FF by yosys 0.23, and 5 %; BRAM36. A change that needs more raises a limit and
# says why.
limits='
accel_s7:W=64:MEM_LOG2=16      6160  3126  18.5
accel_core:W=64                4360  1855  65.5
accel_core:W=128               6769  2423  65.5
accel_s7:W=128                 9593  4050  67.5
accel_us:W=128                 8748  3434    68
accel_us:W=256                15159  4991  65.5
f32_add                         557   147     0
f32_max                         104     0     0
f32_to_bf16                      32     0     0
accel_regs                     1773  1288   1.5
accel_ingress:W=128             657   542     0
accel_pipe:W=128               3820   800     0
accel_pass:W=128               1231   189     0
msix                            268   338     0
tlp_fifo:WIDTH=132               48    30     2
s7:W=128                       2868  1317     2
us:W=128                       1845   693   2.5
tlp_tap:W=64:TAP_LOG2=14       3763  2428   8.5
tlp_tap:W=128:TAP_LOG2=14      4722  2428   8.5
'

# field NAME N: a column of the table; blanks become one
field() {
	awk -F ' *[|] *' -v name="$1" -v n="$2" '$2 == name { print $n }' "$scratch/table"
}

# synth DESIGN: adds its line to the table
synth() {
	"$top/rtl/synth" -t 500 "$1" >"$scratch/one" || return
	grep -vE '^\|( design |---)' "$scratch/one" >>"$scratch/table"
	tail -n 1 "$scratch/table"
}

# at_most NUMBER LIMIT [NUMBER LIMIT]...
at_most() {
	while [ $# -gt 0 ]; do
		awk -v number="$1" -v limit="$2" 'BEGIN { exit !(number != "" && number + 0 <= limit) }' ||
			return
		shift 2
	done
}

# name_of DESIGN: in the table
name_of() {
	echo "$1" | sed 's/:/ /; s/:/, /g'
}

: >"$scratch/table"
echo "$limits" | grep . >"$scratch/all"
{
	head -n 2 "$scratch/all"
	sed 1,2d "$scratch/all" | by_seed | head -n "${OPENTPH_SYNTH_DESIGNS:-99}"
} >"$scratch/limits"
count=$(wc -l <"$scratch/all")
[ "$(wc -l <"$scratch/limits")" -eq "$count" ] ||
	echo "shortened: check/synth.sh: $(wc -l <"$scratch/limits") of $count designs"
while read -r design lut ff bram; do
	synth "$design" || { fail "$design does not synthesize"; continue; }
	name=$(name_of "$design")
	expect_true "$name: at most $lut LUT, $ff FF, $bram BRAM36" at_most \
		"$(field "$name" 3)" "$lut" "$(field "$name" 4)" "$ff" "$(field "$name" 6)" "$bram"
done <"$scratch/limits"

share=$(field "$(name_of accel_s7:W=64:MEM_LOG2=16)" 8)
expect_true "a device with 64 KiB takes ${share:-nothing} of a 35T, at most 70 %" \
	at_most "${share%% *}" 70
share=$(field "$(name_of accel_core:W=64)" 8)
expect_true "a core with 256 KiB takes ${share:-nothing}, which is more" \
	at_most 71 "${share%% *}"
finish

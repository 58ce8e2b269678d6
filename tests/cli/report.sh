#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph report with any output of a guest: it does not crash or reach a terminal raw
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# One tagged write from 04:00.0, and one untagged
cat >"$dir/tlps" <<'END'
MWr32 04:00.0 > 0x1000 1 DW PH 2 ST 0x5a data 01020304
MWr32 04:00.0 > 0x2000 1 DW data 01020304
END
run 0 "$tph" make -w "$dir/capture" -f "$dir/tlps"
first='{"requester":"0000:04:00.0"}'
good='{"name":"one","windows":[{"addr":4096,"size":4096,"tlps":1,"bytes":4,"hint":{"width":8,"st":90,"ph":2}}],"faults":[]}'

# report LINE...: report on a guest that printed these lines
report() {
	printf '%s\n' "$@" >"$dir/cases"
	"$tph" report "a=$dir/cases,$dir/capture,make"
}
run 0 report "$first" "$good"
says '1 cases passed, 0 failed' "$dir/out"

# A case that did not run, and its reason
run 0 report "$first" "$good" '{"name":"two","skipped":"no passes"}'
says '1 cases passed, 0 failed, 1 skipped' "$dir/out"
says ' skip' "$dir/out"
says '    no passes' "$dir/out"

# Cycles of a model, and clocks of a device
figures='{"link_bytes":4,"mem_read":4,"mem_write":4,"passes":2,"cycles":1}'
effect='{"name":"one","with_tag":'$figures',"without_tag":'$figures',"windows":[],"faults":[]'
run 0 report "$first" "$good" "$effect}"
says 'cycles are a model' "$dir/out"
run 0 report "$first" "$good" "$effect"',"cycles_are":"clocks","build":2309737967}'
says '  passes    clocks' "$dir/out"
says 'clocks of the device, build 0x89abcdef' "$dir/out"

# fails FAULT WINDOW...: a case with these windows, and the reason
fails() {
	fault=$1
	shift
	windows=$(IFS=,; printf '%s' "$*")
	run 1 report "$first" '{"name":"one","windows":['"$windows"'],"faults":[]}'
	says '0 cases passed, 1 failed' "$dir/out"
	grep -q "^    .*$fault" "$dir/out" || { cat "$dir/out"; failed=1; }
}
tagged='{"addr":4096,"size":4096,"hint":{"width":8,"st":90,"ph":2}}'
fails 'is not st=0x5b' '{"addr":4096,"size":4096,"hint":{"width":8,"st":91,"ph":2}}'
fails 'is not ph=1' '{"addr":4096,"size":4096,"hint":{"width":8,"st":90,"ph":1}}'
fails 'is not width=16' '{"addr":4096,"size":4096,"hint":{"width":16,"st":90,"ph":2}}'
fails 'is not th=1' "$tagged" '{"addr":8192,"size":4096,"hint":{"width":8,"st":90,"ph":2}}'
fails 'is not th=0' '{"addr":4096,"size":4096}'
fails 'TLPs: 0, expected at least 1' "$tagged" '{"addr":12288,"size":4096}'
fails 'TLPs: 1, expected 2' "$tagged" '{"addr":8192,"size":4096,"tlps":2}'
fails 'is not allowed' "$tagged" '{"addr":8192,"size":4096,"tlps":0}'
fails 'bytes: 4, expected 5' "$tagged" '{"addr":8192,"size":4096,"bytes":5}'
fails 'is not allowed' '{"addr":8192,"size":4096}'
fails 'TLPs: 0, expected at least 1' "$tagged" '{"addr":0,"size":4096}'
fails 'TLPs: 0, expected at least 1' "$tagged" '{"addr":4100,"size":4092}'
# Another function writes there
run 1 report '{"requester":"0000:05:00.0"}' "$good"
says 'TLPs: 0, expected 1' "$dir/out"
# Rules cannot name such a link
printf '%s\n' "$first" '{"name":"one","windows":[],"faults":[]}' >"$dir/cases"
run 2 "$tph" report "a=$dir/cases,$dir/capture,a b"
says 'link a b' "$dir/err"

# refused LINE...: bad input, reported in one line
refused() {
	run 2 report "$@"
	says 'is not a case' "$dir/err"
	[ "$(wc -l <"$dir/err")" -eq 1 ] || { cat "$dir/err"; failed=1; }
}
refused '{"requester":null}' "$good"
refused '{"requester":4}' "$good"
refused '{"requester":"0000:104:00.0"}' "$good"
refused '{"requester":"0000:04:20.0"}' "$good"
refused '{}' "$good"
refused "$first"
refused "$first" '{"name":null,"windows":[],"faults":[]}'
refused "$first" '{"name":"one","windows":[],"faults":[7]}'
refused "$first" '{"name":"one","windows":null,"faults":[]}'
refused "$first" '{"name":"one","windows":[null],"faults":[]}'
refused "$first" '{"name":"one","windows":[[]],"faults":[]}'
refused "$first" '{"name":"one","operation":[],"windows":[],"faults":[]}'
refused "$first" '{"name":"one","skipped":7}'
refused "$first" '{"name":"one","skipped":"why","windows":[],"faults":[]}'
# hint MEMBERS: of the window's hint
hint() {
	refused "$first" '{"name":"one","windows":[{"addr":4096,"size":4096,"hint":{'"$1"'}}],"faults":[]}'
}
hint '"width":8,"st":90,"ph":99'
hint '"width":8,"st":90,"ph":-1'
hint '"width":8,"st":256,"ph":2'
hint '"width":16,"st":65536,"ph":2'
hint '"width":9,"st":90,"ph":2'
hint '"width":8,"st":"90","ph":2'
hint ''

# Escape sequences of the guest
run 1 report "$first" '{"name":"a\u001b[31mb","memory":"\u009b2J","operation":"x\ny","windows":[],"faults":["\u0007\u001b]0;t\u0007"]}'
says 'a?[31mb' "$dir/out"
[ "$(LC_ALL=C tr -d '\n -~' <"$dir/out" | wc -c)" -eq 0 ] || {
	echo "control characters:"
	cat -v "$dir/out"
	failed=1
}
exit $failed

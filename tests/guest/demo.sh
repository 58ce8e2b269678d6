#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The demonstration's cases on every topology, judged by their captures.
# README and docs/demo.md must show the printed lines. The trace of all captures has the
# TLPs, tags and requests that tph stat and follow count.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
# shellcheck source-path=SCRIPTDIR source=../support/perfetto.sh
. "$top/tests/support/perfetto.sh"
build=${OPENTPH_BUILD:-$top/build}
tph=$build/src/cli/tph
"$top/vm/demo" --out "$build/tests/demo" \
	switch noiommu eetlp-block root-ports rciep acs acs-requester acs-completer acs-translated \
	acs-function completers \
	connectx connectx-8 connectx-small connectx-direct connectx-block connectx-rciep connectx-acs \
	udmabuf udmabuf-8 udmabuf-no-port udmabuf-no-firmware \
	>"$scratch/output" 2>"$scratch/messages"
status=$?
cat "$scratch/messages" "$scratch/output"

while read -r name verdict; do
	case $verdict in
	pass) pass "$name" ;;
	*) fail "$name" ;;
	esac
done <<END
$(awk '$NF == "pass" || $NF == "fail" { print $1, $NF }' "$scratch/output")
END
[ $status -eq 0 ] || [ $cases_failed -gt 0 ] || fail "vm/demo ended with $status"

for page in README.md docs/demo.md; do
	plain_blocks "$top/$page" | grep -E ' pass$|^ .*[0-9] +[0-9]+$' >"$scratch/shown"
	while IFS= read -r line; do
		grep -qxF -e "$line" "$scratch/output" || fail "$page shows: $line"
	done <"$scratch/shown"
	[ "$(wc -l <"$scratch/shown")" -ge 6 ] || fail "$page does not show six rows"
done

capture=$build/tests/demo/capture.pcapng
if "$tph" convert -F perfetto -w - "$capture" | trace_pieces; then
	trace_sums >"$scratch/got"
	rm "$scratch"/piece.*
	wanted_sums "$capture" >"$scratch/want"
	diff "$scratch/want" "$scratch/got" >"$scratch/output"
	expect_true "the trace: $(grep -E '^(slices|flows)' "$scratch/got" | paste -sd ' ')" [ $? -eq 0 ]
	expect_true "slices and flows" grep -qE '^slices [1-9]' "$scratch/got"
	expect_true "a counter of a 16-bit tag" grep -qE '^ST 0x1201 PH 2 [1-9]' "$scratch/got"
else
	fail "the trace of $capture"
fi
# Each annotation of the links with few TLPs
"$tph" convert -w "$scratch/few.pftrace" "$capture" link=cx0,rp1
protoc --proto_path="$top/tests/support" --decode=perfetto.protos.Trace perfetto.proto \
	<"$scratch/few.pftrace" >"$scratch/text"
expect "annotations" 0 '^[1-9][0-9]* TLPs, 0 without a time, [1-9][0-9]* slices' \
	python3 "$top/tests/support/perfetto.py" "$tph" "$capture" "$scratch/text" link=cx0,rp1
finish

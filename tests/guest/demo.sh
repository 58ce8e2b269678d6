#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The demonstration's cases on every topology, judged by their captures.
# README and docs/demo.md must show the printed lines.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
"$top/vm/demo" --out "${OPENTPH_BUILD:-$top/build}/tests/demo" \
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
finish

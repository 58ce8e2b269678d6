#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Every mutation of user space and of the importer still applies, and is in the list:
# check/mutations.sh would report it too, but a quarter of an hour later.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
mutations=$top/tests/mutation
grep -vE '^(#|$)' "$mutations/list" >"$scratch/list"

# stale TREE: names of those mutations that do not apply there
stale() {
	awk '$2 == "user" || $2 == "importer" { print $1 }' "$scratch/list" | while read -r name; do
		(cd "$1" && patch -p1 -N -F 0 --dry-run <"$mutations/$name.patch") \
			>/dev/null 2>&1 || echo "$name"
	done
}

mkdir "$scratch/empty"
stale "$scratch/empty" >"$scratch/output"
expect_true "a mutation that does not apply is found" \
	[ "$(wc -l <"$scratch/output")" -eq "$(grep -cE " (user|importer) " "$scratch/list")" ]
stale "$top" >"$scratch/output"
expect_true "mutations of user space and of the importer apply" [ ! -s "$scratch/output" ]

for patch in "$mutations"/*.patch; do
	name=$(basename "$patch" .patch)
	grep -q "^$name " "$scratch/list" ||
		grep -qF "mutation/$name.patch" "$top"/tests/check/*.sh || echo "$name"
done >"$scratch/output"
expect_true "each patch is used" [ ! -s "$scratch/output" ]
finish

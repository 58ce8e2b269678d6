#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Readability of the tree: file sizes, a licence in each file, no traces of the
# machine that it was written on.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
# shellcheck source-path=SCRIPTDIR source=../support/tree.sh
. "$top/tests/support/tree.sh"
cd "$top" || exit

tree_files >"$scratch/files"

# none NAME: $scratch/output must be empty
none() {
	expect_true "$1" [ ! -s "$scratch/output" ]
}

grep -E '\.([ch]|cpp|svh?)$' "$scratch/files" | xargs wc -l | grep -v ' total$' |
	sort -n >"$scratch/sizes"
awk '$1 > 500' "$scratch/sizes" >"$scratch/output"
none "no file of C or SystemVerilog is longer than 500 lines"
median=$(grep '\.c$' "$scratch/sizes" | awk '{ n[NR] = $1 } END { print n[int((NR + 1) / 2)] }')
echo "median: $median" >"$scratch/output"
expect_true "half of the .c files have at most 160 lines" [ "${median:-999}" -le 160 ]

# A folder fits on one screen; data folders are exempt.
grep '/' "$scratch/files" | sed 's,/[^/]*$,,' |
	grep -vxE 'fuzz/corpus(/.*)?|kernel/patches/.*|tests/mutation' |
	sort | uniq -c | awk '$1 > 30' >"$scratch/output"
none "no folder has more than 30 files of its own"

# Patches have the licence of the patched files, corpora are bytes, and README begins
# with other things than a licence.
grep -vE '^(kernel/patches|contrib/[^/]*/patches|fuzz/corpus|LICENSES)/|^(README|CONTRIBUTING)\.md$|^\.gitignore$|^COPYING|^LICEN[CS]E' \
	"$scratch/files" | while read -r file; do
	head -n 5 "$file" | grep -q 'SPDX-License-Identifier: ' || echo "$file"
done >"$scratch/output"
none "each file has an SPDX line"
grep '^kernel/' "$scratch/files" | grep -v '^kernel/patches/' | while read -r file; do
	grep -qE 'SPDX-License-Identifier: \(?GPL-2.0-only' "$file" || echo "$file"
done >"$scratch/output"
none "files below kernel/ are GPL-2.0-only"

# Folders of a user or a machine. In two pieces, so that this file does not match.
personal="(^|[^]A-Za-z0-9_}).\$*?])/(home|root|work|Users)"'/[A-Za-z0-9_.-]'
echo "see /home""/somebody/notes" >"$scratch/hit"
expect_true "a path of one machine would be found" grep -qE "$personal" "$scratch/hit"
xargs grep -nIE "$personal" <"$scratch/files" >"$scratch/output"
none "no path of one machine"
finish

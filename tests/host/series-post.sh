#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Mails of the series: from the person who posts, and from nobody else; and the number of
# lines a reviewer reads.
# shellcheck disable=SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
series=$top/kernel/series
out=$scratch/mails
OPENTPH_COVERS=$scratch/cover
export OPENTPH_COVERS
mkdir "$OPENTPH_COVERS"
person='Jane Doe <jane.doe@kernel.org>'

# refused NAME PATTERN ARGUMENT...: status 2, and no file is written
refused() {
	r_name=$1 r_pattern=$2
	shift 2
	expect "$r_name" 2 "$r_pattern" "$series" post "$out" "$@"
	[ ! -e "$out" ] || fail "$r_name: something was written"
}
refused "without a person" "give the person who posts: --from 'Name <address>'"
for bad in jane.doe@kernel.org '<jane.doe@kernel.org>' 'Jane Doe' 'Jane Doe <jane.doe>' \
	'Jane Doe <jane.doe@kernel>' 'Jane Doe <jane doe@kernel.org>' 'Jane Doe <a@b@kernel.org>' \
	'Jane Doe <jane.doe@kernel.org> x' 'Jane Doe <jane.doe@-kernel.org>'; do
	refused "no address: $bad" "is not 'Name <address>'" --from "$bad"
done
for bad in localhost example.org mail.example.com host.invalid somebody.example box.local \
	LOCALHOST.localdomain; do
	refused "no person's address: $bad" 'no mail comes from' --from "Jane Doe <jane@$bad>"
done
refused "not a trailer" "'Tested' is not 'Key: value'" --from "$person" --trailer Tested
refused "not a posting" 'there is no posting nothing .*fixes' --from "$person" --posting nothing
refused "no cover letter" 'the posting fixes has no cover letter: write .*fixes.md' --from "$person"

cat >"$OPENTPH_COVERS/fixes.md" <<'END'
<!-- SPDX-License-Identifier: GPL-2.0-only -->
# PCI/TPH: Fix what is broken

Faults that show without the rest.

- each has a test
END
printf '[RFC] vfio/pci: Require hints\n\nIs it worth it?\n' >"$OPENTPH_COVERS/required.txt"
refused "cover letters of others do not count" 'the posting pci has no cover letter' --from "$person"
expect "mails" 0 'git send-email' "$series" post "$out" --from "$person" --posting fixes \
	--posting required --trailer 'Reviewed-by: A Friend <friend@kernel.org>' \
	--trailer 'Tested-by: A Friend <friend@kernel.org>'
expect_true "a folder for each posting that was named" [ "$(cd "$out" && echo *)" = "1-fixes 7-required" ]

# names FOLDER: its patches
names() {
	(cd "$1" && find . -name '*.patch' ! -name 0000-cover-letter.patch | LC_ALL=C sort)
}
count=$(names "$top/kernel/patches/1-fixes" | wc -l)
expect_true "the patches of the posting, and no other" [ "$(names "$out/1-fixes")" = \
	"$(names "$top/kernel/patches/1-fixes")" ]

for folder in "$out"/*; do
	for file in "$folder"/*.patch; do
		sed -n '1,/^$/s/^From: //p' "$file"
	done | sort -u >"$scratch/output"
	expect_true "${folder##*/}: all mails are from the person" \
		[ "$(cat "$scratch/output")" = "$person" ]
	grep -rin 'localhost\|OpenTPH' "$folder" >"$scratch/output"
	expect_true "${folder##*/}: no trace of the tool" [ ! -s "$scratch/output" ]
	expect "${folder##*/}: recipients" 0 '^To: .*@.*' cat "$folder/recipients"
	expect "${folder##*/}: lists" 0 '^Cc: .*@vger.kernel.org$' cat "$folder/recipients"
done

i=0
for file in "$out/1-fixes"/*.patch; do
	expect_true "mail $i of $count is numbered" grep -q "^Subject: \[PATCH $i/$count\] " "$file"
	i=$((i + 1))
done
cover=$out/1-fixes/0000-cover-letter.patch
expect "the cover letter's subject" 0 "^Subject: \[PATCH 0/$count\] PCI/TPH: Fix what is broken\$" cat "$cover"
expect "its text" 0 '^Faults that show without the rest\.$' cat "$cover"
expect "its shortlog" 0 "^Jane Doe \($count\):\$" cat "$cover"
expect "its diffstat" 0 '^ [0-9]+ files changed, ' cat "$cover"
expect_true "nothing of the licence's line or of a placeholder" \
	[ "$(grep -c 'SPDX\|HERE \*\*\*' "$cover")" -eq 0 ]
expect "a posting that asks for comments" 0 '^Subject: \[PATCH RFC 0/2\] vfio/pci: Require hints$' \
	cat "$out/7-required/0000-cover-letter.patch"
expect "its patch" 0 '^Subject: \[PATCH RFC 1/2\] ' cat "$out"/7-required/0001-*.patch

# The trailers stand together, in the order that maintainers expect
for file in "$out"/*/0001-*.patch; do
	sed '/^---$/,$d' "$file" | tail -n 3 >"$scratch/output"
	expect_true "$(basename "$file"): trailers" [ "$(cat "$scratch/output")" = \
		"Reviewed-by: A Friend <friend@kernel.org>
Tested-by: A Friend <friend@kernel.org>
Signed-off-by: $person" ]
	expect_true "one Signed-off-by" [ "$(grep -c '^Signed-off-by: ' "$file")" -eq 1 ]
done
expect "what was there stays in front of them" 0 '^Fixes: 3aa31a8bb11e ' cat "$out"/1-fixes/0001-*.patch

# What is mailed changes the same lines as what is in the repository.
for file in "$out"/*/000[1-9]-*.patch; do
	here=$top/kernel/patches/${file#"$out"/}
	grep -E '^(\+|-|@@|diff)' "$here" >"$scratch/here"
	grep -E '^(\+|-|@@|diff)' "$file" | diff "$scratch/here" - >"$scratch/output"
	expect_true "$(basename "$file"): the same change" [ ! -s "$scratch/output" ]
done
expect "a folder with something in it" 2 'mails is not empty' "$series" post "$out" --from "$person" \
	--posting fixes
rm -r "$out"
expect "a name that is not ASCII" 0 'mails' "$series" post "$out" --from 'Jürgen Käse <jk@kernel.org>' \
	--posting required
expect "is signed as it is written" 0 '^Signed-off-by: Jürgen Käse <jk@kernel.org>$' \
	cat "$out"/7-required/0001-*.patch

# The lines to review
expect "count" 0 '^total +[0-9]+ +[0-9]+ +[0-9]+$' "$series" count
core=$(awk '$1 == "total" { print $4 }' "$scratch/output")
expect_true "the core has at most 900 lines ($core)" [ "${core:-9999}" -le 900 ]
mkdir -p "$scratch/patches/1-one"
cat >"$scratch/patches/1-one/0001-one.patch" <<'END'
From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: OpenTPH <opentph@localhost>
Subject: [PATCH] one

+ not in a diff
---
diff --git a/drivers/pci/tph.c b/drivers/pci/tph.c
--- a/drivers/pci/tph.c
+++ b/drivers/pci/tph.c
@@ -1,2 +1,9 @@
 /*
+ * more of a comment
  */
+/* one line */
+
+int code; /* counts
+	   * but this does not */
+*pointer = code;
+// nor this
-int gone;
@@ -20,2 +26,3 @@ int f(void)
  * inside a comment
+ * whose end is
+ */ int after;
diff --git a/drivers/pci/Kconfig b/drivers/pci/Kconfig
--- a/drivers/pci/Kconfig
+++ b/drivers/pci/Kconfig
@@ -1,1 +1,3 @@
+# a comment
+config CODE
diff --git a/drivers/pci/tph_kunit.c b/drivers/pci/tph_kunit.c
--- a/drivers/pci/tph_kunit.c
+++ b/drivers/pci/tph_kunit.c
@@ -1,1 +1,2 @@
+int test;
diff --git a/drivers/dma-buf/st-tph.c b/drivers/dma-buf/st-tph.c
--- a/drivers/dma-buf/st-tph.c
+++ b/drivers/dma-buf/st-tph.c
@@ -1,1 +1,2 @@
+int test;
diff --git a/tools/testing/selftests/tph.c b/tools/testing/selftests/tph.c
--- a/tools/testing/selftests/tph.c
+++ b/tools/testing/selftests/tph.c
@@ -1,1 +1,2 @@
+int test;
diff --git a/Documentation/tph.rst b/Documentation/tph.rst
--- a/Documentation/tph.rst
+++ b/Documentation/tph.rst
@@ -1,1 +1,2 @@
+text
END
# code, pointer, after, config
expect "comments, blank lines, tests and text do not count" 0 '^one +1 +15 +4$' \
	env OPENTPH_PATCHES="$scratch/patches" "$series" count
finish

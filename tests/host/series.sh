#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# kernel/patches applies to its base and is byte-identical after kernel/series
# regenerate; and the messages for a series that does not apply.
# shellcheck disable=SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
expect "the series applies, regenerates to the same bytes, passes checkpatch" 0 'in order' \
	"$top/kernel/series" check

# What check is there to find
cp -r "$top/kernel/patches" "$scratch/faulty"
rm -r "$scratch/faulty"/[2-9]-*
cd "$scratch/faulty/1-fixes" || exit
sed -i 's/^From: .*/From: Somebody <somebody@somewhere.org>/' 0001-*
sed -i 's/^index \([0-9a-f]\{12\}\)[0-9a-f]*\.\./index \1../' 0002-*
cat >>"$(echo 0002-*)" <<'END'
diff --git a/nobodys/file.c b/nobodys/file.c
new file mode 100644
index 0000000000000000000000000000000000000000..1111111111111111111111111111111111111111
--- /dev/null
+++ b/nobodys/file.c
@@ -0,0 +1 @@
+// SPDX-License-Identifier: GPL-2.0
END
sed -i 's/^Fixes: .*/&\nSigned-off-by: Somebody <somebody@somewhere.org>/' 0003-*
sed -i 's/^+\(.*[^;{}]\)$/+\1  /' 0005-*
cd "$top" || exit
OPENTPH_PATCHES="$scratch/faulty" "$top/kernel/series" check >"$scratch/found" 2>&1
status=$?
expect_true "check: faults make it fail" [ $status -eq 1 ]
expect "check: a person" 0 '1-fixes/0001-.* is not from OpenTPH' cat "$scratch/found"
expect "check: other bytes" 0 '1-fixes/0002-.* is not what regenerate would write' cat "$scratch/found"
expect "check: a file without maintainer" 0 '1-fixes/0002-.*: MAINTAINERS has nobody for nobodys/file.c' \
	cat "$scratch/found"
expect "check: a Signed-off-by" 0 '1-fixes/0003-.* has a Signed-off-by' cat "$scratch/found"
expect "check: checkpatch" 0 '^  1-fixes/0005-.*ERROR: trailing whitespace' cat "$scratch/found"
expect_true "check: nothing about the one in order" [ "$(grep -c 1-fixes/0004 "$scratch/found")" -eq 0 ]

# A change of a line that is not in the base
mkdir -p "$scratch/patches/1-bad"
cat >"$scratch/patches/1-bad/0001-bad.patch" <<'END'
From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: OpenTPH <opentph@localhost>
Date: Thu, 1 Jan 2026 00:00:00 +0000
Subject: [PATCH] PCI/TPH: Change what is not there

---
diff --git a/drivers/pci/tph.c b/drivers/pci/tph.c
--- a/drivers/pci/tph.c
+++ b/drivers/pci/tph.c
@@ -10,3 +10,3 @@
 this context
-is in no version of the file
+is in no version of this file
 at all
END
export OPENTPH_PATCHES="$scratch/patches"
# Without other sources to try: no mirror answers on this port.
expect "vm/kernel: a series that does not apply" fail \
	'kernel/patches/1-bad/0001-bad.patch does not apply to linux-source.*Update it with kernel/series' \
	env OPENTPH_MIRROR=http://127.0.0.1:9/debian "$top/vm/kernel"
expect "kernel/series: a series that does not apply" fail 'patch 1 of 1-bad does not apply' \
	"$top/kernel/series" check
expect "kernel/series: not its tree" fail 'not a tree of kernel/series' \
	"$top/kernel/series" apply "$scratch"
unset OPENTPH_PATCHES
cp "$scratch/patches/1-bad/0001-bad.patch" "$scratch/extra.patch"
expect "vm/kernel: an extra patch that does not apply" fail \
	'the extra patch extra.patch does not apply on top of the series' \
	"$top/vm/kernel" --extra-patch "$scratch/extra.patch"
expect "vm/kernel: no such extra patch" fail 'cannot read the patch' \
	"$top/vm/kernel" --extra-patch /nonexistent
cache=${OPENTPH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/opentph}
# Another build may be running, which has its own folder.
if flock -n "$cache/lock" true; then
	expect_true "no incomplete result in the cache" \
		[ -z "$(find "$cache" -maxdepth 1 -name 'tmp.*')" ]
fi
finish

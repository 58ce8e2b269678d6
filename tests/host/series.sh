#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# kernel/patches applies to its base and is byte-identical after kernel/series
# regenerate; and the messages for a series that does not apply.
# shellcheck disable=SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
expect "the series applies, regenerates to the same bytes, passes checkpatch" 0 'in order' \
	"$top/kernel/series" check

# A change of a line that is not in the base
mkdir "$scratch/patches"
cat >"$scratch/patches/0001-bad.patch" <<'END'
From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: Somebody <somebody@example.org>
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
	'kernel/patches/0001-bad.patch does not apply to linux-source.*Update it with kernel/series' \
	env OPENTPH_MIRROR=http://127.0.0.1:9/debian "$top/vm/kernel"
expect "kernel/series: a series that does not apply" fail 'patch 1 does not apply' \
	"$top/kernel/series" check
expect "kernel/series: not its tree" fail 'not a tree of kernel/series' \
	"$top/kernel/series" apply "$scratch"
unset OPENTPH_PATCHES
cp "$scratch/patches/0001-bad.patch" "$scratch/extra.patch"
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

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A user who owns neither the build nor the cache, and may write to neither, boots it.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
[ "$(id -u)" -eq 0 ] || skip_all "needs root, to become another user"

nobody() {
	setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent \
		OPENTPH_CACHE="$scratch/cache" TMPDIR="$scratch/tmp" "$@"
}
chmod 755 "$scratch"
if ! nobody [ -x "$OPENTPH_BUILD/src/cli/tph" ] || ! nobody [ -x "$top/vm/run" ]; then
	skip_all "this folder is closed to other users"
fi

# The cache may be in a closed home: copy the used parts
cache=${OPENTPH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/opentph}
mkdir -m 1777 "$scratch/tmp"
mkdir "$scratch/cache"
cp -r --reflink=auto "$cache/toolbox" "$scratch/cache/" 2>/dev/null
cp "$("$top/vm/kernel" --print base)" "$scratch/bzImage" || exit
expect "another user's guest" 4 '^1234:7411$' nobody "$top/vm/run" \
	--kernel "$scratch/bzImage" --log "$scratch/tmp/log" -- \
	sh -c 'lspci -n | sed -n "s/.* \(1234:7411\).*/\1/p"; exit 4'
expect_true "no folder remains" [ "$(ls "$scratch/tmp")" = log ]
finish

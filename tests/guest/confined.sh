#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# User space does not choose tags for a device that a quirk marks as not confining their
# effect to itself; for another one of the same kind it does.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
module=$("$top/vm/kernel" --print --module "$top/tests/guest/module/unconfined") ||
	{ fail "the module is not built"; finish; }

cat >"$scratch/all" <<'END'
tag() {
	echo "begin $*"
	tph export -d "$2" -B -8 0x5a 2>&1
	echo "status $?"
}
tag before 0000:03:00.0
insmod /bin/unconfined.ko bus=3 || exit
tag marked 0000:03:00.0
tag other 0000:04:00.0
rmmod unconfined
tag after 0000:03:00.0
END
"$top/vm/run" --topology "$top/vm/topology/completers.conf" --add "$module" \
	--add "$scratch/all" --add "$build/src/cli/tph" -- sh /bin/all </dev/null \
	>"$scratch/boot" 2>&1 || {
	cp "$scratch/boot" "$scratch/output"
	fail "the guest"
}

# ran NAME STATUS PATTERN
ran() {
	sed -n "/^begin $1 /,/^status /p" "$scratch/boot" | tr -d '\r' >"$scratch/output"
	expect_true "$1: status $2" grep -qx "status $2" "$scratch/output"
	expect_true "$1: it says so" grep -qE "$3" "$scratch/output"
}

ran before 0 'Requested: ST 0x5a PH 0'
ran marked 2 'tags are not for users to choose$'
ran other 0 'Requested: ST 0x5a PH 0'
ran after 0 'Requested: ST 0x5a PH 0'
finish

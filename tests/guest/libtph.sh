#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The library in the guest: each way to open a device, the example, tph export.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
kernel=$("$top/vm/kernel" --print base) || exit

# One boot per topology: command, output, status
cat >"$scratch/all" <<'END'
for b in $1; do
	echo "begin tph-device-test $b"
	tph-device-test -b "$b"
	echo "status $?"
done
run() {
	echo "begin $*"
	"$@"
	echo "status $?"
}
run tagged_write
run tph export -B -8 0x5a -p 2 -w
run tph export -B -6 0x1234 -p 1 -w
run tph export -B -6 0x1234 -R -w
run tph export -B -w
run tph export -B -R
run tph export -B -r 0 -8 1
run tph export -B -8 0x5a -w -- echo program
END

# boot TOPOLOGY BACKENDS
boot() {
	topology=$1
	"$top/vm/run" --kernel "$kernel" --topology "$top/vm/topology/$1.conf" \
		--add "$scratch/all" --add "$build/guest/tph-device-test" \
		--add "$build/src/cli/tph" --add "$build/examples/tagged_write" -- \
		sh /bin/all "$2" </dev/null >"$scratch/boot" 2>&1 || {
		cp "$scratch/boot" "$scratch/output"
		fail "$1: the guest"
	}
}

# ran COMMAND STATUS PATTERN: it ended with STATUS and printed a matching line
ran() {
	sed -n "/^begin $1\$/,/^status /p" "$scratch/boot" >"$scratch/output"
	if ! grep -q "^status $2\$" "$scratch/output"; then
		fail "$topology: $1: not status $2"
	elif ! grep -qE -e "$3" "$scratch/output"; then
		fail "$topology: $1: no line like '$3'"
	else
		pass "$topology: $1"
	fi
}

t='	'
bdf='0000:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]'

boot switch 'cdev group'
ran 'tph-device-test cdev' 0 '^# .* by cdev$'
ran 'tph-device-test group' 0 '^# .* by group$'
ran tagged_write 0 '^11 22 33 44$'
ran 'tph export -B -8 0x5a -p 2 -w' 0 "^${t}Attached: $bdf TPH\+ ST 0x5a PH 2\$"
ran 'tph export -B -6 0x1234 -p 1 -w' 0 "^${t}Attached: $bdf TPH\+ ST 0x1234 PH 1\$"
ran 'tph export -B -6 0x1234 -R -w' 0 "^${t}Requested: ST 0x1234 PH 0 Required\\+\$"
ran 'tph export -B -w' 0 "^${t}Attached: $bdf TPH- \(unset\)\$"
ran 'tph export -B -R' 2 'Invalid argument'
ran 'tph export -B -r 0 -8 1' 0 "^${t}Requested: ST 0x01 PH 0 Required-\$"

boot noiommu 'cdev noiommu'
ran 'tph-device-test cdev' 0 '^# .* by cdev$'
ran 'tph-device-test noiommu' 0 '^# .* by noiommu$'
ran tagged_write 0 '^11 22 33 44$'

boot root-ports noiommu
ran tagged_write 1 'the path does not carry it$'
ran 'tph export -B -8 0x5a -p 2 -w' 1 "^${t}Attached: $bdf TPH- \(path\)\$"

ran 'tph export -B -8 0x5a -w -- echo program' 0 '^program$'

boot rciep auto
ran 'tph-device-test auto' 0 '^ok 11 '
ran 'tph export -B -8 0x5a -p 2 -w' 1 "^${t}Attached: $bdf TPH- \(path\)\$"

boot eetlp-block cdev
ran 'tph export -B -8 0x5a -p 2 -w' 0 "^${t}Attached: $bdf TPH\+ ST 0x5a PH 2\$"
ran 'tph export -B -6 0x1234 -p 1 -w' 1 "^${t}Attached: $bdf TPH- \((width|path)\)\$"
ran 'tph export -B -6 0x1234 -R -w' 2 'the path does not carry it$'
finish

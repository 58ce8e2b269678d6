#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Results of vm/run for a guest that fails, and for one that succeeds.
# shellcheck disable=SC2016,SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
kernel=$("$top/vm/kernel" --print base) || exit

bare() {
	"$top/vm/run" --topology none --kernel "$kernel" --log "$scratch/log" "$@"
}

expect "status and output of the command" 3 '^two  words$' \
	bare -- sh -c 'echo "$1"; exit 3' sh 'two  words'
expect "status 0" 0 '^2$' bare -- nproc
expect "a command that does not exist" 127 'not found' bare -- no-such-command
expect "a kernel warning" 125 'kernel complained: .*WARNING: made by a test' \
	bare -- sh -c 'echo "WARNING: made by a test" >/dev/kmsg'
expect_true "the named log holds it" grep -q 'WARNING: made by a test' "$scratch/log"
expect "a panic" 125 'kernel complained: .*Kernel panic' \
	bare -- sh -c 'echo c >/proc/sysrq-trigger'
expect "a guest that hangs" 124 'did not end in 12 s' bare --timeout 12 -- sleep 1000
expect "a set-up that fails" 126 "set-up failed: unknown line in the topology's set-up: nonsense" \
	bare --setup 'nonsense here' -- true
expect "more kernel arguments" 0 'opentph.test=1' bare --append opentph.test=1 -- cat /proc/cmdline

printf 'a\0b\r\n' >"$scratch/in"
"$top/vm/run" --topology none --kernel "$kernel" --stdin -- cat \
	<"$scratch/in" >"$scratch/out" 2>"$scratch/output"
expect_true "input and output keep their bytes" cmp -s "$scratch/in" "$scratch/out"

# A program with shared libraries of the host
expect "an added program" 0 '^ELF' bare --add /usr/bin/env:/opt/env -- \
	/opt/env sh -c 'head -c 4 /opt/env | tail -c 3; echo'

expect "a kernel that does not exist" 126 'cannot read the kernel /nonexistent' \
	"$top/vm/run" --topology none --kernel /nonexistent -- true
expect "a topology that does not exist" 126 'cannot read the topology /nonexistent' \
	"$top/vm/run" --topology /nonexistent --kernel "$kernel" -- true
expect "no command" 126 'no command' "$top/vm/run" --topology none
expect "a fault of QEMU" 126 'QEMU ended .* before the command did' \
	env QEMU="$scratch/qemu" sh -c '
		printf "#!/bin/sh\n[ \"\$1\" = -device ] && { echo \\\"vfio-user-pci\\\"; exit 0; }\nexit 5\n" >"$QEMU"
		chmod +x "$QEMU"
		exec "$@"' sh "$top/vm/run" --topology none --kernel "$kernel" --log "$scratch/log" -- true
odd="$scratch/a, b"
mkdir "$odd"
expect "a blank and a comma in its folders" 0 '^fine' env TMPDIR="$odd" "$top/vm/run" \
	--topology "$top/vm/topology/switch.conf" --kernel "$kernel" --log "$odd/log" -- echo fine
expect "the log is at the requested place" 0 'Linux version' cat "$odd/log"
expect "a blank in the demonstration's folder" 0 '^[1-9][0-9]* cases passed, 0 failed' \
	"$top/vm/demo" --out "$scratch/d e" --kernel "$kernel" --only op/store switch
finish

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# After the kill of any process of a run, the others end with a message, and no
# process, socket or folder remains.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
kernel=$("$top/vm/kernel" --print base) || exit
# All files of a run are in this folder.
TMPDIR=$scratch/tmp
export TMPDIR
mkdir "$TMPDIR"

# Process ids whose command line names the run's folder, or that fabric or QEMU
leftovers() {
	pgrep -f "$TMPDIR" || [ -n "$(ls -A "$TMPDIR")" ]
}

gone() {
	left=60
	while [ $left -gt 0 ]; do
		leftovers >/dev/null || return 0
		sleep 0.1
		left=$((left - 1))
	done
	ls -A "$TMPDIR"
	pgrep -af "$TMPDIR"
	return 1
}

# child PARENT NAME: the process below PARENT whose program has that name
child() {
	for c in $(pgrep -P "$1"); do
		case $(cat "/proc/$c/comm") in
		"$2"*)
			echo "$c"
			return
			;;
		esac
		child "$c" "$2"
	done
}

# killed NAME WHO SIGNAL STATUS PATTERN
killed() {
	: >"$scratch/output"
	"$top/vm/run" --kernel "$kernel" --log "$scratch/log" --timeout 100 -- \
		sh -c 'echo guest is up; sleep 1000' </dev/null >"$scratch/output" 2>&1 &
	run=$!
	left=600
	while ! grep -q 'guest is up' "$scratch/output" && [ $left -gt 0 ]; do
		kill -0 $run 2>/dev/null || break
		sleep 0.1
		left=$((left - 1))
	done
	case $2 in
	run) victim=$run ;;
	fabric) victim=$(child $run tph) ;;
	qemu)
		# QEMU has the name of its own loader.
		victim=$(child $run ld-linux)
		victim=${victim:-$(child $run qemu)}
		;;
	esac
	[ -n "$victim" ] || { fail "$1: no such process"; kill $run; return; }
	kill -"$3" "$victim"
	wait $run 2>/dev/null
	got=$?
	if [ $got -ne "$4" ]; then
		fail "$1: status $got, not $4"
	elif [ -n "$5" ] && ! grep -qE -e "$5" "$scratch/output"; then
		fail "$1: no line like '$5'"
	elif ! gone; then
		fail "$1: a process, socket or folder remains"
	else
		pass "$1"
	fi
}

killed "QEMU killed" qemu KILL 126 'QEMU ended \(status 137\) before the command did'
killed "QEMU ended" qemu TERM 126 'QEMU ended'
killed "fabric killed" fabric KILL 126 'the fabric ended \(status 137\) while the guest ran'
killed "fabric ended" fabric TERM 126 'the fabric ended \(status (0|143)\) while the guest ran'
killed "vm/run killed" run KILL 137 ''
killed "vm/run ended" run TERM 143 'ended by a signal'
finish

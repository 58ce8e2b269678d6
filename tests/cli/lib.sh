# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2034
# Sourced by the tests of the program: TPH MAKE-CAPTURE GOLDEN

tph=$1 make_capture=$2 golden=$3
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0

# run STATUS COMMAND...: output in $dir/out and $dir/err, status as expected
run() {
	want=$1
	shift
	"$@" >"$dir/out" 2>"$dir/err" </dev/null
	got=$?
	[ "$got" -eq "$want" ] && return
	echo "exit status $got, not $want: $*"
	cat "$dir/out" "$dir/err"
	failed=1
}

# same NAME FILE: standard input is the expected content of FILE
same() {
	cat >"$dir/want"
	diff -u "$dir/want" "$2" && return
	echo "$1 is not as expected"
	failed=1
}

# says TEXT FILE
says() {
	grep -qF -- "$1" "$2" && return
	echo "no \"$1\" in:"
	cat "$2"
	failed=1
}

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Applies each mutation (tests/mutation/list) and expects that the tests notice it: a
# mutation that survives is a failure, and so is one that cannot be tried.
# Arguments are names of mutations, and then the others are not tried.
# With OPENTPH_MUTATIONS_SECONDS no mutation starts that would end later than that; the
# order is then by OPENTPH_SEED, and a line "shortened: ..." names the untried ones.
# shellcheck disable=SC2013,SC2016,SC2046,SC2086
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
# shellcheck source-path=SCRIPTDIR source=../support/tree.sh
. "$top/tests/support/tree.sh"
mutations=$top/tests/mutation
list=$scratch/list
grep -vE '^(#|$)' "$mutations/list" | awk -v only=" $* " '
only == "  " || index(only, " " $1 " ")' >"$list"
[ -s "$list" ] || { fail "no mutation $*"; finish; }

# The work is done in a copy of this tree; the last run's logs stay
src=$scratch/src
out=${OPENTPH_BUILD:-$top/build}/tests/mutations
OPENTPH_BUILD=$scratch/build
export OPENTPH_BUILD
started=$(date +%s)
mkdir "$src"
tree_files | (cd "$top" && xargs cp --parents -t "$src") || exit

# Seconds since the script began, so that the log shows how time was spent
clock() {
	printf '%3d s' $(($(date +%s) - started))
}

programs='src/cli/tph guest/demo/tph-demo guest/demo/rdma/tph-demo-rdma guest/revoke/tph-revoke'
rdma=$("$top/vm/toolbox" rdma) || exit

# build TARGET...: in the copy
build() {
	if [ ! -e "$OPENTPH_BUILD/build.ninja" ]; then
		meson setup -Dwerror=false -Ddebug=false -Doptimization=2 "-Drdma=$rdma" \
			"$OPENTPH_BUILD" "$src" \
			>"$scratch/output" 2>&1 || return
	fi
	ninja -C "$OPENTPH_BUILD" "$@" >"$scratch/output" 2>&1
}

# demo KERNEL ONLY RUN...: returns the status of vm/demo; the cases go to $scratch/cases,
# one a line: RUN:CASE VERDICT FAULT
demo() {
	d_kernel=$1 d_only=$2
	shift 2
	rm -rf "$out" "$scratch/cases"
	"$top/vm/demo" --out "$out" --kernel "$d_kernel" --only "$d_only" "$@" \
		</dev/null >"$scratch/output" 2>&1
	d_status=$?
	[ -e "$out/report.json" ] || return 2
	# json-c writes one member a line.
	sed 's,\\/,/,g' "$out/report.json" | awk '
	/^      "(name|run|verdict)":/ {
		split($0, part, "\"")
		value[part[2]] = part[4]
	}
	/^      "faults":/ { faults = 1; next }
	faults { 
		fault = $1 == "]" ? "" : $0
		gsub(/^ *"|",?$/, "", fault)
		print value["run"] ":" value["name"], value["verdict"], fault
		faults = 0
	}' >"$scratch/cases"
	return $d_status
}

# noticed_case MUTATION RUN:CASE: check the demo that has just run
noticed_case() {
	verdict=$(awk -v c="$2" '$1 == c { print $2 }' "$scratch/cases")
	case $verdict in
	fail)
		pass "$1: $2 failed ($(clock)):" \
			"$(awk -v c="$2" '$1 == c { $1 = $2 = ""; print }' "$scratch/cases")"
		;;
	pass) fail "$1 survives: $2 passed" ;;
	*) fail "$1: case $2 does not exist" ;;
	esac
}

# noticed_demo MUTATION KERNEL RUN:CASE: run that case
noticed_demo() {
	demo "$2" "${3#*:}" "${3%%:*}"
	status=$?
	if [ $status -gt 1 ]; then
		fail "$1: the demonstration could not run (status $status)"
	else
		noticed_case "$1" "$3"
	fi
}

# noticed_test MUTATION TEST: the program names the test that fails, or its alarm or an
# assertion of the RTL ends it
noticed_test() {
	# Files of a test that ends early stay in its folder.
	(cd "$scratch" && CMOCKA_MESSAGE_OUTPUT=TAP timeout 60 "$OPENTPH_BUILD/tests/$2") \
		>"$scratch/output" 2>&1
	status=$?
	line=$(grep -m 1 '^not ok' "$scratch/output")
	assertion=$(sed -n 's/.*: Assertion failed in \([^:]*\): .*/\1/p' "$scratch/output" |
		head -n 1)
	if [ $status -eq 0 ]; then
		fail "$1 survives: $2 passed"
	elif [ -z "$line" ] && [ -n "$assertion" ]; then
		pass "$1: $2 was ended by $assertion ($(clock))"
	elif [ -z "$line" ] && [ $status -eq 142 ]; then
		pass "$1: $2 hung until its alarm ($(clock))"
	elif [ -z "$line" ]; then
		fail "$1: $2 ended with $status and named no test"
	else
		pass "$1: $2 failed ($(clock)): ${line#not ok }"
	fi
}

# script KERNEL FILE: a script of tests/, with that kernel and the programs of the copy
script() {
	OPENTPH_REVOKE_KERNEL=$1 OPENTPH_SOURCE=$src sh "$top/tests/$2" </dev/null >"$scratch/output" 2>&1
}

# noticed_script MUTATION KERNEL FILE:WORD[|WORD]...
noticed_script() {
	if script "$2" "${3%%:*}"; then
		fail "$1 survives: ${3%%:*} passed"
		return
	fi
	line=$(grep -m 1 -E "^FAIL  (${3#*:}) " "$scratch/output")
	if [ -n "$line" ]; then
		pass "$1: ${3%%:*} failed ($(clock)): ${line#FAIL  }"
	else
		fail "$1: ${3%%:*} failed, but not in its ${3#*:}"
	fi
}

# kunit KERNEL: the results go to $scratch/kunit
kunit() {
	"$top/vm/run" --kernel "$1" --topology none \
		--append 'kunit.enable=1 kunit.filter_glob=*tph*' -- \
		sh -c 'cat /sys/kernel/debug/kunit/*/results' </dev/null >"$scratch/kunit" 2>&1
}

# noticed_kunit MUTATION TEST: KTAP, "    not ok 1 name" is a test
noticed_kunit() {
	cp "$scratch/kunit" "$scratch/output"
	if grep -qE "^ +not ok [0-9]+ $2\$" "$scratch/kunit"; then
		pass "$1: KUnit's $2 failed ($(clock))"
	else
		fail "$1 survives: KUnit's $2 did not fail"
	fi
}

# try_user NAME NOTICED-BY: in the copy as it is now
try_user() {
	case $2 in
	unit:*)
		build "tests/${2#unit:}" || { fail "$1: does not build"; return; }
		noticed_test "$1" "${2#unit:}"
		;;
	script:*) noticed_script "$1" "$kernel" "${2#script:}" ;;
	*)
		build $programs || { fail "$1: does not build"; return; }
		noticed_demo "$1" "$kernel" "$2"
		;;
	esac
}

# try_importer NAME NOTICED-BY...: in the copy as it is now
try_importer() {
	with=$(OPENTPH_IMPORTER=$src/kernel/importer "$top/vm/kernel" --print base \
		2>"$scratch/output") || { fail "$1: the module does not build"; return; }
	build $programs || { fail "$1: the tree does not build"; return; }
	i_name=$1
	shift
	for by; do
		case $by in
		script:*) noticed_script "$i_name" "$with" "${by#script:}" ;;
		*) noticed_demo "$i_name" "$with" "$by" ;;
		esac
	done
	rm -rf "${with%/*}"
}

# fine BY: the test, script or case passes without a mutation; each is tried once
: >"$scratch/fine"
fine() {
	f_what=$1
	case $1 in script:*) f_what=${1#script:} f_what=script:${f_what%%:*} ;; esac
	! grep -qxF "$f_what" "$scratch/fine" || return 0
	f_name=${f_what#*:}
	case $f_what in
	unit:*)
		build "tests/$f_name" &&
			(cd "$scratch" && "$OPENTPH_BUILD/tests/$f_name") >"$scratch/output" 2>&1
		;;
	script:*) build $programs && script "$kernel" "$f_name" ;;
	*) build $programs && demo "$kernel" "$f_name" "${f_what%%:*}" ;;
	esac || {
		fail "$f_what fails without a mutation"
		finish
	}
	echo "$f_what" >>"$scratch/fine"
}

kernel=$("$top/vm/kernel" --print base) || exit

# time_for SECONDS NAME...: true if there is time; otherwise they are named at the end
untried=
time_for() {
	[ -n "$OPENTPH_MUTATIONS_SECONDS" ] || return 0
	[ $(($(date +%s) - started + $1)) -gt "$OPENTPH_MUTATIONS_SECONDS" ] || return 0
	shift
	untried="$untried $*"
	return 1
}

# in_order: lines by OPENTPH_SEED if there is a limit of time, else as they are
in_order() {
	if [ -n "$OPENTPH_MUTATIONS_SECONDS" ]; then
		by_seed
	else
		cat
	fi
}

# Mutations of the tree and of the importer
awk '$2 == "user" || $2 == "importer"' "$list" | in_order >"$scratch/user"
longest=30
while read -r name kind by <&3; do
	time_for $longest "$name" || continue
	one_started=$(date +%s)
	for one in $by; do
		fine "$one"
	done
	if ! (cd "$src" && patch -p1 -N -F 0 <"$mutations/$name.patch") >"$scratch/output" 2>&1; then
		fail "$name.patch does not apply: bring it up to date"
		finish
	fi
	case $kind in
	user) try_user "$name" "$by" ;;
	importer) try_importer "$name" $by ;;
	esac
	(cd "$src" && patch -p1 -R -F 0 <"$mutations/$name.patch") >/dev/null || exit
	one_took=$(($(date +%s) - one_started))
	[ $one_took -le $longest ] || longest=$one_took
done 3<"$scratch/user"

[ ! -s "$scratch/fine" ] || pass "$(wc -l <"$scratch/fine") tests pass without a mutation ($(clock))"

# Mutations of the kernel, with the tree as it is here
build $programs || { fail "the tree does not build"; finish; }
longest=240
for group in $(awk '$2 ~ /^kernel:/ { print $2 }' "$list" | sort -u | in_order); do
	time_for $longest $(awk -v g="$group" '$2 == g { print $1 }' "$list") || continue
	one_started=$(date +%s)
	set --
	for name in $(awk -v g="$group" '$2 == g { print $1 }' "$list"); do
		set -- "$@" --extra-patch "$mutations/$name.patch"
	done
	mutant=$("$top/vm/kernel" --print "$@" base 2>"$scratch/output") || {
		fail "$group: the kernel does not build"
		continue
	}
	echo "      $group: the kernel is built ($(clock))"
	awk -v g="$group" '$2 == g { for (i = 3; i <= NF; i++) print $1, $i }' "$list" >"$scratch/by"
	set --
	for run in $(sed 's/.* //; s/:.*//' "$scratch/by" | grep -vx kunit | sort -u); do
		set -- "$@" "$run"
	done
	demo "$mutant" '' "$@"
	status=$?
	if [ $status -gt 1 ]; then
		fail "$group: the demonstration could not run (status $status)"
		continue
	fi
	if grep -q ' kunit:' "$scratch/by"; then
		kunit "$mutant"
	fi
	while read -r name by; do
		case $by in
		kunit:*) noticed_kunit "$name" "${by#kunit:}" ;;
		*) noticed_case "$name" "$by" ;;
		esac
	done <"$scratch/by"
	one_took=$(($(date +%s) - one_started))
	[ $one_took -le $longest ] || longest=$one_took
done
[ -z "$untried" ] || echo "shortened: check/mutations.sh did not try$untried"
finish

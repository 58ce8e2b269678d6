#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Selftests of the kernel in the guest: those that the kernel has of its own and those
# that the series adds (tools/testing/selftests).
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"

# The suites: folder, and the functions that its programs are run with one after the
# other, each bound to vfio-pci; "-" for none. They run on switch.conf, which has the
# accelerator at 03:00.0 and the DMA engine at 04:00.0.
suites='
vfio 0000:03:00.0 0000:04:00.0
drivers/dma-buf -
dmabuf-heaps -
'
# Tests that may fail, "PROGRAM TEST REASON" in a line: none
known=''

# verdicts FILE: what the guest printed as lines "ok|skip|FAIL PROGRAM FUNCTION TEST". A
# program that does not do all that its plan says, or ends with a failure that it does
# not explain, has failed; with status 4 it skips the rest.
verdicts() {
	awk '
	/^## begin / { run = $3 " " $4; plan = -1; done = bad = 0; next }
	/^## end / {
		if ($3 != 0 && $3 != 4 && !bad)
			print "FAIL", run, "(status " $3 ")"
		if ($3 == 4)
			print "skip", run, "(all after test " done ")"
		else if (plan > done)
			print "FAIL", run, "(" done " of " plan " tests ran)"
		if ($3 == 0 && !done)
			print "FAIL", run, "(no test ran)"
		next
	}
	/^1\.\.[0-9]+/ { plan = substr($1, 4) + 0; next }
	/^(not )?ok [0-9]+/ {
		done++
		word = /# (SKIP|XFAIL)/ ? "skip" : $1 == "ok" ? "ok" : "FAIL"
		if (word == "FAIL") bad++
		sub(/^(not )?ok [0-9]+ */, "")
		sub(/^- /, "")
		sub(/ *#.*/, "")
		print word, run, $0
	}' "$1"
}

cat >"$scratch/sample" <<'END'
## begin first -
TAP version 13
1..3
ok 1 one
not ok 2 two
ok 3 - three # SKIP no memory
## end 1
## begin second 0000:03:00.0
1..2
ok 1 first.of_two
## end 0
## begin third -
nothing here
## end 4
## begin rest -
1..2
ok 1 first
# no memory
## end 4
## begin fourth -
## end 139
END
cat >"$scratch/expected" <<'END'
ok first - one
FAIL first - two
skip first - three
ok second 0000:03:00.0 first.of_two
FAIL second 0000:03:00.0 (1 of 2 tests ran)
skip third - (all after test 0)
ok rest - first
skip rest - (all after test 1)
FAIL fourth - (status 139)
END
verdicts "$scratch/sample" >"$scratch/output"
expect_true "failures of a sample are seen" cmp -s "$scratch/output" "$scratch/expected"

cat >"$scratch/run" <<'END'
while read -r suite functions; do
	for function in $functions; do
		device=/sys/bus/pci/devices/$function
		if [ "$function" != - ] && ! [ -e "/sys/bus/pci/drivers/vfio-pci/$function" ]; then
			[ ! -e $device/driver ] || echo "$function" >$device/driver/unbind
			echo vfio-pci >$device/driver_override
			echo "$function" >/sys/bus/pci/drivers/vfio-pci/bind || exit 99
		fi
		cd "/opt/selftests/$suite" || exit 99
		while read -r program; do
			echo "## begin $program $function"
			if [ "$function" = - ]; then
				"./$program" 2>&1
			else
				"./$program" "$function" 2>&1
			fi </dev/null
			echo "## end $?"
		done <tests
	done
done </opt/suites
END
echo "$suites" | grep . >"$scratch/suites"
names=$(cut -d ' ' -f 1 "$scratch/suites")
# shellcheck disable=SC2086 # names
"$top/vm/selftests" $names >"$scratch/folders" 2>"$scratch/output"
expect_true "they are built" [ $? -eq 0 ]
set --
while read -r folder; do
	set -- "$@" --add "$folder:/opt/selftests/$(echo "$names" | sed -n $(($# / 2 + 1))p)"
done <"$scratch/folders"
"$top/vm/run" --topology "$top/vm/topology/switch.conf" --log "$scratch/log" --timeout 600 "$@" \
	--add "$scratch/run:/opt/run" --add "$scratch/suites:/opt/suites" -- sh /opt/run \
	</dev/null >"$scratch/all" 2>&1
status=$?
tail -n 5 "$scratch/all" >"$scratch/output"
expect_true "the guest" [ $status -eq 0 ]

verdicts "$scratch/all" >"$scratch/verdicts"
grep '^FAIL' "$scratch/verdicts" >"$scratch/failures"
while read -r _ program function name; do
	reason=$(echo "$known" | awk -v program="$program" -v name="$name" \
		'$1 == program && $2 == name { sub(/^[^ ]+ +[^ ]+ +/, ""); print }')
	if [ -n "$reason" ]; then
		echo "      $program $function: $name: $reason"
	else
		# What it says about this test stands before its verdict.
		awk -v from="## begin $program $function" -v name="$name" '
			$0 == from { on = 1 }
			on { print }
			on && (/^## end / || /^not ok / && index($0, name)) { exit }' "$scratch/all" |
			tail -n 15 >"$scratch/output"
		fail "$program $function: $name"
	fi
done <"$scratch/failures"
: >"$scratch/output"
paste -d ' ' "$scratch/folders" "$scratch/suites" >"$scratch/sums"
while read -r folder suite functions; do
	for function in $functions; do
		passed=0 failed=0 skipped=0 programs=0
		while read -r program; do
			run="$program $function "
			passed=$((passed + $(grep -c "^ok $run" "$scratch/verdicts")))
			failed=$((failed + $(grep -c "^FAIL $run" "$scratch/verdicts")))
			skipped=$((skipped + $(grep -c "^skip $run" "$scratch/verdicts")))
			programs=$((programs + 1))
		done <"$folder/tests"
		echo "      $suite, $function: $programs programs, $passed passed," \
			"$failed failed, $skipped skipped"
		expect_true "$suite, $function: tests passed" [ $passed -gt 0 ]
	done
done <"$scratch/sums"
expect_true "each program came to its end" [ "$(grep -c '^## begin' "$scratch/all")" \
	-eq "$(grep -c '^## end' "$scratch/all")" ]
finish

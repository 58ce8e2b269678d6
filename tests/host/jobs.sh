#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A script that is ended also ends its long job, and the cache is free at once.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
unset OPENTPH_LOCKED
export OPENTPH_CACHE="$scratch/cache"

cat >"$scratch/long" <<END
prog=long top=$top
. "$top/vm/lib.sh"
cache_open
run_job "a long job" 0 lines count_lines "\$tmp/log" \\
	sh -c 'sh -c "echo \\\$\\\$ >$scratch/job; exec sleep 600"; true'
END

# gone PID: within 10 s
gone() {
	left=100
	while kill -0 "$1" 2>/dev/null && [ $left -gt 0 ]; do
		sleep 0.1
		left=$((left - 1))
	done
	[ $left -gt 0 ]
}

sh "$scratch/long" 2>"$scratch/output" &
script=$!
left=100
while [ ! -s "$scratch/job" ] && [ $left -gt 0 ]; do
	sleep 0.1
	left=$((left - 1))
done
job=$(cat "$scratch/job")
expect_true "the job runs" kill -0 "$job"
kill -TERM $script
expect_true "it ends with the script" gone "$job"
gone "$job" || kill "$job"
wait $script
expect_true "the status shows the signal" [ $? -eq 143 ]
expect_true "the cache is free" flock -n "$OPENTPH_CACHE/lock" true
expect_true "it has no leftovers" [ -z "$(find "$OPENTPH_CACHE" -name 'tmp.*')" ]

# Killed without a chance to end its job: the lock stays as long as the job runs.
rm "$scratch/job"
sh "$scratch/long" 2>"$scratch/output" &
script=$!
left=100
while [ ! -s "$scratch/job" ] && [ $left -gt 0 ]; do
	sleep 0.1
	left=$((left - 1))
done
job=$(cat "$scratch/job")
kill -KILL $script
wait $script 2>/dev/null
expect_true "killed: the job still runs" kill -0 "$job"
# The script's other processes have ended by then.
if flock -w 2 "$OPENTPH_CACHE/lock" true; then
	fail "killed: the job runs without the lock"
else
	pass "killed: its lock holds"
fi
kill "$job"
gone "$job"
expect_true "and is free when the job has ended" flock -w 10 "$OPENTPH_CACHE/lock" true
finish

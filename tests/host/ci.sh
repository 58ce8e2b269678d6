#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# .ci/run keeps its deadline, names what it left out, and counts what it ran. Its stages
# are replaced: the copy below has scripts of its own.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
tree=$scratch/tree
mkdir -p "$tree/.ci" "$tree/vm" "$tree/fuzz" "$tree/tests/host" "$tree/tests/guest" "$tree/tests/check"
cp "$top/.ci/run" "$tree/.ci/run"
unset OPENTPH_SEED OPENTPH_MUTATIONS_SECONDS OPENTPH_FUZZ_SECONDS
export OPENTPH_BUILD="$tree/build"
printf "targets = {\n  'one': [],\n}\n" >"$tree/fuzz/meson.build"
printf 'all rdma guest-kernel:\n\t@true\n' >"$tree/Makefile"
printf '#!/bin/sh\n' >"$tree/vm/toolbox"
printf '#!/bin/sh\n' >"$tree/vm/kernel"
cat >"$tree/tests/run" <<'END'
#!/bin/sh
echo "$1" >>ran
case $1 in unit) echo "3 passed, 0 failed, 1 skipped"; exit ;; esac
sh "tests/$1"
END
chmod +x "$tree"/vm/* "$tree/tests/run"
for script in host/a guest/b check/mutations check/fuzz check/debug-kernel check/new; do
	echo 'echo "1 passed, 0 failed"' >"$tree/tests/$script.sh"
done

# ci SECONDS: its output goes to $scratch/output
ci() {
	rm -f "$tree/ran"
	OPENTPH_DEADLINE=$1 timeout -k 5 60 "$tree/.ci/run" </dev/null >"$scratch/output" 2>&1
	status=$?
}

last() {
	tail -n 1 "$scratch/output" | grep -qxE "$1"
}

ci 0s
expect_true "no time: nothing fails" [ $status -eq 0 ]
expect_true "no time: the sum" last '0 passed, 0 failed'
expect_true "no time: all tests are named" grep -qx 'left out: all tests' "$scratch/output"
expect_true "no time: nothing ran" [ ! -e "$tree/ran" ]

ci 30s
expect_true "short: the sum" last '5 passed, 0 failed, 1 skipped'
expect_true "short: the status" [ $status -eq 0 ]
for name in mutations fuzz debug-kernel rdma-stress coverage no-tph new; do
	expect_true "short: $name is named" grep -q "^left out: check/$name.sh " "$scratch/output"
done

ci 75
expect_true "whole: everything ran" \
	grep -qx check/new.sh "$tree/ran"
expect_true "whole: nothing is left out" [ "$(grep -c '^left out' "$scratch/output")" -eq 0 ]

# A child that survives with the stage's output open
cat >"$tree/tests/host/a.sh" <<END
setsid sleep 40 &
echo \$! >"$scratch/child"
sleep 600
END
ci 4s
[ ! -s "$scratch/child" ] || kill "$(cat "$scratch/child")"
expect_true "slow: it ends with its deadline" [ $status -eq 0 ]
expect_true "slow: the sum" last '3 passed, 0 failed, 1 skipped'
expect_true "slow: it is named" \
	grep -qx 'shortened: host/a.sh was ended by the deadline' "$scratch/output"
expect_true "slow: the rest is named" grep -qx 'left out: guest tests' "$scratch/output"

echo 'echo "2 passed, 1 failed"; exit 1' >"$tree/tests/host/a.sh"
ci 30s
expect_true "failed: the sum" last '6 passed, 1 failed, 1 skipped'
expect_true "failed: the status" [ $status -eq 1 ]
echo 'exit 3' >"$tree/tests/host/a.sh"
ci 30s
expect_true "without a sum: it counts as failed" last '4 passed, 1 failed, 1 skipped'
ci soon
expect_true "a deadline that is not a number is refused" [ $status -eq 2 ]
finish

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# rdma-core's own test suite over the virtual ConnectX, with tags for CPUs, so that DMA
# handles have one. Random numbers are those of a seed: OPENTPH_SEED=N for others.
# Names of tests as arguments: only these (tests.test_dmah).
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
seed=${OPENTPH_SEED:-1}

# Tests that may fail, "NAME REASON" in a line: none
known=''

echo 'cd /opt/rdma-core && NO_COLOR=1 exec python3 /opt/rdma-core.py "$@"' >"$scratch/suite"
"$top/vm/run" --topology "$top/vm/topology/connectx.conf" --rdma --pyverbs \
	--acpi "$top/vm/cpu-tags.asl" --timeout 850 --log "$scratch/log" --add "$top/vm/host-tags" \
	--add "$scratch/suite:/opt/suite" --add "$top/tests/guest/program/rdma-core.py:/opt/rdma-core.py" \
	-- host-tags 3 sh /opt/suite "$seed" "$@" </dev/null >"$scratch/all" 2>&1
status=$?

count() {
	grep -c "^$1 tests\." "$scratch/all"
}

tail -n 5 "$scratch/all" >"$scratch/output"
expect_true "the guest" [ $status -eq 0 ]
passed=$(count ok) failed=$(count FAIL) skipped=$(count skip)
echo "      rdma-core: $passed passed, $failed failed, $skipped skipped (seed $seed)"
expect_true "the suite came to its end" grep -qx "end $((passed + failed + skipped))" "$scratch/all"
sed -n '/^FAIL tests\./,/^$/s/^/      /p' "$scratch/all"
: >"$scratch/output"
sed -n 's/^FAIL \(tests\.[^:]*\).*/\1/p' "$scratch/all" >"$scratch/failures"
while read -r name; do
	reason=$(echo "$known" | sed -n "s/^$name //p")
	if [ -n "$reason" ]; then
		echo "      $name: $reason"
	else
		fail "$name (seed $seed)"
	fi
done <"$scratch/failures"
[ $# -eq 0 ] || finish

# A suite that skips everything has shown nothing.
expect_true "at least 150 tests ran" [ "$passed" -ge 150 ]
for name in test_mlx5_timestamp.TimeAPITest.test_query_rt_values \
	test_mlx5_timestamp.TimeStampTest.test_timestamp_free_running_rc_traffic \
	test_phc_timestamp.TimeStampTest.test_timestamp_free_running_rc_traffic \
	test_dmah.DmaHandleTrafficTest.test_dmah_mrex_rc_rdma_write \
	test_dmah.DmaHandleTrafficTest.test_dmah_mrex_rc_send \
	test_dmah.DmaHandleTrafficTest.test_dmah_mrex_rc_atomic; do
	expect_true "passed: $name" grep -qx "ok tests.$name" "$scratch/all"
done
finish

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Two minutes of RDMA over the virtual ConnectX: 8 queue pairs, all kinds of requests
# and sizes, all data compared, while registers are read and commands issued all the
# time. OPENTPH_STRESS_SECONDS=600 for longer.
# shellcheck disable=SC2016
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
seconds=${OPENTPH_STRESS_SECONDS:-120}
[ -x "$build/guest/stress/stress" ] ||
	skip_all "stress is not built: configure with -Drdma=\$(vm/toolbox rdma)"

cat >"$scratch/both" <<'END'
stress -q 8 -t "$1" -p 10 &
while kill -0 $! 2>/dev/null; do
	devlink dev info && rdma link && cat /sys/class/infiniband/*/ports/1/counters/* || exit 99
	sleep 1
done >/tmp/commands
wait $!
status=$?
echo "commands $(grep -c '^link mlx5_0/1 .*state ACTIVE' /tmp/commands) times"
exit $status
END
"$top/vm/run" --topology "$top/vm/topology/connectx.conf" --rdma --timeout $((seconds + 300)) \
	--add "$build/guest/stress/stress" --add "$scratch/both:/opt/both" \
	-- sh /opt/both "$seconds" </dev/null >"$scratch/all" 2>&1
status=$?
sed 's/^/      /' "$scratch/all"
cp "$scratch/all" "$scratch/output"
expect_true "stress for $seconds s" [ $status -eq 0 ]
expect_true "no error" grep -q '; 0 errors$' "$scratch/all"
for kind in write read send write-imm fetch-add cmp-swap; do
	expect_true "there were requests: $kind" grep -qE "(^|, )$kind [1-9]" "$scratch/all"
done
reads=$(sed -n 's/.* \([0-9]*\) register reads$/\1/p' "$scratch/all" | tail -n 1)
expect_true "registers were read: ${reads:-0} times" [ "${reads:-0}" -ge $((seconds * 10)) ]
commands=$(sed -n 's/^commands \([0-9]*\) times$/\1/p' "$scratch/all")
expect_true "commands were issued: ${commands:-0} times" [ "${commands:-0}" -gt $((seconds / 20)) ]
finish

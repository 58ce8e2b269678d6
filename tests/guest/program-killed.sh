#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A guest program that is killed amid its writes leaves no dma-buf, and its devices
# can be used again.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}

cat >"$scratch/kill-demo" <<'END'
tph-demo --only=register-under-traffic >/tmp/first &
pid=$!
left=100
until [ -n "$(ls -l /proc/$pid/fd 2>/dev/null | grep dmabuf)" ] || [ $left -eq 0 ]; do
	sleep 0.1
	left=$((left - 1))
done
kill -STOP $pid
echo killed with dma-bufs: $(ls -l /proc/$pid/fd | grep -c dmabuf)
kill -9 $pid
wait $pid
echo first status $?
tail -n 1 /sys/kernel/debug/dma_buf/bufinfo
tph-demo --only=op/add-u32 | grep -o '"name":"[^"]*"\|"faults":.*'
END
"$top/vm/run" --add "$scratch/kill-demo" --add "$build/guest/demo/tph-demo" -- sh /bin/kill-demo \
	</dev/null >"$scratch/output" 2>&1
status=$?
# has NAME PATTERN
has() {
	if grep -qE -e "$2" "$scratch/output"; then
		pass "$1"
	else
		fail "$1: no line like '$2'"
	fi
}
has "killed while it holds dma-bufs" '^killed with dma-bufs: [1-9]'
has "its status" '^first status 137'
has "no dma-buf is left" '^Total 0 objects'
has "the next program runs" '^"faults":\[\]'
expect_true "the guest" [ $status -eq 0 ]
finish

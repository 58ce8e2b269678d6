#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A guest program that is killed amid its writes leaves no dma-buf, and its devices
# can be used again: with the DMA engine as the importer, and with an RDMA device.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}

# PROGRAM CASE-WITH-TRAFFIC CASE-AFTERWARDS
cat >"$scratch/kill-demo" <<'END'
$1 --only=$2 >/tmp/first &
pid=$!
left=200
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
$1 --only=$3 | grep -o '"name":"[^"]*"\|"faults":.*'
END

# has NAME PATTERN
has() {
	if grep -qE -e "$2" "$scratch/output"; then
		pass "$program: $1"
	else
		fail "$program: $1: no line like '$2'"
	fi
}

# killed TOPOLOGY PROGRAM CASE CASE OPTION(of vm/run)
killed() {
	program=${2##*/}
	"$top/vm/run" --topology "$top/vm/topology/$1.conf" --add "$scratch/kill-demo" \
		--add "$build/guest/demo/$2" ${5+"$5"} -- sh /bin/kill-demo "$program" "$3" "$4" \
		</dev/null >"$scratch/output" 2>&1
	status=$?
	has "killed while it holds dma-bufs" '^killed with dma-bufs: [1-9]'
	has "its status" '^first status 137'
	has "no dma-buf is left" '^Total 0 objects'
	has "the next program runs" '^"faults":\[\]'
	expect_true "$program: the guest" [ $status -eq 0 ]
}

killed switch tph-demo register-under-traffic op/add-u32
killed connectx rdma/tph-demo-rdma rdma/register-under-traffic rdma/add-u32 --rdma
finish

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The virtual ConnectX and the kernel's own drivers: they bind, the port is active,
# and again after each of 20 unbinds with a reset, without a warning.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
times=20

# Each case: "case NAME", its output, "status N"
cat >"$scratch/cases" <<'END'
driver=/sys/bus/pci/drivers/mlx5_core
device=$(basename "$(readlink -f "$driver"/0000:*)")
try() {
	echo "case $1"
	shift
	"$@" 2>&1
	echo "status $?"
}
again() {
	echo "$device" >"$driver/unbind" || return
	[ ! -e /sys/class/infiniband/mlx5_0 ] || return
	echo 1 >"/sys/bus/pci/devices/$device/reset" || return
	echo "$device" >"$driver/bind" || return
	rdma link | grep -q '^link mlx5_0/1 .* state ACTIVE '
}
all_again() {
	n=0
	while [ $n -lt "$1" ]; do
		again || return
		n=$((n + 1))
	done
	echo "$n times"
}
vectors() {
	echo "$device in $(grep -c 'mlx5_.*@pci:' /proc/interrupts) vectors"
}
no_interrupt_lost() {
	! dmesg | grep -E 'mlx5.*(recovered|timeout|No done completion)'
}
# Messages of the levels emergency to warning
quiet() {
	! dmesg -r | grep -E '^<[0-4]>.*(mlx5|infiniband|0000:.*(AER|PCIe Bus Error))'
}
try bind vectors
try devlink devlink dev info
try devinfo ibv_devinfo -v
try link rdma link
try counters cat /sys/class/infiniband/mlx5_0/ports/1/counters/port_xmit_data
# Three equal polls of the health counter would be reported
try health sleep 8
try again all_again "$1"
try after ibv_devinfo
try events no_interrupt_lost
try quiet quiet
END
"$top/vm/run" --topology "$top/vm/topology/connectx.conf" --rdma --log "$scratch/log" \
	--add "$scratch/cases:/opt/cases" -- sh /opt/cases "$times" \
	</dev/null >"$scratch/all" 2>&1
status=$?

# guest NAME PATTERN: the case succeeded and printed a matching line
guest() {
	sed -n "/^case $1\$/,/^status /p" "$scratch/all" >"$scratch/output"
	if ! grep -qx 'status 0' "$scratch/output"; then
		fail "$1: not status 0"
	elif ! grep -qE -e "$2" "$scratch/output"; then
		fail "$1: no line like '$2'"
	else
		pass "$1"
	fi
}

cp "$scratch/all" "$scratch/output"
expect_true "the guest" [ $status -eq 0 ]
guest bind '^0000:.*\.0 in [2-9] vectors$'
guest devlink 'fw\.version 28\.'
guest devlink 'fw\.psid OTPH'
guest devinfo 'state:[[:space:]]*PORT_ACTIVE \(4\)'
guest devinfo 'link_layer:[[:space:]]*InfiniBand'
guest devinfo 'node_guid:[[:space:]]*0200:0000:c022:0000'
guest devinfo 'GID\[  0\]:[[:space:]]*fe80:0000:0000:0000:0200:0000:c022:0000'
guest devinfo 'phys_state:[[:space:]]*LINK_UP'
guest devinfo '^[[:space:]]*ODP_SUPPORT'
guest devinfo 'hca_core_clock:[[:space:]]*1000000kHZ'
guest link '^link mlx5_0/1 subnet_prefix fe80:0000:0000:0000 lid 1 .* state ACTIVE physical_state LINK_UP'
guest counters '^0$'
guest health ''
guest again "^$times times\$"
guest after 'state:[[:space:]]*PORT_ACTIVE'
guest events ''
guest quiet ''
finish

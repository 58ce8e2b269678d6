#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Debian's own verbs programs over the virtual ConnectX, unmodified: every service, data
# checked by them; errors as libibverbs names them; a process that is killed; two pairs
# at once.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"

expect_true "a program is built in the sysroot" "$top/vm/rdma-cc" -Wall -Werror -O1 \
	-o "$scratch/verbs-errors" "$top/tests/guest/program/verbs-errors.c" -libverbs

# Each case: "case NAME", its output, "status N"
cat >"$scratch/cases" <<'END'
try() {
	echo "case $1"
	shift
	"$@" 2>&1
	echo "status $?"
}
try devinfo ibv_devinfo -v
try rc pair ibv_rc_pingpong -d mlx5_0 -s 65536 -n 100 -c
try rc-events pair ibv_rc_pingpong -d mlx5_0 -s 5000 -n 100 -c -e
try rc-large pair ibv_rc_pingpong -d mlx5_0 -s 4194304 -n 5 -c -e
try uc pair ibv_uc_pingpong -d mlx5_0 -s 65536 -n 50 -c -e
try ud pair ibv_ud_pingpong -d mlx5_0 -s 1024 -n 50 -c -e
try srq pair ibv_srq_pingpong -d mlx5_0 -s 4096 -n 100 -q 4 -c -e
try xsrq pair ibv_xsrq_pingpong -d mlx5_0 -s 4096 -n 100
try xsrq-events pair ibv_xsrq_pingpong -d mlx5_0 -s 65536 -n 50 -e
for test in ib_write_bw ib_read_bw ib_send_bw ib_write_lat; do
	try $test pair $test -d mlx5_0 -s 65536 -n 200 -p 18600 -F
done
try ib_atomic_bw pair ib_atomic_bw -d mlx5_0 -n 200 -p 18600 -F
try ib_write_bw-uc pair ib_write_bw -d mlx5_0 -c UC -s 65536 -n 200 -p 18600 -F
try ib_send_bw-ud pair ib_send_bw -d mlx5_0 -c UD -s 2048 -n 200 -p 18600 -F
for test in ib_send_bw ib_write_bw ib_read_bw; do
	try $test-xrc pair $test -d mlx5_0 -c XRC -s 65536 -n 200 -p 18600 -F
done
try ib_atomic_bw-xrc pair ib_atomic_bw -d mlx5_0 -c XRC -n 200 -p 18600 -F
try ib_write_bw-qps pair ib_write_bw -d mlx5_0 -q 8 -s 8192 -n 100 -p 18600 -F

two() {
	pair ib_write_bw -d mlx5_0 -s 65536 -n 200 -p 18700 -F >/tmp/one &
	pair ib_read_bw -d mlx5_0 -s 65536 -n 200 -p 18800 -F && wait $! && cat /tmp/one
}
try two two
try errors verbs-errors

# Both ends are killed with messages under way; all their objects are freed.
killed() {
	ib_write_bw -d mlx5_0 -s 65536 -D 20 -p 18900 -F >/tmp/server 2>&1 &
	server=$!
	sleep 1
	ib_write_bw -d mlx5_0 -s 65536 -D 20 -p 18900 -F 127.0.0.1 >/tmp/client 2>&1 &
	client=$!
	sleep 2
	kill -9 $client $server
	wait $client
	echo "client $?"
	wait $server
	echo "server $?"
	rdma resource show mlx5_0
}
try killed killed
try after-kill pair ibv_rc_pingpong -d mlx5_0 -s 65536 -n 20 -c -e
END
"$top/vm/run" --topology "$top/vm/topology/connectx.conf" --rdma --log "$scratch/log" \
	--add "$scratch/verbs-errors" --add "$scratch/cases:/opt/cases" -- sh /opt/cases \
	</dev/null >"$scratch/all" 2>&1
status=$?

# guest NAME STATUS PATTERN
guest() {
	sed -n "/^case $1\$/,/^status /p" "$scratch/all" >"$scratch/output"
	if ! grep -qx "status $2" "$scratch/output"; then
		fail "$1: not status $2"
	elif ! grep -qE -e "$3" "$scratch/output"; then
		fail "$1: no line like '$3'"
	else
		pass "$1"
	fi
}

cp "$scratch/all" "$scratch/output"
expect_true "the guest" [ $status -eq 0 ]
guest devinfo 0 'state:[[:space:]]*PORT_ACTIVE'
guest rc 0 '^100 iters in'
guest rc-events 0 '^100 iters in'
guest rc-large 0 '^5 iters in'
guest uc 0 '^50 iters in'
guest ud 0 '^50 iters in'
guest srq 0 '^100 iters in'
guest xsrq 0 '^success$'
guest xsrq-events 0 '^success$'
for test in ib_write_bw ib_read_bw ib_send_bw ib_write_lat ib_write_bw-uc \
	ib_send_bw-xrc ib_write_bw-xrc ib_read_bw-xrc; do
	guest $test 0 '^ *65536 +200 '
done
guest ib_atomic_bw 0 '^ *8 +200 '
guest ib_atomic_bw-xrc 0 '^ *8 +200 '
guest ib_send_bw-ud 0 '^ *2048 +200 '
guest ib_write_bw-qps 0 '^ *8192 +800 '
guest two 0 '^ *65536 +200 '
guest errors 0 '^right: success / success$'
for line in 'lkey: local protection error / Work Request Flushed Error' \
	'rkey: remote access error / Work Request Flushed Error' \
	'range: remote access error / Work Request Flushed Error' \
	'right-to-write: remote invalid request error / Work Request Flushed Error' \
	'no-receive: RNR retry counter exceeded / Work Request Flushed Error' \
	'short-receive: remote invalid request error / local length error' \
	'no-answer: transport retry counter exceeded / Work Request Flushed Error'; do
	guest errors 0 "^$line\$"
done
guest killed 0 '^client 137$'
guest killed 0 '^server 137$'
guest killed 0 ' qp 2 .* mr 0 ' # two of the kernel's
guest after-kill 0 '^20 iters in'
finish

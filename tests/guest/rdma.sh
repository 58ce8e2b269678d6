#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The guest's RDMA user space and kernel, without a device of ours: over soft-RoCE.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"

# A program built here against the guest's rdma-core: DMA handles came with 59
cat >"$scratch/dmah.c" <<'END'
#include <errno.h>
#include <stdio.h>
#include <infiniband/mlx5dv.h>

int main(void)
{
	struct ibv_dmah_init_attr attr = {
		.comp_mask = IBV_DMAH_INIT_ATTR_MASK_PH,
	};
	struct ibv_device **list = ibv_get_device_list(NULL);
	struct ibv_context *context = list && *list ? ibv_open_device(*list) : NULL;

	if (!context)
		return 1;
	printf("mlx5 %d\n", mlx5dv_is_supported(*list));
	errno = 0;
	if (!ibv_alloc_dmah(context, &attr))
		perror("ibv_alloc_dmah");
	return 0;
}
END
expect_true "a program is built in the sysroot" \
	"$top/vm/rdma-cc" -Wall -Werror -o "$scratch/dmah" "$scratch/dmah.c" -lmlx5 -libverbs

# Each case: "case NAME", its output, "status N"
cat >"$scratch/cases" <<'END'
try() {
	echo "case $1"
	shift
	"$@" 2>&1
	echo "status $?"
}
try nothing ibv_devinfo
try devices lspci
try add rdma link add rxe0 type rxe netdev lo
try link rdma link
try devinfo ibv_devinfo -v
# 0 is a GID of IPv6, 1 is the GID of 127.0.0.1.
try rc pair ibv_rc_pingpong -d rxe0 -g 1 -s 65536 -n 50 -c
try ud pair ibv_ud_pingpong -d rxe0 -g 1 -s 1024 -n 50
for test in ib_write_bw ib_read_bw ib_send_bw ib_write_lat; do
	try $test pair $test -d rxe0 -x 1 -s 4096 -n 100 -p 18600 -F
done
try dmah dmah
try pair-no-server pair false
echo 'case $1 in 127.0.0.1) nc 127.0.0.1 18515 </dev/null; exit 7 ;; esac; nc -l -p 18515; exit 3' >/tmp/peer
try pair-worst pair sh /tmp/peer
END
"$top/vm/run" --topology none --rdma --log "$scratch/log" --add "$scratch/dmah" \
	--add "$scratch/cases:/opt/cases" -- sh /opt/cases </dev/null >"$scratch/all" 2>&1
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
guest nothing 255 'No IB devices found'
guest devices 0 '^00:00.0 '
guest add 0 ''
guest link 0 'link rxe0/1 state ACTIVE .*netdev lo'
guest devinfo 0 'state:[[:space:]]*PORT_ACTIVE'
guest rc 0 '^50 iters in'
guest ud 0 '^50 iters in'
for test in ib_write_bw ib_read_bw ib_send_bw ib_write_lat; do
	guest $test 0 '^ *4096 +100 '
done
guest dmah 0 '^ibv_alloc_dmah: Operation not supported'
guest pair-no-server 125 'ended before it listened on port 18515'
guest pair-worst 7 '^-- server, status 3'
finish

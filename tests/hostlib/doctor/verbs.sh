#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# DMA handles by a libibverbs that is loaded at run time: PROBE FAKE OLD, a program and
# two libraries; the old one has no DMA handles
probe=$1 fake=$2 old=$3
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0
mkdir "$dir/new" "$dir/old" "$dir/none"
ln -s "$(realpath "$fake")" "$dir/new/libibverbs.so.1"
ln -s "$(realpath "$old")" "$dir/old/libibverbs.so.1"
: >"$dir/none/libibverbs.so.1"

# says EXPECTED LIBRARY DEVICE CPU [VARIABLE=ERRNO]: the error and the call
says() {
	expected=$1 library=$2 device=$3 cpu=$4
	shift 4
	got=$(env LD_LIBRARY_PATH="$dir/$library" "$@" "$probe" "$device" "$cpu" 2>&1)
	[ "$got" = "$expected" ] && return
	echo "$library $device $cpu $*: \"$got\", not \"$expected\""
	failed=1
}

says '0 ibv_alloc_dmah' new mlx5_1 -1
says '0 ibv_alloc_dmah' new mlx5_1 5
says 'EOPNOTSUPP ibv_alloc_dmah' new mlx5_1 -1 FAKE_ALLOC=95
says 'EPROTONOSUPPORT ibv_alloc_dmah' new mlx5_1 5 FAKE_ALLOC=93
says 'EACCES ibv_open_device' new mlx5_1 -1 FAKE_OPEN=13
says 'ENOSYS ibv_get_device_list' new mlx5_1 -1 FAKE_LIST=38
says 'ENODEV ibv_get_device_list' new mlx5_7 -1
says 'ENOSYS ibv_alloc_dmah' old mlx5_1 -1
says 'ELIBACC libibverbs.so.1' none mlx5_1 -1
exit "$failed"

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Random calls of the series' user interfaces from four threads on the debug kernel
# (guest/uapi), also with allocations that fail and with RDMA. A splat or a leak fails
# the run (vm/run checks for them). From the environment:
#
#	OPENTPH_UAPI_CALLS	number of calls without failures; default: 20000, a sample that
#				takes three minutes with the other runs. 1000000 is the
#				whole, 20 to 40 minutes on two cores
#	OPENTPH_SEED		seed of the first boot, which the next ones count on; default:
#				random. It is printed
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
calls=${OPENTPH_UAPI_CALLS:-20000}
seed=${OPENTPH_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
kernel=$("$top/vm/kernel" --print debug) || exit

# So many calls of one boot take some minutes
boot_max=250000

# uapi NAME CALLS PROGRAM TOPOLOGY ENGINE ARGUMENT...: one boot
uapi() {
	u_name=$1 u_calls=$2 u_program=$3 u_topology=$4 u_engine=$5
	shift 5
	set -- host-tags 3 "$u_program" -n "$u_calls" -t 4 -s "$seed" "$@" 0000:03:00.0 "$u_engine"
	set -- --acpi "$top/vm/cpu-tags.asl" --add "$top/vm/host-tags" -- "$@"
	# dma_unmap_phys() frees an address before it removes its entry of dma-debug. The
	# next owner of the address may find both entries, and the check then reports that
	# mlx5 syncs memory that it has not mapped.
	[ "$u_program" != tph-uapi-rdma ] || set -- --rdma --append dma_debug=off "$@"
	{
		"$top/vm/run" --topology "$top/vm/topology/$u_topology.conf" --kernel "$kernel" \
			--timeout $((u_calls / 50 + 600)) --add "$build/guest/uapi/$u_program" \
			"$@" </dev/null 2>&1
		echo $? >"$scratch/status"
	} | tee "$scratch/output" | while IFS= read -r line; do
		echo "      $line"
	done
	expect_true "$u_name: seed $seed, $u_calls calls" [ "$(cat "$scratch/status")" -eq 0 ]
	seed=$((seed + 1))
}

# injected NAME
injected() {
	expect_true "$1: allocations failed" \
		grep -qE ', [1-9][0-9]* with a failed allocation' "$scratch/output"
}

left=$calls
while [ "$left" -gt 0 ]; do
	part=$((left < boot_max ? left : boot_max))
	uapi "random calls" $part tph-uapi switch 0000:04:00.0
	left=$((left - part))
done
uapi "failed allocations" $(((calls + 9) / 10)) tph-uapi switch 0000:04:00.0 -f 3
injected "failed allocations"
if [ -x "$build/guest/uapi/tph-uapi-rdma" ]; then
	uapi "RDMA" $(((calls + 9) / 10)) tph-uapi-rdma connectx 0000:05:00.0
	uapi "RDMA with failed allocations" $(((calls + 19) / 20)) tph-uapi-rdma connectx 0000:05:00.0 -f 3
	injected "RDMA with failed allocations"
fi
finish

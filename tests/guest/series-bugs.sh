#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Faults that the series once had. Required hints are not granted for writes that pass
# the root complex, and without them no registration fails. The numbers are those of the
# review of the kernel series; B4 is in tests/check/debug-kernel.sh, B5 and the rest of B8
# are in the series' own tests.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
topologies=$top/vm/topology
module=$("$top/vm/kernel" --print --module "$top/tests/guest/module/config-write") || {
	fail "the module is not built"
	finish
}
expect_true "a program is built in the sysroot" "$top/vm/rdma-cc" -Wall -Werror -O1 \
	-pthread -I"$top/include" -o "$scratch/retag-race" "$top/tests/guest/program/retag-race.c" \
	"$build/src/libtph/libopentph.a" -libverbs

# The ConnectX bound anew with config_write "$1", then each line of standard input
cat >"$scratch/all" <<'END'
if [ "$1" != - ]; then
	driver=/sys/bus/pci/drivers/mlx5_core
	echo 0000:04:00.0 >$driver/unbind && insmod /bin/config_write.ko bus=4 "$1" &&
		echo 0000:04:00.0 >$driver/bind || exit
fi
while read -r line; do
	echo "begin $line"
	# shellcheck disable=SC2086
	$line </dev/null 2>&1
	echo "status $?"
done
END

# boot TOPOLOGY MODE OPTION...: the commands come on standard input
boot() {
	b_topology=$1 b_mode=$2
	shift 2
	"$top/vm/run" --topology "$b_topology" --rdma --stdin --log "$scratch/log" \
		--add "$module" --add "$scratch/all" --add "$scratch/retag-race" \
		--add "$build/guest/rdma/tph-rdma" --add "$top/vm/host-tags" "$@" \
		-- sh /bin/all "$b_mode" >"$scratch/boot" 2>&1
	b_status=$?
	cp "$scratch/boot" "$scratch/output"
	expect_true "the guest" [ $b_status -eq 0 ]
}

# ran NAME COMMAND STATUS PATTERN
ran() {
	sed -n "/^begin $2\$/,/^status /p" "$scratch/boot" | tr -d '\r' >"$scratch/output"
	expect_true "$1: status $3" grep -qx "status $3" "$scratch/output"
	expect_true "$1: it says so" grep -qE "$4" "$scratch/output"
}

# Only the accelerator's port redirects, and an IOMMU translates: the kernel maps by the
# root complex, whose part the walk along the ports of the requester does not see.
sed '/id = "dn[12]"/s/ acs = "[A-Z ]*";//' "$topologies/connectx-acs.conf" \
	>"$scratch/completer.conf"
required='tph-rdma -B -6 0x1234 -R'
hint='tph-rdma -B -6 0x1234 -p 1'
boot "$scratch/completer.conf" - <<END
$required
$hint
END
ran "B1, required" "$required" 2 'register the dma-buf: Remote I/O error'
ran "B1, not required" "$hint" 1 'Region: TPH- \(path\)'

# Redirection below, and the administrator once could say that the root complex forwards.
boot "$topologies/connectx-acs.conf" - --append 'iommu=pt pci=tph_p2p_rc' <<END
$required
$hint
END
ran "B2, required" "$required" 2 'register the dma-buf: Remote I/O error'
ran "B2, not required" "$hint" 1 'Region: TPH- \(path\)'

# The write of the ST entry fails with the PCIBIOS code 0x86, which is not an errno.
boot "$topologies/connectx.conf" table=1 <<END
$hint
$required
END
ran "B3, not required" "$hint" 1 'Memory: Expected\+ ReadBack\+'
ran "B3, required" "$required" 2 'register the dma-buf: No such device'
cpu='host-tags 3 tph-rdma -H -D 1 -c 0'
boot "$topologies/connectx.conf" table=1 --acpi "$top/vm/cpu-tags.asl" <<END
$cpu
END
ran "B3, a DMA handle for a CPU" "$cpu" 2 'for CPU 0: No such device'

# TPH Requester Enable does not take what is written.
boot "$topologies/connectx.conf" control=1 <<END
$hint
$required
END
ran "B6, not required" "$hint" 1 'Memory: Expected\+ ReadBack\+'
ran "B6, required" "$required" 2 'register the dma-buf: '

# A new tag between the question and the first page fault of a registration
race='retag-race 300'
boot "$topologies/connectx.conf" - <<END
$race
END
ran "B7, a race with new tags" "$race" 0 '^registrations 300 failed 0$'

# The tag of a DMA handle would be lost on the same path as that of the dma-buf.
cpu='host-tags 3 tph-rdma -B -6 0x1234 -D 2 -c 1'
boot "$topologies/connectx-block.conf" - --acpi "$top/vm/cpu-tags.asl" <<END
$cpu
END
ran "B7, a DMA handle on that path" "$cpu" 2 'register the dma-buf: Operation not supported'

# A driver that exports no dma-bufs has none to tag.
module=$("$top/vm/kernel" --print --module "$top/tests/guest/module/plain-vfio") || {
	fail "the module is not built"
	finish
}
expect_true "a program is built" "${CC:-cc}" -Wall -Werror -O1 -I"$top/include" \
	-o "$scratch/tag-probe" "$top/tests/guest/program/tag-probe.c" "$build/src/libtph/libopentph.a"
cat >"$scratch/plain" <<'END'
tag-probe 0000:03:00.0
device=/sys/bus/pci/devices/0000:03:00.0
insmod /bin/plain_vfio.ko && echo plain-vfio >$device/driver_override &&
	echo 0000:03:00.0 >$device/driver/unbind; echo 0000:03:00.0 >/sys/bus/pci/drivers_probe
readlink $device/driver
tag-probe 0000:03:00.0
END
"$top/vm/run" --add "$module" --add "$scratch/tag-probe" --add "$scratch/plain" -- \
	sh /bin/plain </dev/null 2>&1 | tr -d '\r' >"$scratch/output"
expect_true "B8, vfio-pci" grep -qx 'can be tagged' "$scratch/output"
expect_true "B8, a driver without dma-bufs has the device" grep -q '/plain-vfio$' "$scratch/output"
expect_true "B8, a driver without dma-bufs" grep -q 'its driver exports no BARs' "$scratch/output"
finish

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph doctor on the kernel with the series: its answers on topologies of which the truth
# is known, its commands as remedies, and a dma-buf whose tag an importer cannot send.
# shellcheck disable=SC2016
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}

# Prints "ID STATE FUNCTION FINDING" of each answer of a check, and its status
cat >"$scratch/ask" <<'END'
tph doctor --json "$@" >/tmp/answers
status=$?
sed 's/^{"id":"\([^"]*\)","state":"\([^"]*\)","function":"\{0,1\}\([^",]*\)"\{0,1\},"finding":"\([^"]*\)".*/\1 \2 \3 \4/' \
	/tmp/answers
echo "status $status"
END

# guest NAME TOPOLOGY ARGUMENTS: runs standard input, a script, in the guest
guest() {
	g_name=$1 g_topology=$2
	shift 2
	cat >"$scratch/all"
	"$top/vm/run" --topology "$top/vm/topology/$g_topology.conf" --log "$scratch/log" "$@" \
		--add "$build/src/cli/tph" --add "$scratch/ask" --add "$scratch/all" -- \
		sh /bin/all </dev/null >"$scratch/guest" 2>&1
	g_status=$?
	tr -d '\r' <"$scratch/guest" >"$scratch/output"
	[ $g_status -eq 0 ] || fail "$g_name: the guest ended with $g_status"
}

# says NAME LINE...: the output has these whole lines
says() {
	s_name=$1
	shift
	for s_line; do
		grep -qxF -e "$s_line" "$scratch/output" || {
			fail "$s_name: no line '$s_line'"
			return
		}
	done
	pass "$s_name"
}

guest connectx connectx --rdma --add "$build/guest/rdma/tph-rdma" <<'END'
sh /bin/ask
sh /bin/ask --id mlx5
echo while it is written
tph-rdma -B -8 0x5a -n 1000000 -l 4096 >/tmp/rdma 2>&1 &
left=100
while tph doctor --id dmabuf >/dev/null && [ $left -gt 0 ]; do
	left=$((left - 1))
done
sh /bin/ask --id dmabuf
kill $!
wait
exit 0
END
says "connectx: kernel" 'kernel-series ok null dma-bufs: the kernel has the series' \
	'kernel-series ok null paths between peers: the kernel has the series' \
	'kernel-series ok null vfio-pci: the kernel has the series' \
	'kernel-series ok null mlx5: the kernel has the series' \
	'kernel-tph ok null drivers can enable TPH' \
	'kernel-notph ok null no argument turns TPH off' \
	'kernel-p2pdma ok null the kernel knows paths between peers' \
	'kernel-vfio-dmabuf ok null vfio-pci exports BARs as dma-bufs' \
	'iommu ok null there is an IOMMU: VFIO can own functions'
says "connectx: functions" 'requester ok 0000:04:00.0 sends 16-bit tags' \
	'completer ok 0000:03:00.0 takes 8-bit and 16-bit tags'
says "connectx: ports" 'acs ok null no port between peers redirects their requests' \
	'prefix ok 0000:02:00.0 forwards 16-bit tags' 'prefix ok 0000:02:01.0 forwards 16-bit tags' \
	'root-port fail 0000:00:03.0 takes no tags: writes below it to host memory lose them'
says "connectx: mlx5" 'mlx5 ok 0000:04:00.0 mlx5_0 allocates DMA handles' 'status 0'
says "connectx: no dma-buf" 'dmabuf ok null no process has a dma-buf with hints'
says "connectx: an 8-bit tag alone" \
	'dmabuf fail 0000:04:00.0 writes into a dma-buf without its tag: width' 'status 1'

# The firmware has tags for CPUs, and root ports take them
guest "tags of CPUs" connectx --rdma --acpi "$top/vm/cpu-tags.asl" --add "$top/vm/host-tags" <<'END'
host-tags 3 sh /bin/ask --id root-port --id dsm
END
says "tags of CPUs" 'root-port ok 0000:00:03.0 takes 8-bit and 16-bit tags for host memory' \
	'dsm ok 0000:04:00.0 firmware has a tag of CPU 0' 'status 0'

guest notph connectx --rdma --append pci=notph <<'END'
sh /bin/ask
grep -o '"ibv_alloc_dmah","value":"[A-Z]*"' /tmp/answers
exit 0
END
says "pci=notph" 'kernel-notph fail null an argument turns TPH off' \
	'requester fail 0000:04:00.0 could send tags, but mlx5_core has not enabled TPH' \
	'requester fail 0000:05:00.0 could send tags, but tph_dma has not enabled TPH' \
	'"ibv_alloc_dmah","value":"EPROTONOSUPPORT"' 'status 1'

# Remedies are commands that help: the answer, and a write that has its tag then. The
# kernel keeps its decision about two functions until the owner's driver is bound again.
guest ACS acs --append iommu=pt <<'END'
sh /bin/ask --id acs
accel=/sys/bus/pci/devices/0000:03:00.0
echo vfio-pci >$accel/driver_override
echo 0000:03:00.0 >/sys/bus/pci/drivers_probe
tph export -8 0x5a --write
echo "before $?"
sed -n 's/.*"command":"\([^"]*\)".*/\1/p' /tmp/answers >/tmp/remedy
cat /tmp/remedy
sh -e /tmp/remedy
sh /bin/ask --id acs
tph export -8 0x5a --write
echo "kept $?"
echo 0000:03:00.0 >$accel/driver/unbind
echo 0000:03:00.0 >/sys/bus/pci/drivers_probe
tph export -8 0x5a --write
echo "after $?"
exit 0
END
says "ACS redirects" \
	'acs fail 0000:02:00.0 redirects requests between peers to the Root Complex: tags are lost' \
	'acs fail 0000:02:01.0 redirects requests between peers to the Root Complex: tags are lost' \
	'status 1' 'before 1'
says "its remedy" 'setpci -s 0000:02:00.0 ECAP_ACS+6.w=0000:002c' \
	'acs ok 0000:02:00.0 leaves requests in the switch' \
	'acs ok 0000:02:01.0 leaves requests in the switch' 'status 0' 'kept 1' 'after 0'

guest prefixes eetlp-block <<'END'
sh /bin/ask --id prefix
sed -n 's/.*"command":"\([^"]*\)".*/\1/p' /tmp/answers >/tmp/remedy
tph export -B -6 0x1234 --write
echo "before $?"
cat /tmp/remedy
sh -e /tmp/remedy
sh /bin/ask --id prefix
tph export -B -6 0x1234 --write
echo "after $?"
exit 0
END
says "a port blocks prefixes" \
	'prefix fail 0000:02:00.0 blocks End-End prefixes: 16-bit tags are lost, 8-bit tags pass' \
	'prefix ok 0000:02:01.0 forwards 16-bit tags' 'status 1' 'before 1'
says "its remedy" 'setpci -s 0000:02:00.0 CAP_EXP+28.w=0000:8000' \
	'prefix ok 0000:02:00.0 forwards 16-bit tags' 'status 0' 'after 0'
finish

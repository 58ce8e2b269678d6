#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph path in the guest, on every topology: its verdict for each pair of functions is that of
# the kernel, as fdinfo has it for each attachment, and that of the TLPs on the link to the
# completer. A DMA engine or a ConnectX writes with tags of both widths. OPENTPH_PATH_RUNS
# limits the number of runs, picked by OPENTPH_SEED; arguments name topologies.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
tph=$build/src/cli/tph
command -v python3 >/dev/null || skip_all "no python3"
[ -x "$build/guest/rdma/tph-rdma" ] || skip_all "tph-rdma is not built: run make rdma all"

expect_true "the writer is built" "${CC:-cc}" -Wall -Werror -O1 -I"$top/include" \
	-o "$scratch/path-probe" "$top/tests/guest/program/path-probe.c" "$build/src/libtph/libopentph.a"

# After the writes, while the drivers have the functions
cat >"$scratch/all" <<'END'
path-probe || exit
devices=/sys/bus/pci/devices
ends= page=256
for device in "$devices"/*; do
	serial=$(lspci -vv -s "${device##*/}" 2>/dev/null | sed -n 's/.*Device Serial Number //p')
	[ -z "$serial" ] || {
		echo "serial ${device##*/} $serial"
		ends="$ends ${device##*/}"
	}
done

# write_rdma FUNCTION BITS OPTION TAG: a line as those of path-probe
write_rdma() {
	bar=$(sed -n '3s/ .*//p' "$devices/$1/resource")
	tph-rdma -B -d "$1" -o $((page * 4096)) "$3" "$4" -p 2 -j >/tmp/rdma 2>/tmp/rdma.err
	[ $? -le 1 ] || cat /tmp/rdma.err
	from=$(sed 's/.*"rdma":{"device":"\([^"]*\)".*/\1/' /tmp/rdma)
	case $(cat /tmp/rdma) in
	*'"tph":{"applied":true'*) answer=0 ;;
	*'"reason":"path"'*) answer=121 ;;
	*'"reason":"width"'*) answer=34 ;;
	*'"reason":"importer"'*) answer=95 ;;
	*) answer=$(sed 's/.*"reason":"\([^"]*\)".*/\1/' /tmp/rdma) ;;
	esac
	printf 'pair %s %s %u 0x%x %s %s\n' "$from" "$1" "$2" $((bar + page * 4096)) "$4" "$answer"
	page=$((page + 1))
}
if [ -e /sys/class/infiniband/mlx5_0 ]; then
	for end in $ends; do
		[ "$(cat "$devices/$end/device")" = 0x7411 ] || continue
		write_rdma "$end" 8 -8 0xc1
		write_rdma "$end" 16 -6 0x22c1
		# A ConnectX without a table has no larger one
		write_rdma "$end" 16 -6 0xc2
	done
fi
for from in $ends; do
	for to in $ends; do
		echo "path $(tph path --json "$from" "$to" | tr -d '\n')"
	done
done
lspci -D -xxxx 2>/dev/null | sed 's/^/hex /'
END

# enabled TOPOLOGY: prints it with the Access Control that Linux enables
enabled() {
	sed '/acs = /s/acs = "[^"]*";/& acs_enable = "RR CR";/
		/"root-port"/s/}/acs_enable = "UF"; }/' "$1"
}

pairs=0 widths=0 links=0 whole=
# run NAME TOPOLOGY [ARGUMENTS]: boot, write, compare
run() {
	name=$1 topology=$2
	set -- --topology "$topology" --append "${3:-quiet}" --capture "$scratch/capture" \
		--log "$scratch/log" --add "$scratch/path-probe" --add "$scratch/all" --add "$tph"
	! grep -q '"connectx"' "$topology" || set -- "$@" --rdma --add "$build/guest/rdma/tph-rdma"
	"$top/vm/run" "$@" -- sh /bin/all </dev/null >"$scratch/guest" 2>"$scratch/messages" || {
		cat "$scratch/guest" "$scratch/messages" >"$scratch/output"
		fail "$name: the guest"
		return
	}
	# P2PDMA is careful: it does not use the direct way if only the completer's side
	# redirects, or a function that has no other beside it
	case $name in
	acs-completer* | acs-function* | acs-multi*) set -- ;;
	*)
		enabled "$topology" >"$scratch/sim.conf"
		set -- "$scratch/sim.conf"
		;;
	esac
	python3 "$top/tests/guest/program/path-judge.py" "$tph" "$topology" "$scratch/guest" \
		"$scratch/capture" "$@" >"$scratch/output" 2>&1
	status=$?
	sums=$(sed -n 's/^pairs //p' "$scratch/output")
	if [ $status -eq 0 ]; then
		pass "$name: pairs $sums"
		pairs=$((pairs + ${sums%% *}))
		sums=${sums#*widths }
		widths=$((widths + ${sums%% *}))
		links=$((links + ${sums##* }))
	else
		grep '^pair ' "$scratch/guest" >>"$scratch/output"
		fail "$name"
	fi
}

# Four completers of different kinds and three requesters, on two switches and two root ports.
# An initiator has no accelerator in its IOMMU group, for its driver would share it with VFIO
cat >"$scratch/wide.conf" <<'END'
name = "wide";
machine = { cpu = "EPYC"; iommu = "intel"; };
bridges = (
	{ id = "rp0"; type = "root-port"; parent = "pcie.0"; },
	{ id = "rp1"; type = "root-port"; parent = "pcie.0"; },
	{ id = "up0"; type = "switch-upstream"; parent = "rp0"; },
	{ id = "dn0"; type = "switch-downstream"; parent = "up0"; },
	{ id = "dn1"; type = "switch-downstream"; parent = "up0"; },
	{ id = "dn2"; type = "switch-downstream"; parent = "up0"; eetlp_block = true; },
	{ id = "dn3"; type = "switch-downstream"; parent = "up0"; },
	{ id = "dn4"; type = "switch-downstream"; parent = "up0"; },
	{ id = "dn5"; type = "switch-downstream"; parent = "up0"; },
	{ id = "up1"; type = "switch-upstream"; parent = "dn5"; },
	{ id = "dn6"; type = "switch-downstream"; parent = "up1"; }
);
functions = (
	{ id = "accel1"; model = "accel"; parent = "dn1"; tph_completer = "16"; eetlp = false; serial = 0xa1; },
	{ id = "accel0"; model = "accel"; parent = "dn0"; tph_completer = "16"; serial = 0xa0; },
	{ id = "accel2"; model = "accel"; parent = "dn2"; tph_completer = "16"; serial = 0xa2; },
	{ id = "accel3"; model = "accel"; parent = "dn6"; tph_completer = "16"; serial = 0xa3; },
	{ id = "dma0"; model = "dma"; parent = "dn3"; tph_ext = true; serial = 0xd0; },
	{ id = "dma1"; model = "dma"; parent = "dn4"; tph_ext = false; serial = 0xd1; },
	{ id = "dma2"; model = "dma"; parent = "rp1"; tph_ext = true; serial = 0xd2; }
);
END
# An Upstream Port in the middle blocks requests that go up through it
cat >"$scratch/deep.conf" <<'END'
name = "deep";
bridges = (
	{ id = "rp0"; type = "root-port"; parent = "pcie.0"; },
	{ id = "up0"; type = "switch-upstream"; parent = "rp0"; },
	{ id = "dn0"; type = "switch-downstream"; parent = "up0"; },
	{ id = "dn1"; type = "switch-downstream"; parent = "up0"; },
	{ id = "dn2"; type = "switch-downstream"; parent = "up0"; },
	{ id = "up1"; type = "switch-upstream"; parent = "dn0"; eetlp_block = true; },
	{ id = "dn3"; type = "switch-downstream"; parent = "up1"; },
	{ id = "dn4"; type = "switch-downstream"; parent = "up1"; },
	{ id = "up2"; type = "switch-upstream"; parent = "dn3"; },
	{ id = "dn5"; type = "switch-downstream"; parent = "up2"; },
	{ id = "dn6"; type = "switch-downstream"; parent = "up2"; }
);
functions = (
	{ id = "accel1"; model = "accel"; parent = "dn1"; tph_completer = "16"; serial = 0xa1; },
	{ id = "accel0"; model = "accel"; parent = "dn5"; tph_completer = "16"; serial = 0xa0; },
	{ id = "accel2"; model = "accel"; parent = "dn4"; tph_completer = "16"; serial = 0xa2; },
	{ id = "dma0"; model = "dma"; parent = "dn6"; serial = 0xd0; },
	{ id = "dma1"; model = "dma"; parent = "dn2"; serial = 0xd1; }
);
END
if [ $# -eq 0 ]; then
	set -- wide deep
	for topology in "$top"/vm/topology/*.conf; do
		name=${topology##*/}
		[ "$name" != sriov.conf ] || continue # QEMU cannot have VFs
		set -- "$@" "${name%.conf}"
		# Requesters then use bus addresses, so the switch knows the peer
		case $name in acs* | *-acs.conf) set -- "$@" "${name%.conf},iommu=pt" ;; esac
	done
	[ -n "$OPENTPH_PATH_RUNS" ] || whole=1
fi
for name in $(sample guest/path.sh "$OPENTPH_PATH_RUNS" "$@"); do
	topology=$top/vm/topology/${name%%,*}.conf
	[ -e "$topology" ] || topology=$scratch/$name.conf
	case $name in
	*,*) run "$name" "$topology" "${name#*,}" ;;
	*) run "$name" "$topology" ;;
	esac
done
[ -z "$whole" ] || {
	expect_true "$pairs pairs, $widths with their width: at least 40" [ $pairs -ge 40 ]
	expect_true "$links crossings of links show where tags are lost" [ $links -ge 100 ]
}
finish

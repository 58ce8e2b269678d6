#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A guest with the adapter of NetTLP, and another fabric over UDP: the guest reads the
# registers of the accelerator there through BAR4, its DMA engine writes there with a tag
# and reads back. Then the same guest alone: its reads end.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
tph=$build/src/cli/tph

# Both ends use the same ports: addresses of this run alone
net=127.$((1 + $$ / 250 % 250)).$((1 + $$ % 250))
d_pid=
trap '[ -z "$d_pid" ] || kill "$d_pid" 2>/dev/null; rm -rf "$scratch"' EXIT

cat >"$scratch/h.conf" <<END
machine = { iommu = "none"; };
bridges = (
	{ id = "rp0"; type = "root-port"; parent = "pcie.0"; },
	{ id = "up0"; type = "switch-upstream"; parent = "rp0"; },
	{ id = "dn0"; type = "switch-downstream"; parent = "up0"; },
	{ id = "dn1"; type = "switch-downstream"; parent = "up0"; },
	{ id = "dn2"; type = "switch-downstream"; parent = "up0"; }
);
functions = (
	{ id = "adapter0"; model = "nettlp"; parent = "dn0"; tph_completer = "8";
	  local = "$net.1"; peer = "$net.2"; },
	{ id = "dma0"; model = "dma"; parent = "dn1"; },
	{ id = "accel0"; model = "accel"; parent = "dn2"; }
);
END
cat >"$scratch/d.conf" <<END
bridges = ( { id = "rp0"; type = "root-port"; parent = "pcie.0"; } );
functions = ( { id = "accel0"; model = "accel"; parent = "rp0"; tph_completer = "16"; } );
END

expect_true "the program is built" "${CC:-cc}" -Wall -Werror -O1 -o "$scratch/bar" \
	"$top/tests/guest/program/bar.c"

# Buses: 3 adapter0, 4 dma0, 5 accel0. The ring of the engine and its data are in the
# memory of accel0 in this guest, at 0 and 0x1000. copy SRC DST FLAGS
cat >"$scratch/functions" <<'END'
devices=/sys/bus/pci/devices
adapter=$devices/0000:03:00.0/resource4 dma=$devices/0000:04:00.0/resource0
regs=$devices/0000:05:00.0/resource0 memory=$devices/0000:05:00.0/resource2
lspci -n -s 03:00.0
for bdf in 03:00.0 04:00.0 05:00.0; do
	setpci -s $bdf COMMAND=0006
done
window=$(sed -n '5s/ .*//p' $devices/0000:03:00.0/resource)
local=$(sed -n '3s/ .*//p' $devices/0000:05:00.0/resource)
ring=$local
put() {
	bar $memory $(($1 + 0)) $(($2 & 0xffffffff))
}
copy() {
	put 0 $1 && put 4 $(($1 >> 32))
	put 8 $2 && put 12 $(($2 >> 32))
	put 16 64 && put 20 $3 && put 24 0 && put 28 0
	put 32 0 && put 36 0
	bar $dma 0x08 2
	bar $dma 0x10 $((ring & 0xffffffff)) && bar $dma 0x14 $((ring >> 32))
	bar $dma 0x18 1
	bar $dma 0x08 1
	bar $dma 0x20 1
	c_left=300
	until [ "$(bar $memory 32)" != 00000000 ] || [ $c_left -eq 0 ]; do
		c_left=$((c_left - 1))
	done
	echo "status $(bar $memory 32)"
}
END

# Remote memory is at 0x1000000 of the window; tag 0x5a adds. TABLE8 is at 0x4000
cat >"$scratch/joined" <<'END'
. /bin/functions
echo "id $(bar $adapter 0)"
echo "here $(bar $regs 0)"
bar $adapter 0x10 1
bar $adapter $((table + 4 * 0x5a)) $((entry))
setpci -s 04:00.0 ECAP17+c.w=5a
setpci -s 04:00.0 ECAP17+8.l=102
bar $memory 0x1000 7
bar $memory 0x103c 9
bar $adapter 0x1000000 100
echo "before $(bar $adapter 0x1000000)"
echo "write"
copy $((local + 0x1000)) $((window + 0x1000000)) 1
echo "after $(bar $adapter 0x1000000) $(bar $adapter 0x100003c)"
echo "read"
copy $((window + 0x1000000)) $((local + 0x2000)) 0
echo "copied $(bar $memory 0x2000) $(bar $memory 0x203c)"
END
cat >"$scratch/alone" <<'END'
. /bin/functions
echo "id $(bar $adapter 0)"
echo "here $(bar $regs 0)"
copy $((window + 0x1000000)) $((local + 0x2000)) 0
lspci -vv -s 04:00.0 | grep UESta
END
sed -i "1a table=0x2000 entry=0x80000001" "$scratch/functions"

# guest NAME OPTION...: $scratch/guest
guest() {
	g_name=$1
	shift
	"$top/vm/run" --topology "$scratch/h.conf" --log "$scratch/log" --add "$scratch/bar" \
		--add "$scratch/functions" --add "$scratch/$g_name" "$@" -- sh "/bin/$g_name" \
		</dev/null >"$scratch/guest" 2>&1
	status=$?
	cp "$scratch/guest" "$scratch/output"
	expect_true "$g_name: the guest runs" [ $status -eq 0 ]
}

# says NAME LINE
says() {
	cp "$scratch/guest" "$scratch/output"
	expect_true "$1" grep -qxE "$2" "$scratch/guest"
}

"$tph" fabric --topology "$scratch/d.conf" --nettlp "$net.2,$net.1" --timeout 20000 \
	--capture "$scratch/d.pcapng" >"$scratch/d.out" 2>"$scratch/d.err" &
d_pid=$!
left=600
until grep -q '^ready' "$scratch/d.out" || [ $left -eq 0 ]; do
	left=$((left - 1))
	sleep 0.1
done
echo "the guest, joined with another fabric"
guest joined --completion-timeout 20000 --capture "$scratch/h.pcapng"
says "lspci shows the adapter" '03:00.0 ff00: 3776:8022'
says "BAR4 leads to the other accelerator" 'id 41485054'
says "the guest has one of its own" 'here 41485054'
says "its memory is written and read" 'before 00000064'
expect_true "the engine writes, and reads" [ "$(grep -cx 'status 80000000' "$scratch/guest")" -eq 2 ]
says "the tag adds 7 to 100, and 9 to 0" 'after 0000006b 00000009'
says "the engine reads the sums through BAR4" 'copied 0000006b 00000009'
kill -INT "$d_pid"
wait "$d_pid"
status=$?
d_pid=
cp "$scratch/d.err" "$scratch/output"
expect_true "the other fabric ends" [ $status -eq 0 ]
expect_true "it lost nothing" grep -q 'received [1-9][0-9]* TLPs, 0 lost, 0 reordered' "$scratch/d.err"
"$tph" dump "$scratch/d.pcapng" >"$scratch/output" 2>&1
expect_true "the write of the guest's engine has its ID and its tag there" \
	grep -qE 'MWr32 04:00\.0 > 0xe1000000 16 DW .*TH\+ PH 0 ST 0x5a' "$scratch/output"

echo "the guest alone"
guest alone
says "a read without a completion is all ones" 'id ffffffff'
says "other functions answer" 'here 41485054'
says "the engine reports its read" 'status 80000002'
expect_true "and a completion timeout" grep -q 'CmpltTO+' "$scratch/guest"
finish

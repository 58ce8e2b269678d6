#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph sim and tph topology on the topologies of this tree: TPH TOPOLOGIES
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "$(dirname "$0")/../cli/lib.sh"
topologies=$2

# 4096 bytes are 16 writes of 256. Twice 1, 2, 3, .. is 2, 4, 6, .. if the tag arrives
# and adds, and 1, 2, 3, .. if the root complex drops it.
untagged='memory at 0: 00000001 00000002 00000003 00000004'
added='memory at 0: 00000002 00000004 00000006 00000008'
for name in switch noiommu eetlp-block; do
	run 0 "$tph" sim --op add-u32 --times 2 "$topologies/$name.conf"
	says "$added" "$dir/out"
	says 'received 0 MWr untagged, 32 with a known tag, 0 with an unknown tag; 0 dropped' "$dir/out"
	says '2 interrupts' "$dir/out"
done
for name in root-ports rciep; do
	run 0 "$tph" sim --op add-u32 --times 2 "$topologies/$name.conf"
	says "$untagged" "$dir/out"
	says 'received 32 MWr untagged, 0 with a known tag' "$dir/out"
done

# 16-bit tags, and the port that blocks their prefix
run 0 "$tph" sim --ext --st 0x1234 --op add-u32 --times 2 "$topologies/switch.conf"
says "$added" "$dir/out"
run 1 "$tph" sim --ext --st 0x1234 "$topologies/eetlp-block.conf"
says '16 MWr did not arrive' "$dir/out"
says 'refused 0 unsupported, 0 malformed, 16 with a blocked prefix' "$dir/out"
says 'root complex forwarded 0 TLPs, refused 0 unsupported, 0 malformed, 0 with a blocked prefix' "$dir/out"

# VF 2 of the engine, 04:00.3, writes to VF 2 of the accelerator; the tag is in its table
run 0 "$tph" sim --vf 2 --op add-u32 --times 2 --capture "$dir/capture" --links dn1 \
	"$topologies/sriov.conf"
says "accel0.vf2 $added" "$dir/out"
says 'accel0.vf2 received 0 MWr untagged, 32 with a known tag' "$dir/out"
says '03:00.3 1200: ' "$dir/out"
says 'SR-IOV: Enable+ MSE+ ARIHierarchy+, VFs 4 of 4, offset 1, stride 1' "$dir/out"
run 0 "$tph" dump "$dir/capture"
[ "$(grep -c ' dn1 *^ MWr32 04:00.3 .* TH+ PH 0 ST 0x5a' "$dir/out")" = 32 ] ||
	{ echo "capture of a VF:"; cat "$dir/out"; failed=1; }
run 2 "$tph" sim --vf 4 "$topologies/sriov.conf"
says 'dma0 has VFs 0 to 3' "$dir/err"
run 2 "$tph" sim --vf 0 "$topologies/switch.conf"
says 'the topology has no vfs' "$dir/err"
run 2 "$tph" topology --qemu --dir "$dir" "$topologies/sriov.conf"
says 'only in process' "$dir/err"
run 2 "$tph" fabric --topology "$topologies/sriov.conf" --dir "$dir"
says 'only in process' "$dir/err"

# Conversions: 1.0 2.0 .. as bf16 by twos; three times 1.0 2.0 .. as f32
run 0 "$tph" sim --op f32-to-bf16 "$topologies/switch.conf"
says 'memory at 0x100000: 40003f80 40804040' "$dir/out"
run 0 "$tph" sim --op bf16-add-f32 --times 3 "$topologies/switch.conf"
says 'memory at 0x100000: 40400000 40c00000' "$dir/out"
run 0 "$tph" sim --op discard "$topologies/switch.conf"
says 'memory at 0: 00000000 00000000' "$dir/out"
run 0 "$tph" sim --st none --op add-u32 --times 2 "$topologies/switch.conf"
says "$untagged" "$dir/out"

# The capture has the requested writes on the requested links
run 0 "$tph" sim --ph 3 --capture "$dir/capture" --links dn0,dn1 "$topologies/switch.conf"
run 0 "$tph" dump "$dir/capture"
[ "$(grep -c ' dn1 *^ MWr32 04:00.0 .* TH+ PH 3 ST 0x5a' "$dir/out")" = 16 ] &&
	[ "$(grep -c ' dn0 *v MWr32 04:00.0 .* TH+ PH 3 ST 0x5a' "$dir/out")" = 16 ] &&
	! grep -q ' rp0 ' "$dir/out" || { echo "capture:"; cat "$dir/out"; failed=1; }

# Standard output as the capture has no other output
run 0 "$tph" sim --capture - "$topologies/switch.conf"
says 'dma0 sent 16 MWr' "$dir/err"
cp "$dir/out" "$dir/piped"
run 0 "$tph" dump "$dir/piped"

# Invalid arguments
for arguments in '--st 0x100' '--st x' '--ph 4' '--op frobnicate' '--bytes 0' '--links rp0' '--nonsense' \
	"--capture $dir/c --links rp1"; do
	# shellcheck disable=SC2086 # several words
	run 2 "$tph" sim $arguments "$topologies/switch.conf"
done
run 2 "$tph" sim
run 2 "$tph" sim "$dir/nowhere.conf"
says 'nowhere.conf: No such file or directory' "$dir/err"
printf 'functions = ( { id = "a"; model = "accel"; parent = "pcie.0"; } );\n' >"$dir/lone.conf"
run 2 "$tph" sim "$dir/lone.conf"
says 'a function of model accel and a function of model dma are needed' "$dir/err"

run 0 "$tph" topology --init "$topologies/eetlp-block.conf"
echo 'eetlp-block 00:03.0/00.0/00.0' | same init "$dir/out"
run 0 "$tph" topology --init "$topologies/switch.conf"
same init "$dir/out" </dev/null
run 0 "$tph" topology --qemu --dir "$dir" "$topologies/switch.conf"
says "$dir/accel0.sock" "$dir/out"
run 0 "$tph" topology --json "$topologies/rciep.conf"
says '"parent":"pcie.0"' "$dir/out"
run 2 "$tph" topology --qemu "$topologies/switch.conf"
run 2 "$tph" topology --list --json "$topologies/switch.conf"
run 2 "$tph" topology --dir "$dir" "$topologies/switch.conf"
run 2 "$tph" fabric --topology "$topologies/switch.conf"
run 2 "$tph" fabric --topology "$topologies/switch.conf" --dir "$dir" --links rp0
run 2 "$tph" fabric --topology "$dir/nowhere.conf" --dir "$dir"
run 2 "$tph" fabric --topology "$topologies/switch.conf" --dir "$dir/nowhere"
says "$dir/nowhere: No such file or directory" "$dir/err"
exit "$failed"

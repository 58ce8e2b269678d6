#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# contrib/leechcore between a board (leechcore/standin.c) and our own programs: the tagged
# writes of a capture pass as they are; tph fabric, as the device, obeys the tag of a host
# and answers its reads. BARs of the board: 0 at 0x383ffff00000, 1 MiB; 2 at 0xf7a00000.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
# shellcheck source-path=SCRIPTDIR source=leechcore/run.sh
. "$top/tests/host/leechcore/run.sh"
build=${OPENTPH_BUILD:-$top/build}
tph=$build/src/cli/tph
[ -x "$tph" ] || tph=$build/san/src/cli/tph
[ -x "$tph" ] || skip_all "tph is not built"
build_leechcore

# The tagged writes of tph sim, with addresses in BAR 0 as a host has them
expect "a capture of tagged writes" 0 'accel0 memory' "$tph" sim --st 0x5a --ph 2 --op add-u32 \
	--capture "$scratch/sim.pcapng" "$top/vm/topology/switch.conf"
"$tph" dump -t -x "$scratch/sim.pcapng" link=dn0 type=MWr th=1 >"$scratch/text"
at_address() {
	sed "s/^MWr[0-9]*\\( .* > \\)0x810/MWr64\\1$1/" "$scratch/text"
}
at_address 0x383ffff >"$scratch/host"
"$tph" make -f "$scratch/host" >"$scratch/hex"
expect_true "it has 16" [ "$(wc -l <"$scratch/hex")" -eq 16 ]
sed 's/^/tlp /' "$scratch/hex" | feed
echo 'wait 16' | script
bridge --bar 0=0x10000000 --json
sed -n 's/^got 400a [0-9]* //p' "$scratch/got" >"$scratch/passed"
"$tph" dump -t -x "$scratch/passed" >"$scratch/seen"
at_address 0x100 | sed 's/^MWr64/MWr32/' | diff - "$scratch/seen" >"$scratch/output"
expect_true "they pass, TLP for TLP, apart from the address" [ ! -s "$scratch/output" ]
counted "all of them" board_tlps=16 host_writes=16 host_hinted=16

# tph fabric is the device. A window's low 28 bits are its place: BAR 0 of the accelerator
# is at 0, its memory (BAR 2) at 0x1000000.
cat >"$scratch/one.conf" <<'END'
bridges = ( { id = "rp0"; type = "root-port"; parent = "pcie.0"; } );
functions = ( { id = "accel0"; model = "accel"; parent = "rp0"; tph_completer = "8"; } );
END
peer_end=ready
start_peer() {
	"$tph" fabric --topology "$scratch/one.conf" --nettlp "$net.1,$net.2" \
		--capture "$scratch/device.pcapng" >"$scratch/got" 2>"$scratch/fabric" &
}
# A host: entry of tag 0x5a is add-u32, the ingress block is on, 100 is stored, 23 added
# with the tag; memory, the counter of tagged writes, the ID, a register with 64 bits
feed <<'END'
tlp 60000001 0000000f 0000383f fff02168 01000080
tlp 60000001 0000000f 0000383f fff00010 01000000
tlp 40000001 0000000f f7a00040 64000000
tlp 40010001 00005a0f f7a00042 17000000
tlp 00000001 0000010f f7a00040
wait 1
tlp 20000002 000002ff 0000383f fff00048
wait 2
tlp 20000001 0000030f 0000383f fff00000
wait 3
tlp 00000010 000004ff f7a00020
wait 4
END
bridge --bar 0=0x1000000000 --bar 2=0x1001000000 --json
sent_to_board "the tag adds 23 to 100, and is counted" <<'END'
4a000001 01000004 00000140 7b000000
4a000002 01000008 00000248 01000000 00000000
4a000001 01000004 00000300 54504841
4a000010 01000040 00000420 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 7b000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
END
counted "the accelerator behind a board" board_tlps=8 host_writes=4 host_reads=4 host_hinted=1 \
	peer_datagrams=4 peer_completions=4
expect "its capture has the tag" 0 '^MWr(32|64) 00:00.0 > 0x.*000040 1 DW BE f/0 TH\+ PH 2 ST 0x5a data 17000000$' \
	"$tph" dump -t -x "$scratch/device.pcapng" link=rp0 th=1
expect "no datagram was lost" 0 'received 8 TLPs, 0 lost' cat "$scratch/fabric"
finish

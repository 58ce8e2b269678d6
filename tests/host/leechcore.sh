#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# contrib/leechcore between a library that stands in for LeechCore with a board
# (leechcore/standin.c) and a peer that speaks NetTLP (leechcore/peer.py): TLPs both ways,
# losses, hostile datagrams, refusals. Bytes are laid out by hand from PCIe Base r5 sec 2.2.
# The board is 01:00.0; BAR 0 is 0x383ffff00000, 1 MiB; BAR 2 is 0xf7a00000, 4 KiB.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
# shellcheck source-path=SCRIPTDIR source=leechcore/run.sh
. "$top/tests/host/leechcore/run.sh"

build_leechcore

# A write with PH 2 and ST 0x5a, its read, and what else a host may send
feed <<'END'
tlp 60010002 00005aff 0000383f fff00102 01020304 05060708
tlp 20000002 000007ff 0000383f fff00100
wait 1
tlp 40000001 0000000f f7a00010 a1b2c3d4
tlp 00010001 00000a5a f7a00011
wait 2
tlp 40018001 0000770f f7a00023 11223344 99999999
tlp 02000001 0000330f 0000e000
tlp 00000002 0000441c f7b00004
tlp 6c000001 0000550f 0000383f fff00000 00000001
tlp 34000000 00000020 00000000 00000000
tlp 04000001 0000010f 01000010
tlp 90120000 60010001 00005a0f 0000383f fff00000 01020304
tlp 40000001 0000000f f7a00ffc 01020304
tlp 40000002 000000ff f7a00ffc 01020304 05060708
tlp 00000002 000045ff f7a00ffc
tlp 4a000001 00000004 01000900 00000000
tlp 40000002 000000ff f7a00010 01020304
tlp 400000
long 5000
wait 6
END
script <<'END'
wait 6
END
bridge --bar 0=0x10000000 --bar 2=0x1000000000 --json
sent_to_peer "requests of the host reach the peer in its window" <<'END'
400a 40010002 00005aff 10000102 01020304 05060708
4007 00000002 000007ff 10000100
4000 60000001 0000000f 00000010 00000010 a1b2c3d4
400a 20010001 00000a5a 00000010 00000011
4007 60010001 0000770f 00000010 00000023 11223344
4000 60000001 0000000f 00000010 00000ffc 01020304
END
sent_to_board "answers reach the host; others are Unsupported Request" <<'END'
4a000002 01000008 00000700 01020304 05060708
4a000001 01000004 00000a10 a1b2c3d4
0a000000 01002004 00003300
0a000000 01002003 00004406
0a000000 01002004 00005500
0a000000 01002008 0000457c
END
counted "each TLP of the host" board_tlps=18 host_writes=4 host_reads=2 host_hinted=3 \
	board_damaged=3 board_other=3 board_refused=4 board_outside=1 board_unexpected=1 \
	peer_datagrams=2 peer_completions=2
expect_true "the filters are off in between, and as before at the end" \
	grep -qx 'closed, filters 3d' "$scratch/standin"
expect "the board is shown" 0 '^board 01:00\.0$' cat "$scratch/messages"
expect "its limits" 0 '^payload up to 256 bytes, reads up to 512 bytes, 256 tags, TPH completer 0$' \
	cat "$scratch/messages"

# Requests of the peer's devices: a write with PH 1 and ST 0x77, reads whose tags collide
feed <<'END'
tlp 40000001 0000000f f7a00000 00000000
wait 4
tlp 4a000008 00000040 01000900 00000000 00000001 00000002 00000003 00000004 00000005 00000006 00000007
tlp 4a000008 00000020 01000920 00000008 00000009 0000000a 0000000b 0000000c 0000000d 0000000e 0000000f
tlp 4a000001 00000004 01000000 0badcafe
tlp 0a000000 00002004 01000b00
tlp 4a000001 00000004 01000900 00000000
END
script <<'END'
wait 1
send 3077 60010001 0200770f 00000001 23456789 cafebabe
send 3009 00008010 020009ff 7f000000 12345678
send 3009 00000001 0208090f 7f000100
send 300b 20000001 02000b0f 00000000 7f000200
wait 5
END
bridge --bar 2=0x10000000 --json
sent_to_board "requests of the peer have the board's ID and free tags" <<'END'
60010001 0100770f 00000001 23456789 cafebabe
00000010 010009ff 7f000000
00000001 0100000f 7f000100
00000001 01000b0f 7f000200
END
sent_to_peer "completions of the host have the requester's ID and tag" <<'END'
4000 40000001 0000000f 10000000 00000000
3009 4a000008 00000040 02000900 00000000 00000001 00000002 00000003 00000004 00000005 00000006 00000007
3009 4a000008 00000020 02000920 00000008 00000009 0000000a 0000000b 0000000c 0000000d 0000000e 0000000f
3009 4a000001 00000004 02080900 0badcafe
300b 0a000000 00002004 02000b00
END
counted "each request of the peer" board_tlps=6 host_writes=1 host_completions=4 \
	board_unexpected=1 peer_datagrams=4 peer_writes=1 peer_reads=3

# Requests that a host must not see: AT, payload over 256, reads over 512, 4 KiB, enables;
# other types; then gaps. The read shows that what came before is done.
feed <<'END'
tlp 40000001 0000000f f7a00000 00000000
wait 1
tlp 4a000001 00000004 01003300 00000000
wait 2
END
{
	echo 'wait 1'
	echo 'send 3000 40000801 0200000f 7f000000 00000000'
	echo "send 3000 40000041 020000ff 7f000000$(printf ' %08x' $(seq 65))"
	echo 'send 3000 00000081 020000ff 7f000000'
	echo 'send 3000 00000002 020000ff 7f000ffc'
	echo 'send 3000 00000001 020000ff 7f000000'
	echo 'send 3000 00000002 0200000f 7f000000'
	echo 'send 3000 34000000 02000020 00000000 00000000'
	echo 'send 3000 0a000000 02000004 01000000'
	echo 'send 4000 00000001 0200000f 7f000000'
	echo 'send 3000 90120000 40010001 0200000f 7f000000 00000000'
	echo 'send 3000 00000001 0200000f'
	echo 'send 4000 4a000001 02000004 00003300 00000000'
	echo 'raw 3000 00'
	echo 'raw 4000'
	echo "send 3000 40000000$(printf ' %08x' $(seq 1100))"
	echo 'foreign 3000 00000001 0200000f 7f000000'
	echo 'stranger 3000 00000001 0200000f 7f000000'
	echo 'skip 5'
	echo 'send 3033 00000001 0200330f 7f000000'
	echo 'again'
	echo 'wait 2'
	echo 'late 14 3000 00000001 0200000f 7f000000'
	echo 'uncounted 3000 34000000 02000020 00000000 00000000'
	echo 'send 3042 40000001 0200420f 7f000000 600df00d'
} | script
bridge --bar 2=0x10000000 --json
sent_to_board "only the good requests reach the board" <<'END'
00000001 0100330f 7f000000
40000001 0100420f 7f000000 600df00d
END
counted "each fault of a datagram" board_tlps=2 host_writes=1 host_completions=1 \
	peer_datagrams=20 peer_writes=1 peer_reads=1 \
	peer_lost=5 peer_late=1 peer_repeated=1 peer_uncounted=1 peer_foreign=2 peer_damaged=4 \
	peer_other=5 peer_refused=6 peer_unexpected=1

# A peer that is started again: its numbers begin with 0, and none of it is late
feed <<'END'
tlp 40000001 0000000f f7a00000 00000000
wait 2
tlp 40000001 0000000f f7a00000 00000000
wait 4
END
script <<'END'
wait 1
send 3000 40000001 0200000f 7f000000 00000001
send 3000 40000001 0200000f 7f000000 00000002
wait 2
restart
send 3000 40000001 0200000f 7f000000 00000003
send 3000 40000001 0200000f 7f000000 00000004
END
bridge --bar 2=0x10000000 --json
sent_to_board "a peer that is started again" <<'END'
40000001 0100000f 7f000000 00000001
40000001 0100000f 7f000000 00000002
40000001 0100000f 7f000000 00000003
40000001 0100000f 7f000000 00000004
END
counted "a peer that is started again" board_tlps=2 host_writes=2 peer_datagrams=4 peer_writes=4

# Reads without an answer
feed <<'END'
tlp 00000001 0000070f f7a00000
tlp 00000001 0000080f f7a00000
wait 1
sleep 400
tlp 4a000001 00000004 01000900 00000000
END
script <<'END'
serve no
wait 2
send 3009 00000001 0200090f 7f000000
sleep 300
send 4007 4a000001 02000004 00000700 00000000
END
bridge --timeout 100 --bar 2=0x10000000 --json
counted "reads without an answer, and answers that come late" board_tlps=3 host_reads=2 \
	reads_unanswered=2 board_unexpected=1 peer_datagrams=2 peer_reads=1 peer_unexpected=1 \
	host_unanswered=1

# TLPs that arrive while the queue is full: the callback runs before the loop does
{
	i=0
	while [ $i -lt 6 ]; do
		echo "tlp 40000001 0000000f f7a00000 0000000$i"
		i=$((i + 1))
	done
	echo early
} | feed
echo 'wait 4' | script
bridge -m early --queue 4 --bar 2=0x10000000 --json
sent_to_peer "a full queue keeps the first TLPs" <<'END'
4000 40000001 0000000f 10000000 00000000
4000 40000001 0000000f 10000000 00000001
4000 40000001 0000000f 10000000 00000002
4000 40000001 0000000f 10000000 00000003
END
counted "TLPs that found no place" board_tlps=4 host_writes=4 board_overflow=2

# Requests of the peer are forbidden; answers are not
feed <<'END'
tlp 40000001 0000000f f7a00000 12345678
tlp 00000001 0000070f f7a00000
wait 1
END
script <<'END'
wait 2
send 3000 40000001 0200000f 7f000000 00000000
END
bridge --no-requests --bar 2=0x10000000 --json
sent_to_board "--no-requests answers the host" <<'END'
4a000001 01000004 00000700 12345678
END
counted "--no-requests" board_tlps=2 host_writes=1 host_reads=1 peer_datagrams=2 \
	peer_completions=1 peer_refused=1

# A board without Extended Tags, and one whose configuration space cannot be read
feed <<'END'
tlp 40000001 0000000f f7a00000 12345678
wait 2
END
script <<'END'
wait 1
send 3080 00000040 020080ff 7f000000
send 3081 00000020 020081ff 7f000000
send 3000 00000041 020000ff 7f000000
END
bridge -m short-tags --bar 2=0x10000000 --json
sent_to_board "tags of five bits" <<'END'
00000040 010000ff 7f000000
00000020 010001ff 7f000000
00000041 010002ff 7f000000
END
feed <<'END'
tlp 40000001 0000000f f7a00000 12345678
wait 1
END
bridge -m no-config --bar 2=0x10000000 --json
sent_to_board "128 bytes where the limits are unknown" <<'END'
00000020 010000ff 7f000000
END
counted "the longer ones" board_tlps=1 host_writes=1 peer_datagrams=3 peer_reads=1 peer_refused=2
expect "the message" 0 '^configuration space is not readable: ' cat "$scratch/messages"
bridge -m disabled --bar 2=0x10000000 --json
expect "memory space is disabled" 0 '^memory space is disabled: .*setpci' cat "$scratch/messages"
expect "bus mastering is disabled" 0 '^bus mastering is disabled: .*setpci' cat "$scratch/messages"

# The board does not take TLPs
feed <<'END'
tlp 02000001 0000330f 0000e000
wait 1
END
echo 'sleep 1' | script
bridge -m no-write
expect "a board that fails" 0 '^ +1  TLPs that the board did not take$' cat "$scratch/counts"
expect "and the answer that it did not take" 0 '^ +1  from the board: answered Unsupported Request$' \
	cat "$scratch/counts"

# Noise of the right sender: it goes on, and the last write still arrives
feed <<'END'
tlp 40000001 0000000f f7a00000 12345678
END
{
	echo 'wait 1'
	echo 'noise 20000'
	echo 'sleep 100'
	echo 'send 3042 40000001 0200420f 7f000000 600df00d'
} | script
bridge --timeout 60000 --bar 2=0x10000000 --json
expect_true "$(count peer_datagrams) datagrams of noise, then a write" \
	[ "$(tail -n 1 "$scratch/written")" = '40000001 0100420f 7f000000 600df00d' ]
expect_true "the noise was datagrams" [ "$(count peer_datagrams)" -gt 10000 ]
expect_true "some of it was damaged" [ "$(count peer_damaged)" -gt 1000 ]
expect_true "some of it looked like requests" [ "$(count peer_refused)" -gt 100 ]

# Faults before it begins
refused "no library" 1 'cannot load LeechCore: .*--library' -l /nonexistent.so
refused "another library" 1 'is not LeechCore 2' -l libc.so.6
refused "no device" 1 "cannot open 'fpga'" -m no-device
refused "an old bitstream" 1 'older than version 4' -m old
refused "no bus number" 1 'no bus number yet' -m no-id
refused "no BARs" 1 "does not know the board's BARs" -m no-bars
refused "no memory" 1 'no memory BAR' -m io-only
refused "a BAR for I/O" 1 'no memory in BAR 4' --bar 4
refused "two BARs at one place" 1 'BARs 0 and 2 would be at one place' --bar 0=0x1000 --bar 2=0x2000
refused "no TLPs" 1 'hands no TLPs over' -m no-callback
refused "completions kept back" 1 'keeps completions back' -m filters-completions
refused "a foreign address" 1 'cannot use port 0x3000 of 192\.0\.2\.1' --local 192.0.2.1
refused "a long device" 1 'longer than 259 bytes' -d "$(printf '%0300d' 0)"
refused "an unknown option" 2 'see tph-leechcore --help' --nothing
refused "an argument" 2 "not an option: 'x'" x
refused "a bad BAR" 2 'needs 0 to 5' --bar 6
refused "a bad address" 2 'multiple of 4096' --bar 0=0x10
refused "a BAR twice" 2 'gives a BAR twice' --bar 0 --bar 0
refused "a bad IPv4 address" 2 -- '--peer needs an IPv4 address' --peer localhost
refused "equal addresses" 2 'two addresses' --local 127.0.0.1 --peer 127.0.0.1
refused "a bad time" 2 'needs 1 to 60000' --timeout 0
refused "a bad queue" 2 'needs 1 to 4096' --queue 5000
expect "help" 0 '^Usage: tph-leechcore' "$program" --help
finish

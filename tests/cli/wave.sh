#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Captures with samples of signals: TLPs, messages, lists of streams. All beats were worked out
# by hand from the tables of PG054, PG213 and document 683059, and so were the TLPs.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# vcd CLOCKED SCOPE NAME:WIDTH...: rows of hexadecimal values on standard input to a VCD. The
# values of a row hold up to a rising edge of clk, or are the samples one after the other.
vcd() {
	awk -v clocked="$1" -v scope="$2" -v names="$(shift 2; echo "$*")" '
	function bits(hex,    i, text) {
		text = ""
		for (i = 1; i <= length(hex); i++)
			text = text nibble[substr(hex, i, 1)]
		sub(/^0+/, "", text)
		return text == "" ? "0" : text
	}
	BEGIN {
		split("0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1010 1011 1100 1101 1110 1111", four, " ")
		for (i = 0; i < 16; i++)
			nibble[substr("0123456789abcdef", i + 1, 1)] = four[i + 1]
		nibble["x"] = "xxxx"
		count = split(names, name, " ")
		print "$date\n today\n$end\n$timescale 1ns $end\n$scope module " scope " $end"
		print "$var wire 1 ~ clk $end"
		for (i = 1; i <= count; i++) {
			split(name[i], part, ":")
			print "$var wire " part[2] " s" i " " part[1] \
				(part[2] > 1 ? " [" part[2] - 1 ":0]" : "") " $end"
		}
		print "$upscope $end\n$enddefinitions $end"
	}
	{
		if (clocked)
			print "#" 10 * (NR - 1) "\n0~"
		# Only changes are written, and a sample without a change has no time
		time = clocked ? "" : "#" NR - 1 "\n"
		for (i = 1; i <= count; i++)
			if ($i "" != last[i] "") {
				printf "%s%s", time, "b" bits($i) " s" i "\n"
				time = ""
				last[i] = $i
			}
		if (clocked)
			print "#" 10 * (NR - 1) + 5 "\n1~"
	}
	END { if (!clocked) print "#" NR - 1 }'
}

# A write of 2 DWs with a tag and a read of 1 DW, on the receive stream of 7-series
s7="m_axis_rx_tvalid:1 m_axis_rx_tready:1 m_axis_rx_tlast:1 m_axis_rx_tkeep:8 m_axis_rx_tdata:64"
s7_64='0 1 0 00 0
1 1 0 ff 01005aff40010002
1 0 0 ff 01020304f0000102
1 1 0 ff 01020304f0000102
0 1 1 0f ffffffff05060708
1 1 1 0f ffffffff05060708
1 1 0 ff 0200070f00000001
1 1 1 0f 00000000f0002000
0 1 0 00 0'
# shellcheck disable=SC2086 # words
echo "$s7_64" | vcd 1 top $s7 >"$dir/s7-64.vcd"
# shellcheck disable=SC2086
echo "$s7_64" | vcd 0 top $s7 >"$dir/s7-64-sampled.vcd"
write='MWr32 01:00.0 > 0xf0000100 2 DW BE f/f TH+ PH 2 ST 0x5a data 0102030405060708'
read='MRd32 02:00.0 tag 0x07 > 0xf0002000 1 DW BE f/0 TH-'

run 0 "$tph" dump -x --clock clk "$dir/s7-64.vcd"
same "7-series, 64 bits" "$dir/out" <<-EOF_
	     1 0.000000000 top      v $write
	     2 0.000000050 top      v $read
EOF_
run 0 "$tph" dump -tx "$dir/s7-64-sampled.vcd"
same "7-series, 64 bits, sampled" "$dir/out" <<-EOF_
	$write
	$read
EOF_
says "if top.clk is the clock, use --clock top.clk" "$dir/err"
run 0 sh -c "'$tph' dump -tx --clock top.clk - <'$dir/s7-64.vcd'"
same "a pipe" "$dir/out" <<-EOF_
	$write
	$read
EOF_

# Both TLPs share a beat of 128 bits: is_sof 8, is_eof 3
s7="m_axis_rx_tvalid:1 m_axis_rx_tready:1 m_axis_rx_tuser:22 m_axis_rx_tdata:128"
# shellcheck disable=SC2086
vcd 0 'u\core' $s7 >"$dir/s7-128.vcd" <<-EOF_
	1 1 004000 01020304f000010201005aff40010002
	1 1 266000 0200070f00000001ffffffff05060708
	1 1 260000 fffffffffffffffffffffffff0002000
	0 1 000000 0
EOF_
run 0 "$tph" dump -tx "$dir/s7-128.vcd"
same "7-series, 128 bits" "$dir/out" <<-EOF_
	$write
	$read
EOF_

# The same at both ends of a capture: the start of the write and the end of the read are missing
# shellcheck disable=SC2086
vcd 0 core $s7 >"$dir/cut.vcd" <<-EOF_
	1 1 266000 0200070f00000001ffffffff05060708
EOF_
at=$(grep -abo '^#0' "$dir/cut.vcd" | head -n 1 | cut -d : -f 1)
run 1 "$tph" dump -tx "$dir/cut.vcd"
same "a capture cut at both ends" "$dir/out" <<-EOF_
	# damaged at byte $at: the capture begins within a TLP
	# damaged at byte $at: the capture ends within a TLP
EOF_

# Completer requests: the same write and read, with the payload after the descriptor and on the
# lane of its address. tuser: sop, tph_present, tph_type 2, tph_st_tag 5a, byte_en, enables
cq="m_axis_cq_tvalid:1 m_axis_cq_tready:1 m_axis_cq_tlast:1 m_axis_cq_tuser:88 m_axis_cq_tdata"
# shellcheck disable=SC2086
vcd 0 top $cq:64 >"$dir/cq-64.vcd" <<-EOF_
	1 1 0 b5500000000ff 00000000f0000100
	1 1 0 0 0082000001000802
	1 1 1 ff00 0807060504030201
	1 1 0 1000000000f 00000000f0002000
	1 1 1 0 0082000702000001
EOF_
# shellcheck disable=SC2086
vcd 0 top $cq:128 >"$dir/cq-128.vcd" <<-EOF_
	1 1 0 b5500000000ff 008200000100080200000000f0000108
	1 1 1 ff0000 0807060504030201ffffffffffffffff
	1 1 1 1000000000f 008200070200000100000000f0002000
EOF_
# The descriptor and the whole payload are in one beat
# shellcheck disable=SC2086
vcd 0 top $cq:256 >"$dir/cq-256.vcd" <<-EOF_
	1 1 1 b5500ff0000ff ffffffffffffffff0807060504030201008200000100080200000000f0000100
	1 1 1 1000000000f 00000000000000000000000000000000008200070200000100000000f0002000
EOF_
# shellcheck disable=SC2086
vcd 0 top $cq:256 >"$dir/cq-256-aligned.vcd" <<-EOF_
	1 1 0 b5500000000ff 00000000000000000000000000000000008200000100080200000001f0000114
	1 1 1 ff0000000 0000000008070605040302010000000000000000000000000000000000000000
	1 1 1 1000000000f 00000000000000000000000000000000008200070200000100000000f0002000
EOF_
run 0 "$tph" dump -tx "$dir/cq-64.vcd"
same "completer requests, 64 bits" "$dir/out" <<-EOF_
	$write
	$read
EOF_
says "the headers of 2 of 2 packets are rebuilt from descriptors: TD and EP are not known" "$dir/err"
run 0 "$tph" dump -tx --stream us-cq-aligned "$dir/cq-128.vcd"
same "completer requests, 128 bits, aligned" "$dir/out" <<-EOF_
	$(echo "$write" | sed 's/0100 2/0108 2/')
	$read
EOF_
run 0 "$tph" dump -tx "$dir/cq-256.vcd"
same "completer requests, 256 bits" "$dir/out" <<-EOF_
	$write
	$read
EOF_
run 0 "$tph" dump -tx --stream us-cq-aligned:top "$dir/cq-256-aligned.vcd"
same "completer requests, 256 bits, aligned" "$dir/out" <<-EOF_
	$(echo "$write" | sed 's/MWr32/MWr64/; s/0xf0000100 2/0x01f0000114 2/')
	$read
EOF_
run 1 "$tph" dump -tx --stream us-cq "$dir/cq-128.vcd"
says "byte_en does not fit the payload: choose us-cq or us-cq-aligned" "$dir/out"

# Rebuilt headers are marked, also in pcapng and after it
run 0 "$tph" dump -v "$dir/cq-64.vcd"
says "Header: 40010002 01005aff f0000102, rebuilt from a descriptor" "$dir/out"
says "EP? TD?" "$dir/out"
run 0 "$tph" convert -w "$dir/cq.pcapng" "$dir/cq-64.vcd"
run 0 "$tph" dump --json "$dir/cq.pcapng"
[ "$(grep -c '"rebuilt":true' "$dir/out")" -eq 2 ] || { echo "no mark after convert"; failed=1; }
! grep -q '"ep"' "$dir/out" || { echo "EP of a rebuilt header"; failed=1; }
run 0 "$tph" dump --json "$dir/s7-64-sampled.vcd"
! grep -q rebuilt "$dir/out" || { echo "a raw TLP is marked"; failed=1; }

# A header bus: byte 0 in bits 127:120; 6 of 8 DWs are empty; a prefix has the upper half of the tag
avst="rx_st_valid_o:1 rx_st_sop_o:1 rx_st_eop_o:1 rx_st_empty_o:3 rx_st_tlp_prfx_o:32"
avst="$avst rx_st_hdr_o:128 rx_st_data_o:256"
# shellcheck disable=SC2086
vcd 0 top $avst >"$dir/avst.vcd" <<-EOF_
	1 1 1 6 90120000 4001000201005afff000010200000000 0807060504030201
	1 1 1 0 00000000 000000010200070ff000200000000000 0
	0 0 0 0 00000000 0 0
EOF_
run 0 "$tph" dump -tx "$dir/avst.vcd"
same "Avalon-ST" "$dir/out" <<-EOF_
	$(echo "$write" | sed 's/0x5a/0x125a/')
	$read
EOF_

# Two segments: a write whose payload goes on in the next beat, the end of it and a read
avst=$(echo "$avst" | sed 's/:1 /:2 /g; s/:3/:6/; s/:32/:64/; s/:128/:256/; s/data_o:256/data_o:512/')
z=00000000000000000000000000000000
# shellcheck disable=SC2086
vcd 0 top $avst >"$dir/avst-2.vcd" <<-EOF_
	2 2 0 00 0 4000000901000aff2000000000000000$z 0f0f0f0f0e0e0e0e0d0d0d0d0c0c0c0c0b0b0b0b0a0a0a0a0909090908080808$z$z
	3 2 3 07 0 000000010200070ff000200000000000$z $z${z}ffffffffffffffffffffffffffffffffffffffffffffffffffffffff10101010
	0 0 0 00 0 0 0
EOF_
run 0 "$tph" dump -tx "$dir/avst-2.vcd"
same "Avalon-ST, two segments" "$dir/out" <<-EOF_
	MWr32 01:00.0 tag 0x0a > 0x20000000 9 DW BE f/f TH- data 08080808090909090a0a0a0a0b0b0b0b0c0c0c0c0d0d0d0d0e0e0e0e0f0f0f0f10101010
	$read
EOF_

# A logic analyzer of Vivado: with radixes, without, with a GAP that the radixes lack, in windows
cat >"$dir/ila.csv" <<EOF_
Sample in Buffer,Sample in Window,TRIGGER,u_core/m_axis_cq_tdata[127:0],u_core/m_axis_cq_tuser[87:0],u_core/m_axis_cq_tlast,u_core/m_axis_cq_tvalid
Radix - UNSIGNED,UNSIGNED,UNSIGNED,HEX,HEX,UNSIGNED,SIGNED
0,0,1,008200000100080200000000f0000100,0000000000b5500000000ff,0,-1
1,1,0,00000000000000000807060504030201,000000000000000000ff00,1,-1
2,2,0,00000000000000000807060504030201,000000000000000000ff00,1,0
3,0,1,008200070200000100000000f0002000,0000000000001000000000f,1,-1
4,1,0,008200000100080200000000f0000100,0000000000b5500000000ff,0,-1
EOF_
run 1 "$tph" dump -x "$dir/ila.csv"
same "ILA" "$dir/out" <<-EOF_
	     1 - u_core   v $write
	     2 - u_core   v $read
	     3 - u_core   v ${write% data*} # 8 bytes not captured
	     - - -        - damaged at line 7: the capture ends within a TLP
EOF_
sed '2d; s/-1$/1/' "$dir/ila.csv" | sed '$d' >"$dir/legacy.csv"
run 0 "$tph" dump -tx "$dir/legacy.csv"
same "ILA, without radixes" "$dir/out" <<-EOF_
	$write
	$read
EOF_
sed -e '1s/TRIGGER/&,GAP/' -e '3,$s/^\(.*,.*,[01]\),\([0-9a-f]*,.*,.*,\)/\1,0,\2/' -e '$d' \
	"$dir/ila.csv" >"$dir/gap.csv"
sed -i '4i\
9,1,0,1,,,,' "$dir/gap.csv"
run 0 "$tph" dump -tx "$dir/gap.csv"
same "ILA, with a gap" "$dir/out" <<-EOF_
	$write
	$read
EOF_
# The first window ends within the write
sed '4,5d' "$dir/ila.csv" | sed '$d' >"$dir/windows.csv"
run 1 "$tph" dump -tx "$dir/windows.csv"
says "damaged at line 3: the capture ends within a TLP" "$dir/out"
says "$read" "$dir/out"

cat >"$dir/litescope.csv" <<EOF_
m_axis_rx_tvalid,m_axis_rx_tready,m_axis_rx_tlast,m_axis_rx_tkeep,m_axis_rx_tdata,
1,1,1,8,64,
x, 1, 0, 11111111, x, 
1, 1, 0, 11111111, 0000000100000000010110101111111101000000000000010000000000000010, 
1, 1, 0, 11111111, 0000000100000010000000110000010011110000000000000000000100000010, 
1, 1, 1, 00001111, 0000000000000000000000000000000000000101000001100000011100001000, 
EOF_
run 0 "$tph" dump -x "$dir/litescope.csv"
same "LiteScope" "$dir/out" <<-EOF_
	     1 - s7-rx    v $write
EOF_

# The list, choices, and mistakes
run 0 "$tph" dump --streams "$dir/cq-64.vcd"
same "the list" "$dir/out" <<-EOF_
	STREAM     BITS  SAMPLES
	us-cq:top    64        5
EOF_
run 0 "$tph" stat --streams --json --clock clk "$dir/s7-64.vcd"
same "the list as JSON" "$dir/out" <<-EOF_
	{"kind":"s7-rx","prefix":"top","bits":64,"samples":9}
EOF_
printf '$timescale 1ns $end\n$scope module a $end\n' >"$dir/two.vcd"
for scope in a b; do
	[ $scope = a ] || printf '$upscope $end $scope module b $end\n'
	printf '$var wire %s\n' "1 v$scope m_axis_rx_tvalid \$end" "1 l$scope m_axis_rx_tlast \$end" \
		"8 k$scope m_axis_rx_tkeep \$end" "64 d$scope m_axis_rx_tdata \$end"
done >>"$dir/two.vcd"
printf '$enddefinitions $end\n#0\nbx db\n1va\n1la\nb1111 kb\nb1111 ka\nb0 da\n#1\n0va\n' >>"$dir/two.vcd"
run 2 "$tph" dump "$dir/two.vcd"
says "no --stream: 2 streams fit: s7-rx:a, s7-rx:b; choose by --stream KIND:PREFIX" "$dir/err"
run 2 "$tph" dump --stream s7-rx "$dir/two.vcd"
run 0 "$tph" stat --json --stream s7-rx:b "$dir/two.vcd"
run 2 "$tph" dump --stream s7-rx:c "$dir/two.vcd"
says "s7-rx:c: no stream fits: signals such as m_axis_rx_tvalid" "$dir/err"
run 2 "$tph" dump --stream axi:a "$dir/two.vcd"
says "expected KIND:PREFIX; kinds are s7-rx, s7-tx, us-cq, us-cq-aligned, avst" "$dir/err"
run 2 "$tph" dump --clock tick "$dir/two.vcd"
says "--clock tick: no signal of 1 bit has this name" "$dir/err"
run 2 "$tph" dump --clock clk "$dir/litescope.csv"
says "each row of a CSV is a sample" "$dir/err"
run 2 "$tph" dump --stream s7-rx:a "$dir/cq.pcapng"
says "only for files with samples of signals" "$dir/err"
run 2 "$tph" dump --streams "$dir/cq.pcapng"
printf '$var wire 1 ! a $end $enddefinitions $end #0 1!\n' >"$dir/none.vcd"
run 2 "$tph" dump "$dir/none.vcd"
says "no stream fits: signals such as m_axis_rx_tvalid, m_axis_cq_tvalid or rx_st_valid are missing" "$dir/err"
run 2 "$tph" dump --streams "$dir/none.vcd"
printf '$timescale 1 parsec $end\n' >"$dir/unit.vcd"
run 2 "$tph" dump --streams "$dir/unit.vcd"
says "damaged at byte 13: the unit of \$timescale is not known" "$dir/err"
sed 's/"m_axis_rx_tkeep/&/; s/m_axis_rx_tkeep/other/' "$dir/s7-64.vcd" >"$dir/keep.vcd"
run 2 "$tph" dump "$dir/keep.vcd"
says "near top.m_axis_rx_tvalid, tlast or tkeep is missing" "$dir/err"

# Commands for captures take these options
echo ': count=2' >"$dir/rules"
run 0 "$tph" check --clock clk --stream s7-rx:top "$dir/s7-64.vcd" "$dir/rules"
run 1 "$tph" follow --clock clk --stream s7-rx:top "$dir/s7-64.vcd"
run 0 "$tph" convert --clock clk --stream s7-rx:top -w "$dir/s7.pcapng" "$dir/s7-64.vcd"
run 0 "$tph" dump -tx "$dir/s7.pcapng"
same "convert" "$dir/out" <<-EOF_
	$write
	$read
EOF_

# A beat that does not end: a simulation without its clock
# shellcheck disable=SC2086
printf '%s\n' '#0' 1va 'b0 da' '#9999999999999' 0va >>"$dir/two.vcd"
run 1 "$tph" dump -t --stream s7-rx:a "$dir/two.vcd"
says "a beat repeats in more than 1024 samples: a simulation needs --clock" "$dir/out"

exit $failed

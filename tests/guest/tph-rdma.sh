#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# guest/rdma/tph-rdma: output and exit statuses. README must show the printed lines.
# shellcheck disable=SC2016
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}

cat >"$scratch/all" <<'END'
run() {
	echo "begin $*"
	"$@" 2>&1
	echo "status $?"
}
run tph-rdma -B --st16 0x5a --ph 2 --required --op add-f32 --length 16384
run tph-rdma -B -6 0x1234 -n 5 -l 4096 -j
run tph-rdma -B -8 0x5a
run tph-rdma -v -B -6 0x5b
run tph-rdma -B -8 0x5a -R
run tph-rdma -B
run tph-rdma -B -x -6 0x77
run tph-rdma -B -x -6 0x78 -T 0x79
run tph-rdma -B -x -T 0x7a -j
run tph-rdma -H -n 3 -l 100000
run tph-rdma -d 05:00.0 -B -r 0
run tph-rdma -i mlx5_7 -H
run tph-rdma -P 2 -H
run tph-rdma -H -8 1
run tph-rdma -c 0
run tph-rdma -t 1
run tph-rdma -O bf16-add-f32
run tph-rdma -l 0
run tph-rdma -p 4
run tph-rdma -l 4095 -B
run tph-rdma --nonsense
run tph-rdma --help
rdma link add rxe0 type rxe netdev lo
run tph-rdma -i rxe0 -g 1 -H -n 3 -l 65536
run tph-rdma -i rxe0 -g 1 -B
END
"$top/vm/run" --topology "$top/vm/topology/connectx.conf" --rdma --log "$scratch/log" \
	--add "$scratch/all" --add "$build/guest/rdma/tph-rdma" -- sh /bin/all \
	</dev/null >"$scratch/boot" 2>&1 || {
	cp "$scratch/boot" "$scratch/output"
	fail "the guest"
}

# ran ARGUMENTS STATUS PATTERN...: it ended with STATUS and printed matching lines
ran() {
	sed -n "/^begin tph-rdma $1\$/,/^status /p" "$scratch/boot" >"$scratch/output"
	r_name=$1 r_status=$2
	shift 2
	if ! grep -q "^status $r_status\$" "$scratch/output"; then
		fail "$r_name: not status $r_status"
		return
	fi
	for r_pattern; do
		grep -qE -e "$r_pattern" "$scratch/output" || {
			fail "$r_name: no line like '$r_pattern'"
			return
		}
	done
	pass "$r_name"
}

t='	'
good="^${t}Memory: Expected\\+ ReadBack\\+$"
ran '-B --st16 0x5a --ph 2 --required --op add-f32 --length 16384' 0 "$good" \
	"^${t}Region: TPH\\+ ST 0x005a PH 2$" \
	'Tagged 128 Untagged 0 Unknown 0, add-f32 128 writes 16384 bytes$'
ran '-B -6 0x1234 -n 5 -l 4096 -j' 0 '"writes":5,.*"tagged":160,"untagged":0,"unknown":0' \
	'"asked":\{"st16":4660,"ph":0,"required":false\}' \
	'"tph":\{"applied":true,"width":16,"st":4660,"ph":0\}' \
	'"operation":"add-u32","tag_writes":160,"tag_bytes":20480\},"memory":true,"readback":true'
ran '-B -8 0x5a' 1 "^${t}Region: TPH- \\(width\\)$" 'Tagged 0 Untagged 32 Unknown 0$' "$good"
ran '-v -B -6 0x5b' 0 "^${t}Keys: source lkey 0x[0-9a-f]+, target rkey 0x[0-9a-f]+ at 0x0$" \
	"^${t}Counters: Dropped 0 Partial 0 Link 4096 bytes, Memory read 4096 bytes, written 4096 bytes, [0-9]+ cycles$"
ran '-B -8 0x5a -R' 2 'mlx5_0: register the dma-buf: Numerical result out of range$'
ran -B 0 "^${t}Region: TPH- \\(unset\\)$" "$good"
ran '-B -x -6 0x77' 0 "^${t}Revoked: after [0-9]* more writes, remote [a-z]* error$" "$good" \
	'add-u32 32 writes 4096 bytes$'
ran '-B -x -6 0x78 -T 0x79' 2 'mlx5_0: remote [a-z]* error'
ran '-B -x -T 0x7a -j' 1 '"second":\{"tph":\{"applied":false,"reason":"stale","errno":116\}'
ran '-H -n 3 -l 100000' 0 '^Memory of this process, size 100000$' "$good"
# Registers do not store the written data
ran '-d 05:00.0 -B -r 0' 3 '^0000:05:00.0 BAR 0, ' "^${t}Memory: Expected- ReadBack-$"
ran '-i mlx5_7 -H' 2 'RDMA device mlx5_7: No such device'
ran '-P 2 -H' 2 'mlx5_0 has ports 1..1, but port 2 was requested'
ran '-H -8 1' 2 '--host cannot be combined with a tag'
ran '-c 0' 2 '--cpu needs --dmah'
ran '-t 1' 2 '--retag8 and --retag16 need --revoke'
ran '-O bf16-add-f32' 2 '--op must not change the width'
ran '-l 0' 2 '--length must be in 1'
ran '-p 4' 2 '--ph 4: expected a number in 0..3$'
ran '-l 4095 -B' 2 'tph-rdma: .*page'
ran --nonsense 2 '^Usage: tph-rdma'
ran --help 0 '^Exit status: 0 '
ran '-i rxe0 -g 1 -H -n 3 -l 65536' 0 '^- rxe0 port 1, Ethernet, MTU [0-9]+$' "$good"
ran '-i rxe0 -g 1 -B' 2 'rxe0: register the dma-buf: Operation not supported'

# The block that begins with the accelerator
plain_blocks "$top/README.md" | sed -n '/OpenTPH accelerator/,/Memory:/p' >"$scratch/shown"
sed -n '/^begin .*--op add-f32/,/^status/p' "$scratch/boot" | tr -d '\r' | expand -t 4 >"$scratch/printed"
while IFS= read -r line; do
	grep -qxF -e "$line" "$scratch/printed" || fail "README shows: $line"
done <"$scratch/shown"
[ "$(wc -l <"$scratch/shown")" -eq 7 ] || fail "README does not show tph-rdma's output"
finish

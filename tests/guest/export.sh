#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph export in the guest: the dma-buf at a socket and by inheritance, importers in other
# processes, their tags as --watch shows them and as they are on the wire, and the end of
# the owner. tests/cli/export.sh has all that needs no device.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}

cat >"$scratch/functions" <<'END'
# until_lines FILE N PATTERN: N lines match, within 2 minutes
until_lines() {
	left=1200
	# The file may not be there yet
	while [ "$(cat "$1" 2>/dev/null | grep -cE "$3")" -lt "$2" ] && [ $left -gt 0 ]; do
		sleep 0.1
		left=$((left - 1))
	done
}
# section NAME COMMAND...
section() {
	echo "begin $1"
	shift
	"$@" 2>&1
	echo "status $?"
}
cd /tmp || exit
END

{ cat "$scratch/functions"; cat <<'END'; } >"$scratch/all"
# An owner, importers, and a watcher
tph export -d 03:00.0 -B -6 0x1234 -p 1 -l 65536 --hold sock --watch >owner 2>&1 &
owner=$!
until_lines owner 1 Requested
section mode stat -c %a sock
section busy tph export -d 03:00.0 --hold other
tph export --from sock --watch --json >watcher 2>&1 &
watcher=$!
until_lines watcher 1 attachments
tph export --from sock --write --watch >writer 2>&1 &
writer=$!
until_lines writer 1 Written
until_lines watcher 2 attachments
section show tph export --from sock

# The end of the owner is a revocation
kill -TERM $owner
section 'end of the owner' wait $owner
until_lines writer 1 importer
until_lines watcher 3 attachments
section sockets ls sock other
kill -INT $writer
section 'end of the writer' wait $writer
until_lines watcher 4 attachments
kill -HUP $watcher
section 'end of the watcher' wait $watcher
for name in owner watcher writer; do
	section $name cat $name
done

# A program has the dma-buf, and the function only as long as it runs
section program tph export -d 03:00.0 -B -8 0x77 --write -- sh -c '
	basename "$(readlink /sys/bus/pci/devices/0000:03:00.0/driver)"
	cd /proc/$$/fd
	set -- *
	for number; do readlink "$number"; done
	exit 3'
section rest tph export -d 03:00.0 -B -o 65536 -l 0 -j
section beyond tph export -d 03:00.0 -B -o 0x1000000 -l 0
section number tph export -d 03:00.0 -B -- readlink '/proc/self/fd/{fd}'
section driver test ! -e /sys/bus/pci/devices/0000:03:00.0/driver

# An owner that is killed
tph export -d 03:00.0 -B -6 0x78 -l 8192 --hold sock >owner 2>&1 &
owner=$!
until_lines owner 1 Requested
section example receive sock
tph export --from sock --hold relay >relayed 2>&1 &
relay=$!
until_lines relayed 1 Requested
kill -KILL $owner
wait $owner
section late tph export --from relay --write
section nobody tph export --from sock
section stale tph export -d 03:00.0 --hold sock
kill -TERM $relay
section 'end of the relay' wait $relay
section left ls sock relay
END
# A program of verbs has it as memory of an RDMA device
{ cat "$scratch/functions"; cat <<'END'; } >"$scratch/rdma"
tph export -d 03:00.0 -B -6 0x1234 -p 1 -R -l 65536 --hold sock --watch >owner 2>&1 &
owner=$!
until_lines owner 1 Requested
mkfifo input
tph export --from sock -- rdma_register <input >registered 2>&1 &
program=$!
exec 4>input
until_lines registered 1 rkey
until_lines owner 1 Attached
exec 4>&-
section 'end of the program' wait $program
until_lines owner 1 Detached
kill -TERM $owner
section 'end of the owner' wait $owner
section 'RDMA program' cat registered
section owner cat owner
END

# boot TOPOLOGY SCRIPT OPTION...
boot() {
	b_topology=$1 b_script=$2
	shift 2
	"$top/vm/run" --topology "$top/vm/topology/$b_topology.conf" "$@" \
		--add "$scratch/$b_script:/opt/$b_script" --add "$build/src/cli/tph" -- sh "/opt/$b_script" \
		</dev/null >"$scratch/printed" 2>&1 || {
		cp "$scratch/printed" "$scratch/output"
		fail "$b_topology: the guest"
	}
	# A look may fall between the attachment and the question for the tag, or between
	# unmapping and the end of the attachment.
	tr -d '\r' <"$scratch/printed" | awk '
		held != "" && !/TPH\+|Detached|"applied":true/ { print held }
		{ held = "" }
		/TPH- \(importer\)|"applied":false/ { held = $0; next }
		{ print }' >"$scratch/boot"
}

# ran NAME STATUS LINE...: it ended with STATUS and printed exactly these lines, each an
# extended regular expression
ran() {
	r_name=$1 r_status=$2
	sed -n "/^begin $1\$/,/^status /p" "$scratch/boot" >"$scratch/output"
	shift 2
	sed '1d;$d' "$scratch/output" >"$scratch/lines"
	r_bad=
	[ "$(tail -n 1 "$scratch/output")" = "status $r_status" ] || r_bad="not status $r_status"
	[ "$(wc -l <"$scratch/lines")" -eq $# ] || r_bad="not $# lines"
	r_at=0
	for r_line; do
		r_at=$((r_at + 1))
		sed -n "${r_at}p" "$scratch/lines" | grep -qxE -e "$r_line" || r_bad="line $r_at is not '$r_line'"
	done
	if [ -n "$r_bad" ]; then
		fail "$r_name: $r_bad"
	else
		pass "$r_name"
	fi
}

t='	'
clock='[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}'
engine=0000:04:00.0
here="0000:03:00\\.0 BAR 2, offset 0x0, size 65536, by cdev"
asked="${t}Requested: ST 0x1234 PH 1 Required-"
tagged="Attached: $engine TPH\\+ ST 0x1234 PH 1"

boot switch all --capture "$scratch/capture" --add "$build/examples/receive"
ran mode 0 600
ran busy 2 'tph export: .*: another program has the function'
ran show 0 'sock, size 65536' "$asked" "$t$tagged"
ran 'end of the owner' 0
ran 'end of the writer' 0
ran 'end of the watcher' 0
ran sockets 1 'ls: sock: No such file or directory' 'ls: other: No such file or directory'
ran owner 0 "$here" "${t}Held: sock" "$asked" "$clock $tagged"
ran writer 0 'sock, size 65536' "$asked" "$t$tagged" "${t}Written: 65536 bytes" \
	"$clock Attached: $engine TPH- \\(importer\\)"

# state ATTACHMENTS: a line of the watcher
state() {
	printf '%s' '\{"time":[0-9.]+,"from":"sock","size":65536,"known":true,'
	printf '%s' '"requested":\{"st16":4660,"ph":1,"required":false\},"attachments":\['"$1"'\]\}'
}
ran watcher 0 "$(state '')" \
	"$(state '\{"device":"0000:04:00.0","applied":true,"width":16,"st":4660,"ph":1\}')" \
	"$(state '\{"device":"0000:04:00.0","applied":false,"reason":"importer","errno":95\}')" \
	"$(state '')"

ran program 3 vfio-pci /etc/opentph/stdin /dev/ttyS1 /dev/ttyS1 /dmabuf:
# The memory has 16 MiB
ran rest 0 '\{' '  "device":"0000:03:00.0",' '  "backend":"cdev",' '  "bar":2,' \
	'  "offset":65536,' '  "size":16711680,' '  "known":true,' '  "requested":null,' \
	'  "attachments":\[' '  \]' '\}'
ran beyond 2 'tph export: .*: not whole pages within its 0x1000000 bytes'
ran number 0 '/dmabuf:'
ran driver 0
ran example 0 'dma-buf of 8192 bytes' 'ST 0x78 PH 0'
ran late 2 'tph export: DMA engine: import: the exporter has revoked the dma-buf'
ran nobody 2 'tph export: sock: no program offers a dma-buf there'
ran stale 2 'tph export: sock: it exists; .*'
ran 'end of the relay' 0
ran left 1 'ls: relay: No such file or directory' sock

# 64 KiB by the writer, a page before the program, 64 bytes by the example; 128 bytes a TLP
cat >"$scratch/rules" <<'RULES'
link=dn0 type=MWr requester=04:00.0 st=0x1234 : count=512 width=16 ph=1
link=dn0 type=MWr requester=04:00.0 st=0x77 : count=32 width=8 ph=0
else link=dn0 type=MWr requester=04:00.0 : count=1 width=16 st=0x78 bytes=64
RULES
expect "the wire" 0 '3 rules hold' "$build/src/cli/tph" check "$scratch/capture" "$scratch/rules"

# README shows the owner
plain_blocks "$top/README.md" | sed -n '/size 65536, by cdev/,/Attached/p' >"$scratch/shown"
sed -n '/^begin owner$/,/^status/p' "$scratch/boot" | expand -t 4 | sed 's/^[0-9:.]* Att/Att/' >"$scratch/lines"
sed 's/^[0-9:.]* Att/Att/' "$scratch/shown" | grep -vxFf "$scratch/lines" >"$scratch/output"
expect_true "README shows it" [ ! -s "$scratch/output" ]
[ "$(wc -l <"$scratch/shown")" -eq 4 ] || fail "README does not show tph export"

boot connectx rdma --rdma --add "$build/examples/rdma_register"
ran 'RDMA program' 0 'mlx5_0: 65536 bytes, rkey 0x[0-9a-f]+'
ran 'end of the program' 0
ran 'end of the owner' 0
ran owner 0 "$here" "${t}Held: sock" "${asked%-}\\+" "$clock $tagged" "$clock Detached: $engine"
finish

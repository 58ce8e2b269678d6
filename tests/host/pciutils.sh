#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The patches of contrib/pciutils on the newest source that the toolbox brings: they apply,
# build, and change only the lines of the TPH capability; every value of its fields.
# shellcheck disable=SC2016,SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
tree=$("$top/vm/toolbox" pciutils 2>"$scratch/output") ||
	skip_all "no source of pciutils: $(tail -n 1 "$scratch/output")"
check=$top/contrib/pciutils/check
new=$scratch/new
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS

# dump CAP CTL [OFFSET=BYTE...]: a function with its TPH capability at $at, in $scratch/dump.
# $end is the size of its configuration space.
dump() {
	d_cap=$1 d_ctl=$2
	shift 2
	awk -v cap="$d_cap" -v ctl="$d_ctl" -v at="$at" -v end="$end" -v more="$*" '
	function value(s, i, n) {
		for (i = 1; i <= length(s); i++)
			n = n * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
		return n
	}
	# put OFFSET DIGITS: a little-endian number
	function put(place, s, i) {
		for (i = length(s) - 1; i > 0; i -= 2)
			byte[place++] = substr(s, i, 2)
	}
	BEGIN {
		put(0, "74127234"); put(6, "0010"); put(10, "0880"); put(52, "40")
		put(64, "00020010") # PCI Express capability of an endpoint, the only one
		first = value(at)
		if (first != 256)
			put(256, "14810003") # a serial number at 0x100 that points to 0x148
		if (first != 256)
			put(328, sprintf("%03x10003", first))
		put(first, "00010017"); put(first + 4, cap); put(first + 8, ctl)
		n = split(more, pair, " ")
		for (i = 1; i <= n; i++) {
			split(pair[i], part, "=")
			byte[value(part[1])] = part[2]
		}
		print "01:00.0 Class 0880: Device 1234:7412"
		for (i = 0; i < value(end); i++) {
			if (i % 16 == 0)
				printf "%s%02x:", i ? "\n" : "", i
			printf " %s", i in byte ? byte[i] : "00"
		}
		print ""
	}' >"$scratch/dump"
}

# shows NAME LEVEL: the paragraph of the capability is the standard input, apart from tabs
# at the beginning of a line
shows() {
	cat >"$scratch/expected"
	"$new/lspci" -n "$2" -F "$scratch/dump" >"$scratch/all" 2>&1
	s_status=$?
	awk '
	/Transaction Processing Hints/ { inside = 1; next }
	!/^\t\t/ { inside = 0 }
	inside { sub(/^\t+/, ""); print }' "$scratch/all" >"$scratch/got"
	diff "$scratch/expected" "$scratch/got" >"$scratch/output" && [ $s_status -eq 0 ]
	s_same=$?
	expect_true "$1" [ $s_same -eq 0 ]
}

# registers NAME CAP CTL: the three lines at -vv
registers() {
	dump "$2" "$3"
	shows "$1" -vv
}

# Dumps of machines that are not in the repository
set --
[ -z "${OPENTPH_DUMPS-}" ] || set -- "$OPENTPH_DUMPS"/*.hex
expect "the patches change the lines of TPH, and no others" 0 '^[0-9]+ passed, 0 failed$' \
	"$check" -o "$scratch/builds" -f -fsanitize=address "$tree" "$@"
[ -x "$scratch/builds/new/lspci" ] || finish
mv "$scratch/builds/new" "$new"

# The values of the kernel's include/uapi/linux/pci_regs.h
cat >"$scratch/header.c" <<'END'
#include "header.h"
#define IS(name, value) _Static_assert((name) == (value), #name)
IS(PCI_TPH_NOST_SUP, 0x1);
IS(PCI_TPH_ST_SIZE_MASK, 0x07ff0000);
IS(PCI_TPH_CONTROL, 8);
IS(PCI_TPH_ST_MODE_MASK, 0x7);
IS(PCI_TPH_ST_MODE_NOST, 0);
IS(PCI_TPH_ST_MODE_INTVEC, 1);
IS(PCI_TPH_ST_MODE_DEV, 2);
IS(PCI_TPH_REQ_EN_MASK, 0x300);
IS(PCI_TPH_REQ_EN_NONE, 0x0 << 8);
IS(PCI_TPH_REQ_EN_TPH, 0x1 << 8);
IS(PCI_TPH_REQ_EN_EXT, 0x3 << 8);
IS(PCI_TPH_ST_TABLE, 0xc);
END
expect_true "the header has the values of the kernel's" \
	cc -Wall -Werror -I "$new/lib" -fsyntax-only "$scratch/header.c"
grep -o '^#define *PCI_TPH_[A-Z_]*' "$new/lib/header.h" | tr -s ' ' | sort >"$scratch/names"
uniq -d "$scratch/names" >"$scratch/output"
expect_true "the header defines names" [ -s "$scratch/names" ]
expect_true "the header defines no name twice" [ ! -s "$scratch/output" ]

at=100 end=1000
registers "no mode, no table" 00000000 00000000 <<-'END'
	TPHCap:	NoST- IntVec- DevSpec- ExtTPH-
		STTable: none
	TPHCtl:	STMode: NoST, Requester: off
END
registers "a size without a table is not shown" 07ff0001 00000100 <<-'END'
	TPHCap:	NoST+ IntVec- DevSpec- ExtTPH-
		STTable: none
	TPHCtl:	STMode: NoST, Requester: TPH
END
registers "the table of MSI-X, interrupt vector mode" 001f0402 00000301 <<-'END'
	TPHCap:	NoST- IntVec+ DevSpec- ExtTPH-
		STTable: MSI-X table, Entries: 32
	TPHCtl:	STMode: IntVec, Requester: TPH+ExtTPH
END
registers "device specific mode, extended" 07ff0304 00000002 <<-'END'
	TPHCap:	NoST- IntVec- DevSpec+ ExtTPH+
		STTable: TPH capability, Entries: 2048
	TPHCtl:	STMode: DevSpec, Requester: off
END
registers "reserved values" 00040600 00000203 <<-'END'
	TPHCap:	NoST- IntVec- DevSpec- ExtTPH-
		STTable: ??3, Entries: 5
	TPHCtl:	STMode: ??3, Requester: ??2
END
registers "neighbouring bits are not taken in" f800f8f8 fffffcf8 <<-'END'
	TPHCap:	NoST- IntVec- DevSpec- ExtTPH-
		STTable: none
	TPHCtl:	STMode: NoST, Requester: off
END
registers "the last reserved mode" 00000007 00000007 <<-'END'
	TPHCap:	NoST+ IntVec+ DevSpec+ ExtTPH-
		STTable: none
	TPHCtl:	STMode: ??7, Requester: off
END

dump 00080305 00000302 10c=34 10d=12 10e=5a 11b=ff 11c=01 11d=80 11e=77
shows "-v shows no register" -v </dev/null
shows "-vv shows no entry" -vv <<-'END'
	TPHCap:	NoST+ IntVec- DevSpec+ ExtTPH+
		STTable: TPH capability, Entries: 9
	TPHCtl:	STMode: DevSpec, Requester: TPH+ExtTPH
END
shows "-vvv shows each entry" -vvv <<-'END'
	TPHCap:	NoST+ IntVec- DevSpec+ ExtTPH+
		STTable: TPH capability, Entries: 9
	TPHCtl:	STMode: DevSpec, Requester: TPH+ExtTPH
	ST[0]:	1234 005a 0000 0000 0000 0000 0000 ff00
	ST[8]:	8001
END
dump 00080505 00000302 10c=34
shows "entries of MSI-X are not looked for in the capability" -vvv <<-'END'
	TPHCap:	NoST+ IntVec- DevSpec+ ExtTPH+
		STTable: MSI-X table, Entries: 9
	TPHCtl:	STMode: DevSpec, Requester: TPH+ExtTPH
END

# A table of 2048 entries at 0x10c has 1914 in the configuration space: 239 rows of 8.
dump 07ff0305 00000302
{
	printf 'TPHCap:\tNoST+ IntVec- DevSpec+ ExtTPH+\nSTTable: TPH capability, Entries: 2048\n'
	printf 'TPHCtl:\tSTMode: DevSpec, Requester: TPH+ExtTPH\n'
	row=0
	while [ $row -lt 239 ]; do
		printf 'ST[%d]:\t0000 0000 0000 0000 0000 0000 0000 0000\n' $((row * 8))
		row=$((row + 1))
	done
	printf 'ST[1912]:\t<unreadable>\n'
} >"$scratch/long"
shows "a table that is longer than the configuration space" -vvv <"$scratch/long"
at=ff4
dump 00000205 00000102
shows "a table behind the configuration space" -vvv <<-'END'
	TPHCap:	NoST+ IntVec- DevSpec+ ExtTPH-
		STTable: TPH capability, Entries: 1
	TPHCtl:	STMode: DevSpec, Requester: TPH
	ST[0]:	<unreadable>
END
at=ff0
dump 00010205 00000102 ffe=0a
shows "a table at the end of the configuration space" -vvv <<-'END'
	TPHCap:	NoST+ IntVec- DevSpec+ ExtTPH-
		STTable: TPH capability, Entries: 2
	TPHCtl:	STMode: DevSpec, Requester: TPH
	ST[0]:	0000 000a
END
at=ffc
dump 00010205 00000102
shows "registers behind the configuration space" -vvv <<'END'
<unreadable>
END
at=100 end=108
dump 00010205 00000102
shows "a dump without the control register" -vv <<'END'
<unreadable>
END
end=110
dump 00020205 00000102
shows "a dump without the whole table" -vvv <<-'END'
	TPHCap:	NoST+ IntVec- DevSpec+ ExtTPH-
		STTable: TPH capability, Entries: 3
	TPHCtl:	STMode: DevSpec, Requester: TPH
	ST[0]:	<unreadable>
END

# The check itself fails if the patches do something else
copy=$scratch/copy
# altered NAME STATUS PATTERN SCRIPT: the check with a second patch changed by sed
altered() {
	rm -rf "$copy"
	cp -r "$top/contrib/pciutils" "$copy"
	sed -i "$4" "$copy"/patches/0002-*.patch
	expect_true "$1: is a change" [ "$(cat "$copy"/patches/*)" != "$(cat "$top"/contrib/pciutils/patches/*)" ]
	expect "$1" "$2" "$3" "$copy/check" "$tree"
}
altered "another expected size" 1 'FAIL  cap-tph: the TPH lines are not those' \
	's/^\(+\t\t\tSTTable: TPH capability, Entries: \)64/\163/'
altered "another decoding" 1 'FAIL  pri-pasid: the TPH lines are not those' \
	's/^\(+  .* "NoST", \)"IntVec", "DevSpec"/\1"DevSpec", "IntVec"/'
altered "another capability" 1 'FAIL  pri-pasid -vv: other lines than those of TPH differ' \
	's/^+  \/\/ The size has no meaning.*/+  where = printf("\\n\\tCapabilities: another\\n");/'
altered "a text that is not updated" 1 'note: the patches do not update the TPH lines of pri-pasid' \
	'/^diff .*pri-pasid$/,$d'
altered "a patch that does not apply" 2 'error: 0002-.* does not apply' 's/^ cap_tph(/ cap_htp(/'
expect "not a source tree" 2 'is not a source tree of pciutils' "$check" "$scratch"
expect "no argument" 2 'Usage: contrib/pciutils/check' "$check"
expect "the folder exists" 2 'exists: remove it' "$check" -o "$scratch" "$tree"

finish

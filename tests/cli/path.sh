#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph path on the dump of vm/topology/switch.conf: a DMA engine at 04:00.0 writes to an
# accelerator at 03:00.0, below one switch; and on dumps with other bytes in it
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=sysfs.sh
. "$(dirname "$0")/sysfs.sh"
hostlib=$golden

awk -f "$hostlib/expand.awk" "$hostlib/switch.hex" >"$dir/whole"

# poke FUNCTION OFFSET BYTE...: standard input with other bytes of a function
poke() {
	awk -v function_="0000:$1" -v offset="$2" -v bytes="$(shift 2; echo "$*")" '
	/^0000:/ { in_it = $1 == function_ }
	in_it && $1 == substr(offset, 1, length(offset) - 1) "0:" {
		n = split(bytes, byte, " ")
		first = index("0123456789abcdef", substr(offset, length(offset))) + 1
		for (i = 1; i <= n; i++)
			$(first + i - 1) = byte[i]
		found = 1
	}
	{ print }
	END { exit !found }'
}

# Registers: Device Control 2 of 02:00.0 is at b8, Device Capabilities 2 at b4
poke 02:00.0 b9 80 <"$dir/whole" >"$dir/block" || failed=1
poke 02:01.0 b6 00 <"$dir/whole" >"$dir/no-prefix" || failed=1
# ACS capability at 140, after AER at 100: Request and Completion Redirect are on
poke 02:01.0 102 02 14 <"$dir/whole" | poke 02:01.0 140 0d 00 01 00 1f 00 0c 00 |
	poke 02:00.0 102 02 14 | poke 02:00.0 140 0d 00 01 00 1f 00 1d 00 >"$dir/acs" || failed=1
# TPH Control of 04:00.0 is at 15c: 8 bits only, off
poke 04:00.0 15d 01 <"$dir/whole" >"$dir/8" || failed=1
poke 04:00.0 15d 00 <"$dir/whole" >"$dir/off" || failed=1
awk '/^[0-9a-f]+: / && length($1) > 3 { next } 1' "$dir/whole" >"$dir/256"

run 0 "$tph" path -F "$dir/whole" 04:00.0 03:00.0
same "a path that passes" "$dir/out" <<'END'
0000:04:00.0 > 0000:03:00.0: turns around in a switch

sends     0000:04:00.0  Endpoint         TH+  PH+  ST8+  ST16+  TPHCtl.Requester=3
up        0000:02:01.0  Downstream Port  TH+  PH+  ST8+  ST16+  DevCap2.EETLPPrefix=1
turns     0000:01:00.0  Upstream Port    TH+  PH+  ST8+  ST16+  Flags.Type=5
down      0000:02:00.0  Downstream Port  TH+  PH+  ST8+  ST16+  DevCtl2.EETLPPrefixBlk=0
receives  0000:03:00.0  Endpoint         TH+  PH+  ST8+  ST16+  DevCap2.TPHComp=3, DevCap2.EETLPPrefix=1

Tags of 8 and 16 bits arrive
END
same "no remarks" "$dir/err" </dev/null

run 0 "$tph" path -F "$dir/block" 04:00.0 03:00.0
sed -n '/^down/p; /^Tags/,$p' "$dir/out" >"$dir/some"
same "a port that blocks" "$dir/some" <<'END'
down      0000:02:00.0  Downstream Port  TH+  PH+  ST8+  ST16-  DevCtl2.EETLPPrefixBlk=1
Tags of 8 bits arrive
Tags of 16 bits are lost at 0000:02:00.0 because DevCtl2.EETLPPrefixBlk=1: it blocks End-End prefixes, and one holds half of the tag
  command: setpci -s 0000:02:00.0 CAP_EXP+28.w=0:8000
    Let the port forward End-End prefixes until the next boot or reset.
    It gives up isolation: End-End prefixes, PASIDs among them, reach the link of this port.
END
# It blocks egress only
run 1 "$tph" path -F "$dir/block" 03:00.0 04:00.0
grep -q 'PrefixBlk=1' "$dir/out" && { echo "blocked on the way in"; failed=1; }

# Each width has its own status
run 1 "$tph" path --bits 16 -F "$dir/block" 04:00.0 03:00.0
run 1 "$tph" path --bytes 16 -F "$dir/block" 04:00.0 03:00.0
run 0 "$tph" path --bits 8 -F "$dir/block" 04:00.0 03:00.0
sed -n '/^down/p; /^Tags/,$p' "$dir/out" >"$dir/some"
same "one width" "$dir/some" <<'END'
down      0000:02:00.0  Downstream Port  TH+  PH+  ST8+
Tags of 8 bits arrive
END

run 1 "$tph" path --bits 16 -F "$dir/no-prefix" 04:00.0 03:00.0
says 'lost at 0000:02:01.0 because DevCap2.EETLPPrefix=0' "$dir/out"
run 1 "$tph" path --bits 16 -F "$dir/8" 04:00.0 03:00.0
says 'lost at 0000:04:00.0 because TPHCtl.Requester=1' "$dir/out"
says 'a kernel with pcie_enable_tph_ext()' "$dir/out"
run 1 "$tph" path -F "$dir/off" 04:00.0 03:00.0
says 'lost at 0000:04:00.0 because TPHCtl.Requester=0' "$dir/out"
says 'Load a driver that enables TPH' "$dir/out"

run 1 "$tph" path -F "$dir/acs" 04:00.0 03:00.0
same "redirects" "$dir/out" <<'END'
0000:04:00.0 > 0000:03:00.0: through the root complex

sends     0000:04:00.0  Endpoint         TH+  PH+  ST8+  ST16+  TPHCtl.Requester=3
up        0000:02:01.0  Downstream Port  TH+  PH+  ST8+  ST16+  DevCap2.EETLPPrefix=1, ACSCtl.ReqRedir=1
up        0000:01:00.0  Upstream Port    TH+  PH+  ST8+  ST16+  DevCtl2.EETLPPrefixBlk=0
up        0000:00:03.0  Root Port        TH+  PH+  ST8+  ST16+  DevCap2.EETLPPrefix=1
crosses   root complex                   TH-  PH-  ST8-  ST16-  0000:02:01.0 ACSCtl.ReqRedir=1
down      0000:00:03.0  Root Port        TH+  PH+  ST8+  ST16+  DevCtl2.EETLPPrefixBlk=0
down      0000:01:00.0  Upstream Port    TH+  PH+  ST8+  ST16+  DevCap2.EETLPPrefix=1
down      0000:02:00.0  Downstream Port  TH+  PH+  ST8+  ST16+  DevCtl2.EETLPPrefixBlk=0, ACSCtl.ReqRedir=1
receives  0000:03:00.0  Endpoint         TH+  PH+  ST8+  ST16+  DevCap2.TPHComp=3, DevCap2.EETLPPrefix=1

Tags of 8 and 16 bits are lost at root complex because 0000:02:01.0 ACSCtl.ReqRedir=1: it redirects peers to the root complex, which need not forward hints
  command: setpci -s 0000:02:01.0 ECAP_ACS+6.w=0:000c
    Turn its redirects off until the next boot, before the driver of the completer is bound.
    It gives up isolation: functions below can reach each other without the IOMMU.
  command: setpci -s 0000:02:00.0 ECAP_ACS+6.w=0:000c
    Turn its redirects off until the next boot, before the driver of the completer is bound.
  kernel argument: pci=disable_acs_redir=0000:02:01.0;0000:02:00.0
    Turn all of them off from the next boot on; quote the argument in files that a shell reads.
  kernel argument: pci=config_acs=0x00xx@0000:02:01.0;0x00xx@0000:02:00.0
    The same, for kernels with this argument; x leaves a bit to the firmware.
  firmware option: ACS Enable, or ACS Control
    Turn it off, if the firmware has such an option and no IOMMU makes Linux turn ACS on.
END

# Nothing is guessed: ACS and TPH are in the bytes that are missing
run 2 "$tph" path -F "$dir/256" 04:00.0 03:00.0
says 'uncertain at 0000:04:00.0 because ACSCtl.ReqRedir? (not in the dump)' "$dir/out"
says 'To know it, make the dump as root, by lspci -xxxx.' "$dir/out"
# A loss is certain all the same
run 1 "$tph" path -F "$dir/256" 04:00.0 02:00.0
says 'are lost at 0000:02:00.0 because DevCap2.TPHComp=0' "$dir/out"

# An ordinary user reads 64 bytes: the tree is known, and types of ports are derived from it
make_sysfs "$dir/whole" "$dir/sys" 64
run 2 "$tph" path --sysfs "$dir/sys" 04:00.0 03:00.0
same "64 bytes" "$dir/out" <<'END'
0000:04:00.0 > 0000:03:00.0: turns around in a switch?

sends     0000:04:00.0  ?                 TH?  PH?  ST8?  ST16?  TPHCtl.Requester? (needs root), ACSCtl.ReqRedir? (needs root)
up        0000:02:01.0  Downstream Port?  TH?  PH?  ST8?  ST16?  Flags.Type? (needs root), ACSCtl.ReqRedir? (needs root)
turns     0000:01:00.0  Upstream Port?    TH?  PH?  ST8?  ST16?  Flags.Type? (needs root), ACSCtl.ReqRedir? (needs root)
down      0000:02:00.0  Downstream Port?  TH?  PH?  ST8?  ST16?  Flags.Type? (needs root), ACSCtl.ReqRedir? (needs root)
receives  0000:03:00.0  ?                 TH?  PH?  ST8?  ST16?  DevCap2.TPHComp? (needs root), DevCap2.EETLPPrefix? (needs root), ACSCtl.ReqRedir? (needs root)

Tags of 8 and 16 bits are uncertain at 0000:04:00.0 because ACSCtl.ReqRedir? (needs root): does it redirect peers to the root complex?
  To know it, run it as root.
END
same "a hint" "$dir/err" <<'END'
tph path: most registers need root: 64 bytes of each function can be read
END

run 1 "$tph" path -F "$dir/whole" 04:00.0
says '0000:04:00.0 > host memory: to the root complex' "$dir/out"
says 'are lost at 0000:00:03.0 because DevCap2.TPHComp=0' "$dir/out"
says "_DSM; it is unknown" "$dir/out"

# JSON: the same facts
run 1 "$tph" path --json -F "$dir/acs" 04:00.0 03:00.0
cat >"$dir/filter" <<'END'
import json, sys
path = json.load(sys.stdin)
print(path["from"], path["to"], path["route"])
for hop in path["hops"]:
    print(hop["part"], hop["function"], *(hop[key] for key in ("th", "ph", "st8", "st16", "acs")))
for verdict in path["verdicts"]:
    print(verdict["bits"], verdict["state"], verdict["kernel"], path["hops"][verdict["hop"]]["place"],
          verdict["at"], *verdict["evidence"].values(), len(verdict["remedies"]))
END
if command -v python3 >/dev/null; then
	python3 "$dir/filter" <"$dir/out" >"$dir/some" || failed=1
	same "JSON" "$dir/some" <<'END'
0000:04:00.0 0000:03:00.0 root-complex
sends 0000:04:00.0 passes passes passes passes passes
up 0000:02:01.0 passes passes passes passes redirects
up 0000:01:00.0 passes passes passes passes passes
up 0000:00:03.0 passes passes passes passes passes
crosses None lost lost lost lost passes
down 0000:00:03.0 passes passes passes passes passes
down 0000:01:00.0 passes passes passes passes passes
down 0000:02:00.0 passes passes passes passes redirects
receives 0000:03:00.0 passes passes passes passes passes
8 lost lost root complex root complex 0000:02:01.0 ACSCtl ReqRedir 1 5
16 lost lost root complex root complex 0000:02:01.0 ACSCtl ReqRedir 1 5
END
fi

# The graph: lines are thick up to the hop that decides, which has a colour of its own
run 0 "$tph" path --dot -F "$dir/block" 04:00.0 03:00.0
grep -c 'style=dotted' "$dir/out" >"$dir/some"
same "lines of lost tags" "$dir/some" <<'END'
1
END
says 'h3 [label="0000:02:00.0\nDownstream Port\nDevCtl2.EETLPPrefixBlk=1", fillcolor="#e0603f"];' "$dir/out"
says 'h3 -> h4 [color="#999999", fontcolor="#999999", label=" 16 bits", style=dotted];' "$dir/out"
says 'h3 -> h4 [color="#0072b2", fontcolor="#0072b2", label=" 8 bits", penwidth=2];' "$dir/out"
if command -v dot >/dev/null; then
	run 0 "$tph" path --svg "$dir/path.svg" -F "$dir/block" 04:00.0 03:00.0
	says '</svg>' "$dir/path.svg"
	says '#e0603f' "$dir/path.svg"
fi
PATH='' run 2 "$tph" path --svg "$dir/none.svg" -F "$dir/block" 04:00.0 03:00.0
says 'dot is not installed: install graphviz, or use --dot' "$dir/err"
run 2 "$tph" path --svg "$dir/no/where.svg" -F "$dir/block" 04:00.0 03:00.0

run 2 "$tph" path
run 2 "$tph" path -F "$dir/whole" 1 2 3
run 2 "$tph" path -F "$dir/whole" --json --dot 04:00.0
run 2 "$tph" path -F "$dir/whole" --bits 12 04:00.0
says '--bits 12: expected 8 or 16' "$dir/err"
run 2 "$tph" path -F "$dir/whole" 05:00.0
says '05:00.0: there is no such function' "$dir/err"
run 2 "$tph" path -F "$dir/whole" 04:00.0 xyz
says 'xyz: not a PCI address; use dddd:bb:dd.f' "$dir/err"
run 2 "$tph" path -F "$dir/whole" --sysfs /sys 04:00.0
says 'name two machines' "$dir/err"
exit "$failed"

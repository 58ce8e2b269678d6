#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Access Control Services of downstream ports: Linux enables them if there is an IOMMU,
# the fabric follows, and each write to a peer crosses the links that it must cross.
# With iommu=pt requesters use bus addresses, so the switch knows the peer.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
tph=$build/src/cli/tph
topologies=$top/vm/topology

# Prints ACS Control as the guest reads it, then writes 4096 bytes from dma0 to accel0
cat >"$scratch/write" <<'END'
[ -z "$1" ] || setpci -s 02:01.0 "ECAP_ACS+6.w=$1"
for port in 00:03.0 02:00.0 02:01.0; do
	echo "control $port $(setpci -s $port ECAP_ACS+6.w 2>&1 | tail -n 1)"
done
tph-demo --only=untagged
status=$?
sleep 1
for port in 00:03.0 02:00.0 02:01.0; do
	lspci -vv -s $port | grep -q 'UESta:.*ACSViol+' && echo "violation $port"
done
lspci -vv -s 02:01.0 | sed -n 's/.*HeaderLog: /header log /p'
exit $status
END

# run TOPOLOGY ARGUMENTS CONTROL: CONTROL is set at the initiator's port first
run() {
	"$top/vm/run" --topology "$1" --append "$2" --capture "$scratch/capture" \
		--log "$scratch/log" --add "$build/guest/demo/tph-demo" \
		--add "$scratch/write" -- sh /bin/write "$3" </dev/null >"$scratch/guest" 2>&1
	cp "$scratch/guest" "$scratch/output"
	address=$(sed -n 's/.*"windows":\[{"addr":\([0-9]*\),.*/\1/p' "$scratch/guest")
}

# control NAME PORT VALUE: ACS Control as the guest read it
control() {
	expect_true "$1: control of $2 is $3" grep -q "^control $2 $3" "$scratch/guest"
}

# way NAME COUNT-UP COUNT-DOWN COUNT-ARRIVED: the 32 writes on dn1, rp0, rp0, dn0
way() {
	w_peer="type=MWr requester=04:00.0 addr=${address:-0}+4096"
	cat >"$scratch/rules" <<-END
		$w_peer link=dn1 dir=up : count=32 at=0
		$w_peer link=rp0 dir=up : count=$2
		$w_peer link=rp0 dir=down : count=$3
		$w_peer link=dn0 dir=down : count=$4
	END
	expect "$1: $2 up and $3 down the root port, $4 arrive" 0 '' \
		"$tph" check "$scratch/capture" "$scratch/rules"
}

landed() {
	expect_true "$1: memory is ${2:-ok}" grep -q "\"memory\":\"${2:-ok}\"" "$scratch/guest"
}

# The port of the requester redirects requests, that of the completer completions.
run "$topologies/acs.conf" iommu=pt ''
control "both" 00:03.0 001d
control "both" 02:00.0 001d
control "both" 02:01.0 001d
landed "both"
way "both" 32 32 32
run "$topologies/acs-requester.conf" iommu=pt ''
control "requester's side" 02:01.0 001d
landed "requester's side"
way "requester's side" 32 32 32
run "$topologies/acs-completer.conf" iommu=pt ''
control "completer's side" 02:00.0 001d
landed "completer's side"
way "completer's side" 0 0 32

# With a translating IOMMU the switch does not know the address, so ACS of its ports
# does not matter. Linux uses such addresses if either branch or function redirects.
for where in acs acs-completer acs-function; do
	run "$topologies/$where.conf" quiet ''
	landed "$where, translated"
	cat >"$scratch/rules" <<-END
		type=MWr requester=04:00.0 addr=${address:-0}+4096 link=dn1 : count=0
		type=MWr requester=04:00.0 addr=${address:-0}+4096 link=rp0 dir=up : count=0
		type=MWr requester=04:00.0 addr=${address:-0}+4096 link=rp0 dir=down : count=32
		type=MWr requester=04:00.0 addr=${address:-0}+4096 link=dn0 : count=32 th=0
	END
	expect "$where, translated: at the root complex" 0 '' \
		"$tph" check "$scratch/capture" "$scratch/rules"
done

# Functions of one device: without redirects of their own, requests stay inside.
run "$topologies/acs-multi.conf" iommu=pt ''
landed "one device"
peer="type=MWr requester=03:00.1 addr=${address:-0}+4096"
cat >"$scratch/rules" <<-END
	$peer link=dn0 dir=up : count=32 at=0
	$peer link=rp0 dir=up : count=32
	$peer link=rp0 dir=down : count=32
	$peer link=dn0 dir=down : count=32
END
expect "one device: at the root complex" 0 '' "$tph" check "$scratch/capture" "$scratch/rules"
sed 's/ acs = "[A-Z ]*";//; s/iommu = "intel";//' "$topologies/acs-multi.conf" \
	>"$scratch/inside.conf"
run "$scratch/inside.conf" quiet ''
landed "one device without ACS"
echo "type=MWr requester=03:00.1 addr=${address:-0}+4096 : count=0" >"$scratch/rules"
expect "one device without ACS: no write on a link" 0 '' \
	"$tph" check "$scratch/capture" "$scratch/rules"

# Software can change ACS Control.
run "$topologies/acs.conf" "iommu=pt pci=disable_acs_redir=00:03.0/00.0/01.0" ''
control "disable_acs_redir" 02:00.0 001d
# The kernel starts from the value at reset, which is 0
control "disable_acs_redir" 02:01.0 0000
landed "disable_acs_redir"
way "disable_acs_redir" 0 0 32
run "$topologies/acs.conf" iommu=pt 0
control "setpci" 02:01.0 0000
landed "setpci"
way "setpci" 0 0 32
sed 's/iommu = "intel";//' "$topologies/acs.conf" >"$scratch/off.conf"
run "$scratch/off.conf" quiet ''
control "no IOMMU" 02:01.0 0000
landed "no IOMMU"
way "no IOMMU" 0 0 32

# acs TOPOLOGY PORT SETTINGS: prints TOPOLOGY with other ACS of PORT
acs() {
	sed "/id = \"$2\"/{s/acs = \"[A-Z ]*\";//; s/}/$3 }/; }" "$1"
}
acs "$scratch/off.conf" dn1 'acs = "RR"; acs_enable = "RR";' >"$scratch/rr.conf"
acs "$scratch/rr.conf" rp0 'acs = "UF"; acs_enable = "UF";' >"$scratch/reset.conf"
run "$scratch/reset.conf" quiet ''
control "enabled at reset" 00:03.0 0010
control "enabled at reset" 02:01.0 0004
landed "enabled at reset"
way "enabled at reset" 32 32 32

# Violations appear in AER of the port: blocked by the root complex, by Egress Control
sed 's/drop-tph/block/' "$topologies/acs.conf" >"$scratch/block.conf"
run "$scratch/block.conf" iommu=pt ''
landed "blocked" bad
way "blocked" 32 0 0
expect_true "blocked: the root port has the violation" \
	grep -q '^violation 00:03.0' "$scratch/guest"
acs "$topologies/acs.conf" dn1 'acs = "SV EC"; acs_enable = "EC"; acs_egress = 1;' \
	>"$scratch/egress.conf"
run "$scratch/egress.conf" iommu=pt ''
landed "egress" bad
way "egress" 0 0 0
expect_true "egress: the initiator's port has the violation" \
	grep -q '^violation 02:01.0' "$scratch/guest"
# 4 DW, 32 DW of data, 04:00.0: DWs with the wire's first byte on the left
expect_true "egress: AER has the TLP's header" \
	grep -q 'header log 60000020 040000ff 00000001 00000000' "$scratch/guest"
expect_true "egress: the guest's kernel has noticed" grep -q 'ACSViol' "$scratch/log"
expect_true "egress: the fabric has counted it" \
	grep -q 'up0 forwarded .*, ACS redirected 0, stopped 32' "$scratch/log"
finish

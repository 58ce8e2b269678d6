#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# 64 functions in one guest: it lists all, and a tagged write arrives from the first
# device at the last.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
tph=$build/src/cli/tph

# The demonstration takes the first accelerator that there is: the others go
cat >"$scratch/far" <<'END'
echo "listed $(lspci -n -d 1234: | wc -l)"
last=$(lspci -Dn -d 1234:7411 | tail -n 1 | cut -d ' ' -f 1)
for accel in $(lspci -Dn -d 1234:7411 | cut -d ' ' -f 1); do
	[ "$accel" = "$last" ] || echo 1 >"/sys/bus/pci/devices/$accel/remove"
done
echo "target $last"
tph-demo --only=width/16
END

"$top/vm/run" --topology "$top/vm/topology/many.conf" --capture "$scratch/capture" \
	--log "$scratch/log" --add "$build/guest/demo/tph-demo" --add "$scratch/far" -- \
	sh /bin/far </dev/null >"$scratch/guest" 2>&1
status=$?
cp "$scratch/guest" "$scratch/output"
expect_true "the guest runs" [ $status -eq 0 ]
expect_true "lspci lists 64 functions" grep -qx 'listed 64' "$scratch/guest"
expect_true "the target is the last accelerator" grep -qx 'target 0000:0a:00.3' "$scratch/guest"
expect_true "the requester is of the first device" \
	grep -q '"requester":"0000:03:00.4"' "$scratch/guest"

# Bus 3 is that of the first port, bus 10 that of the last one
cat >"$scratch/rules" <<-END
	type=MWr requester=03:00.4 st=0x5aa5 link=dn0 dir=up : count=1..
	type=MWr requester=03:00.4 st=0x5aa5 link=dn7 dir=down : count=1..
	type=MWr requester=03:00.4 st=0x5aa5 link=rp0 : count=0
END
expect "tagged writes go from the first port to the last" 0 '' \
	"$tph" check "$scratch/capture" "$scratch/rules"
finish

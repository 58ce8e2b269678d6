#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A dma-buf of an accelerator is revoked by reset, close, unbind and retag, in random
# order, while the DMA engine writes into it. Each write in the capture must have a tag
# and an address that were valid between the marks around it, and none may be there
# while nothing is valid. OPENTPH_REVOKE_ROUNDS=1000 for the whole; OPENTPH_SEED for
# another seed; OPENTPH_REVOKE_KERNEL=debug for another kernel.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
tph=$build/src/cli/tph
rounds=${OPENTPH_REVOKE_ROUNDS:-60}
seed=${OPENTPH_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
kernel=${OPENTPH_REVOKE_KERNEL:-base}

# The witness is not revoked, and its memory gets the marks.
cat >"$scratch/revocation.conf" <<'END'
name = "revocation";
machine = { iommu = "intel"; };
bridges = (
	{ id = "rp0"; type = "root-port"; parent = "pcie.0"; },
	{ id = "up0"; type = "switch-upstream"; parent = "rp0"; },
	{ id = "dn0"; type = "switch-downstream"; parent = "up0"; },
	{ id = "dn1"; type = "switch-downstream"; parent = "up0"; },
	{ id = "dn2"; type = "switch-downstream"; parent = "up0"; }
);
functions = (
	{ id = "accel0"; model = "accel"; parent = "dn0"; serial = 0xacce1000; tph_completer = "16"; },
	{ id = "dma0"; model = "dma"; parent = "dn1"; serial = 0xd3a0000; tph_ext = true; },
	{ id = "accel1"; model = "accel"; parent = "dn2"; serial = 0xacce1001; tph_completer = "16"; }
);
END

started=$(date +%s)
"$top/vm/run" --topology "$scratch/revocation.conf" --kernel "$kernel" --append quiet \
	--timeout $((rounds * 5 + 600)) --capture "$scratch/capture.pcapng" \
	--add "$build/guest/revoke/tph-revoke" -- \
	tph-revoke -n "$rounds" -s "$seed" 0000:03:00.0 0000:05:00.0 0000:04:00.0 \
	</dev/null 2>&1 | tee "$scratch/all" | grep --line-buffered -v -E '^(era|quiet) ' |
	sed -u 's/^/      /'
grep -v -E '^(era|quiet) ' "$scratch/all" >"$scratch/output"
expect_true "seed $seed, $rounds rounds in $(($(date +%s) - started)) s, no call hung or failed" \
	grep -q "^tph-revoke: $rounds rounds:" "$scratch/all"
expect_true "the guest ran to its end, and the kernel did not complain" \
	sh -c "! grep -q '^vm/run:' '$scratch/all'"
expect_true "there is an era for each round" \
	[ "$(grep -c '^era ' "$scratch/all")" -gt "$rounds" ]

# The rules. A mark is a write to the witness. The tags and the addresses of an era are the
# only ones, and the accelerator is the only target. A reset is one more quiet time: on the
# wire it begins with a write of Device Control, and ends when the Command register has its
# value again.
awk '
function span(name, from, to) {
	sub("from=", "addr=", from)
	sub("to=", "addr=", to)
	print "span " name " from " from " link=dn2 type=MWr to " to " link=dn2 type=MWr"
}
$1 == "memory" {
	writes = "addr=" $2 " link=dn0,dn1 requester=04:00.0 type=MWr"
	print "addr!=" $2 " th=1 : count=0"
	print "span reset from link=dn0 type=CfgWr0 reg=0x50 first_be=3",
		"to link=dn0 type=CfgWr0 reg=4 first_be=15"
	print "in=reset " writes " : count=0"
}
$1 == "era" {
	span("era" $2, $3, $4)
	print "in=era" $2, writes " : " $5, $6
	print "in=era" $2, writes " : " $7
}
$1 == "quiet" {
	span("quiet" $2, $3, $4)
	print "in=quiet" $2, writes " : count=0"
}
END {
	print "else " writes " : count=0"
	sub("dn0,dn1", "dn0", writes)
	print writes " th=1 :"
}' "$scratch/all" >"$scratch/rules"
"$tph" check --json "$scratch/capture.pcapng" "$scratch/rules" >"$scratch/judged"
status=$?
[ $status -eq 0 ] ||
	"$tph" check "$scratch/capture.pcapng" "$scratch/rules" 2>&1 | head -n 40 >"$scratch/output"

# sum MEMBER PATTERN: of the rules that match; a member is a line
sum() {
	awk -v member="\"$1\"" -v pattern="$2" '
	{ sub(":", " ") }
	$1 == "\"rule\"" { take = $0 ~ pattern }
	$1 == member && take { sum += $2 }
	END { print sum + 0 }' "$scratch/judged"
}
captured=$(sed -n 's/^  "packets":\([0-9]*\),$/\1/p' "$scratch/judged")
tagged=$(sum count '=dn0 .* th=1 :')
stale=$(sum broken ' : width=')
astray=$(sum broken ' : addr=')
revoked=$(sum broken ': count=0')
figures="TLPs captured: ${captured:-0}, tagged writes: $tagged, with a stale tag: $stale"
expect_true "$figures, outside the range: $astray, while revoked: $revoked" [ $status -eq 0 ]
: >"$scratch/output"
expect_true "there was traffic in each round" [ "$tagged" -gt $((rounds * 8)) ]
for kind in reset close unbind retag; do
	expect_true "there were rounds: $kind" \
		grep -qE "^tph-revoke: $rounds rounds:.* $kind [1-9]" "$scratch/all"
done
[ -z "$OPENTPH_REVOKE_KEEP" ] ||
	cp "$scratch/capture.pcapng" "$scratch/rules" "$scratch/all" "$OPENTPH_REVOKE_KEEP"
finish

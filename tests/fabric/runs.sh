#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Captures of tph sim are the same with runs of TLPs and without, apart from times: TPH
# TOPOLOGIES
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "$(dirname "$0")/../cli/lib.sh"
topologies=$2
compared=0 tlps=0

# sim NAME OPTION...: to $dir/NAME.*; a write that is lost is a status too
sim() {
	name=$1
	shift
	"$tph" sim --capture "$dir/$name.pcapng" "$@" >"$dir/$name.said" 2>&1
	echo "status $?" >>"$dir/$name.said"
	# Links, directions and order without the time; then all bytes
	"$tph" dump -x "$dir/$name.pcapng" >"$dir/$name.all" || failed=1
	awk '{ $2 = ""; print }' "$dir/$name.all" >"$dir/$name.tlps"
	"$tph" convert -F hex -w - "$dir/$name.pcapng" >>"$dir/$name.tlps" || failed=1
}

# both OPTION...
both() {
	sim with "$@"
	sim without --no-runs "$@"
	for part in said tlps; do
		cmp -s "$dir/with.$part" "$dir/without.$part" && continue
		echo "tph sim $*: $part differs without runs:"
		diff "$dir/with.$part" "$dir/without.$part" | head -n 10
		failed=1
	done
	compared=$((compared + 1))
	tlps=$((tlps + $(wc -l <"$dir/with.all")))
}

for file in "$topologies"/*.conf; do
	grep -q '"dma0"' "$file" || continue
	both --op f32-to-bf16 --times 2 "$file"
	both --st none --bytes 10000 "$file"
	both --ext --st 0x1234 --op add-u32 --bytes 16384 "$file"
	both --links dn1 --bytes 8192 "$file"
done
if [ $compared -lt 40 ] || [ $tlps -lt 5000 ]; then
	echo "only $compared captures of $tlps TLPs were compared"
	failed=1
fi
exit $failed

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph sim with the accelerator's RTL has the output of the C model: each TLP of each
# link, with its data, and the counters that it prints: TPH TOPOLOGY
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "$(dirname "$0")/../cli/lib.sh"

sed '/model = "accel"/s/"16"/"8"/' "$2" >"$dir/accel.conf"
sed 's/model = "accel"/model = "accel-rtl"/' "$dir/accel.conf" >"$dir/accel-rtl.conf"
cmp -s "$dir/accel.conf" "$dir/accel-rtl.conf" && failed=1

# sim MODEL OPTION...: to $dir/MODEL.*; without times
sim() {
	model=$1
	shift
	run 0 "$tph" sim --capture "$dir/$model.pcapng" "$@" "$dir/$model.conf"
	mv "$dir/out" "$dir/$model.said"
	"$tph" dump -x "$dir/$model.pcapng" | awk '{ $2 = ""; print }' >"$dir/$model.tlps"
}

# alike OPTION...
alike() {
	sim accel "$@"
	sim accel-rtl "$@"
	# CAPS, by its bytes: the bit of CLOCKS
	sed -i 's/ data 10140e00$/ data 10140a00/' "$dir/accel-rtl.tlps"
	for part in said tlps; do
		cmp -s "$dir/accel.$part" "$dir/accel-rtl.$part" && continue
		echo "tph sim $*: $part differs:"
		diff "$dir/accel.$part" "$dir/accel-rtl.$part" | head -n 10
		failed=1
	done
	tlps=$((tlps + $(wc -l <"$dir/accel.tlps")))
}

tlps=0
for op in store add-u32 add-f32 max-u32 max-f32 xor f32-to-bf16 bf16-add-f32 discard; do
	alike --op "$op" --times 2
done
alike --st none --bytes 5001
alike --st 0xff --ph 3 --bytes 16384 --op add-f32
alike --st 0 --bytes 3 --op xor
[ $tlps -gt 4500 ] || {
	echo "only $tlps TLPs were compared"
	failed=1
}
exit $failed

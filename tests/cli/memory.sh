#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph stat and convert need at most 64 MiB for any file: TPH MAKE-MANY PEAK-MEMORY
tph=$1 make_many=$2 peak_memory=$3
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0

"$make_many" "$dir/many.pcapng" || exit 1

# within NAME COMMAND...
within() {
	name=$1
	shift
	kib=$("$peak_memory" "$@") || { echo "$name failed"; failed=1; return; }
	echo "$name: $kib KiB"
	[ "$kib" -le 65536 ] || failed=1
}

within text "$tph" stat --top 0 "$dir/many.pcapng"
within JSON "$tph" stat --json "$dir/many.pcapng"
if command -v gnuplot >/dev/null; then
	within picture "$tph" stat --plot "$dir/many.png" "$dir/many.pcapng"
fi
within trace "$tph" convert -F perfetto -w "$dir/trace" "$dir/many.pcapng"
rm "$dir/trace"

# Nothing is lost in the sums: 6 TLPs of each of 65000 links, four times
"$tph" stat --json "$dir/many.pcapng" >"$dir/json"
grep -q '^{"packets":1560000,"lost":0,"malformed":0,.*"tlps":1560000,"with_th":260000,' "$dir/json" ||
	{ head -c 300 "$dir/json"; failed=1; }
[ "$(grep -o '"others":true' "$dir/json" | wc -l)" -eq 3 ] || { echo "no others"; failed=1; }
exit "$failed"

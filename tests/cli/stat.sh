#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph stat counts the traffic that make_traffic.c describes
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

traffic=$dir/traffic.pcapng
"$4" "$traffic" || exit 1

# Link a: 101 reads of 12 bytes without data, 200 completions of 12 bytes and 32
# of data. Link b: 100 writes of 4 + 16 + 256 bytes. From 0 to 199 us.
# Latencies are 2, 4, ... 200 ns, exact up to 255.
run 0 "$tph" stat "$traffic"
same "tables" "$dir/out" <<'END'
401 TLPs in 199 us, 150 with hints; 32.0 kB of data, 161 MB/s
1 request never completed

link  dir   TLPs      TH     data     wire      rate  data rate  completed   min     p50     p90     p99     max
a     down   200    0.0%  6.40 kB  8.80 kB  1.01 M/s  32.2 MB/s          -     -       -       -       -       -
a     up     101   49.5%      0 B  1.21 kB   508 k/s      0 B/s        100  2 ns  100 ns  180 ns  198 ns  200 ns
b     up     100  100.0%  25.6 kB  27.6 kB   503 k/s   129 MB/s          -     -       -       -       -       -

requester  TLPs      TH     data     wire      rate  data rate  completed   min     p50     p90     p99     max
01:00.0     301   16.6%  6.40 kB  10.0 kB  1.51 M/s  32.2 MB/s        100  2 ns  100 ns  180 ns  198 ns  200 ns
02:00.0     100  100.0%  25.6 kB  27.6 kB   503 k/s   129 MB/s          -     -       -       -       -       -

ST      PH  TLPs      TH     data     wire     rate  data rate
0x1234  1    100  100.0%  25.6 kB  27.6 kB  503 k/s   129 MB/s
none    -     51    0.0%      0 B    612 B  256 k/s      0 B/s
0x5a    2     50  100.0%      0 B    600 B  251 k/s      0 B/s

type  TLPs      TH     data     wire      rate  data rate
CplD   200    0.0%  6.40 kB  8.80 kB  1.01 M/s  32.2 MB/s
MRd    101   49.5%      0 B  1.21 kB   508 k/s      0 B/s
MWr    100  100.0%  25.6 kB  27.6 kB   503 k/s   129 MB/s
END

# A filter selects the counted requests, not their completions
run 0 "$tph" stat --by requester "$traffic" st=0x5a
same "reads with a tag" "$dir/out" <<'END'
50 TLPs in 98.0 us, 50 with hints; 0 B of data, 0 B/s

requester  TLPs      TH  data   wire     rate  data rate  completed   min    p50     p90     p99     max
01:00.0      50  100.0%   0 B  600 B  510 k/s      0 B/s         50  2 ns  98 ns  178 ns  198 ns  198 ns
END

# Rows that are not shown are summed
run 0 "$tph" stat --by link,type --top 1 "$traffic"
same "one row a table" "$dir/out" <<'END'
401 TLPs in 199 us, 150 with hints; 32.0 kB of data, 161 MB/s
1 request never completed

link        dir   TLPs     TH     data     wire      rate  data rate  completed  min  p50  p90  p99  max
a           down   200   0.0%  6.40 kB  8.80 kB  1.01 M/s  32.2 MB/s          -    -    -    -    -    -
others (2)         201  74.6%  25.6 kB  28.8 kB  1.01 M/s   129 MB/s          -    -    -    -    -    -

type        TLPs     TH     data     wire      rate  data rate
CplD         200   0.0%  6.40 kB  8.80 kB  1.01 M/s  32.2 MB/s
others (2)   201  74.6%  25.6 kB  28.8 kB  1.01 M/s   129 MB/s
END

run 0 "$tph" stat --json --by st "$traffic" type=MWr addr=0x1234567800
same "JSON" "$dir/out" <<'END'
{"packets":401,"lost":0,"malformed":0,"damaged":0,"cut":0,"skipped":0,"unanswered":0,"forgotten":0,"first_ns":1700000000000100000,"last_ns":1700000000000199000,"tlps":100,"with_th":100,"data_bytes":25600,"wire_bytes":27600,"tlps_per_second":1010101.01,"data_bytes_per_second":258585859,"sts":[{"st":4660,"width":16,"ph":1,"tlps":100,"with_th":100,"data_bytes":25600,"wire_bytes":27600,"tlps_per_second":1010101.01,"data_bytes_per_second":258585859}]}
END
run 0 "$tph" stat --json --by link "$traffic"
says '"link":"a","dir":"up","tlps":101,"with_th":50,"data_bytes":0,"wire_bytes":1212,' "$dir/out"
says '"latency":{"completed":100,"min_ns":2,"p50_ns":100,"p90_ns":180,"p99_ns":198,"max_ns":200}' "$dir/out"

# One TLP takes no time: no rate
run 0 "$tph" stat --by type "$traffic" type=MRd st!=0x5a time=0.000199
says "1 TLP in 0 ns, 0 with hints; 0 B of data" "$dir/out"
says "MRd      1  0.0%   0 B  12 B     -          -" "$dir/out"

# A header log: the TLP's size, although its payload is absent; no time
echo 'TLP Header: 60000010 01005aff 00000012 34567800' >"$dir/log"
run 0 "$tph" stat --by type "$dir/log"
same "a header log" "$dir/out" <<'END'
1 TLP, 0 with hints; 64 B of data

type  TLPs    TH  data  wire  rate  data rate
MWr      1  0.0%  64 B  80 B     -          -
END

# A write of unordered IO has a completion
echo '61000001 01000005 00000040 00001000 deadbeef' >"$dir/uio"
run 0 "$tph" stat --flit --json "$dir/uio"
says '"unanswered":1,' "$dir/out"

# Malformed packets are counted and reported
"$make_capture" "$golden" "$dir/golden.pcapng" || exit 1
all=$(grep -c "^$(printf '\t')" "$golden")
bad=$(grep -c "^$(printf '\t')error" "$golden")
run 1 "$tph" stat "$dir/golden.pcapng"
says "$((all - bad)) TLPs in " "$dir/out"
says "$bad malformed packets" "$dir/out"
says "$bad of $all packets are malformed" "$dir/err"

# A picture, if gnuplot is installed: eight bytes of a PNG, then its size
if command -v gnuplot >/dev/null; then
	run 0 "$tph" stat --by type --plot "$dir/out.png" "$traffic"
	says "401 TLPs" "$dir/out"
	head -c 24 "$dir/out.png" | od -An -v -tx1 | tr -d ' \n' >"$dir/head"
	# 1280 by 60 and three times 380
	says 89504e470d0a1a0a0000000d4948445200000500000004b0 "$dir/head"
	run 0 "$tph" stat --plot "$dir/out.png" "$traffic" type=CplD
	head -c 24 "$dir/out.png" | od -An -v -tx1 | tr -d ' \n' >"$dir/head"
	# No memory requests, no latencies: one panel
	says "00000500000001b8" "$dir/head"
	run 2 "$tph" stat --plot "$dir/none/out.png" "$traffic"
	says "$dir/none/out.png: No such file" "$dir/err"
	run 2 "$tph" stat --plot "$dir/empty.png" "$traffic" st=1
	says "no TLP has a time" "$dir/err"
fi
# Without gnuplot nothing is counted; after a failure no file remains
mkdir "$dir/bin"
echo old >"$dir/old.png"
run 2 env PATH="$dir/bin" "$tph" stat --plot "$dir/old.png" "$traffic"
says "needs the program gnuplot (package gnuplot-nox)" "$dir/err"
[ -s "$dir/out" ] && { echo "counted without gnuplot"; failed=1; }
printf '#!%s\n[ "$1" = --version ] || { echo half a picture; exit 1; }\n' \
	"$(command -v sh)" >"$dir/bin/gnuplot"
chmod +x "$dir/bin/gnuplot"
run 2 env PATH="$dir/bin" "$tph" stat --plot "$dir/old.png" "$traffic"
says "gnuplot failed" "$dir/err"
says "401 TLPs" "$dir/out"
run 2 env PATH="$dir/bin" "$tph" stat --plot "$dir/new.png" "$traffic"
[ "$(cat "$dir/old.png")" = old ] || { echo "a picture was lost"; failed=1; }
[ "$(ls "$dir"/*.png)" = "$(ls -d "$dir/old.png" "$dir/out.png" 2>/dev/null)" ] ||
	{ ls "$dir"; failed=1; }

# A section, an interface, and a read after a loss of 258 (epb_dropcount)
{
	printf '\n\r\r\n\034\0\0\0\115\074\053\032\001\0\0\0\377\377\377\377\377\377\377\377\034\0\0\0'
	printf '\001\0\0\0\024\0\0\0\223\0\0\0\0\0\0\0\024\0\0\0'
	printf '\006\0\0\0\074\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\014\0\0\0\014\0\0\0'
	printf '\0\0\0\001\001\0\007\017\376\334\020\0'
	printf '\004\0\010\0\002\001\0\0\0\0\0\0\0\0\0\0\074\0\0\0'
} >"$dir/loss.pcapng"
run 0 "$tph" stat "$dir/loss.pcapng"
says "258 packets that the capture lost" "$dir/out"
says "the capture lost 258 packets among these" "$dir/err"
run 0 "$tph" stat --json "$dir/loss.pcapng"
says '"lost":258' "$dir/out"
run 0 "$tph" convert -w "$dir/copy.pcapng" "$dir/loss.pcapng"
run 0 "$tph" dump --json "$dir/copy.pcapng"
says '"lost":258' "$dir/out"

run 2 "$tph" stat
run 2 "$tph" stat "$dir/none"
says "$dir/none: No such file" "$dir/err"
run 2 "$tph" stat --by colour "$traffic"
says "the tables are link, requester, st and type" "$dir/err"
run 2 "$tph" stat --top many "$traffic"
run 2 "$tph" stat "$traffic" colour=red
says 'unknown field "colour"' "$dir/err"
run 0 "$tph" stat --help
exit "$failed"

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# bash completion: files, options, and the fields that tph itself lists
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
command -v bash >/dev/null || exit 77
: >"$dir/a.pcapng"
cat >"$dir/complete" <<'BASH'
. "$1"
compopt() { :; }
# As bash does it: words end at blanks, and "=" is a word of its own
COMP_LINE=$2
COMP_POINT=${#COMP_LINE}
# shellcheck disable=SC2206
COMP_WORDS=(${COMP_LINE//=/ = })
[[ $COMP_LINE == *' ' ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_tph
echo "${COMPREPLY[@]}"
BASH

# completes LINE WORDS: completions at the end of "tph LINE"
completes() {
	got=$(cd "$dir" && bash complete "$top/completion/tph" "$program $1")
	[ "$got" = "$2" ] && return
	echo "\"tph $1\" completes to \"$got\", not \"$2\""
	failed=1
}

program=$(cd "$(dirname "$tph")" && pwd)/$(basename "$tph")
completes "du" "dump"
completes "ca" "capture"
completes "capture --sy" "--sysfs"
completes "exp" "export"
completes "export --wa" "--watch"
completes "fabric --net" "--nettlp"
completes "sim --rem" "--remote"
completes "doctor --id kernel-n" "kernel-notph"
completes "doctor --js" "--json"
completes "dump --he" "--hex --help"
completes "dump a" "a.pcapng"
completes "dump a.pcapng byt" "bytes= byte_count="
completes "stat a.pcapng dir=" "down up"
completes "stat a.pcapng dir!=u" "up"
completes "follow a.pcapng type=DM" "DMWr"
completes "follow a.pcapng type=MRd,Cf" \
	"MRd,CfgRd0 MRd,CfgWr0 MRd,CfgRd1 MRd,CfgWr1"
completes "dump a.pcapng th=" "0 1"
completes "dump a.pcapng addr=" ""
completes "check a.pcapng a" "a.pcapng"
completes "convert --format p" "pcapng pcap perfetto"
completes "convert -F perf" "perfetto"
completes "stat --cl" "--clock"
completes "dump --stream us" "us-cq: us-cq-aligned:"
exit "$failed"

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph without a subcommand; each one in the table has a page and completion
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

top=$(dirname "$0")/../..
run 0 "$tph" help
cp "$dir/out" "$dir/help"
run 0 "$tph" --help
same "--help" "$dir/out" <"$dir/help"
run 0 "$tph" --version
grep -qE '^tph [0-9]+\.[0-9]+\.[0-9]+$' "$dir/out" || { cat "$dir/out"; failed=1; }
run 2 "$tph"
run 2 "$tph" nonsense
says 'unknown command "nonsense"' "$dir/err"

# shellcheck disable=SC2013 # names have no blanks
for command in $(sed -n 's/^  \([a-z]*\) .*/\1/p' "$dir/help"); do
	[ "$command" = help ] && continue
	run 0 "$tph" "$command" --help
	[ -f "$top/man/tph-$command.1" ] || { echo "no man/tph-$command.1"; failed=1; }
	says "$command" "$top/completion/tph"
	says "tph-$command" "$top/man/tph.1"
done
exit "$failed"

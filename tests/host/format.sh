#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Every C file has the one form: clang-format, licence line, guard, includes. Files in
# C++ and SystemVerilog have the parts of it that apply.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
# shellcheck source-path=SCRIPTDIR source=../support/tree.sh
. "$top/tests/support/tree.sh"
cd "$top" || exit

# Other versions format differently, so only the reference version is used.
formatter=
for name in clang-format-14 clang-format; do
	case $("$name" --version 2>/dev/null) in
	*'version 14.'*) formatter=$name; break ;;
	esac
done

# Headers and sources that kernels include too have the kernel's own form.
tree_files | grep -E '\.([ch]|cpp)$' >"$scratch/all"
tree_files | grep -E '\.svh?$' >"$scratch/sv"
grep -vE '^(vm/ports|include/opentph/hw|kernel/importer)/' "$scratch/all" >"$scratch/files"

# unformatted FILE...: prints those that the formatter would change
unformatted() {
	for file; do
		"$formatter" "$file" | cmp -s - "$file" || echo "$file"
	done
}

# quoted FILE...: includes in quotes that are not a path from src or the top
quoted() {
	grep -nE '^[[:space:]]*#[[:space:]]*include "' "$@" /dev/null |
		sed 's/^\([^:]*:[0-9]*\):[^"]*"\([^"]*\)".*/\1 \2/' | while read -r place name; do
		case $name in
		opentph/*) echo "$place: write <$name>" ;;
		*/*) [ -e "src/$name" ] || [ -e "$name" ] || echo "$place: no file $name" ;;
		ground.h | *.inc) ;; # the one header right in src
		V*.h) ;;             # Verilator makes it
		*) echo "$place: write the path of $name" ;;
		esac
	done
}

# licence FILE...: files whose first line is not in the form of their kind
licence() {
	awk '
	FNR == 1 && FILENAME ~ /\.(c|cpp|svh?)$/ && !/^\/\/ SPDX-License-Identifier: / { print FILENAME }
	FNR == 1 && FILENAME ~ /\.h$/ && !/^\/\* SPDX-License-Identifier: .* \*\/$/ { print FILENAME }
	' "$@"
}

# guards FILE...: headers whose guard is not their path
guards() {
	for header; do
		case $header in *.h) ;; *) continue ;; esac
		g_name=$(echo "$header" | sed 's,^\(include\|src\)/,,' | tr '[:lower:]' '[:upper:]' | tr -c 'A-Z0-9\n' _)
		grep -qx "#ifndef $g_name" "$header" && grep -qx "#define $g_name" "$header" &&
			grep -qxF "#endif /* $g_name */" "$header" || echo "$header: guard $g_name"
	done
}

# order FILE...: files whose first includes are not: own header, system, <opentph/>, "own"
order() {
	awk '
	FNR == 1 {
		last = 0
		done = begun = 0
		own = FILENAME
		sub(/^src\//, "", own)
		sub(/\.c(pp)?$/, ".h", own)
	}
	done { next }
	/^#include / {
		begun = 1
		rank = $2 == "\"" own "\"" ? 1 : $2 ~ /^<opentph\// ? 3 : $2 ~ /^</ ? 2 : 4
		if (rank < last)
			printf "%s:%d: %s\n", FILENAME, FNR, $0
		last = rank
		next
	}
	begun && !/^$/ { done = 1 }
	' "$@"
}

# layout FILE...: lines of SystemVerilog with tabs, blanks at the end, or more than 100
# columns
layout() {
	grep -nE '	| $|.{101}' "$@" /dev/null
}

# The rules detect violations
printf '/* SPDX-License-Identifier: BSD-3-Clause */\n#include "near.h"\nint  a;\n' >"$scratch/bad.c"
licence "$scratch/bad.c" >"$scratch/output"
expect_true "a licence in another form is found" [ -s "$scratch/output" ]
quoted "$scratch/bad.c" >"$scratch/output"
expect_true "an include without its path is found" [ -s "$scratch/output" ]

printf '/* SPDX-License-Identifier: BSD-3-Clause */\nmodule bad;\n\tlogic a; \n%101d\n' 0 >"$scratch/bad.sv"
licence "$scratch/bad.sv" >"$scratch/output"
expect_true "a licence in another form is found in SystemVerilog" [ -s "$scratch/output" ]
layout "$scratch/bad.sv" >"$scratch/output"
expect_true "a tab and a long line are found" [ "$(wc -l <"$scratch/output")" -eq 2 ]

printf '#ifndef BAD\n#define BAD\n#endif\n' >"$scratch/bad.h"
guards "$scratch/bad.h" >"$scratch/output"
expect_true "a guard of another name is found" [ -s "$scratch/output" ]
printf '#include "a/b.h"\n#include <stdio.h>\n' >"$scratch/order.c"
order "$scratch/order.c" >"$scratch/output"
expect_true "includes in another order are found" [ -s "$scratch/output" ]

# shellcheck disable=SC2046
guards $(cat "$scratch/files") >"$scratch/output"
expect_true "guards are named by their path" [ ! -s "$scratch/output" ]
# shellcheck disable=SC2046
order $(cat "$scratch/files") >"$scratch/output"
expect_true "includes stand in one order" [ ! -s "$scratch/output" ]
# shellcheck disable=SC2046
licence $(cat "$scratch/all" "$scratch/sv") >"$scratch/output"
expect_true "licence lines have one form" [ ! -s "$scratch/output" ]
# shellcheck disable=SC2046
quoted $(cat "$scratch/files") >"$scratch/output"
expect_true "own headers are named by their path" [ ! -s "$scratch/output" ]

# shellcheck disable=SC2046
layout $(cat "$scratch/sv") >"$scratch/output"
expect_true "SystemVerilog has blanks and short lines" [ ! -s "$scratch/output" ]

if [ -n "$formatter" ]; then
	cp .clang-format "$scratch"
	unformatted "$scratch/bad.c" >"$scratch/output"
	expect_true "another layout is found" [ -s "$scratch/output" ]
	# shellcheck disable=SC2046
	unformatted $(cat "$scratch/files") >"$scratch/output"
	expect_true "clang-format changes nothing" [ ! -s "$scratch/output" ]
else
	echo "no clang-format 14: layout not compared"
fi
finish

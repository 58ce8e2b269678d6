#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# kernel-doc matches the code, and every public function has a manual page.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
# shellcheck source-path=SCRIPTDIR source=../support/tree.sh
. "$top/tests/support/tree.sh"
cd "$top" || exit
lint="$top/man/kernel-doc --lint"

# finds NAME FAULT TEXT: the lint reports just this fault of the text
finds() {
	printf '%b' "$3" >"$scratch/probe.h"
	$lint --public "$scratch/probe.h" >"$scratch/output" 2>&1
	[ $? -eq 1 ] && [ "$(wc -l <"$scratch/output")" -eq 1 ] &&
		grep -qF -- "$2" "$scratch/output"
	expect_true "found: $1" [ $? -eq 0 ]
}
row=' * @a:\tnumber\n'
finds "a stale row" ':1: @b is stale' "/**\n * f() - do\n$row * @b:\tgone\n */\nvoid f(int a);\n"
finds "a parameter without a row" '@b of f is not' "/**\n * f() - do\n$row */\nvoid f(int a, char *b[2]);\n"
finds "a callback without a row" '@done of f is not' "/**\n * f() - do\n$row */\nvoid f(int a, void (*done)(void *b));\n"
finds "a member without a row" '@c of s is not' "/**\n * struct s - it\n$row */\nstruct s {\n\tint a; /* x; */\n\tstruct {\n\t\tint c : 3;\n\t};\n};\n"
finds "a stale member" '@b is stale' "/**\n * struct s - it\n$row * @b:\tgone\n */\nstruct s {\n\tint a;\n};\n"
finds "a stale constant" '@B is stale' "/**\n * enum e - it\n * @A:\tone\n * @B:\tgone\n */\nenum e {\n\tA = 2,\n};\n"
finds "a row without text" '@a has no text' "/**\n * f() - do\n * @a:\n */\nvoid f(int a);\n"
finds "a row that goes on without a blank" ':4: no blank after the star: b' "/**\n * f() - do\n$row *b\n */\nvoid f(int a);\n"
finds "any comment without a blank" ':2: no blank after the star: b' "/*\n *b\n */\nint a;\n"
finds "a row twice" '@a is documented twice' "/**\n * f() - do\n$row$row */\nvoid f(int a);\n"
finds "a row for two names" 'one row for several' "/**\n * f() - do\n * @a, @b: numbers\n */\nvoid f(int a, int b);\n"
finds "a title without a dash" 'title is not' "/**\n * f does it\n */\n\n/* f */\n"
finds "a title of two names" 'title is not' "/**\n * f(), g() - do\n */\n\n/* f */\n"
finds "the comment of another function" 'stands before g' "/**\n * f() - do\n */\nvoid g(void);\n\n/**\n * g() - do\n */\nvoid g(void);\n"
finds "the comment of another struct" 'no struct s after' "/**\n * struct s - it\n$row */\nstruct t {\n\tint a;\n};\n"
finds "a missing Return" "f() has no 'Return:'" "/**\n * f() - do\n$row */\nint f(int a);\n"
finds "a Return too many" 'f() returns nothing' "/**\n * f() - do\n$row *\n * Return: 0.\n */\nvoid f(int a);\n"
finds "another word for Return" "write 'Return:'" "/**\n * f() - do\n$row *\n * Returns 0.\n */\nint f(int a);\n"
finds "a function without kernel-doc" ':3: f() has no kernel-doc' "int x;\n\nint f(int a);\n"

printf '/**\n * f() - do\n * @a:\tnumber\n *\n * Return: 0.\n */\nstatic inline int f(int a)\n{\n\treturn a;\n}\n' >"$scratch/good.h"
# shellcheck disable=SC2086
expect_true "a good comment passes" $lint --public "$scratch/good.h"

$lint --public include/opentph/*.h >"$scratch/output" 2>&1
expect_true "public headers" [ $? -eq 0 ]

# Elsewhere members may lack rows, but rows must exist in the code.
# shellcheck disable=SC2086
tree_files | grep '\.[ch]$' | grep -v '^vm/ports/' | xargs $lint 2>&1 |
	grep -v ' is not documented$' >"$scratch/output"
expect_true "comments of the whole tree" [ ! -s "$scratch/output" ]

# Pages: one for each prototype, counted by another tool than the one that makes them
mkdir "$scratch/man3"
"$top/man/kernel-doc" --man "$scratch/man3" include/opentph/*.h
cat include/opentph/*.h | sed 's,//.*,,' | tr '\n' ' ' | sed 's,/\*,\n/*,g; s,\*/,*/\n,g' | grep -v '^/\*' |
	tr ';{' '\n\n' | grep -oE '\b(tph|tlp)_[a-z0-9_]+\(' | tr -d '(' | sort -u >"$scratch/names"
while read -r name; do
	[ -s "$scratch/man3/$name.3" ] || echo "$name"
done <"$scratch/names" >"$scratch/output"
expect_true "$(wc -l <"$scratch/names") public functions have a page" [ ! -s "$scratch/output" ]
expect_true "at least 90 functions were seen" [ "$(wc -l <"$scratch/names")" -ge 90 ]
if command -v mandoc >/dev/null; then
	printf '.Dd July 1, 2026\n.Dt X 3\n.Os\n.Sh NAME\n.Nm x\n.Nd y\n.El\n' >"$scratch/bad.3"
	mandoc -T lint -W error "$scratch/bad.3" >"$scratch/output" 2>&1
	expect_true "a page with an error is found" [ $? -ne 0 ]
	mandoc -T lint -W warning "$scratch"/man3/*.3 >"$scratch/output" 2>&1
	expect_true "mandoc has no warnings" [ $? -eq 0 ]
	mandoc -T utf8 "$scratch/man3/tph_dmabuf_tag.3" | col -b >"$scratch/output"
	for word in 'int *tph_dmabuf_tag' 'required *an importer' '-EBUSY *importers are attached'; do
		tr -s '\n\t ' ' ' <"$scratch/output" | grep -qE -- "$word"
		expect_true "a page shows: $word" [ $? -eq 0 ]
	done
else
	echo "no mandoc: pages not judged"
fi
finish

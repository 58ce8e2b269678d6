#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Files point one way: a file never needs, by calls or data, a file that needs it. Object
# files show it. Calls by function pointers do not count.
# shellcheck disable=SC2016
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}

# Accepted circles, one a line: the files in the order of their names, a colon, and the
# reason why each mend is worse
exceptions=''

# objects BUILD: prints each object file that build.ninja makes, and its source. Files
# of older builds may lie beside them.
objects() {
	sed -n 's/^build \([^ :|]*\.o\): c_COMPILER \([^ |]*\).*/\1 \2/p' "$1/build.ninja" |
		awk '{
			folder = $1
			sub("/[^/]*\\.p/[^/]*$", "", folder)
			sub(".*/" folder "/", folder "/", $2)
			print
		}' | grep -vE '^(tests|fuzz)/'
}

# symbols BUILD: prints the symbols of all objects as "OBJECT: NAME TYPE ..."
symbols() {
	(cd "$1" && xargs nm -A -P)
}

# circles OBJECTS SYMBOLS: prints the files of each circle, then how many files and
# arrows there are
circles() {
	awk '
	# A program sees itself and libraries
	function place(object) {
		sub("/[^/]*$", "", object)
		return object ~ "\\.a\\.p$" ? "library" : object
	}

	# All that @file needs, directly or not, gets the mark of @start
	function reach(start, file,    i) {
		for (i = 1; i <= arrows[file]; i++)
			if (!((start, needs[file, i]) in reached)) {
				reached[start, needs[file, i]] = 1
				reach(start, needs[file, i])
			}
	}

	FNR == NR {
		source[$1] = $2
		if (!($2 in known)) {
			known[$2] = 1
			file[++files] = $2
		}
		next
	}

	{
		sub(":$", "", $1)
		if ($3 ~ /^[ABCDGRSTVW]$/) {
			home[place($1), $2] = source[$1]
		} else if ($3 == "U") {
			user[++uses] = $1
			used[uses] = $2
		}
	}

	END {
		for (i = 1; i <= uses; i++) {
			here = place(user[i])
			name = used[i]
			if (!((here, name) in home))
				here = "library"
			if (!((here, name) in home))
				continue
			from = source[user[i]]
			to = home[here, name]
			if (from == to || (from, to) in seen)
				continue
			seen[from, to] = 1
			needs[from, ++arrows[from]] = to
			all++
		}
		for (i = 1; i <= files; i++)
			reach(file[i], file[i])
		for (i = 1; i <= files; i++) {
			if (file[i] in done || !((file[i], file[i]) in reached))
				continue
			circle = file[i]
			for (j = i + 1; j <= files; j++)
				if ((file[i], file[j]) in reached && (file[j], file[i]) in reached) {
					done[file[j]] = 1
					circle = circle " " file[j]
				}
			print circle
		}
		print files + 0, all + 0
	}' "$1" "$2"
}

# measure BUILD: leaves its circles in $scratch/circles; sets $files and $arrows
measure() {
	objects "$1" | sort -k 2 >"$scratch/objects"
	sed 's/ .*//' "$scratch/objects" | symbols "$1" >"$scratch/symbols" 2>"$scratch/output" ||
		fail "the symbols of $1 are read"
	circles "$scratch/objects" "$scratch/symbols" >"$scratch/circles"
	files=$(sed -n '$s/ .*//p' "$scratch/circles")
	arrows=$(sed -n '$s/.* //p' "$scratch/circles")
	sed -i '$d' "$scratch/circles"
}

# unnamed EXCEPTIONS: prints each circle that is not in the list, and each row of the
# list that is not a circle or has no reason
unnamed() {
	echo "$1" | sed '/^$/d' >"$scratch/rows"
	grep -vE '^[^:]+: .' "$scratch/rows"
	sed 's/:.*//' "$scratch/rows" | sort >"$scratch/named"
	sort "$scratch/circles" | comm -3 - "$scratch/named"
}

# The rule detects violations
ring=$scratch/build
# object OBJECT SOURCE TEXT: compile TEXT, and give it a line in build.ninja
object() {
	mkdir -p "$ring/$(dirname "$1")"
	echo "$3" | ${CC:-cc} -x c -c -o "$ring/$1" - || fail "$2 is compiled"
	echo "build $1: c_COMPILER ../$2 || order" >>"$ring/build.ninja"
}
mkdir "$ring"
lib=src/ring/libring.a.p
object $lib/first.c.o src/ring/first.c 'void second(void); void first(void) { second(); }'
object $lib/deep_second.c.o src/ring/deep/second.c 'void third(void); void second(void) { third(); }'
object $lib/third.c.o src/ring/third.c 'void first(void); void third(void) { first(); }'
object $lib/roof.c.o src/ring/roof.c 'void first(void); void roof(void) { first(); roof(); }'
object $lib/row.c.o src/ring/row.c 'extern int *const table[]; int row; int get(void) { return *table[0]; }'
object $lib/table.c.o src/ring/table.c 'extern int row; int *const table[] = {&row};'
# Each program has a help() of its own
object src/one.p/main.c.o src/main.c 'void help(void); void roof(void); void one(void) { help(); roof(); }'
object src/one.p/help.c.o src/help.c 'void help(void) {}'
object src/two.p/two.c.o src/two.c 'void help(void); void two(void) { help(); }'
object src/two.p/two_help.c.o src/two_help.c 'void one(void); void help(void) { one(); }'
object tests/a.p/a.c.o tests/a.c 'void b(void); void a(void) { b(); }'
object tests/a.p/b.c.o tests/b.c 'void a(void); void b(void) { a(); }'
echo garbage >"$ring/$lib/old.c.o"
measure "$ring"
cp "$scratch/circles" "$scratch/output"
expect_true "a circle of calls is found" \
	grep -qx 'src/ring/deep/second.c src/ring/first.c src/ring/third.c' "$scratch/output"
expect_true "a circle through a table is found" \
	grep -qx 'src/ring/row.c src/ring/table.c' "$scratch/output"
expect_true "nothing else is found" [ "$(wc -l <"$scratch/output")" -eq 2 ]
expect_true "objects of the build are read, not of tests" [ "$files $arrows" = "10 9" ]

named='src/ring/row.c src/ring/table.c: the table is the interface'
unnamed "$named" >"$scratch/output"
expect_true "a named circle passes, the other one does not" \
	[ "$(cat "$scratch/output")" = 'src/ring/deep/second.c src/ring/first.c src/ring/third.c' ]
unnamed "$named
src/ring/deep/second.c src/ring/first.c src/ring/third.c:" >"$scratch/output"
expect_true "a row without a reason is found" grep -q 'third.c:$' "$scratch/output"
: >"$scratch/circles"
unnamed "$named" >"$scratch/output"
expect_true "a row that is not a circle is found" grep -q 'table.c$' "$scratch/output"

[ -e "$build/build.ninja" ] || skip_all "$build is not built: run make"
measure "$build"
unnamed "$exceptions" >"$scratch/output"
expect_true "${files:-0} files point one way, by ${arrows:-0} arrows" [ ! -s "$scratch/output" ]
expect_true "there are files" [ "${files:-0}" -gt 200 ]
expect_true "there are arrows" [ "${arrows:-0}" -gt 500 ]
finish

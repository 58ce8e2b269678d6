#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# rtl/regs-header gives the RTL each number of the C header: its macros are compared with
# the values that a C program prints. Names come from the C preprocessor.
# shellcheck disable=SC2016
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
CC=${CC:-cc}
cd "$scratch" || exit

# names FILE.h: each #define that the file itself makes and has a value, and each member
# of an enum
names() {
	printf '\n' >empty.h
	"$CC" -E -dM empty.h | sort >builtin
	"$CC" -E -dM "$1" | sort | comm -23 - builtin | awk 'NF > 2 { print $2 }'
	"$CC" -E -P "$1" | tr '\n' ' ' | grep -oE 'enum *[a-z_]* *\{[^}]*\}' |
		sed 's/.*{//; s/}.*//' | tr ',' '\n' | sed 's/=.*//' | tr -d ' \t' | grep .
}

# c_values FILE.h: "NAME VALUE" lines, sorted
c_values() {
	{
		printf '#include <stdio.h>\n#include "%s"\nint main(void)\n{\n' "$1"
		names "$1" | sed 's/.*/\tprintf("%s %llx\\n", "&", (unsigned long long)(&));/'
		echo '}'
	} >program.c
	"$CC" -o program program.c && ./program | sort
}

# rtl_values FILE.h: the same from the macros
rtl_values() {
	"$top/rtl/regs-header" "$1" | sed -n "s/^\`define \([A-Za-z0-9_]*\) 'h\([0-9a-f]*\)\$/\1 \2/p" |
		sort
}

# same NAME FILE.h LEAST: at least LEAST numbers, all equal
same() {
	c_values "$2" >c.txt
	rtl_values "$2" >rtl.txt
	diff c.txt rtl.txt >output
	expect_true "$1: names and values are those of C" [ ! -s output ]
	count=$(wc -l <rtl.txt)
	expect_true "$1: $count numbers" [ "$count" -ge "$3" ]
}

same accel.h "$top/include/opentph/hw/accel.h" 80
"$top/rtl/regs-header" "$top/include/opentph/hw/accel.h" >once
"$top/rtl/regs-header" "$top/include/opentph/hw/accel.h" | diff once - >output
expect_true "the output is the same each time" [ ! -s output ]
awk '!/^\/\/ / && !/^`define [A-Z0-9_]+ \047h[0-9a-f]+$/' once >output
expect_true "each line is a comment or a macro" [ ! -s output ]

cat >forms.h <<'EOF'
#ifndef FORMS_H
#define FORMS_H
/* #define NOT_THIS 1 */
/* a comment, */ # define BEHIND 2
/*
#define NOR_THIS 3
 */
#define PLAIN	 17
#define UPPER	 0xABCDEF01 /* and a comment of
two lines */
#define SUFFIX	 0x80000000u
#define ZERO	 0x0000
#define NEXT_LINE \
	0x12 /* as clang-format breaks it */
enum one { FIRST, SECOND };
enum two {
	THIRD,	    /* 0 again, with a comma, */
	TENTH = 10, /* a number of its own */
	ELEVENTH,
};
#endif
EOF
same "other forms" "$scratch/forms.h" 11
expect_true "a comment is not a number" sh -c '! "$1" forms.h | grep -qE "(NOT|NOR)_THIS"' sh \
	"$top/rtl/regs-header"

# refused NAME TEXT PATTERN
refused() {
	printf '%b' "$2" >bad.h
	expect "refused: $1" 1 "^rtl/regs-header: bad.h: $3" "$top/rtl/regs-header" bad.h
}
refused "an expression" '#define A (1 << 3)\n' 'A is not a number'
refused "another macro" '#define A 1\n#define B A\n' 'B is not a number'
refused "two words" '#define A 1 2\n' 'A is not a number'
refused "an octal number" '#define A 010\n' 'A is not a number'
refused "64 bits" '#define A 0x123456789\n' 'A has more than 32 bits'
refused "a member that is an expression" 'enum a { A = B + 1 };\n' 'A is not a decimal number'
refused "an open enum" 'enum a { A,\n' 'there is no end'
refused "an open comment" '#define A 1\n/* and\n' 'there is no end'
refused "a file without a number" '\n' 'there is no end'
expect "no file" fail 'absent.h' "$top/rtl/regs-header" absent.h
expect "no argument" 2 '^usage: ' "$top/rtl/regs-header"
finish

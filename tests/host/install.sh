#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# "meson install" installs all files, and a program needs only <opentph/tlp.h> and
# "pkg-config opentph".
# shellcheck disable=SC2046
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
root=$scratch/root

expect "install" 0 'opentph\.pc' meson install -C "$build" --no-rebuild --destdir "$root"
pc=$(find "$root" -name opentph.pc)
PKG_CONFIG_PATH=$(dirname "$pc")
PKG_CONFIG_SYSROOT_DIR=$root
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
prefix=$root$(sed -n 's/^prefix=//p' "$pc")

# there NAME PATTERN: a file below the root has this name
there() {
	expect_true "$1" [ -n "$(find "$prefix" -path "$2")" ]
}
there "the command" '*/bin/tph'
there "the completion" '*/bash-completion/completions/tph'
there "the dissector" '*/wireshark/plugins/opentph.lua'
there "the shared library" '*/libopentph.so'
there "the static library" '*/libopentph.a'
{
	(cd "$top/man" && ls -- *.[1-9])
	"$top/man/kernel-doc" --list "$top"/include/opentph/*.h
} | LC_ALL=C sort >"$scratch/pages"
find "$prefix" -path '*/man/man*' -name '*.[1-9]' -exec basename {} \; | LC_ALL=C sort |
	LC_ALL=C diff - "$scratch/pages" >"$scratch/output"
expect_true "all $(wc -l <"$scratch/pages") manual pages" [ ! -s "$scratch/output" ]
(cd "$top/include" && find . -name '*.h' | LC_ALL=C sort) >"$scratch/headers"
(cd "$prefix/include" && find . -name '*.h' | LC_ALL=C sort) |
	diff - "$scratch/headers" >"$scratch/output"
expect_true "all $(wc -l <"$scratch/headers") headers" [ ! -s "$scratch/output" ]

# A write with a 16-bit ST: 12 is in the prefix, 34 where the tag would be
cat >"$scratch/st.c" <<'C'
#include <opentph/tlp.h>
#include <stdio.h>

int main(void)
{
	static const unsigned char bytes[] = {
		0x90, 0x12, 0x00, 0x00, 0x60, 0x01, 0x00, 0x01, 0x01, 0x00,
		0x34, 0x0f, 0x00, 0x00, 0x00, 0x12, 0x34, 0x56, 0x78, 0x02,
		0xaa, 0xbb, 0xcc, 0xdd};
	struct tlp tlp;
	char text[256];

	if (tlp_decode(bytes, sizeof(bytes), &tlp))
		return 1;
	tlp_format(&tlp, text, sizeof(text));
	printf("%s\nST 0x%04x PH %u\n", text, tlp.st, tlp.ph);
	return 0;
}
C
cp "$scratch/st.c" "$scratch/st.cpp"
library_path=$(dirname "$(find "$prefix" -name libopentph.so)")

# serves NAME COMPILER...
serves() {
	s_name=$1
	shift
	"$@" -o "$scratch/st" >"$scratch/output" 2>&1
	expect_true "$s_name: compiles" [ $? -eq 0 ]
	expect "$s_name: runs" 0 '^ST 0x1234 PH 2$' \
		env LD_LIBRARY_PATH="$library_path" "$scratch/st"
	rm -f "$scratch/st"
}
serves "C, shared" cc -Wall -Wextra -Werror "$scratch/st.c" $(pkg-config --cflags --libs opentph)
serves "C, static" cc -static "$scratch/st.c" $(pkg-config --static --cflags --libs opentph)
if command -v g++ >/dev/null; then
	serves "C++" g++ -Wall -Wextra -Werror "$scratch/st.cpp" $(pkg-config --cflags --libs opentph)
fi

# The inventory is a library of its own, because it needs others; both have one error text
cat >"$scratch/host.c" <<'END'
#include <opentph/error.h>
#include <opentph/host.h>
#include <opentph/host_path.h>
#include <stdio.h>

int main(void)
{
	const struct tph_host_source source = {.path = "/nonexistent"};
	struct tph_host *host;

	if (!tph_host_read(&source, &host))
		return 1;
	puts(tph_error());
	return 0;
}
END
cc -Wall -Wextra -Werror "$scratch/host.c" -o "$scratch/host" $(pkg-config --cflags --libs opentph-host) \
	>"$scratch/output" 2>&1 && LD_LIBRARY_PATH=$library_path "$scratch/host" >"$scratch/output" 2>&1
expect_true "C, the inventory" grep -qx '/nonexistent: No such file or directory' "$scratch/output"
there "its shared library" '*/libopentph-host.so'
finish

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# An importer that sends no hints does not pay for the series when it maps: the object code
# of these functions, and of those that they call in the same file, is the base's.
# Needs kernel/tool/build.sh.
map_object=drivers/dma-buf/dma-buf.o
map_functions='dma_buf_map_attachment
dma_buf_map_attachment_unlocked'

# instructions OBJECT: of those functions, without what code beside them and other members
# of a structure change: addresses, and offsets from a register
instructions() {
	objdump -dr --no-show-raw-insn "$1" | awk -v roots="$map_functions" '
	/^[0-9a-f]+ <.*>:$/ {
		name = $2
		gsub(/[<>:]/, "", name)
		next
	}
	name == "" || NF == 0 { next }
	# A relocation: the symbol of a call, the section of data
	/: R_/ {
		sub(/^.*: R_/, "R_")
		sub(/[+-]0x[0-9a-f]+$/, "")
	}
	!/^R_/ {
		sub(/^ *[0-9a-f]+:[ \t]*/, "")
		if (match($0, /<[^>+]+>$/))
			calls[name] = calls[name] " " substr($0, RSTART + 1, RLENGTH - 2)
		if (match($0, /^(j[a-z]+|call) /))
			sub(/[ \t]+[0-9a-f]+ /, " ")
		gsub(/<[^>]*\+0x[0-9a-f]+>/, "")
		gsub(/-?0x[0-9a-f]+\(/, "OFFSET(")
	}
	{ code[name] = code[name] $0 "\n" }
	END {
		n = split(roots, todo, "\n")
		for (i = 1; i <= n; i++) {
			if (todo[i] in seen || !(todo[i] in code))
				continue
			seen[todo[i]] = 1
			printf "%s:\n%s", todo[i], code[todo[i]]
			more = split(calls[todo[i]], callees, " ")
			for (j = 1; j <= more; j++)
				todo[++n] = callees[j]
		}
	}'
}

# After the build of the tree as packaged
keep_map_path() {
	km_object=$tmp/x86-64/$map_object
	[ ! -e "$km_object" ] || instructions "$km_object" >"$tmp/map-path"
	rm -f "$km_object"
}

# After that with the series. No object: the series does not touch the file, or --sample
# was short of time
compare_map_path() {
	[ -e "$tmp/x86-64/$map_object" ] || return 0
	cm_verdict=ok
	instructions "$tmp/x86-64/$map_object" | diff -u "$tmp/map-path" - >"$tmp/more" || {
		sed -n '3,$p' "$tmp/more" | sed 's/^/  /' >&2
		say "importers without hints do not map by the base's object code"
		cm_verdict=differs
	}
	result "$1" map-path $cm_verdict
}

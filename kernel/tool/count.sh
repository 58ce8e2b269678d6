# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# How large the series is.

# count_lines_of PATCH...: prints "ADDED CODE". CODE is what a reviewer has to believe:
# not Documentation, tests, comments and blank lines.
count_added() {
	awk '
	/^diff --git / {
		path = substr($4, 3)
		name = path
		sub(/.*\//, "", name)
		core = path !~ /^(Documentation|tools\/testing)\// && name !~ /kunit/ && name !~ /^st-/
		c = name ~ /\.[chS]$/
		body = comment = 0
	}
	/^@@ / { body = 1; comment = 0; next }
	/^-- $/ { body = 0 }
	!body || !/^[ +]/ { next }
	{
		plus = /^\+/
		text = substr($0, 2)
		gsub(/^[ \t]+|[ \t]+$/, "", text)
		code = text != ""
		if (c) {
			# A hunk may begin inside a comment.
			if (comment || text ~ /^\/\*/ || text ~ /^\*([ \t\/]|$)/) {
				code = 0
				comment = text !~ /\*\//
				if (text ~ /\*\/[ \t]*[^ \t]/)
					code = 1
			} else if (text ~ /^\/\//) {
				code = 0
			} else if (text ~ /\/\*/ && text !~ /\*\//) {
				comment = 1
			}
		} else if (text ~ /^#/) {
			code = 0
		}
		added += plus
		if (plus && core)
			lines += code
	}
	END { print added + 0, lines + 0 }' "$@"
}

count() {
	set_patches
	[ -n "$list" ] || die "kernel/patches is empty"
	printf '%-12s %7s %7s %7s\n' posting patches added core
	c_patches=0 c_added=0 c_core=0
	for folder in $folders; do
		set -- "$folder"/*.patch
		counted=$(count_added "$@")
		printf '%-12s %7d %7d %7d\n' "$(posting "$folder")" $# "${counted% *}" "${counted#* }"
		c_patches=$((c_patches + $#))
		c_added=$((c_added + ${counted% *}))
		c_core=$((c_core + ${counted#* }))
	done
	printf '%-12s %7d %7d %7d\n' total "$c_patches" "$c_added" "$c_core"
}

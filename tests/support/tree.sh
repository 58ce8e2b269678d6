# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2154
# The files of this tree that git does not ignore, or all files of a tree that is not in
# git. Needs $top; one path a line, from there.
tree_files() {
	(
		cd "$top" || exit
		if ! git ls-files -co --exclude-standard 2>/dev/null | grep .; then
			find . \( -name .git -o -name 'build*' \) -prune -o -type f -print |
				sed 's,^\./,,'
		fi | while read -r tf_file; do
			[ ! -f "$tf_file" ] || echo "$tf_file"
		done
	)
}

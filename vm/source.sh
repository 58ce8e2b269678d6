# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2154,SC2034,SC2015
# The patched kernel source in the cache: one tree for each source package, in
# which a change of the series touches only the files that differ, so that make
# rebuilds only their objects. Needs vm/lib.sh and an open cache ($tmp).
#
#   $cache/linux/SOURCE/tree     the tree to build
#   $cache/linux/SOURCE/orig     the package's version of every file ever patched
#   $cache/linux/SOURCE/new      names of files that exist only in patches

touched_files() {
	[ $# -eq 0 ] || sed -n 's,^diff --git a/\(.*\) b/\(.*\)$,\1\n\2,p' "$@" | sort -u
}

# pristine_copy SOURCE PATCH...: copy the packaged files that patches touch to $tmp/copy
pristine_copy() {
	pc_tree=$cache/linux/$1
	pc_tarball=$cache/source/$1/linux.tar.xz
	shift
	rm -rf "$tmp/copy" "$tmp/packaged"
	mkdir -p "$tmp/copy" "$tmp/packaged"
	touched_files "$@" >"$tmp/touched"
	[ $# -gt 0 ] || return 0
	pc_from=$pc_tree/tree
	if [ ! -d "$pc_from" ]; then
		pc_from=$tmp/packaged
		# Names that are not in the package make tar fail; that is fine.
		sed 's,^,*/,' "$tmp/touched" >"$tmp/names"
		run_job "reading the files of the series" 0 files count_lines "$tmp/tar.log" \
			tar -xvJf "$pc_tarball" -C "$pc_from" --strip-components=1 \
			--wildcards --no-wildcards-match-slash -T "$tmp/names" || :
		blame_disk "$cache"
	fi
	while read -r pc_file; do
		if [ -e "$pc_tree/orig/$pc_file" ]; then
			pc_source=$pc_tree/orig/$pc_file
		elif grep -qxF "$pc_file" "$pc_tree/new" 2>/dev/null; then
			continue
		elif [ -e "$pc_from/$pc_file" ]; then
			pc_source=$pc_from/$pc_file
		else
			continue
		fi
		mkdir -p "$tmp/copy/$(dirname "$pc_file")"
		cp -p "$pc_source" "$tmp/copy/$pc_file" || blame_disk "$cache"
	done <"$tmp/touched"
}

# patch_copy SOURCE PATCH...: the same, patched. Returns 1 if a patch does not
# apply; its path is then in $refused, and git's messages are in $tmp/apply.log.
patch_copy() {
	pristine_copy "$@"
	shift
	refused=
	for pc_patch; do
		# The cache may lie inside a git work tree, which must be ignored.
		(cd "$tmp/copy" && GIT_CEILING_DIRECTORIES=$tmp git apply --whitespace=nowarn \
			"$pc_patch") 2>"$tmp/apply.log" || {
			refused=$pc_patch
			blame_disk "$cache"
			return 1
		}
	done
}

# Files that no build reads stay packed: other processors' boards and the largest
# headers of GPUs, a third of the source.
unpack_tree() {
	ut_dir=$cache/linux/$1
	[ ! -d "$ut_dir/tree" ] || return 0
	need_space "$cache" 2500 "the kernel source"
	mkdir -p "$tmp/linux/tree"
	run_job "unpacking ${1%%_*}" 93000 files count_lines "$tmp/tar.log" \
		tar -xvJf "$cache/source/$1/linux.tar.xz" -C "$tmp/linux/tree" --strip-components=1 \
		--exclude='linux-*/arch/[a-w]*/boot/*' --exclude='*/drivers/gpu/drm/amd/include/*' || {
		blame_disk "$cache"
		rm -f "$cache/source/$1/linux.tar.xz"
		rmdir "$cache/source/$1"
		die "cannot unpack the source ${1%%_*}: it was removed from the cache, run again"
	}
	mkdir -p "$cache/linux"
	rm -rf "$ut_dir"
	mv "$tmp/linux" "$ut_dir"
}

# same OLD NEW, or copy NEW to OLD with the current time
bring() {
	cmp -s "$1" "$2" || {
		mkdir -p "$(dirname "$2")" && cp --preserve=mode --remove-destination "$1" "$2" || {
			blame_disk "$cache"
			die "cannot write $2"
		}
	}
}

# install_copy SOURCE: $tmp/copy into the tree, everything else of it as packaged.
# The packaged files are saved first, so that the next run repairs an interrupted one.
install_copy() {
	ic_dir=$cache/linux/$1
	touch "$ic_dir/new"
	mkdir -p "$ic_dir/orig"
	while read -r ic_file; do
		[ ! -e "$ic_dir/orig/$ic_file" ] || continue
		grep -qxF "$ic_file" "$ic_dir/new" && continue
		if [ -e "$ic_dir/tree/$ic_file" ]; then
			mkdir -p "$ic_dir/orig/$(dirname "$ic_file")"
			cp -p "$ic_dir/tree/$ic_file" "$tmp/orig" &&
				mv "$tmp/orig" "$ic_dir/orig/$ic_file" || {
				blame_disk "$cache"
				die "cannot write to $ic_dir/orig"
			}
		else
			echo "$ic_file" >>"$ic_dir/new"
		fi
	done <"$tmp/touched"
	{
		(cd "$ic_dir/orig" && find . -type f | sed 's,^\./,,')
		cat "$ic_dir/new"
	} >"$tmp/known"
	while read -r ic_file; do
		if [ -e "$tmp/copy/$ic_file" ]; then
			bring "$tmp/copy/$ic_file" "$ic_dir/tree/$ic_file"
		elif [ -e "$ic_dir/orig/$ic_file" ] && ! grep -qxF "$ic_file" "$tmp/touched"; then
			bring "$ic_dir/orig/$ic_file" "$ic_dir/tree/$ic_file"
		else
			rm -f "$ic_dir/tree/$ic_file"
		fi
	done <"$tmp/known"
}

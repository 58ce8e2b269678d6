# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154,SC2034
# What kernel/series check does in seconds: a copy of the touched files takes the patches,
# gives the same bytes again, and checkpatch accepts what would be posted.

# copy_series: $dir becomes a git repository of the touched files with the series
copy_series() {
	set_patches
	[ -n "$list" ] || die "kernel/patches is empty"
	set_source
	cache_open
	unpack_tree "$source"
	# shellcheck disable=SC2086
	pristine_copy "$source" $list
	dir=$tmp/copy
	tree=$cache/linux/$source/tree
	# Says by which rules git names the function of a hunk.
	cp "$tree/.gitattributes" "$dir/" 2>/dev/null
	commit_base || die "cannot make a git repository of the touched files"
	apply
	applied=
	for folder in $folders; do
		applied="$applied$(posting "$folder")
"
	done
}

# Patches in the repository name nobody.
check_names() {
	for patch in $list; do
		grep -qx 'From: OpenTPH <opentph@localhost>' "$patch" || {
			say "$(in_series "$patch") is not from OpenTPH <opentph@localhost>"
			bad=1
		}
		! grep -qi '^Signed-off-by:' "$patch" || {
			say "$(in_series "$patch") has a Signed-off-by: kernel/series post adds it"
			bad=1
		}
	done
}

# in_series FILE: its path from kernel/patches
in_series() {
	echo "${1#"$patches"/}"
}

check_bytes() {
	# shellcheck disable=SC2086
	format "$tmp/again" $applied || die "git format-patch failed"
	for patch in $list; do
		again=$tmp/again/$(in_series "$patch")
		cmp -s "$patch" "$again" || {
			say "$(in_series "$patch") is not what regenerate would write:"
			diff -u "$patch" "$again" 2>&1 | head -12 >&2
			bad=1
		}
	done
	[ "$(echo "$list" | wc -l)" -eq "$(find "$tmp/again" -type f | wc -l)" ] || {
		say "regenerate would write other files"
		bad=1
	}
}

# Does an entry of MAINTAINERS cover each file that the patch adds?
new_files_covered() {
	new_files=$(awk '/^diff --git / { file = substr($4, 3) } /^new file mode / { print file }' "$1")
	for new_file in $new_files; do
		printf 'diff --git a/%s b/%s\n--- /dev/null\n+++ b/%s\n' "$new_file" "$new_file" "$new_file" \
			>"$tmp/new-file.patch"
		(cd "$tree" && perl scripts/get_maintainer.pl --no-git --no-git-fallback --no-rolestats \
			--no-l "$tmp/new-file.patch") 2>/dev/null | grep -q . || {
			say "$(in_series "$1"): MAINTAINERS has nobody for $new_file"
			return 1
		}
	done
}

# As it would be mailed, by somebody: the identity is made up and goes nowhere. The base
# has no history that would know the commits of Fixes: tags.
check_form() {
	post_series "$tmp/posted" 'Some Poster <poster@kernel-series.check>' '' "$applied" ||
		die "cannot write the mails"
	for patch in $list; do
		ignored=FILE_PATH_CHANGES,UNKNOWN_COMMIT_ID
		# The idiom by which selftests of VFIO define their variants is a complex macro.
		case $patch in *vfio-selftests*) ignored=$ignored,COMPLEX_MACRO ;; esac
		(cd "$tree" && perl scripts/checkpatch.pl --strict --terse --summary-file --no-summary \
			--ignore $ignored "$tmp/posted/$(in_series "$patch")") >"$tmp/checkpatch" 2>&1
		[ ! -s "$tmp/checkpatch" ] || {
			sed "s,^.*/posted/,  ," "$tmp/checkpatch" >&2
			bad=1
		}
		new_files_covered "$patch" || bad=1
	done
}

# The modules that come with the kernel are in its form, too
check_modules() {
	for module in "$top"/kernel/importer/*.[ch] "$top"/kernel/importer/Kbuild; do
		(cd "$tree" && perl scripts/checkpatch.pl --strict --terse --no-summary -f "$module") \
			>"$tmp/checkpatch" 2>&1
		[ ! -s "$tmp/checkpatch" ] || {
			sed "s,^$top/,  ," "$tmp/checkpatch" >&2
			bad=1
		}
	done
}

check() {
	bad=0
	copy_series
	# shellcheck disable=SC2086
	need_postings "$applied" $wanted
	check_names
	check_bytes
	check_form
	check_modules
	[ $bad -eq 0 ] || die "the series is not in order"
	[ -z "$how" ] || build_series
	[ $bad -eq 0 ] || die "the series is not in order"
	say "$(echo "$list" | wc -l) patches: apply, regenerate, checkpatch${how:+, $how}: in order"
}

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154,SC2034
# The series as commits in a git tree of the kernel ($dir), and as files in $patches:
# a folder for each posting (1-fixes, 2-pci ...), a branch at the last commit of each.
# Needs vm/lib.sh and vm/source.sh.

# The user's configuration of git must not show in the files.
git() {
	GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 \
		GIT_COMMITTER_NAME="${committer_name:-OpenTPH}" \
		GIT_COMMITTER_EMAIL="${committer_address:-opentph@localhost}" \
		GIT_CEILING_DIRECTORIES="$(dirname "$dir")" command git -c gc.auto=0 -c maintenance.auto=false -C "$dir" "$@"
}

# Sets $list (all patches in order) and $folders (the postings' folders in order).
set_patches() {
	list=$(find "$patches" -name '*.patch' 2>/dev/null | LC_ALL=C sort)
	folders=$(echo "$list" | sed 's,/[^/]*$,,' | uniq)
	for sp_folder in $folders; do
		case ${sp_folder#"$patches"} in
		'' | /*/*) die "$sp_folder: patches lie in a folder for each posting (kernel/patches/1-NAME)" ;;
		/[1-9]-?*) ;;
		*) die "$sp_folder: the folder of a posting is N-NAME (1-fixes)" ;;
		esac
	done
}

# posting FOLDER: its name, which is also that of its branch and its cover letter
posting() {
	p_name=${1##*/}
	echo "${p_name#*-}"
}

# need_postings ALL NAME...: dies unless each NAME is one of the lines of ALL
need_postings() {
	np_all=$1
	shift
	for np_name; do
		echo "$np_all" | grep -qxF "$np_name" || {
			die_status=2
			die "there is no posting $np_name (there are: $(echo "$np_all" | paste -sd ' '))"
		}
	done
}

# The base's package in the cache, by the name that series.base gives
set_source() {
	name=$(sed -n 's/^package: *//p' "$top/kernel/series.base")
	version=$(sed -n 's/^version: *//p' "$top/kernel/series.base")
	source=$("$top/vm/toolbox" source "$name") || exit 1
	source=${source##*/}
}

# commit_base: the files in $dir become the commit that the series starts from
commit_base() {
	git init -q -b series &&
		git -c core.autocrlf=false add -A -f . &&
		GIT_AUTHOR_NAME=OpenTPH GIT_AUTHOR_EMAIL=opentph@localhost \
			GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z' \
			git commit -q --allow-empty -m "$name $version" &&
		git tag series-base
}

unpack() {
	[ ! -e "$dir" ] || die "$dir exists already: remove it or name another folder"
	set_source
	cache_open
	mkdir -p "$(dirname "$dir")" || die "cannot create $dir"
	need_space "$(dirname "$dir")" 3500 "the kernel source"
	full=$dir
	dir=$full.new
	rm -rf "$dir"
	mkdir "$dir"
	run_job "unpacking $name" 95000 files count_lines "$tmp/tar.log" \
		tar -xvJf "$cache/source/$source/linux.tar.xz" -C "$dir" --strip-components=1 || {
		rm -rf "$dir"
		die "cannot unpack the source into $full: is the disk full?"
	}
	say "making it a git repository (a minute or two)"
	commit_base || {
		rm -rf "$dir"
		die "cannot make $full a git repository: is the disk full?"
	}
	mv "$dir" "$full"
	dir=$full
	say "$name $version is in $dir; next: kernel/series apply"
}

need_tree() {
	git rev-parse -q --verify series-base >/dev/null 2>&1 ||
		die "$dir is not a tree of kernel/series: run kernel/series unpack first"
}

# count_commits FROM TO
count_commits() {
	git rev-list --count "$1..$2"
}

apply() {
	need_tree
	set_patches
	[ -n "$list" ] || { say "kernel/patches is empty"; return; }
	[ "$(git rev-parse HEAD)" = "$(git rev-parse series-base)" ] ||
		die "$dir has commits on the base already: git reset --hard series-base drops them"
	git config rebase.updateRefs true
	for folder in $folders; do
		a_before=$(git rev-parse HEAD)
		git am -q --committer-date-is-author-date --no-gpg-sign "$folder"/*.patch \
			>"$dir/.git/am.log" 2>&1 || {
			head -5 "$dir/.git/am.log" | sed 's/^/  /' >&2
			die "patch $(($(count_commits "$a_before" HEAD) + 1)) of ${folder##*/} does not apply" \
				"to $dir: mend it there (git am --show-current-patch=diff, git am --continue)" \
				"or git am --abort"
		}
		git branch -f "$(posting "$folder")" HEAD || die "cannot create a branch in $dir"
	done
}

# set_branches: the postings' names in order, from series.base; dies unless each branch
# is there, the next builds on it, and the last is HEAD
set_branches() {
	branches=$(sed -n 's/^postings: *//p' "$top/kernel/series.base" | tr -s ' ' '\n')
	b_last=series-base
	for branch in $branches; do
		git rev-parse -q --verify "refs/heads/$branch" >/dev/null ||
			die "$dir has no branch $branch: put it at the last commit of that posting" \
				"(git branch $branch COMMIT)"
		git merge-base --is-ancestor "$b_last" "refs/heads/$branch" ||
			die "the branch $branch does not build on ${b_last#refs/heads/}: the branches of the" \
				"postings ($(echo "$branches" | paste -sd ' ')) are not in line." \
				"git rebase -i --update-refs series-base moves them along"
		[ "$(count_commits "$b_last" "refs/heads/$branch")" -gt 0 ] ||
			die "the branch $branch has no commit of its own: it is where $b_last is"
		b_last=refs/heads/$branch
	done
	b_loose=$(count_commits "$b_last" HEAD)
	[ "$b_loose" -eq 0 ] ||
		die "$b_loose commits of HEAD follow the last branch, $branch, and belong to no posting:" \
			"git branch -f $branch puts them into it"
	[ "$(git rev-parse HEAD)" = "$(git rev-parse "$b_last")" ] ||
		die "HEAD is not $branch, the last branch: the branches are not in line (git checkout $branch," \
			"or git rebase -i --update-refs series-base)"
}

# format_range OUT FROM TO: one file a commit, the same bytes on every machine
format_range() {
	git format-patch -q -o "$1" -N --zero-commit --no-signature --full-index --no-base \
		--no-renames --no-cover-letter --no-thread --no-attach --no-ext-diff --no-color \
		--diff-algorithm=myers --unified=3 --subject-prefix=PATCH --suffix=.patch \
		-p --stat=72 --summary --no-notes "$2..$3"
}

# format OUT BRANCH...: OUT/1-BRANCH and so on
format() {
	f_out=$1 f_number=1 f_last=series-base
	shift
	for f_branch; do
		format_range "$f_out/$f_number-$f_branch" "$f_last" "$f_branch" || return
		f_number=$((f_number + 1)) f_last=$f_branch
	done
}

regenerate() {
	need_tree
	[ -z "$(git status --porcelain --untracked-files=no)" ] ||
		die "$dir has changes that are not committed: commit or drop them first"
	[ -z "$(git rev-list --merges series-base..HEAD)" ] ||
		die "$dir has merges: a series is a line (git rebase series-base)"
	set_branches
	b_foreign=$(git log --format='%h %an <%ae>' series-base..HEAD |
		grep -vxE '[0-9a-f]+ OpenTPH <opentph@localhost>' | head -n 1)
	[ -z "$b_foreign" ] ||
		die "a commit names a person ($b_foreign): patches here are by OpenTPH <opentph@localhost>," \
			"kernel/series post puts in who posts them"
	! git log --format=%B series-base..HEAD | grep -qi '^signed-off-by:' ||
		die "a commit has a Signed-off-by: kernel/series post adds that of who posts it"
	new=$(mktemp -d "$patches.new.XXXXXX") || die "cannot write beside $patches"
	# shellcheck disable=SC2086
	format "$new" $branches || { rm -rf "$new"; die "git format-patch failed"; }
	mkdir -p "$patches"
	find "$patches" -path '*/[1-9]-*/*.patch' -delete
	cp -r "$new/." "$patches" || die "cannot write to $patches"
	find "$patches" -mindepth 1 -type d -empty -delete
	rm -rf "$new"
	set_patches
	say "$(echo "$list" | wc -l) patches in $(echo "$folders" | wc -l) folders of $patches"
}

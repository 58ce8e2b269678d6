# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154,SC2034
# Mails for git send-email, from the person who posts: the patches themselves name nobody.

# need_person FROM: 'Name <address>' that mail can come from
need_person() {
	[ -n "$1" ] || post_refused "give the person who posts: --from 'Name <address>'"
	echo "$1" | grep -qxE '[^<>@"]*[^<>@" ] <[A-Za-z0-9._%+-]+@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}>' ||
		case $1 in
		*@localhost\>) ;;
		*) post_refused "--from '$1' is not 'Name <address>'" ;;
		esac
	np_domain=$(echo "$1" | sed 's/.*@//; s/>$//' | tr '[:upper:]' '[:lower:]')
	case .$np_domain in
	*.example | *.example.com | *.example.net | *.example.org | *.example.edu | *.invalid | \
		*.test | *.localhost | *.localdomain | *.local)
		post_refused "--from '$1': no mail comes from $np_domain, give the address of a person"
		;;
	esac
}

post_refused() {
	die_status=2
	die "$@"
}

need_trailer() {
	echo "$1" | grep -qxE '[A-Z][A-Za-z]*(-[A-Za-z]+)*: [^ ].*' ||
		post_refused "--trailer '$1' is not 'Key: value'"
}

# cover_file NAME: the path of its cover letter, if there is one
cover_file() {
	for cf_file in "$covers/$1.md" "$covers/$1.txt"; do
		[ ! -s "$cf_file" ] || { echo "$cf_file"; return; }
	done
	return 1
}

# cover_text FILE: subject, blank line, body; without the licence's line
cover_text() {
	awk '
	!begun && (/^[[:space:]]*$/ || /SPDX-License-Identifier:/) { next }
	!begun { begun = 1; sub(/^#+ */, ""); sub(/^\[RFC\] */, ""); print; print ""; next }
	!body && /^[[:space:]]*$/ { next }
	{ body = 1; print }' "$1"
}

is_rfc() {
	grep -v SPDX-License-Identifier: "$1" | grep -m 1 . | grep -qE '^(#+ *)?\[RFC\] '
}

# post_commits FROM TO NAME: a branch posted/NAME of the commits in between, on $p_parent
post_commits() {
	p_commits=$(git rev-list --reverse "$1..$2")
	p_branch=posted/$3
	set --
	for p_trailer in $p_trailers "Signed-off-by: $p_from"; do
		set -- "$@" --trailer "$p_trailer"
	done
	for p_commit in $p_commits; do
		git log -1 --format=%B "$p_commit" | git interpret-trailers --where end --if-exists add \
			--if-missing add "$@" >"$tmp/message" || return
		p_parent=$(GIT_AUTHOR_NAME=${p_from% <*} GIT_AUTHOR_EMAIL=$p_address \
			GIT_AUTHOR_DATE=$(git log -1 --format=%ad --date=raw "$p_commit") \
			git commit-tree "$p_commit^{tree}" -p "$p_parent" -F "$tmp/message") || return
	done
	git branch -q -f "$p_branch" "$p_parent"
}

# post_series OUT FROM TRAILERS ALL [NAME]...: for each NAME of the postings ALL a folder of
# OUT with the mails; the cover letters are those of $covers if any NAME is given, and left
# out of all postings otherwise
post_series() {
	p_out=$1 p_from=$2 p_trailers=$3 p_all=$4
	shift 4
	p_wanted=" $(IFS=' ' && echo "$*") "
	p_address=${p_from##*<}
	p_address=${p_address%>}
	p_parent=$(git rev-parse series-base) || return
	p_last=series-base p_number=0
	for p_posting in $p_all; do
		p_before=$p_parent
		post_commits "$p_last" "$p_posting" "$p_posting" || return
		p_last=$p_posting p_number=$((p_number + 1))
		p_prefix=PATCH
		p_letter='--no-cover-letter'
		if [ $# -gt 0 ]; then
			case $p_wanted in *" $p_posting "*) ;; *) continue ;; esac
			p_cover=$(cover_file "$p_posting")
			! is_rfc "$p_cover" || p_prefix='PATCH RFC'
			git config "branch.posted/$p_posting.description" "$(cover_text "$p_cover")" || return
			p_letter='--cover-letter'
		fi
		committer_name=${p_from% <*} committer_address=$p_address
		git format-patch -q -o "$p_out/$p_number-$p_posting" -n --no-signature --no-base \
			--no-thread --no-attach --no-ext-diff --no-color --diff-algorithm=myers \
			--no-renames --stat=72 --summary -p --no-notes --subject-prefix="$p_prefix" \
			--cover-from-description=subject "$p_letter" "$p_before..posted/$p_posting"
		p_status=$?
		committer_name='' committer_address=''
		[ $p_status -eq 0 ] || return
	done
}

# recipients FOLDER: whom MAINTAINERS names for its patches
recipients() {
	[ -e "$tree/scripts/get_maintainer.pl" ] && [ -e "$tree/MAINTAINERS" ] || return 0
	(
		cd "$tree" || exit
		set -- "$1"/*.patch
		case $1 in */0000-cover-letter.patch) shift ;; esac
		maintainers() {
			perl scripts/get_maintainer.pl --no-git --no-git-fallback --no-rolestats "$@"
		}
		maintainers --no-l "$@" | sed 's/^/To: /'
		maintainers --no-m --no-r "$@" | sed 's/^/Cc: /'
	) >"$1/recipients"
}

post() {
	need_person "$from"
	[ -n "$out" ] || post_refused "name a folder for the mails: kernel/series post DIR --from ..."
	[ -z "$(ls -A "$out" 2>/dev/null)" ] || post_refused "$out is not empty"
	for trailer in $trailers; do
		need_trailer "$trailer"
	done
	set_patches
	all=$(for folder in $folders; do posting "$folder"; done)
	[ -n "$wanted" ] || wanted=$all
	# shellcheck disable=SC2086
	need_postings "$all" $wanted
	for name in $wanted; do
		cover_file "$name" >/dev/null ||
			post_refused "the posting $name has no cover letter: write ${covers#"$top"/}/$name.md"
	done
	copy_series
	mkdir -p "$out" || die "cannot create $out"
	# shellcheck disable=SC2086
	post_series "$out" "$from" "$trailers" "$applied" $wanted || die "cannot write the mails"
	for folder in "$out"/*/; do
		recipients "${folder%/}"
		say "${folder%/}: $(find "$folder" -name '*.patch' | wc -l) mails"
	done
	say "look at them, then for each folder: git send-email FOLDER/*.patch (recipients: FOLDER/recipients)"
}

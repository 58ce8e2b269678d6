#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# kernel/series with a tree of three files instead of a kernel: branches become folders
# and folders branches, byte for byte, and errors name what is out of line.
# shellcheck disable=SC2086,SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
series=$top/kernel/series
tree=$scratch/linux
OPENTPH_PATCHES=$scratch/patches
export OPENTPH_PATCHES
postings='fixes pci dma-buf vfio mlx5 udmabuf required'
expect "the postings are those that this test expects" 0 "^postings: $postings\$" \
	cat "$top/kernel/series.base"

git() {
	GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=OpenTPH \
		GIT_AUTHOR_EMAIL=opentph@localhost GIT_COMMITTER_NAME=Committer \
		GIT_COMMITTER_EMAIL=committer@localhost GIT_AUTHOR_DATE='2026-03-04T05:06:07Z' \
		command git -C "$tree" "$@"
}

# change FILE SUBJECT [BODY]: one more line in FILE, one more commit
change() {
	echo "$2" >>"$tree/$1"
	git add -A
	git commit -q -m "$2" ${3:+-m "$3"}
}

mkdir "$tree"
git init -q -b series
change common "base"
git tag series-base
for posting in $postings; do
	change common "$posting: Change a common file"
	[ "$posting" != vfio ] || change vfio "vfio: Add a file"
	git branch "$posting"
done

expect "regenerate" 0 '8 patches in 7 folders' "$series" regenerate "$tree"
expect_true "a folder for each posting, in order" [ "$(cd "$scratch/patches" && echo *)" = \
	"1-fixes 2-pci 3-dma-buf 4-vfio 5-mlx5 6-udmabuf 7-required" ]
expect_true "numbers begin anew in each" [ "$(cd "$scratch/patches" && echo 4-*/* 5-*/*)" = \
	"4-vfio/0001-vfio-Change-a-common-file.patch 4-vfio/0002-vfio-Add-a-file.patch 5-mlx5/0001-mlx5-Change-a-common-file.patch" ]
expect "patches name no person" 0 '^From: OpenTPH <opentph@localhost>$' \
	cat "$scratch/patches/4-vfio/0002-vfio-Add-a-file.patch"

# From the files alone
cp -r "$scratch/patches" "$scratch/first"
git checkout -q -B again series-base
git branch -q -D $postings
expect_true "apply" "$series" apply "$tree"
expect_true "a branch for each posting" [ "$(git rev-list --count series-base..vfio) \
$(git rev-list --count series-base..required)" = "5 8" ]
expect "regenerate again" 0 '8 patches' "$series" regenerate "$tree"
expect_true "the same bytes" diff -r "$scratch/first" "$scratch/patches"
expect "a series that is applied already" fail 'has commits on the base already' "$series" apply "$tree"

# An edit in the middle moves the branches along
git checkout -q -B series required
GIT_SEQUENCE_EDITOR="sed -i '/^pick.*dma-buf: /s/^pick/edit/'" git rebase -q -i series-base \
	>"$scratch/output" 2>&1
echo more >"$tree/dma-buf"
git add -A
git commit -q --amend --no-edit
git rebase --continue >"$scratch/output" 2>&1
expect "regenerate after an edit" 0 '8 patches in 7 folders' "$series" regenerate "$tree"
expect_true "the edit is in its patch, and nowhere else" [ "$(cd "$scratch/patches" && grep -rl '^+more' .)" = \
	"./3-dma-buf/0001-dma-buf-Change-a-common-file.patch" ]

# Out of line
cp -r "$scratch/patches" "$scratch/kept"
git branch -q -m pci saved
expect "a branch is missing" fail 'has no branch pci: put it at the last commit of that posting' \
	"$series" regenerate "$tree"
git branch -q -m saved pci
git branch -q saved pci
git branch -q -f pci series-base
expect "a branch is in front of the one before" fail \
	'the branch pci does not build on fixes: .* are not in line' "$series" regenerate "$tree"
git branch -q -f pci fixes
expect "a posting without commits" fail 'the branch pci has no commit of its own' \
	"$series" regenerate "$tree"
git branch -q -f pci saved
change common "loose"
expect "commits behind the last branch" fail \
	'1 commits of HEAD follow the last branch, required, and belong to no posting' \
	"$series" regenerate "$tree"
git checkout -q -B series mlx5
expect "HEAD is not the last branch" fail 'HEAD is not required, the last branch' \
	"$series" regenerate "$tree"
git checkout -q -B series required
echo >>"$tree/common"
expect "changes that are not committed" fail 'changes that are not committed' \
	"$series" regenerate "$tree"
git checkout -q common
git branch -q saved-required required
change common "signed" "Signed-off-by: Somebody <somebody@somewhere.org>"
git branch -q -f required
expect "a commit that somebody signed off" fail 'has a Signed-off-by' "$series" regenerate "$tree"
git commit -q --amend -m "by a person" --author 'Somebody <somebody@somewhere.org>'
git branch -q -f required
expect "a commit that names a person" fail 'names a person .*Somebody' "$series" regenerate "$tree"
expect_true "errors change no file" diff -r "$scratch/kept" "$scratch/patches"

# Patches in another place than a posting's folder
mv "$scratch/patches/1-fixes/0001-fixes-Change-a-common-file.patch" "$scratch/patches/"
expect "a patch outside the folders" fail 'a folder for each posting' "$series" count
finish

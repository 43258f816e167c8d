#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tree.sh - a revision of a kernel's git tree, or that and a patch series, as a
# small kernel for the VM.
#
#	tree.sh check TREE REV [SERIES]
#	tree.sh build TREE REV [SERIES]
#	tree.sh --help
#
# 'check' finds out whether there is such a revision and the series applies, in
# seconds, and prints what the kernel will be called.  'build' builds it, or
# finds it in the cache, and prints a directory that 'kernels.sh get' and
# 'bench.sh --kernel' take.
#
# SERIES is a directory of patches (*.patch, in the order of its file 'series'
# or of their names) or an mbox.  Patches are put on REV as git apply does, each
# as it stands or not at all.
#
# TREE is only read: no checkout, index, branch or object in it is made or
# changed.  Files come through an index of our own into the cache, where those
# that two revisions share keep their times, so that a build does what has
# changed.  Two builds of a tree wait for each other.
#
# The configuration is tree.config.  The same source gives the same image.
#
# Exit status: 0, 2 usage (no tree, no revision, the series does not apply),
# 4 a tool is missing, 5 the kernel does not build or an internal error.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)

KEEP=24		# kernels of a tree; 60 MB each
LAYOUT=3	# of what keep() leaves: another makes kernels anew
# What a module is built with, beside the tools in scripts/.
HEADERS='Makefile Kbuild scripts include arch/x86/include arch/x86/Makefile'

usage() {
	sed -n '/^#\ttree.sh/s/^#\t//p' "$0"
}

# Set GIT_* for read_git: objects of the tree can be read, none be written to it.
open_tree() {
	local why

	# A hook or git bisect may have said which repository is meant.
	# shellcheck disable=SC2046  # a word a variable
	unset $(git rev-parse --local-env-vars)
	why=$(git -C "$tree" rev-parse --git-dir 2>&1) ||
		die 2 "no git tree in '$tree': ${why#fatal: }"
	gitdir=$(git -C "$tree" rev-parse --path-format=absolute --git-dir)
	common=$(git -C "$tree" rev-parse --path-format=absolute --git-common-dir)
	commit=$(git -C "$tree" rev-parse -q --verify --end-of-options \
		"$rev^{commit}" 2>/dev/null) ||
		die 2 "no revision '$rev' in $tree"
	git -C "$tree" cat-file -e "$commit:arch/x86/Kconfig" 2>/dev/null ||
		die 2 "'$rev' in $tree is not a kernel: it has no arch/x86/Kconfig"
	base=$(cache_dir)/trees/$(basename "$(realpath "$tree")")_$(
		sha1sum <<<"$common" | cut -c1-8)
	mkdir -p "$base/src" "$base/out" "$base/objects" "$base/kernels"
}

# our_git INDEX ARG..: git on the tree's objects, with all that it writes ours.
# That keep() links a file is no change of it.
our_git() {
	local index=$1
	shift
	GIT_DIR=$gitdir GIT_WORK_TREE=$base/src GIT_INDEX_FILE=$base/$index \
		GIT_OBJECT_DIRECTORY=$base/objects \
		GIT_ALTERNATE_OBJECT_DIRECTORIES=$common/objects \
		GIT_OPTIONAL_LOCKS=0 \
		git -C "$base/src" -c core.hooksPath=/dev/null \
		-c core.fsmonitor=false -c core.splitIndex=false \
		-c core.sparseCheckout=false -c core.autocrlf=false \
		-c core.bare=false -c gc.auto=0 -c core.trustctime=false "$@"
}

lock() {
	exec 9>"$base/lock"
	if ! flock -n 9; then
		note "waiting for another tree.sh that is at work on $tree"
		flock 9
	fi
}

# Print the files of the series in their order.
series_files() {
	local file

	if [ -e "$series/series" ]; then
		sed 's/#.*//; s/[ \t].*//; /^$/d' "$series/series" |
			while read -r file; do
				echo "$series/$file"
			done
	else
		find "$series" -maxdepth 1 -type f -name '*.patch' |
			LC_ALL=C sort
	fi
}

# One patch a file, in $work, numbered: a mail's body decoded, a diff as it is.
unpack_series() {
	local file mail nr=0

	if [ -d "$series" ]; then
		series_files >"$work/files"
	else
		mkdir "$work/mails"
		git mailsplit -b -o"$work/mails" -- "$series" >/dev/null 2>&1 ||
			die 2 "--series: '$series' is no mbox and no directory"
		find "$work/mails" -type f | LC_ALL=C sort >"$work/files"
	fi
	mkdir "$work/patches"
	while read -r file; do
		[ -r "$file" ] || die 2 "--series: cannot read $file"
		mail=$work/patches/$(printf %04d $nr)
		rm -f "$mail"*
		if ! grep -qE '^(From|Subject)[ :]' "$file" ||
			! git mailinfo "$mail.log" "$mail" <"$file" \
				>"$mail.info" 2>/dev/null; then
			cp "$file" "$mail"
		fi
		# A cover letter has none.
		grep -qE '^(diff --git |--- )' "$mail" || continue
		sed -n 's/^Subject: //p' "$mail.info" 2>/dev/null >"$mail.name" || :
		[ -s "$mail.name" ] || basename "$file" >"$mail.name"
		nr=$((nr + 1))
	done <"$work/files"
	rm -f "$work/patches/$(printf %04d $nr)"*
	nr_patches=$nr
	[ "$nr" -gt 0 ] || die 2 "--series: no patch in '$series'"
}

# The tree object of the revision with the series on it, in $source.
apply_series() {
	local patch why

	source=$(our_git index rev-parse "$commit^{tree}")
	label=g${commit:0:12} what="git ${commit:0:12}"
	[ -n "$series" ] || return 0
	unpack_series
	rm -f "$base/series-index"
	our_git series-index read-tree "$source"
	for patch in "$work"/patches/????; do
		why=$(our_git series-index apply --cached --whitespace=nowarn \
			"$patch" 2>&1) ||
			die 2 "--series: '$(head -n1 "$patch.name")' does not apply to $rev: $(
				sed -n 's/^error: //p' <<<"$why" | head -n1)"
	done
	source=$(our_git series-index write-tree)
	rm -f "$base/series-index"
	label=p${source:0:12} what+=" + $nr_patches patches"
}

# What uname -r will say: for every kernel of one version of the same length.
release_of() {
	our_git index cat-file blob "$source:Makefile" | awk '
		/^(VERSION|PATCHLEVEL|SUBLEVEL) *=/ { v = v sep $3; sep = "." }
		/^EXTRAVERSION *=/ { v = v $3 }
		END { print v }'
}

# The files of $source in $base/src; those that it has already are not touched.
check_out() {
	# Killed in the middle, the files are of no revision.
	if [ -e "$base/torn" ]; then
		rm -rf "$base/src" "$base/index"
		mkdir "$base/src"
	fi
	touch "$base/torn"
	our_git index read-tree --reset -u "$source"
	rm "$base/torn"
}

# Where Kconfig is as it was the configuration is too.
configure() {
	local key

	key=$({ our_git index ls-tree -r "$source" |
			grep -E 'Kconfig|[.]config$|	scripts/'
		cat "$here/tree.config"
		gcc --version; } | sha1sum)
	[ "$key" != "$(cat "$base/configured" 2>/dev/null)" ] || return 0
	rm -f "$base/configured"
	"$here/kconfig.sh" "$base/src" "$base/out" "$here/tree.config"
	echo "$key" >"$base/configured"
}

compile() {
	local log=$base/log-$label

	note "building $release"
	# Nothing of when, where and by whom is in the image.
	if ! make -s -C "$base/src" O="$base/out" -j"$(nproc)" CC="$(kernel_cc)" \
		LOCALVERSION="-$label" KBUILD_BUILD_TIMESTAMP='2020-01-01' \
		KBUILD_BUILD_USER=dmabench KBUILD_BUILD_HOST=dmabench \
		KBUILD_BUILD_VERSION=1 bzImage modules >"$log" 2>&1
	then
		grep -m3 -E '(error|Error):? ' "$log" >&2 || tail -n 5 "$log" >&2
		die 5 "$release does not build; see $log"
	fi
	rm "$log"
}

# A hash of all that is loaded of the kernel, but for its own name, the
# identifier of the build, and the table of the lines that BUG() and WARN() are
# in, which a comment moves: two revisions that have it in common execute the
# same.
code_of() {
	objcopy -O binary -R .notes -R __bug_table "$1" "$work/code"
	LC_ALL=C sed "s/$label/$(printf "%${#label}s")/g" "$work/code" |
		sha256sum | cut -c1-16
	rm "$work/code"
}

# What is left of the build for later: the image, and what a module is built
# with.  Sources are links: git never writes into a file that it replaces.
keep() {
	local new=$base/new file

	rm -rf "$new"
	mkdir -p "$new/arch/x86/boot" "$new/tools/objtool"
	# shellcheck disable=SC2086  # a word a path
	(cd "$base/src" && cp -al --parents $HEADERS "$new")
	(cd "$base/src" && find arch/x86 -maxdepth 1 -name 'Makefile*' \
		-exec cp -alf --parents {} "$new" \;)
	(cd "$base/out" && cp -a --parents .config System.map Module.symvers \
		modules.* include arch/x86/include arch/x86/boot/bzImage "$new"
	find scripts tools/objtool -type f -perm -u+x ! -name '*.o' \
		-exec cp -a --parents {} "$new" \;
	find scripts -name '*.lds' -exec cp -a --parents {} "$new" \;)
	echo "$what" >"$new/dmabench-version"
	[ ! -e "$base/out/vmlinux" ] ||
		code_of "$base/out/vmlinux" >"$new/dmabench-code"
	mv -T "$new" "$dir"
}

# The oldest kernels of the tree go, but none that was used today.
prune() {
	local old view

	find "$base/kernels" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' |
		sort -rn | tail -n +$((KEEP + 1)) | cut -d' ' -f2- |
		while read -r old; do
			[ -n "$(find "$old" -maxdepth 0 -mtime +0)" ] || continue
			! view=$("$here/kernels.sh" path "$old" 2>/dev/null) ||
				rm -rf "$view"
			rm -rf "$old"
		done
}

build() {
	local tool

	for tool in gcc make flex bison bc; do
		command -v "$tool" >/dev/null ||
			die 4 "no $tool; run scripts/setup.sh install tree"
	done
	dir=$base/kernels/$release-$({ cat "$here/tree.config"; gcc --version
		echo "$LAYOUT"; } | sha1sum | cut -c1-8)
	if [ ! -e "$dir" ]; then
		check_out
		configure
		compile
		keep
		prune
	fi
	touch "$dir"
	echo "$dir"
}

case $#:${1:-} in
1:-h | 1:--help) usage; exit ;;
[34]:check | [34]:build) ;;
*) usage >&2; exit 2 ;;
esac
tree=$2 rev=$3 series=${4:-}
command -v git >/dev/null || die 4 "no git; run scripts/setup.sh install run"
[ -z "$series" ] || [ -e "$series" ] || die 2 "--series: no '$series'"
[ -z "$series" ] || series=$(realpath "$series")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
own_build
open_tree
lock
apply_series
release=$(release_of)-$label
case $1 in
check) echo "$release" ;;
build) build ;;
esac

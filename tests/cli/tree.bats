#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/tree.sh, on a git tree that is a kernel by its names only: its make
# copies files. tests/vm/tree.bats builds and boots real ones.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load tree_helpers

setup() {
	mkdir "$BATS_TEST_TMPDIR/cwd"
	cd "$BATS_TEST_TMPDIR/cwd" || return
	fake_tree "$BATS_TEST_TMPDIR/linux"
	tree=$BATS_TEST_TMPDIR/linux
	export DMABENCH_CACHE=$BATS_TEST_TMPDIR/cache
}

# tree COMMAND ARG..: what it printed is in $output
tree() {
	call "$SCRIPTS/tree.sh" "$@"
}

# built REV [SERIES]: build it, in $dir
built() {
	tree build "$tree" "$@"
	[ "$status" -eq 0 ]
	dir=$output
	[ -d "$dir" ]
}

image() {
	cat "$dir/arch/x86/boot/bzImage"
}

@test "tree.sh --help, and what is no command" {
	tree --help
	[ "$status" -eq 0 ]
	holds "$output" "tree.sh check TREE REV" "tree.sh build TREE REV"
	for args in "" "frob a b" "build a" "check a b c d"; do
		# shellcheck disable=SC2086 # several arguments
		tree $args
		[ "$status" -eq 2 ]
		[ -z "$output" ]
	done
	nothing_written
}

@test "tree.sh: no tree, no revision, no kernel" {
	tree check /no/such HEAD
	refused 2 tree.sh "git tree" "'/no/such'"
	mkdir plain
	tree check plain HEAD
	refused 2 tree.sh "git tree" "'plain'"
	rmdir plain
	for rev in nope HEAD~9 --all "" "HEAD:Makefile"; do
		tree check "$tree" "$rev"
		refused 2 tree.sh revision "'$rev'"
	done
	git -C "$tree" rm -qr arch/x86/Kconfig
	commit "$tree" "no kernel"
	tree check "$tree" HEAD
	refused 2 tree.sh "'HEAD'" kernel
	nothing_written
}

@test "tree.sh check: the name has version and commit" {
	tree check "$tree" HEAD
	[ "$status" -eq 0 ]
	[ "$output" = "6.99.3-g$(git -C "$tree" rev-parse --short=12 HEAD)" ]
	git -C "$tree" tag -a -m x v1
	tree check "$tree" v1
	[ "$output" = "6.99.3-g$(git -C "$tree" rev-parse --short=12 HEAD)" ]
}

@test "tree.sh build: a directory that kernels.sh takes, and knows" {
	built HEAD
	[ "$(image)" = "$(cat "$tree/mapping.c")" ]
	call "$SCRIPTS/kernels.sh" get "$dir"
	[ "$status" -eq 0 ]
	[ "$(cat "$output/release")" = "6.99.3-g$(git -C "$tree" rev-parse --short=12 HEAD)" ]
	[ "$(cat "$output/version")" = "git $(git -C "$tree" rev-parse --short=12 HEAD)" ]
	grep -q '^CONFIG_INTEL_IOMMU=y' "$output/config"
	[ -e "$output/build/Module.symvers" ]
	[ -e "$output/build/include/linux/dma.h" ]
	[ -x "$output/build/scripts/mod/modpost" ]
}

@test "tree.sh build: what is exported for another kernel is not for this one" {
	export ARCH=arm64 KCFLAGS=-DX KBUILD_CHECKSRC=1
	built HEAD
	[ -z "$(cat "$DMABENCH_CACHE/outer")" ]
}

@test "tree.sh build: what is there is not built again" {
	built HEAD
	first=$dir
	edit "$tree" mapping.c two
	built HEAD
	[ "$dir" != "$first" ]
	[ "$(image)" = two ]
	built HEAD~
	[ "$dir" = "$first" ]
	[ "$(wc -l <"$DMABENCH_CACHE/built")" -eq 2 ]
}

@test "tree.sh build: files that two revisions share keep their times" {
	built HEAD
	src=$(echo "$DMABENCH_CACHE"/trees/*/src)
	times() {
		(cd "$src" && find . -type f ! -name "$1" -printf '%p %T@\n')
	}
	before=$(times mapping.c)
	mapping=$(stat -c %y "$src/mapping.c")
	sleep 0.1
	edit "$tree" mapping.c two
	built HEAD
	[ "$(times mapping.c)" = "$before" ]
	[ "$(stat -c %y "$src/mapping.c")" != "$mapping" ]
	# And the configuration, of which nothing changed.
	[ "$(wc -l <"$DMABENCH_CACHE/configured")" -eq 1 ]
	edit "$tree" arch/x86/Kconfig three
	built HEAD
	[ "$(wc -l <"$DMABENCH_CACHE/configured")" -eq 2 ]
}

@test "tree.sh build: the tree is only read" {
	edit "$tree" mapping.c two
	echo staged >"$tree/other.c"
	git -C "$tree" add other.c
	echo changed >"$tree/mapping.c"
	series "$tree" HEAD rename
	state() {
		(cd "$tree" && find . -printf '%p %T@ %s\n' | sort)
	}
	before=$(state)
	built HEAD~
	built HEAD
	[ "$(image)" = two ]
	built HEAD series
	[ "$(state)" = "$before" ]
}

@test "tree.sh build: linked work trees, a bare clone, a git hook's variables" {
	git -C "$tree" worktree add -q "$PWD/linked" HEAD
	edit "$PWD/linked" mapping.c linked
	tree build "$PWD/linked" HEAD
	[ "$(cat "$output/arch/x86/boot/bzImage")" = linked ]
	git clone -q --bare "$tree" bare
	GIT_DIR=$PWD/linked/.git GIT_INDEX_FILE=$PWD/index \
		tree build "$PWD/bare" HEAD
	[ "$status" -eq 0 ]
	[ "$(cat "$output/arch/x86/boot/bzImage")" = one ]
	[ ! -e index ]
}

@test "tree.sh: a series is a directory, its file 'series', an mbox, a mail" {
	edit "$tree" mapping.c two
	edit "$tree" mapping.c three
	git -C "$tree" format-patch -q --cover-letter -o "$PWD/dir" HEAD~2
	git -C "$tree" format-patch -q --stdout HEAD~2 >mbox
	mkdir quilt
	git -C "$tree" diff HEAD~2 HEAD~ >quilt/z.diff
	git -C "$tree" diff HEAD~ HEAD >quilt/a.diff
	printf '# a comment\nz.diff\na.diff -p1\n' >quilt/series
	for series in dir mbox quilt; do
		built HEAD~2 "$series"
		[ "$(image)" = three ]
		[ "$(cat "$dir/dmabench-version")" = \
			"git $(git -C "$tree" rev-parse --short=12 HEAD~2) + 2 patches" ]
	done
	# What comes to the same is the same kernel.
	[ "$(wc -l <"$DMABENCH_CACHE/built")" -eq 1 ]
	built HEAD~ "$(echo dir/0002-*)"
	[ "$(image)" = three ]
}

@test "tree.sh: a mail in quoted-printable" {
	edit "$tree" mapping.c 'x = y'
	git -C "$tree" format-patch -q --stdout HEAD~ |
		sed 's/^Subject:/Content-Type: text\/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n&/; s/^+x = y/+x =3D y/' >mbox
	built HEAD~ mbox
	[ "$(image)" = 'x = y' ]
}

@test "tree.sh: a series that does not apply, or is none: one line, 2" {
	edit "$tree" mapping.c two
	edit "$tree" mapping.c three
	git -C "$tree" format-patch -q -o "$PWD/dir" HEAD~
	for command in check build; do
		tree "$command" "$tree" HEAD~2 dir
		refused 2 tree.sh --series "*three'" HEAD~2 mapping.c:1
	done
	mkdir empty
	tree check "$tree" HEAD empty
	refused 2 tree.sh --series patch "/empty'"
	echo "nothing at all" >text
	tree check "$tree" HEAD text
	refused 2 tree.sh --series patch "/text'"
	tree check "$tree" HEAD nope
	refused 2 tree.sh --series "'nope'"
	echo nope.diff >empty/series
	tree check "$tree" HEAD empty
	refused 2 tree.sh --series /nope.diff
	[ ! -e "$DMABENCH_CACHE/built" ]
}

@test "tree.sh build: what does not build is said, with the log, 5" {
	edit "$tree" mapping.c "error: no such thing"
	tree build "$tree" HEAD
	[ "$status" -eq 5 ]
	[ -z "$output" ]
	log=${stderr_lines[-1]##*see }
	grep -q 'error: no such thing' "$log"
	holds "$stderr" "error: no such thing*tree.sh: *6.99.3-g*see $log"
	# The next one is not of its remains.
	built HEAD~
	[ "$(image)" = one ]
}

@test "tree.sh build: killed in the middle, the next starts anew" {
	built HEAD
	edit "$tree" mapping.c two
	src=$(echo "$DMABENCH_CACHE"/trees/*/src)
	# As if git had written a file, and not yet its index.
	echo torn >"$src/other.c"
	touch "${src%/src}/torn"
	built HEAD
	[ "$(cat "$src/other.c")" = "$(cat "$tree/other.c")" ]
	[ "$(image)" = two ]
}

@test "tree.sh build: two at once wait for each other" {
	edit "$tree" mapping.c two
	export FAKE_BUILD_S=2
	start "$SCRIPTS/tree.sh" build "$tree" HEAD
	wait_for 10 [ -e "$DMABENCH_CACHE/built" ]
	"$SCRIPTS/tree.sh" build "$tree" HEAD~ >b 2>err
	wait "$pid"
	cp "$BATS_TEST_TMPDIR/out" a
	[ "$(cat "$(<a)/arch/x86/boot/bzImage")" = two ]
	[ "$(cat "$(<b)/arch/x86/boot/bzImage")" = one ]
	grep -q 'waiting for ' err
}

@test "tree.sh build: ccache, where there is one" {
	fake_cmd ccache <<-EOF
		#!/bin/sh
		exec "\$@"
	EOF
	built HEAD
	grep -qx 'CC=ccache gcc' "$DMABENCH_CACHE/made"
}

@test "tree.sh build: old kernels go, those of today stay" {
	built HEAD
	for i in $(seq 30); do
		cp -r "$dir" "$dir-$i"
		[ "$i" -gt 20 ] || touch -d '2 days ago' "$dir-$i"
	done
	edit "$tree" mapping.c two
	built HEAD
	# 24 are kept: this one, 11 of today, 12 older ones.
	[ "$(find "${dir%/*}" -mindepth 1 -maxdepth 1 | wc -l)" -eq 24 ]
}

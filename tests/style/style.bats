#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# style.bats - what a reviewer would say first, said by machines.

bats_require_minimum_version 1.5.0

setup_file() {
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	export TOP
	cd "$TOP" || return
}

setup() {
	cd "$TOP" || return
}

# files PATTERN..: in $files, a line each.  There is one, or the test fails: what
# is held of no file is not held.
files() {
	files=$BATS_TEST_TMPDIR/files
	tests/files.sh "$@" >"$files"
}

# those of text
text_files() {
	files
	sed -i -E '/[.](png|xz)$/d' "$files"
	[ -s "$files" ]
}

@test "the files of a tree that is no git checkout are the same" {
	files
	mkdir -p "$BATS_TEST_TMPDIR/tree"
	tar -cf - -T "$files" | tar -C "$BATS_TEST_TMPDIR/tree" -xf -
	cd "$BATS_TEST_TMPDIR/tree"
	mkdir -p build results/20990101T000000Z-user tests/unit
	touch build/x.c results/20990101T000000Z-user/run.json bench/x.o
	diff "$files" <(GIT_CEILING_DIRECTORIES=$BATS_TEST_TMPDIR tests/files.sh)
	# No file is an error: who lists the files of this does not pass.
	run -1 tests/files.sh '*.nonesuch'
}

@test "shellcheck has nothing to say" {
	files '*.sh' scripts/vm-init .ci/run
	xargs shellcheck -x <"$files"
	files '*.bats' '*.bash'
	xargs shellcheck -x -s bash -e SC2154,SC2030,SC2031 <"$files"
}

# checkpatch OPTION..: over $files, from where it may leave a file.
checkpatch() {
	(cd "$BATS_TEST_TMPDIR" && sed "s|^|$TOP/|" "$files" |
		xargs "$src/scripts/checkpatch.pl" --no-tree --terse \
			--no-summary --show-types "$@" -f)
}

@test "checkpatch has nothing to say" {
	local src ignore
	src=$("$TOP/scripts/kernels.sh" source debian:6.1) ||
		skip "no linux-source to take checkpatch from"
	# Not asked: what only makes sense inside the kernel's tree (its own
	# types, BIT(), __printf), splitting of long messages, and macros that
	# make functions and tables.
	ignore=PREFER_KERNEL_TYPES,BIT_MACRO,AVOID_EXTERNS,VOLATILE
	ignore+=,PREFER_DEFINED_ATTRIBUTE_MACRO,CAMELCASE
	ignore+=,SPLIT_STRING,LONG_LINE_STRING
	ignore+=,COMPLEX_MACRO,MACRO_ARG_REUSE,MACRO_ARG_PRECEDENCE
	ignore+=,MULTISTATEMENT_MACRO_USE_DO_WHILE,TRAILING_SEMICOLON
	ignore+=,MACRO_WITH_FLOW_CONTROL
	files 'kmod/*.[ch]' 'bench/*.[ch]'
	checkpatch --strict --ignore "$ignore"
	# It takes 1e-9 for a subtraction, a macro's argument for a statement.
	files 'tests/*.[ch]'
	checkpatch --ignore "$ignore,SPACING,SUSPECT_COMMA_SEMICOLON"
}

@test "text is ASCII" {
	text_files
	run ! xargs grep -lP '[^\x00-\x7F]' <"$files"
}

@test "every source file names its licence" {
	local file bad=
	files '*.c' '*.h' '*.S' '*.sh' '*.py' '*.bats' '*.bash' '*.gp' \
		Makefile '*.mk' kmod/Kbuild
	while read -r file; do
		head -n 3 "$file" | grep -q SPDX-License-Identifier ||
			bad+=" $file"
	done <"$files"
	[ -z "$bad" ] || { echo "without SPDX:$bad"; false; }
}

@test "C is at most 80 columns wide, but for a string" {
	local file

	files '*.c' '*.h'
	while read -r file; do
		expand -t8 "$file" | awk -v file="$file" \
			'length > 80 && !/"/ { print file ":" FNR ": " $0 }'
	done <"$files" >"$BATS_TEST_TMPDIR/wide"
	cat "$BATS_TEST_TMPDIR/wide"
	[ ! -s "$BATS_TEST_TMPDIR/wide" ]
}

@test "source files have at most 500 lines" {
	local file lines bad=

	files '*.c' '*.h' '*.sh' '*.bats'
	while read -r file; do
		lines=$(wc -l <"$file")
		[ "$lines" -le 500 ] || bad+=" $file:$lines"
	done <"$files"
	[ -z "$bad" ] || { echo "too long:$bad"; false; }
}

@test "nothing is left open in the source" {
	text_files
	sed -i '\#^tests/style/style.bats$#d' "$files"
	run ! xargs grep -nwE 'TODO|FIXME|XXX' <"$files"
}

@test "no mirror's host is written anywhere" {
	local host n=0
	text_files
	while read -r host; do
		run ! xargs grep -lF -e "$host" <"$files"
		n=$((n + 1))
	done < <(sed -nE 's#^[^\#]*[a-z]+://([^/ ]+).*#\1#p' \
		/etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
		sort -u)
	[ "$n" -gt 0 ] || skip "no host in the sources of apt, if there is apt"
}

@test "every command, and every option of its --help, is in the man page" {
	local program=${DMABENCH_BUILD:-$TOP/build}/dmabench
	local cmd option options bad='' n=0
	for cmd in $("$program" --help | sed -n 's/^  \([a-z]\+\) .*/\1/p'); do
		grep -q "^[.]SS $cmd\b" bench/dmabench.1 || bad+=" $cmd"
		"$program" "$cmd" --help >"$BATS_TEST_TMPDIR/help"
		options=$(grep -oE -- '--[a-z-]+' "$BATS_TEST_TMPDIR/help" |
			sort -u)
		for option in $options; do
			grep -qF -- "${option//-/\\-}" bench/dmabench.1 ||
				bad+=" $cmd:$option"
			n=$((n + 1))
		done
	done
	[ -z "$bad" ] || { echo "missing:$bad"; false; }
	[ "$n" -gt 20 ]
}

# of_run NAME: what bench/run/defaults.h says
of_run() {
	sed -n "s/^#define RUN_$1[[:space:]]*\"*\([a-z0-9]*\).*/\1/p" \
		bench/run/defaults.h
}

@test "the man page has the defaults that a run has" {
	local name
	for name in BOOTS PASSES; do
		grep -qE "1 to $(of_run MOST) \(default $(of_run "$name")\)" \
			<(grep -A1 -E "^[.]BR .*${name,,}" bench/dmabench.1)
	done
	grep -A4 -F 'suite =' bench/dmabench.1 |
		grep -qx "[.]BR $(of_run SUITE) )\."
}

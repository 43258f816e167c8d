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

# Files that git knows, or would: a test of a clone and of a work tree.
files() {
	git ls-files --cached --others --exclude-standard -- "$@"
}

@test "shellcheck has nothing to say" {
	files '*.sh' scripts/vm-init .ci/run | xargs shellcheck -x
	files '*.bats' '*.bash' | xargs shellcheck -x -s bash -e SC2154,SC2030,SC2031
}

# checkpatch OPTION..: over $BATS_TEST_TMPDIR/files, where it may leave a file.
checkpatch() {
	(cd "$BATS_TEST_TMPDIR" && sed "s|^|$TOP/|" files |
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
	files 'kmod/*.[ch]' 'bench/*.[ch]' >"$BATS_TEST_TMPDIR/files"
	checkpatch --strict --ignore "$ignore"
	# It takes 1e-9 for a subtraction, a macro's argument for a statement.
	files 'tests/*.[ch]' >"$BATS_TEST_TMPDIR/files"
	checkpatch --ignore "$ignore,SPACING,SUSPECT_COMMA_SEMICOLON"
}

@test "text is ASCII" {
	files | grep -vE '[.](png|xz)$' >"$BATS_TEST_TMPDIR/files"
	run ! xargs grep -lP '[^\x00-\x7F]' <"$BATS_TEST_TMPDIR/files"
}

@test "every source file names its licence" {
	local file bad=
	for file in $(files '*.c' '*.h' '*.S' '*.sh' '*.bats' '*.gp' Makefile \
		'*.mk' kmod/Kbuild); do
		head -n 3 "$file" | grep -q SPDX-License-Identifier ||
			bad+=" $file"
	done
	[ -z "$bad" ] || { echo "without SPDX:$bad"; false; }
}

@test "C is at most 80 columns wide, but for a string" {
	local file

	files '*.c' '*.h' | while read -r file; do
		expand -t8 "$file" | awk -v file="$file" \
			'length > 80 && !/"/ { print file ":" FNR ": " $0 }'
	done >"$BATS_TEST_TMPDIR/wide"
	cat "$BATS_TEST_TMPDIR/wide"
	[ ! -s "$BATS_TEST_TMPDIR/wide" ]
}

@test "source files have at most 500 lines" {
	run -0 bash -c "wc -l $(files '*.c' '*.h' '*.sh' '*.bats' | paste -sd' ') |
		awk '\$1 > 500 && \$2 != \"total\"'"
	[ -z "$output" ]
}

@test "nothing is left open in the source" {
	files | grep -vE '[.](png|xz)$|style.bats' >"$BATS_TEST_TMPDIR/files"
	run ! xargs grep -nwE 'TODO|FIXME|XXX' <"$BATS_TEST_TMPDIR/files"
}

@test "no mirror's host is written anywhere" {
	local host
	files | grep -vE '[.](png|xz)$' >"$BATS_TEST_TMPDIR/files"
	while read -r host; do
		run ! xargs grep -lF -e "$host" <"$BATS_TEST_TMPDIR/files"
	done < <(sed -nE 's#^[^\#]*[a-z]+://([^/ ]+).*#\1#p' \
		/etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
		sort -u)
}

@test "every option of --help is in the man page and the completion" {
	local cmd option bad=
	for cmd in list run report compare explain plot history export check env; do
		for option in $("${DMABENCH_BUILD:-$TOP/build}/dmabench" $cmd --help |
			grep -oE -- '--[a-z-]+' | sort -u); do
			grep -qF -- "${option//-/\\-}" bench/dmabench.1 ||
				bad+=" man:$cmd:$option"
			grep -qF -- "$option" bench/dmabench.bash-completion ||
				bad+=" completion:$cmd:$option"
		done
	done
	[ -z "$bad" ] || { echo "missing:$bad"; false; }
}

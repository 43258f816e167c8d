#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# rooms.bats - the tree is as CONTRIBUTING.md's tables say it is: which file may
# use which, and where things are.  What finds a fault is shown one, too.

# shellcheck disable=SC2016 # what is quoted, in Markdown
bats_require_minimum_version 1.5.0

setup_file() {
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	export TOP BUILD=${DMABENCH_BUILD:-$TOP/build}
	make -s -C "$TOP" O="$BUILD" all >&2
}

setup() {
	cd "$TOP" || return
}

uses() {
	python3 "$BATS_TEST_DIRNAME/uses.py" "$@"
}

# What the program is linked of.  uses.py asks for an object of every source.
program_objects() {
	echo "$BUILD/bench=bench" "$BUILD/plain/dispatch=kmod/dispatch" \
		"$BUILD/plain/backend=kmod/backend"
}

# house: a small tree that is right, to be in
house() {
	mkdir -p "$BATS_TEST_TMPDIR"/house/{bench/{row,stats,cmd},kmod/{dispatch,uapi},build}
	cd "$BATS_TEST_TMPDIR/house" || return
	printf '%s\n' '| room | for |' '|---|---|' '| `row` | |' \
		'| `stats` | |' '| `cmd` | |' '' '| other |' '| `nothing` |' \
		>CONTRIBUTING.md
	echo '#include "kmod/uapi/abi.h"' >bench/row/row.h
	printf '%s\n' '#include <stdio.h>' '' '#include "row/row.h"' \
		>bench/stats/stats.c
	printf '%s\n' '#include "commit.h"' '#include "stats/stats.h"' \
		>bench/cmd/cmd.c
	touch bench/stats/stats.h kmod/uapi/abi.h kmod/window.h
	echo '#include "../uapi/abi.h"' >kmod/dispatch/dispatch.h
	echo '#include "dispatch/dispatch.h"' >kmod/main.c
	run -0 uses rooms
	run -0 uses circles
}

# fault LINE: the tree has it and no other
fault() {
	run -1 uses rooms
	[ "$output" = "$1" ]
}

# object FILE: compiled, where uses.py is told to look
object() {
	mkdir -p "build/$(dirname "$1")"
	gcc -w -I. -Ibench -c -o "build/${1%.c}.o" "$1"
}

@test "a room of bench/ uses itself and rooms above it, kmod/ none" {
	# shellcheck disable=SC2046 # several
	uses rooms $(program_objects)
}

@test "planted: a room that is used from above is named, file and line" {
	house
	echo '#include "stats/stats.h"' >>bench/row/row.h
	fault 'bench/row/row.h:2: #include "stats/stats.h": row may not use stats, which is below it'
}

@test "planted: an include that does not name its room, or any" {
	local include
	house
	for include in '"stats.h"' '"../stats/stats.h"' '<stats/stats.h>' \
		'"bench/stats/stats.h"'; do
		echo "# include $include" >bench/stats/stats.c
		fault "bench/stats/stats.c:1: # include $include: the room is not named; write \"stats/stats.h\""
	done
	echo '#include "stats/nope.h"' >bench/stats/stats.c
	fault 'bench/stats/stats.c:1: #include "stats/nope.h": there is no such file'
}

@test "planted: between bench/ and kmod/ what may not be" {
	house
	echo '#include "kmod/window.h"' >bench/stats/stats.c
	fault 'bench/stats/stats.c:1: #include "kmod/window.h": bench/ uses only kmod/{backend,dispatch,uapi}'
	echo >bench/stats/stats.c
	echo '#include "row/row.h"' >>kmod/main.c
	fault 'kmod/main.c:2: #include "row/row.h": kmod/ uses nothing of bench/'
}

@test "planted: a folder that is no room, a room that is no folder" {
	house
	mkdir bench/attic
	touch bench/attic/attic.c
	fault "bench/attic: is no room of CONTRIBUTING.md's table"
	rm -r bench/attic bench/cmd
	fault "bench/cmd: a room of CONTRIBUTING.md's table without C"
	mkdir bench/cmd
	touch bench/cmd/cmd.h bench/main.c
	fault "bench/main.c: is in no room"
}

@test "planted: a declaration does not hide which room is used" {
	house
	echo 'int deep(void) { return 0; }' >bench/cmd/cmd.c
	echo 'int deep(void); int f(void) { return deep(); }' >bench/stats/stats.c
	object bench/cmd/cmd.c
	object bench/stats/stats.c
	run -1 uses rooms build/bench=bench
	[ "$output" = "bench/stats/stats.c: uses deep of bench/cmd/cmd.c: stats may not use cmd, which is below it" ]
}

@test "no circle of files in bench/, by includes and by objects" {
	# shellcheck disable=SC2046 # several
	uses circles $(program_objects)
}

@test "no circle of files in kmod/, by includes and by objects" {
	local kernel kmod

	uses circles
	kernel=$(scripts/kernels.sh path debian:6.1) || true
	[ -e "$kernel/build" ] ||
		skip "debian:6.1 is not in the cache: no objects, only includes"
	kmod=$BUILD/kmod/$(<"$kernel/release")
	scripts/kmod.sh "$kernel" "$kmod"
	uses circles "$kmod=kmod"
}

@test "planted: a circle of includes" {
	house
	echo '#include "kmod/dispatch/dispatch.h"' >bench/row/row.h
	echo '#include "../window.h"' >kmod/dispatch/dispatch.h
	echo '#include "dispatch/dispatch.h"' >kmod/window.h
	run -1 uses circles
	[ "$output" = 'circle: kmod/dispatch/dispatch.h kmod/window.h
    kmod/dispatch/dispatch.h:1: #include "../window.h"
    kmod/window.h:1: #include "dispatch/dispatch.h"' ]
}

@test "planted: a circle of calls and data, over three files" {
	house
	echo 'extern int b(void), x; int a(void) { return b(); }' >bench/row/a.c
	echo 'extern int c; int b(void) { return c; }' >bench/row/b.c
	echo 'int a(void); int (*const c)(void) = a;' >bench/row/c.c
	echo 'int a(void); int d(void) { return a(); }' >bench/row/d.c
	for file in bench/row/?.c bench/stats/stats.c; do
		object "$file"
	done
	echo 'int d(void) { return 0; }' >bench/cmd/cmd.c
	run -1 uses circles build/bench=bench
	[ "${lines[0]}" = "bench/cmd/cmd.c: no object below build/bench" ]
	echo >bench/cmd/cmd.c
	echo >commit.h
	object bench/cmd/cmd.c
	# That of a source that is gone says nothing.
	cp build/bench/row/d.o build/bench/row/gone.o
	run -1 uses circles build/bench=bench
	[ "$output" = 'circle: bench/row/a.c bench/row/b.c bench/row/c.c
    bench/row/a.c: uses b of bench/row/b.c
    bench/row/b.c: uses c of bench/row/c.c
    bench/row/c.c: uses a of bench/row/a.c' ]
}

# named FILE..: what of bench/ and tests/unit a Makefile names, but for programs
# that are not built as the others
named() {
	grep -nHoE '(bench|tests/unit)/[a-z_/]*[.][chSo]\>' "$@" |
		grep -vE ':(bench/prog/[a-z_]+[.][co]|bench/measure/retpoline.S)$'
}

@test "no Makefile names a file of bench/ or a unit test" {
	tests/files.sh Makefile '*.mk' >"$BATS_TEST_TMPDIR/files"
	run -0 xargs cat <"$BATS_TEST_TMPDIR/files"
	[[ $output == *'bench/*/*.c'* ]]
	# shellcheck disable=SC2046 # several
	run -1 named $(<"$BATS_TEST_TMPDIR/files")
	[ -z "$output" ]
	echo 'OBJS += bench/stats/shift.o' >"$BATS_TEST_TMPDIR/planted.mk"
	run -0 named "$BATS_TEST_TMPDIR/planted.mk"
}

# A build of all of it would take minutes: what is built stays, and of the unit
# tests is read what make would do.
@test "a file, a subcommand and a unit test need no line in a Makefile" {
	mkdir -p "$BATS_TEST_TMPDIR/tree/build"
	tests/files.sh Makefile 'bench/*' 'kmod/*' 'plots/*' 'scripts/*' 'tests/*' |
		tar -cf - -T - | tar -C "$BATS_TEST_TMPDIR/tree" -xf -
	cd "$BATS_TEST_TMPDIR/tree"
	cp -a "$BUILD"/{bench,plain,retpoline,plain.o,retpoline.o} build
	find build -name '*.d' -delete
	cat >bench/stats/planted.h <<-'EOF'
		int planted(void);
	EOF
	cat >bench/stats/planted.c <<-'EOF'
		#include "stats/planted.h"
		int planted(void) { return 42; }
	EOF
	cat >bench/cmd/planted.c <<-'EOF'
		#include "cmd/cmd.h"
		#include "stats/planted.h"
		int cmd_planted(int argc, char **argv) { return planted(); }
	EOF
	sed -i '/^int cmd_env/a int cmd_planted(int argc, char **argv);' bench/cmd/cmd.h
	sed -i '/{ "env", cmd_env/a { "planted", cmd_planted, "planted" },' \
		bench/prog/main.c
	make -s O=build "$PWD/build/dmabench"
	run -42 build/dmabench planted
	printf '%s\n' '/*' ' * Wraps: planted' ' */' >tests/unit/test_planted.c
	make -n O=build unit-tests check-unit >said
	grep -qE -- '-c -o .* tests/unit/test_planted\.c$' said
	grep -qE -- '-Wl,--wrap=planted -o .*/unit/test_planted ' said
	grep -qE '^for t in .*\<test_planted\>' said
	grep -qE -- '-c -o .* bench/stats/planted\.c$' said
}

# rows HEAD: the rows of CONTRIBUTING.md's table whose head begins so, or of all
rows() {
	awk -v head="| $1" '!/^\|/ { n = 0 }
		/^\|/ && !n++ { wanted = index($0, head) == 1 }
		/^\|/ && wanted && n > 2' CONTRIBUTING.md
}

# code: what is marked so
code() {
	grep -oE '`[^`]+`' | tr -d '`'
}

# in_tree: those of the words that are paths, and are not here; a NAME is any
in_tree() {
	local word
	while read -r word _; do
		[[ $word == *[./]* && $word != '<'* ]] || continue
		[ -n "$(compgen -G "${word//NAME/*}")" ] ||
			echo "CONTRIBUTING.md: no $word"
	done
}

@test "every path in a table of CONTRIBUTING.md is there" {
	rows | code >"$BATS_TEST_TMPDIR/words"
	[ "$(grep -c / "$BATS_TEST_TMPDIR/words")" -gt 60 ]
	run in_tree <"$BATS_TEST_TMPDIR/words"
	echo "$output"
	[ -z "$output" ]
	run in_tree <<<$'bench/cmd/NAME.c and\nbench/nope/NAME.c\nnope.c\nword'
	[ "$output" = "CONTRIBUTING.md: no bench/nope/NAME.c
CONTRIBUTING.md: no nope.c" ]
}

# A header is where its .c is.
@test "every file of kmod/ is in one row of CONTRIBUTING.md" {
	local file nr bad=
	rows 'part of kmod/ |' | code >"$BATS_TEST_TMPDIR/words"
	for file in kmod/*.[ch] kmod/*/; do
		[ "$file" = "${file%.h}" ] || [ ! -e "${file%.h}.c" ] || continue
		nr=$(grep -cxF "$file" "$BATS_TEST_TMPDIR/words") || true
		[ "$nr" = 1 ] || bad+=" $file:$nr"
	done
	[ -z "$bad" ] || { echo "not once:$bad"; false; }
}

@test "what is outside has the doors that CONTRIBUTING.md says" {
	local row header file path door found n=0
	while read -r row; do
		read -r header path < <(code <<<"$row" | paste -sd' ')
		run -0 grep -rlF "#include ${header%>}" bench
		for file in "${lines[@]}"; do
			found=
			for door in $path; do
				[[ $file != "$door"* ]] || found=1
			done
			[ -n "$found" ] || { echo "$file includes $header"; false; }
		done
		n=$((n + 1))
	done < <(rows 'to |')
	[ "$n" -ge 4 ]
}

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# types.bats - words of a result are read at the door, in result/: nobody behind
# it compares a target, a unit, a status or the key of an environment as text.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
}

# compared FILE..: file:line of each such comparison.  A call may go on in the
# line behind; what is compared is a field or a variable of that name, a key's
# beginning, or a word that is one of those.
compared() {
	awk '
		FNR == 1 { before = "" }
		{
			text = before " " $0
			sub(/^[ \t]+/, "", text)
			at = FNR - (before != "")
			call = "(cmp|fnmatch|strstr)[(](([^;{}|&?()]|[(][^()]*[)])*[^A-Za-z0-9_])?"
			word = "(target|unit|status|design|backend)[^A-Za-z0-9_(]"
			env = "row[a-z]*([[].*[]])?(->|[.])env[^.A-Za-z0-9_]"
			text_of = "\"((user|host|vm)/[^\"]*|insn/op|cycles/op|functional|insn|known|running|kernel-[a-z]*|void|not run)\""
			if (text ~ call "(" word "|" env "|" text_of ")")
				print FILENAME ":" at ": " text
			before = ""
			if ($0 ~ "(cmp|fnmatch|strstr)[(][^;{}]*$")
				before = $0
		}' "$@"
}

# Names of rows are parsed in row/, environments collected in machine/.
readers() {
	find bench -name '*.[ch]' ! -path 'bench/result/*' \
		! -path 'bench/machine/*' ! -path 'bench/row/*'
}

@test "nobody outside result/ compares a result's words" {
	[ "$(readers | xargs grep -l strcmp | wc -l)" -gt 20 ]
	readers | sort >"$BATS_TEST_TMPDIR/files"
	# shellcheck disable=SC2046 # names without blanks
	compared $(<"$BATS_TEST_TMPDIR/files") >"$BATS_TEST_TMPDIR/found"
	cat "$BATS_TEST_TMPDIR/found"
	[ ! -s "$BATS_TEST_TMPDIR/found" ]
}

# planted LINE..: it is found, with the line it begins in
planted() {
	printf '%s\n' '#include <string.h>' '' "$@" >"$BATS_TEST_TMPDIR/x.c"
	compared "$BATS_TEST_TMPDIR/x.c" >"$BATS_TEST_TMPDIR/found"
	grep -q '/x.c:3: ' "$BATS_TEST_TMPDIR/found" ||
		{ echo "not found: $*"; return 1; }
}

@test "a planted comparison is found, over two lines too" {
	planted 'if (!strcmp(row->unit, "x"))'
	planted 'if (strncmp(e->key, "vm/", 3))'
	planted 'return !strcmp(text, "insn/op");'
	planted 'return strcmp(row->design, running);'
	planted 'bool vm = !strcmp(target, other);'
	planted 'if (!strcmp(r->row[i].env, env))'
	planted 'if (strcmp(unit_name(row->unit),' '	   "functional"))'
	planted 'if (!strcmp(rather_long_name(x),' '	    row->backend))'
	# Others are let be.
	printf '%s\n' 'if (!strcmp(word, "none"))' 'x = env_get(e, "vm.unit");' \
		'p = strcmp(info->target_name, "x86_64");' \
		'if (row->unit == UNIT_INSN) strcmp(a->name, b->name);' \
		>"$BATS_TEST_TMPDIR/x.c"
	compared "$BATS_TEST_TMPDIR/x.c" >"$BATS_TEST_TMPDIR/found"
	cat "$BATS_TEST_TMPDIR/found"
	[ ! -s "$BATS_TEST_TMPDIR/found" ]
}

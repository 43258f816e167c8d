#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench export: what other tools make of it.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables
# shellcheck disable=SC2016 # jq's variables

bats_require_minimum_version 1.5.0
load helpers
load run_helpers
load publish_helpers

setup_file() {
	build_program
}

# A user row in cycles without and with retpolines, one that was disturbed; a
# VM's row, one that it cannot have, the instrument's loop.
mixed_run() {
	plant run 'user("plain") as $p | user("retpoline") as $r |
		vm("6.1.0-56-amd64"; "6.1.192-2"; "intel"; "lazy") as $v |
		run($p, $r, $v;
		(row($p; "direct/null/map_single"; 3.5) | floor_of(0.25)),
		(row($p; "global/null/map_sg:16@cold"; 1) | .nents = 16 |
			.n = 10 | .rejected = 246 |
			missing("void"; "void: 96 % of its windows were disturbed (interrupt 246)")),
		row($r; "direct/null/map_single"; 19.0625),
		row($v; "known/none/adds8"; 10),
		row($v; "per-device/null/map_single"; 23),
		(row($v; "running/kernel-iommu/iova_link"; 1) |
			missing("not supported"; "this kernel or target has no such row")))'
}

# export FORMAT: of run, into the file out
export_run() {
	dmabench export --format "$1" run
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	echo "$output" >out
}

@test "json: by its schema, and run.json's numbers" {
	mixed_run
	dmabench export run
	[ "$status" -eq 0 ]
	echo "$output" >out
	follows export.schema.json out
	[ "$(jq -c '[.suite, .seed, .complete, .commit]' out)" = \
		'["quick",7,true,"0123456789ab"]' ]
	for key in name env target unit design backend device op state size \
		nents depth threads boots identical n rejected median mean p1 \
		p50 p90 p99 min max ci_low ci_high place_min place_max; do
		[ "$(jq -c ".rows[].$key" out)" = \
			"$(jq -c ".rows[].$key" run/run.json)" ]
	done
	[ "$(jq -c '.rows[] | [.kernel, .iommu, .mode, .thunk, .floor]' out |
		uniq)" = '["6.18.44","","","none",0.25]
["6.18.44","","","none",null]
["6.18.44","","","retpoline",null]
["6.1.0-56-amd64","intel","lazy","retpoline",null]' ]
	has "$(jq -r '.rows[].unavailable | select(. != "")' out)" \
		$'void: 96 % *\n*no such row'
	# The file may be named, and json is the default.
	dmabench export -f json run/run.json
	[ "$output" = "$(<out)" ]
}

@test "json and csv: text that needs quoting arrives" {
	mixed_run
	jq '.environment["user/plain"]."cpu.name" = "a \"b\", c\\d\t\u00e9"' \
		run/run.json >quoted
	mv quoted run/run.json
	export_run json
	[ "$(jq -r '.rows[0].cpu' out)" = $'a "b", c\\d\t\xc3\xa9' ]
	export_run csv
	python3 - out <<-'END'
		import csv, sys
		rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
		assert rows[0]["cpu"] == 'a "b", c\\d\t\u00e9', rows[0]["cpu"]
	END
}

@test "csv: a line a row, the fields of json" {
	mixed_run
	export_run json
	mv out json
	export_run csv
	python3 - out json <<-'END'
		import csv, json, sys
		rows = json.load(open(sys.argv[2]))["rows"]
		lines = list(csv.reader(open(sys.argv[1])))
		assert len(lines) == 1 + len(rows) == 7
		assert lines[0] == list(rows[0])
		for line, row in zip(lines[1:], rows):
		    assert len(line) == len(row)
		    for text, value in zip(line, row.values()):
		        if value is None or isinstance(value, str):
		            assert text == (value or ""), (text, value)
		        else:
		            assert json.loads(text) == value, (text, value)
	END
}

@test "gobench: by the grammar of the format, a line a value" {
	mixed_run
	export_run gobench
	user="cpu=Planted CPU @ 2.60GHz goarch=amd64 goos=linux kernel=6.18.44 pkg=dmabench/user"
	vm="cpu=QEMU TCG CPU version 2.5+ goarch=amd64 goos=linux iommu=intel"
	vm+=" kernel=6.1.0-56-amd64 mode=lazy pkg=dmabench/vm"
	[ "$(python3 "$BATS_TEST_DIRNAME/check_gobench.py" out)" = \
"$user thunk=none | BenchmarkDMA/design=direct/backend=null/op=map_single/state=hot-1 | 3.5 cycles/op
$user thunk=retpoline | BenchmarkDMA/design=direct/backend=null/op=map_single/state=hot-1 | 19.0625 cycles/op
$vm thunk=retpoline | BenchmarkDMA/design=known/backend=none/op=adds8/state=hot-1 | 10 insn/op
$vm thunk=retpoline | BenchmarkDMA/design=per-device/backend=null/op=map_single/state=hot-1 | 23 insn/op" ]
	# Counts are exact, and of both units less is better.
	grep -qxF 'Unit insn/op assume=exact better=lower' out
	grep -qxF 'Unit cycles/op better=lower' out
	# What has no number is said, where nobody reads it as a result.
	grep -q '^# global/null/map_sg:16@cold: void: ' out
	grep -q '^# running/kernel-iommu/iova_link: .*no such row' out
}

@test "gobench: a line a boot, where the run has them" {
	plant run 'vm("6.1.0-56-amd64"; "6.1.192-2"; "intel"; "lazy") as $v |
		run($v; row($v; "direct/null/map_single"; 14) | .boots = 4 |
			.boot_median = [14, null, 15, 14] |
			.boot_least = [14, null, 15, 13])'
	export_run gobench
	[ "$(python3 "$BATS_TEST_DIRNAME/check_gobench.py" out |
		cut -d'|' -f3)" = $' 14 insn/op\n 15 insn/op\n 14 insn/op' ]
	# The clean slopes are those of the three boots.
	[ "$(grep -c $'^BenchmarkDMA/.*\t85\t' out)" -eq 3 ]
}

@test "gobench: the checker is not one that takes everything" {
	unit="Unit insn/op assume=exact"
	good="BenchmarkDMA/op=a-1 5 3.5 insn/op"
	check() {
		printf '%s\n' "$@" >text
		call python3 "$BATS_TEST_DIRNAME/check_gobench.py" text
	}
	check "$unit" "key: value" "key:" "$good"
	[ "$status" -eq 0 ]
	for bad in "${good% *}" "${good/3.5/x}" "${good/ 5 / 0 }" \
		"${good/insn/ticks}" "${good/DMA/dma}" "${good/-1/}" \
		"Unit insn/op assume" "Key: value" "key:value" "what?"; do
		check "$unit" "$bad"
		[ "$status" -ne 0 ]
	done
}

# kunit: what the kernel's own parser makes of out, in the file said
kunit() {
	local src
	src=$("$SCRIPTS/kernels.sh" source debian:6.1) ||
		skip "no linux-source to take kunit.py from"
	call "$src/tools/testing/kunit/kunit.py" parse "$PWD/out"
	echo "$output" >said
}

@test "ktap: kunit.py of Linux 6.1 reads it" {
	mixed_run
	export_run ktap
	grep -qxF '  # direct/null/map_single cycles_per_op=3.5 n=256 rejected=0' out
	grep -qxF '  # per-device/null/map_single insn_per_op=23 n=256 rejected=0' out
	kunit
	# A row that was disturbed is not ok.
	[ "$status" -eq 1 ]
	grep -q 'Ran 6 tests: passed: 4, failed: 1, skipped: 1$' said
	grep -q 'user/plain (2 subtests)' said
	grep -qF '[FAILED] global/null/map_sg:16@cold' said
	grep -qF '[SKIPPED] running/kernel-iommu/iova_link' said
	grep -qF '[PASSED] vm/6.1.0-56-amd64+intel+lazy' said
	! grep -q ERROR said || false
	jq 'del(.rows[1])' run/run.json >clean
	mv clean run/run.json
	export_run ktap
	kunit
	[ "$status" -eq 0 ]
	grep -q 'Ran 5 tests: passed: 4, skipped: 1$' said
	! grep -q ERROR said || false
}

@test "ktap: an instrument that is off, and a run that is not complete" {
	mixed_run
	jq 'del(.rows[1]) | .complete = false |
		.rows[2].max = 11' run/run.json >off
	mv off run/run.json
	dmabench export --format ktap run
	[ "$status" -eq 0 ]
	one_error "dmabench export" "'run'" "not complete"
	echo "$output" >out
	kunit
	[ "$status" -eq 1 ]
	grep -qF '[FAILED] known/none/adds8' said
	grep -qF '[FAILED] complete' said
	grep -q 'Ran 6 tests: passed: 3, failed: 2, skipped: 1$' said
	! grep -q ERROR said || false
}

@test "perf: an object a line, with the keys that perf's own test knows" {
	mixed_run
	export_run perf
	[ "$(jq -rc '[."counter-value", .unit, .event, .cgroup,
		(."pcnt-running" * 100 | round)]' out)" = \
'["3.500000","cycles/op","direct/null/map_single","user/plain",10000]
["<not counted>","cycles/op","global/null/map_sg:16@cold","user/plain",391]
["19.062500","cycles/op","direct/null/map_single","user/retpoline",10000]
["10.000000","insn/op","known/none/adds8","vm/6.1.0-56-amd64+intel+lazy",10000]
["23.000000","insn/op","per-device/null/map_single","vm/6.1.0-56-amd64+intel+lazy",10000]
["<not supported>","insn/op","running/kernel-iommu/iova_link","vm/6.1.0-56-amd64+intel+lazy",10000]' ]
	src=$("$SCRIPTS/kernels.sh" source debian:6.1) ||
		skip "no linux-source to take perf's test from"
	python3 "$src/tools/perf/tests/shell/lib/perf_json_output_lint.py" <out
}

@test "rows that only ran are no results" {
	plant run 'vm("6.1.0-56-amd64"; "6.1.192-2"; "intel"; "lazy") as $v |
		run($v; row($v; "direct/null/map_single@threads2"; 4242) |
			.unit = "functional" | .threads = 2)'
	for format in json csv gobench ktap perf; do
		export_run "$format"
		! grep -q 4242 out || false
		[ "$format" = perf ] || grep -q 'nothing' out
	done
	grep -qF '"<not counted>"' out
}

@test "bad input: one line, and 2 or 3" {
	dmabench export
	usage_error run directory
	dmabench export a b
	usage_error run
	dmabench export --format xml /
	usage_error --format "'xml'" json csv gobench ktap perf
	dmabench export --format
	usage_error "'--format'"
	dmabench export /no/such
	refused 2 "dmabench export" "'/no/such'" run.json
	echo '{' >bad.json
	dmabench export bad.json
	refused 2 "dmabench export" "run.json, line"
	plant run 'run(user("plain"); empty)'
	dmabench export run
	refused 3 "dmabench export" "no row"
}

@test "a full disk is no success" {
	[ -e /dev/full ] || skip "no /dev/full"
	mixed_run
	run -5 --separate-stderr bash -c '"$0" export run >/dev/full' "$DMABENCH"
	holds "$stderr" "standard output"
}

@test "the reference runs: every format" {
	for dir in "$TOP"/results/reference/*/; do
		cp "$dir/run.json" .
		dmabench export run.json
		echo "$output" >out
		follows export.schema.json out
		[ "$(jq '.rows | length' out)" -eq "$(jq '.rows | length' run.json)" ]
		dmabench export --format gobench run.json
		echo "$output" >out
		[ "$(python3 "$BATS_TEST_DIRNAME/check_gobench.py" out | wc -l)" -eq \
			"$(jq '[.rows[] | select(.median != null) |
				.boot_median // [.median] | .[] |
				select(. != null)] | length' run.json)" ]
	done
}

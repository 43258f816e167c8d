#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench compare: pairing, verdicts, how they are printed. Runs are planted.
# What is refused is comparable.bats; the statistics are test_verdict.c.

# shellcheck disable=SC2016 # programs of jq
# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load compare_helpers

setup_file() {
	build_program
}

single=per-device/null/map_single
unmap=per-device/null/unmap_single
sg=running/kernel-direct/map_sg:16

@test "compare: what is planted is a run by the schema" {
	plant a vm_run
	plant b 'user_run(5)'
	python3 -c 'import json, jsonschema, sys
for run in sys.argv[2:]:
    jsonschema.validate(json.load(open(run)), json.load(open(sys.argv[1])))' \
		"$TOP/results/schema.json" a/run.json b/run.json
}

@test "compare: of a run and itself every row is the same" {
	plant a vm_run
	plant b vm_run
	compare 0 a b
	[ -z "$stderr" ]
	says 'B vs A 3 rows, insn: 0 more, 0 fewer, 3 same, 0 unclear'
	says 'same: 3 rows.*--all.*'
	compare 0 --all a b/run.json
	says "$single 23 23 0 0 same"
	says "$sg 958 958 0 0 same"
}

@test "compare: counts are exact: one instruction is a difference" {
	plant a vm_run
	plant b "vm_run | (.rows[] | is(\"$sg\")) |= set(959) |
		(.rows[] | is(\"$single\")) |= set(22) | (.rows[] | is(\"$unmap\")) |= set(24)"
	compare 0 a b
	says 'B vs A 3 rows, insn: 2 more, 1 fewer, 0 same, 0 unclear'
	says 'worst \+20.0 % \(\+4 insn\)'
	says 'best -4.35 % \(-1 insn\)'
	# By effect, the largest first.
	[ "$(grep -E ' (more|fewer)$' said | tr -s ' ')" = \
"$unmap 20 24 +4 +20.0 more
$single 23 22 -1 -4.35 fewer
$sg 958 959 +1 +0.10 more" ]
	says 'insn .*exact.*n 2\+2.*'
	! grep -q Holm said || false
}

@test "compare: one row differs between boots: it is judged with noise" {
	plant a vm_run
	plant b "vm_run | (.rows[] | is(\"$sg\")) |=
		(.boot_median = [958, 960] | .boot_least = [958, 960] | .identical = false)"
	compare 0 a b
	says "$sg 958.00 959.00 \+1.00 \+0.10 unclear"
	says 'unclear: 2 and 2 values.* 4 .*'
}

@test "compare: of a row with a state, less than half an instruction is the same" {
	plant a "vm_run | (.rows[] | is(\"$sg\")) |= (set(958) | .max = 1200)"
	plant b "vm_run | (.rows[] | is(\"$sg\")) |= (set(958.02) | .max = 1200)"
	compare 0 --gate a b
	says 'B vs A 3 rows, insn: 0 more, 0 fewer, 3 same, 0 unclear'
	says 'by less than 0\.5 insn.*'
	plant b "vm_run | (.rows[] | is(\"$sg\")) |= (set(958.5) | .max = 1200)"
	compare 1 --gate a b
	# What has none is exact to the last digit.
	plant a "vm_run | (.rows[] | is(\"$sg\")) |= set(958)"
	plant b "vm_run | (.rows[] | is(\"$sg\")) |= set(959)"
	compare 1 --gate --margin 5 a b
}

# seed FILTER: rows of another seed, of which sg has a state by FILTER
seed() {
	plant a "vm_run | (.rows[] | is(\"$sg\")) |= ($1)"
	plant b "vm_run | .seed = 2 | (.rows[] | is(\"$sg\")) |= ($1 | set(970))"
	compare 0 a b
	says 'B vs A 3 rows, insn: 0 more, 0 fewer, 2 same, 1 unclear'
	says 'unclear: 1 and 1 values.* 4 .*'
	says '.*--seed.*'
}

@test "compare: how many boots are behind a count is said of those that are by boot" {
	plant a "vm_run | (.rows[] | is(\"$sg\")) |= (.max = 1200)"
	plant b "vm_run | .seed = 2 | (.rows[] | is(\"$sg\")) |= (.max = 1200)"
	compare 0 a b
	says 'insn .*exact.*n 2\+2.*each boot read.*'
}

@test "compare: a row with a state, of another seed, is no exact count" {
	seed '.max = 1200'
	# Its operations differ, though each window holds the same ones.
	seed '.min = 958.25 | .max = 958.25 | .median = 958.25'
	# That both read the same count is no chance.
	plant b "vm_run | .seed = 2 | (.rows[] | is(\"$sg\")) |=
		(.min = 958.25 | .max = 958.25 | .median = 958.25 | .boot_median = [958.25, 958.25])"
	plant a "vm_run | (.rows[] | is(\"$sg\")) |=
		(.min = 958.25 | .max = 958.25 | .median = 958.25 | .boot_median = [958.25, 958.25])"
	compare 0 a b
	says 'B vs A 3 rows, insn: 0 more, 0 fewer, 3 same, 0 unclear'
	# Of one seed it is.
	plant a "vm_run | (.rows[] | is(\"$sg\")) |= (.max = 1200)"
	plant b "vm_run | (.rows[] | is(\"$sg\")) |= (set(970) | .max = 1200)"
	compare 0 a b
	says "$sg 958 970 \+12 \+1.25 more"
	plant b "vm_run | .suite = \"full\" | (.rows[] | is(\"$sg\")) |= (set(970) | .max = 1200)"
	compare 0 a b
	says "$sg 958.00 970.00 \+12.00 \+1.25 unclear"
}

@test "compare: a run of an early version is one value" {
	plant a 'vm_run | .rows |= map(del(.boot_median, .boot_least))'
	plant b vm_run
	compare 0 a b
	says 'B vs A 3 rows, insn: 0 more, 0 fewer, 3 same, 0 unclear'
	# Its boots differed, and that is all that is known.
	plant a 'vm_run | .rows |= map(del(.boot_median, .boot_least) | .identical = false)'
	compare 0 a b
	says 'B vs A 3 rows, insn: 0 more, 0 fewer, 0 same, 3 unclear'
}

@test "compare: with one to three values a side it says what cannot be said" {
	local n
	processes a 10.00 10.01 10.02 10.03
	processes b 15.00 15.01 15.02 15.03
	for n in 1 2 3; do
		mkdir "a$n" "b$n"
		printf '%s\0' a/* | head -zn "$n" | xargs -0 cp -rt "a$n"
		printf '%s\0' b/* | head -zn "$n" | xargs -0 cp -rt "b$n"
		compare 0 "a$n" "b$n"
		says "unclear: $n and $n values.* 4 .*"
		says "CI -; ratio 1.[0-9]+; n $n\\+$n"
		says 'EXPLORATORY.* 10 .*'
	done
	compare 0 a b
	says "$single 10.0. 15.0. \+5.00 \+49.9 slower"
	says 'CI \+4.97 to \+5.03; ratio 1.499 .*; n 4\+4; p 0.029'
}

@test "compare: ten runs a side: slower, faster, same, with an interval" {
	processes a 10.{00..09}
	processes b 12.{00..09}
	processes same 10.{02..11}
	compare 0 a b
	says "$single 10.0. 12.0. \+2.00 \+19.9 slower"
	says 'CI \+1.97 to \+2.03; ratio 1.199 \(1.19. to 1.20.\); n 10\+10; p 1.1e-05'
	! grep -q EXPLORATORY said || false
	compare 0 b a
	says 'B vs A 1 row, cyc: 0 slower, 1 faster, 0 same, 0 unclear'
	compare 0 a same
	says 'B vs A 1 row, cyc: 0 slower, 0 faster, 1 same, 0 unclear'
	# Commas join what a directory holds, and one run is not two.
	compare 0 a/100,a/101,a/102,a/103 b/100,b/101,b/102,b/103
	says 'CI .*; n 4\+4; p 0.029'
	compare 2 a/100,a/100 b
	warns "'100'.* twice .*A"
	# Three sides: each against the first.
	compare 0 a b same
	says 'B vs A 1 row, cyc: 1 slower, 0 faster, 0 same, 0 unclear'
	says 'C vs A 1 row, cyc: 0 slower, 0 faster, 1 same, 0 unclear'
}

@test "compare: ties, and constants that are equal" {
	processes a 10 10 10 10 10 10 10 10 10 10
	processes b 10 10 10 10 10 10 10 10 10 10
	compare 0 --all a b
	says "$single 10.00 10.00 0.00 0 same"
	says 'CI 0.00 to 0.00; ratio 1.000 .*; n 10\+10; p 1'
	processes c 12 12 12 12 12 12 12 12 12 12
	compare 0 a c
	says "$single 10.00 12.00 \+2.00 \+20.0 slower"
	processes d 10 10 10 10 10 11 11 11 11 11
	compare 0 a d
	says 'B vs A 1 row, cyc: 0 slower, 0 faster, 0 same, 1 unclear'
}

@test "compare: the floor of A/A: no difference of its size is believed" {
	local aa='.aa = { n: 24, diff: 0, low: -2.5, high: 2.5, half_width: 2.5, floor: 2.5 }'
	processes a 10.{00..09}
	processes b 12.{00..09}
	jq ".rows[0] |= ($aa)" b/103/run.json >new
	mv new b/103/run.json
	compare 0 a b
	says 'floor 2.50'
	says 'unclear.* floor.*'
}

@test "compare: --margin and --rows" {
	processes a 10.{00..09}
	processes b 10.{30..39}
	compare 0 a b
	says 'B vs A 1 row, cyc: 1 slower, 0 faster, 0 same, 0 unclear'
	compare 0 --margin 0.5 a b
	says 'B vs A 1 row, cyc: 0 slower, 0 faster, 1 same, 0 unclear'
	compare 0 --margin 0.1 a b
	says 'B vs A 1 row, cyc: 1 slower, 0 faster, 0 same, 0 unclear'
	compare 0 --margin 1% a b
	says 'B vs A 1 row, cyc: 1 slower, 0 faster, 0 same, 0 unclear'
	compare 0 --margin 5% a b
	says 'B vs A 1 row, cyc: 0 slower, 0 faster, 1 same, 0 unclear'
	plant v vm_run
	plant w vm_run
	compare 0 --rows 'per-device/*' --rows '*/map_sg:16' v w
	says 'B vs A 3 rows, .*'
	compare 0 --rows 'per-device/*' v w
	says 'B vs A 2 rows, .*'
	compare 3 --rows 'none/*' v w
	warns '^dmabench compare: .*number.*both'
}

@test "compare: rows of one side, or without a number, are said" {
	plant a 'vm_run | .rows += [values("vm/6.1"; "global/null/map_single"; [19])] |
		.environment["user/plain"] = user_env |
		.rows += [values("user/plain"; "global/null/map_single"; [2])]'
	plant b "vm_run | (.rows[] | is(\"$unmap\")) |= (.status = \"not supported\" | .median = null |
		.n = 0 | del(.boot_median, .boot_least) | .unavailable = \"x\") |
		.rows += [values(\"vm/6.1\"; \"direct/null/map_single\"; [14])]"
	compare 0 a b
	says 'B vs A 2 rows, insn: 0 more, 0 fewer, 2 same, 0 unclear'
	says '3 not compared.*'
	says 'not compared, 1 row:.* A only'
	says 'global/null/map_single'
	says 'not compared, 1 row:.* B only'
	says 'direct/null/map_single'
	says 'not compared, 1 row: B .*no number.*'
	says '.*A only: user/plain'
}

# Three kernels and two kinds of IOMMU in one run.
kernels='a_run(
	{ "vm/6.1.0+intel+lazy": vm_env("6.1.0"),
	  "vm/6.1.0+none": (vm_env("6.1.0") | .["vm.iommu"] = "none"),
	  "vm/6.12+deb12+intel+lazy": vm_env("6.12+deb12"),
	  "vm/6.12+deb12+none": (vm_env("6.12+deb12") | .["vm.iommu"] = "none"),
	  "vm/7.0+none": (vm_env("7.0") | .["vm.iommu"] = "none") };
	[ values("vm/6.1.0+intel+lazy"; "running/kernel-iommu/map_single"; [1000, 1000]),
	  values("vm/6.1.0+none"; "running/kernel-direct/map_single"; [99, 99]),
	  values("vm/6.12+deb12+intel+lazy"; "running/kernel-iommu/map_single"; [806, 806]),
	  values("vm/6.12+deb12+none"; "running/kernel-direct/map_single"; [108, 108]),
	  values("vm/7.0+none"; "running/kernel-direct/map_single"; [99, 99]) ])'

@test "compare: one run of several kernels: the first is the base" {
	plant k "$kernels"
	compare 0 k
	says 'A k'
	says 'kernel 6.1.0'
	says 'kernel 6.12\+deb12'
	says 'varied kernel.release: A 6.1.0, B 6.12\+deb12'
	says 'B vs A 2 rows, insn: 1 more, 1 fewer, 0 same, 0 unclear'
	says 'C vs A 1 row, insn: 0 more, 0 fewer, 1 same, 0 unclear'
	says 'running/kernel-iommu/map_single 1000 806 -194 -19.4 fewer'
	says 'running/kernel-direct/map_single 99 108 \+9 \+9.09 more'
	says '.*A only: vm/6.1.0\+intel\+lazy'
	plant a vm_run
	compare 0 --format json k
	by_schema
	compare 2 a
	warns "'a'.* one kernel.* vm"
}

@test "compare: SIDE:ENV takes some environments, keys pair first" {
	plant k "$kernels"
	compare 0 --vary kernel k:vm/6.1.0 k:vm/6.12
	says 'B vs A 2 rows, insn: 1 more, 1 fewer, 0 same, 0 unclear'
	compare 0 k:vm/6.1.0+none k
	says 'B vs A 1 row, insn: 0 more, 0 fewer, 1 same, 0 unclear'
	says 'vm/6.1.0\+none'
	compare 2 k:vm/6.2 k
	warns "'k:vm/6.2'.* environment"
}

@test "compare: json, md and csv" {
	processes a 10.{00..09}
	processes b 12.{00..09}
	compare 0 --format json a b
	[ "$(jq -r '.rows[0] | "\(.verdict) \(.n_a) \(.unit) \(.diff.low > 1.9) \(.ratio.mid > 1.1)"' said)" = \
		"slower 10 cycles/op true true" ]
	[ "$(jq -c '.summary[0] | [.slower, .worst]' said)" = "[1,\"$single\"]" ]
	by_schema
	compare 0 --format csv a b
	[ "$(python3 -c 'import csv, sys
rows = list(csv.DictReader(open(sys.argv[1])))
assert all(None not in r and None not in r.values() for r in rows)
print(len(rows), rows[0]["verdict"], rows[0]["diff"])' said)" = "1 slower 2" ]
	compare 0 --format md a b
	grep -qF "| +2.00 | +1.97 to +2.03 | 1.199 | slower |" said
	plant u 'vm_run | .rows |= .[:2]'
	plant v vm_run
	compare 0 --format json u v
	by_schema
	compare 0 --format csv u v
	[ "$(grep -c 'side B only' said)" = 1 ]
	python3 -c 'import csv, sys
assert len({len(r) for r in csv.reader(open(sys.argv[1]))}) == 1' said
}

@test "compare: colour on a terminal only, and not with NO_COLOR" {
	plant a vm_run
	plant b "vm_run | (.rows[] | is(\"$single\")) |= set(26)"
	compare 0 a b
	! grep -q $'\033' said || false
	script -qec "'$DMABENCH' compare a b" /dev/null >shown
	grep -q $'\033\[31mmore' shown
	NO_COLOR=1 script -qec "'$DMABENCH' compare a b" /dev/null >shown
	grep -q more shown
	! grep -q $'\033' shown || false
}

@test "compare: what is asked badly is status 2 and one line" {
	local arg
	plant a vm_run
	for arg in '--vary moon' '--format pdf' '--margin x' '--margin -1' \
		'--max-regress 1' '--gate --max-regress 2%%' '--nonsense'; do
		# shellcheck disable=SC2086 # two words
		compare 2 $arg a a
		[ -z "$output" ]
		has "${stderr_lines[0]}" 'dmabench compare: *'
	done
	compare 2
	compare 2 a nowhere
	one_error 'dmabench compare' "'nowhere'" run.json
	mkdir empty
	compare 2 a empty
	one_error 'dmabench compare' "'empty'" run.json
	echo '{' >empty/run.json
	compare 2 a empty
	one_error 'dmabench compare' "'empty'" "run.json, line "
}

@test "compare: long names, and text of others, stay in 72 columns of ASCII" {
	local name=running/kernel-iommu/unmap_single:2097152@ring4096+off4095+bidi+skip+random+each
	plant a "a_run({ \"vm/6.1\": vm_env(\"6.1\") };
		[ values(\"vm/6.1\"; \"$name\"; [30462123.5, 30462123.5]) ])"
	plant b "a_run({ \"vm/6.1\": (vm_env(\"6.2\") | .[\"kernel.version\"] =
			\"#1 \\u00e4\\u001b[31m \\(\"x\" * 100)\") };
		[ values(\"vm/6.1\"; \"$name\"; [1, 1]), values(\"vm/6.1\"; \"$name+xcpu\"; [1, 2]) ])"
	jq '.environment["vm/6.1"]["kernel.version"] = "1"' a/run.json >new
	mv new a/run.json
	compare 0 --vary kernel a b
	says '3.0e\+07 1 -3e\+07 -100 fewer'
	compare 3 a b
	warns 'kernel.version'
	narrow warned
}

@test "compare: ten boots of 500 rows and 100k windows in 2 s and 500 MiB" {
	local made='a_run({ "vm/6.1": vm_env("6.1") };
		[ range(500) as $i | values("vm/6.1"; "global.\($i + 1)/null/map_single";
			[range(10) | $base + $i + (. * 7919 + $i * 104729) % 100 / 100]) |
		  .n = 1000000 | .identical = false ])'
	plant a "1000 as \$base | $made"
	plant b "1100 as \$base | $made"
	# Windows are summed up in run.json: nobody reads these.
	echo garbage | tee a/samples.csv >b/samples.csv
	# Of the processor, or of a busy machine more.
	run -0 bash -c "ulimit -v 512000 -t 2; exec '$DMABENCH' compare a b"
	grep -q '500 rows, insn: 500 more' <<<"$output"
}

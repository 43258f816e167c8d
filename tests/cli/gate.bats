#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench compare: what a gate makes of verdicts, what it cannot judge, and what
# of a difference is none. Runs are planted.

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

@test "compare: --gate names what is slower and ends with 1" {
	plant a vm_run
	plant b "vm_run | (.rows[] | is(\"$single\")) |= set(26) | (.rows[] | is(\"$sg\")) |= set(961)"
	compare 0 --gate a a
	[ -z "$stderr" ]
	compare 0 a b
	compare 1 --gate a b
	one_error 'dmabench compare' more "$single (+3 insn)*$sg (+3 insn)"
	compare 0 --gate b a
	compare 0 --gate --max-regress 3 a b
	compare 1 --gate --max-regress 2.5 a b
	compare 1 --gate --max-regress 1% a b
	one_error 'dmabench compare' more "$single (+3 insn)"
	[[ $stderr != *"$sg"* ]]
	compare 0 --gate --max-regress 15% a b
	# A row that was lost is none that got through; one that is new is.
	plant c "vm_run | (.rows[] | is(\"$single\")) |= (missing(\"not supported\"; \"not here\"))"
	compare 0 a c
	compare 3 --gate a c
	one_error 'dmabench compare' number "$single"
	compare 125 --bisect a c
	compare 0 --gate c a
}

@test "compare: --gate passes what was judged; else it says what that takes" {
	local i
	# Forty rows from 40 to 80 cycles, one run a side, twice as slow.
	for i in a b; do
		plant $i/1 "user_run(1) | .rows = [range(40) |
			values(\"user/plain\"; \"global.\(. + 1)/null/map_single\";
			[(40 + .) * $([ $i = a ] && echo 1 || echo 2.01)])]"
	done
	compare 3 --gate a b
	says 'B vs A 40 rows, cyc: 0 slower, 0 faster, 0 same, 40 unclear'
	one_error 'dmabench compare' "40 rows" unclear "7 runs"
	# What its interval says is no slower is let through.
	rm -rf a b
	processes a 10.{00..09}
	processes b 10.{02..11}
	compare 0 --gate a b
	processes c 10 11 12 13 14 15 16 17 18 19
	processes d 11 12 13 14 15 16 17 18 19 20
	compare 3 --gate c d
	one_error 'dmabench compare' "1 row" unclear max-regress
	compare 0 --gate --max-regress 5 c d
}

@test "compare: two kernels: their API is what was asked, designs stand beside" {
	plant k 'a_run({ "vm/6.1": vm_env("6.1"), "vm/6.2": vm_env("6.2") };
		[ values("vm/6.1"; "running/null/map_single"; [10, 10]),
		  values("vm/6.2"; "running/null/map_single"; [10, 10]),
		  values("vm/6.1"; "global/null/map_single"; [20, 20]),
		  values("vm/6.2"; "global/null/map_single"; [23, 23]) ])'
	compare 0 --gate k
	says 'B vs A 1 row, insn: 0 more, 0 fewer, 1 same, 0 unclear'
	says 'beside it 1 row, insn: 1 more, 0 fewer, 0 same, 0 unclear'
	says 'global/null/map_single 20 23 \+3 \+15.0 more'
	compare 0 --format json k
	by_schema
	[ "$(jq -c '[.rows[] | .asked]' said)" = "[true,false]" ]
	# Who names them asks for them.
	compare 1 --gate --rows 'global/*' k
}

@test "compare --against: how far the designs of a run are from one" {
	# In cycles by placements: half a cycle, none, and what is not known.
	plant a 'user_run(1) | .rows = ([["global", 5], ["per-device", 5.5],
		["global-hook", 5.001]] | map(. as [$d, $v] |
		values("user/plain"; "\($d)/null/map_single"; [$v]) |
		.placements = [range(8) | $v + . / 100]))'
	compare 0 --all --against global a
	says 'per-device/null/map_single 5.0. 5.5. \+0.50 \+[0-9.]+ slower'
	says 'global-hook/null/map_single 5.0. 5.0. 0.00 .* (same|unclear)'
	says 'CI \+0.4. to \+0.5.; .*n 8\+8.*'
	plant v 'vm_run | .rows += [values("vm/6.1"; "global/null/map_single"; [19, 19])]'
	compare 0 --against global v
	says "$single 19 23 \+4 \+21.1 more"
	compare 2 --against nobody v
	one_error 'dmabench compare' "'v'" "'nobody'"
	compare 2 --against global v v
	compare 2 --against global --gate v
	# However many rows a run has: each is asked with the designs beside it.
	plant w 'user_run(1) | .rows = ([range(200) as $n | ["global", 5], ["per-device", 5.5] |
		. as [$d, $v] | values("user/plain"; "\($d)/null/map_single:\($n + 1)"; [$v]) |
		.placements = [range(8) | $v + . / 100]])'
	compare 0 --against global w
	says 'B vs A 200 rows, cyc: 200 slower, 0 faster, 0 same, 0 unclear'
	grep -q 'over placements' said
	run ! grep -q EXPLORATORY said
}

@test "compare: a check of the device that came out otherwise is no pass" {
	plant a 'vm_run | .environment["vm/6.1"]["edu.after_unmap"] = "refused"'
	plant b "vm_run | .environment[\"vm/6.1\"][\"edu.after_unmap\"] = \"reached\" |
		(.rows[] | is(\"$unmap\")) |= set(10)"
	compare 0 a b
	says 'NOT THE SAME WORK.*'
	says 'CHECK edu.after_unmap: A refused, B reached'
	[ "$(grep -n CHECK said | cut -d: -f1)" -lt "$(grep -n 'B vs A' said | cut -d: -f1)" ]
	compare 3 --gate a b
	one_error 'dmabench compare' edu.after_unmap reached refused
	compare 125 --bisect a b
	compare 0 --format json a b
	by_schema
	# Wrong bytes void that side, and who says --force is told so.
	plant c 'vm_run | .environment["vm/6.1"]["edu.map_sg"] = "DIFFERENT"'
	compare 3 a c
	warns 'edu.map_sg'
	compare 3 a c --gate
}

@test "compare: kernels of the same code compare nothing" {
	plant k 'a_run({ "vm/6.1": (vm_env("6.1") | .["vm.code"] = "12ab"),
		"vm/6.2": (vm_env("6.2") | .["vm.code"] = "12ab") };
		[ values("vm/6.1"; "running/null/map_single"; [10, 10]),
		  values("vm/6.2"; "running/null/map_single"; [10, 10]) ])'
	compare 0 k
	says 'NOTHING TO COMPARE.*'
	compare 3 --gate k
	one_error 'dmabench compare' "same code"
	# It is as good as what is good.
	compare 0 --bisect k
}

@test "compare: elements of REP are counted, and are no gain" {
	local split='.split = { ops: 10, insn: (.median * 10), data_lines: null, code_lines: null,
		kinds: true, functions: [{ name: "f", part: "entry", insn: (.median * 10), indirect: 0,
		loads: 0, stores: 0, locked: $locked, rep: $rep }] }'
	plant a "vm_run | 10 as \$locked | 0 as \$rep | (.rows[] | is(\"$single\")) |= ($split)"
	plant b "vm_run | 20 as \$locked | 0 as \$rep | (.rows[] | is(\"$single\")) |= (set(25) | $split)"
	compare 0 a b
	says "$single 23 25 \+2 \+8.70 more"
	says 'of which \+1 locked'
	# Fewer, for they are elements that a CPU would not have taken so long for.
	plant c "vm_run | 10 as \$locked | 200 as \$rep | (.rows[] | is(\"$single\")) |= (set(40) | $split)"
	compare 0 c a
	says "$single 40 23 -17 -42.5 unclear"
	says 'of which -20 elements of REP'
	says 'unclear: .*string instructions.*'
	compare 3 --gate a c
	# Three of the others are more.
	compare 3 --gate c a
	one_error 'dmabench compare' unclear REP
	# As many, and one of them is dear.
	plant d "vm_run | 20 as \$locked | 0 as \$rep | (.rows[] | is(\"$single\")) |= ($split)"
	compare 0 a d
	says "$single 23 23 0 0 unclear"
	says 'of which \+1 locked'
	compare 3 --gate a d
	one_error 'dmabench compare' unclear LOCK
	compare 0 --gate d a
	compare 0 --format json a d
	by_schema
	jq -e ".rows[] | select(.name == \"$single\") | .kinds.locked == 1" said
	compare 0 --format md a d
	grep -q 'unclear: .*, of which +1 locked |' said
	# Elements and others, as many as of the others and elements before.
	plant e "vm_run | 10 as \$locked | 100 as \$rep | (.rows[] | is(\"$single\")) |= ($split)"
	compare 3 --gate a e
	# An early run, or one without --split, did not count them.
	plant f "vm_run | 10 as \$locked | 0 as \$rep | (.rows[] | is(\"$single\")) |= (set(25) | $split | del(.split.kinds))"
	compare 0 c f
	grep -q 'it was not counted what is locked' said
	run ! grep -q 'of which' said
}

@test "compare: what is slower by more than is let through, perhaps, is no pass" {
	processes a 100 100.2 100.4 100.6 100.8 101 101.2 101.4
	processes b 101.5 101.6 101.8 102 102.2 104 105 106
	compare 1 --gate a b
	says '.*/map_single .* slower'
	compare 3 --gate --max-regress 2% a b
	one_error 'dmabench compare' "1 row" unclear
	compare 0 --gate --max-regress 8% a b
}

@test "compare: --bisect: 0 good, 1 bad, 125 cannot say" {
	plant a vm_run
	plant b "vm_run | (.rows[] | is(\"$single\")) |= set(26)"
	compare 0 --bisect a a
	compare 0 --bisect b a
	compare 1 --bisect a b
	compare 0 --bisect --max-regress 3 a b
	rm -rf c
	processes c 10 11
	processes d 20 21
	compare 125 --bisect c d
	one_error 'dmabench compare' "1 row" unclear
	plant v 'vm_run | .complete = false'
	compare 125 --bisect a v
	plant o 'vm_run | .environment["vm/6.1"]["vm.qemu"] = "9"'
	compare 125 --bisect a o
	compare 125 --bisect a c
	compare 125 --bisect a nowhere
	compare 125 --bisect a --max-regress x
}

@test "compare: forty rows are what scipy makes of them, in every digit" {
	local i
	# Eight values a side: of a clock with a step, so that they tie on both
	# sides, and others.
	jq -n '[range(40) | . as $r | { key: "global.\($r + 1)/null/map_single",
		value: [range(8) | . as $i | 40 + $r +
			(if $r % 2 == 0 then (($i * 7 + $r) % 3) / 4
			 else (($i * 7919 + $r * 104729) % 1000) / 500 end)] }] |
		from_entries' >a.json
	jq 'to_entries | map((.key | capture("global.(?<n>[0-9]+)/").n |
		tonumber) as $r | .value |= [to_entries[] |
		.value * [1, 1.001, 1.05, 0.96][$r % 4] +
		[0.25, 0, .key / 997, 0][$r % 4]]) | from_entries' \
		a.json >b.json
	for i in {0..7}; do
		plant "a/$i" "user_run(1) | .rows = [$(cat a.json) | to_entries[] |
			values(\"user/plain\"; .key; [.value[$i]])]"
		plant "b/$i" "user_run(1) | .rows = [$(cat b.json) | to_entries[] |
			values(\"user/plain\"; .key; [.value[$i]])]"
	done
	compare 0 --format json a b
	by_schema
	"$BATS_TEST_DIRNAME/scipy_compare.py" said a.json \
		b.json
	run -0 jq -r '[.rows[].verdict] | unique | join(" ")' said
	[ "$output" = "faster same slower unclear" ]
}

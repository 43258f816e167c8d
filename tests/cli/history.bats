#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench history: rows over kernels and runs.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables
# shellcheck disable=SC2016 # jq's variables

bats_require_minimum_version 1.5.0
load helpers
load run_helpers
load publish_helpers

setup_file() {
	build_program
}

# Four kernels, not in their order, behind VT-d and without an IOMMU: what
# changes, what does not, what is not there.
four_kernels() {
	plant four '["6.12.117+deb12-amd64", "6.1.0-56-amd64",
		"7.3.4+deb13-amd64", "5.10.0-35-amd64"] as $release |
		[100, 99, 100.5, 99] as $value |
		[range(4) as $i | ("none", "intel") as $iommu |
			vm($release[$i]; "p\($i)-1"; $iommu; "lazy") |
			{ env: ., value: $value[$i], i: $i }] as $e |
		run($e[].env;
		($e[] | row(.env; "known/none/adds8"; 10)),
		($e[] | row(.env; "running/kernel-direct/map_single"; .value)),
		($e[] | row(.env; "running/kernel-direct/unmap_single"; 55)),
		($e[] | select(.i != 0) |
			row(.env; "running/kernel-iommu/map_sg:16@ring64+lifo+mixed4";
			123456.5) |
			if .env | test("5.10") then
				missing("not supported"; "this kernel or target has no such row")
			else . end))'
}

@test "a column a kernel, by version; what changed is marked" {
	four_kernels
	dmabench history four
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	echo "$output" >text
	narrow text
	! grep -q ' $' text || false
	cat >want <<-'END'
		vm, IOMMU none
		  kernel 5.10.0-35-amd64, p3-1
		  kernel 6.1.0-56-amd64, p1-1
		  kernel 6.12.117+deb12-amd64, p0-1
		  kernel 7.3.4+deb13-amd64, p2-1
		  median, insn/op; columns by kernel version

		                                      5.10.0    6.1.0 6.12.117    7.3.4
		running/kernel-direct/map_single          99       99      100*   100.5*
		running/kernel-direct/unmap_single        55       55       55       55
		running/kernel-iommu/map_sg:16@ring64+lifo+mixed4
		                                           - 123456.5        - 123456.5
	END
	[ "$(sed -n '1,/^$/p' text; sed '1,/^$/d; /^$/,$d' text)" = "$(<want)" ]
	# The same of the other table, and no third one.
	[ "$(grep -c '^vm, IOMMU ' text)" -eq 2 ]
	[ "$(sed '1,/^vm, IOMMU intel, lazy$/d; /^-: /,$d' text)" = \
		"$(sed 1d want)" ]
	# The instrument's own rows are there when they are asked for.
	dmabench history --rows 'known/*' four
	[ "$(grep -c '^known/none/adds8 .* 10  *10  *10  *10$' <<<"$output")" -eq 2 ]
}

@test "csv: a line a value, with the reason where there is none" {
	four_kernels
	dmabench history --format csv --rows '*/kernel-iommu/*' four
	[ "$status" -eq 0 ]
	[ "$(grep -v '"vm, IOMMU intel' <<<"$output")" = \
'table,unit,row,kernel,package,run,started,commit,value,changed,unavailable
"vm, IOMMU none",insn/op,running/kernel-iommu/map_sg:16@ring64+lifo+mixed4,5.10.0-35-amd64,p3-1,four,2026-01-02T03:04:05Z,0123456789ab,,,this kernel or target has no such row
"vm, IOMMU none",insn/op,running/kernel-iommu/map_sg:16@ring64+lifo+mixed4,6.1.0-56-amd64,p1-1,four,2026-01-02T03:04:05Z,0123456789ab,123456.5,,
"vm, IOMMU none",insn/op,running/kernel-iommu/map_sg:16@ring64+lifo+mixed4,6.12.117+deb12-amd64,p0-1,four,2026-01-02T03:04:05Z,0123456789ab,,,not in that run
"vm, IOMMU none",insn/op,running/kernel-iommu/map_sg:16@ring64+lifo+mixed4,7.3.4+deb13-amd64,p2-1,four,2026-01-02T03:04:05Z,0123456789ab,123456.5,no,' ]
	[ "$(wc -l <<<"$output")" -eq 9 ]
}

# user_run DIR START VALUE [FLOOR]
user_run() {
	plant "$1" "user(\"plain\") as \$p | run(\$p;
		row(\$p; \"global/null/map_single\"; $3) ${4:+| floor_of($4)}) |
		.started = \"$2\""
}

@test "several runs: by their start, and cycles only against a floor" {
	user_run c 2026-03-01T00:00:00Z 3.4 0.5
	user_run a 2026-01-01T00:00:00Z 3.5 0.25
	user_run b 2026-02-01T00:00:00Z 2.5 0.5
	user_run d 2026-04-01T00:00:00Z 9
	dmabench history d c a b
	[ "$status" -eq 0 ]
	echo "$output" >text
	narrow text
	grep -qxF 'user, plain calls, Planted CPU @ 2.60GHz (family 6 model 85 stepping 7)' text
	[ "$(grep '^  run' text)" = "$(printf '  run %s, 0123456789ab\n' a b c d)" ]
	grep -Eq '^ +26-01-01 26-02-01 26-03-01 26-04-01$' text
	# 1 is more than 0.25 and 0.5; 0.9 is; of the last nothing is known.
	grep -Eq '^global/null/map_single +3\.5 +2\.5\* +3\.4\* +9$' text
	grep -q '^\*: .*floor' text
	! grep -q 'may have' text || false
	# Below the floor it is not marked.
	user_run b 2026-02-01T00:00:00Z 3.2 0.5
	dmabench history a b
	grep -Eq '^global/null/map_single +3\.5 +3\.2$' <<<"$output"
	user_run a 2026-01-01T00:00:00Z 3.5
	dmabench history a d
	grep -Eq '^global/null/map_single +3\.5 +9$' <<<"$output"
	grep -q 'may have' <<<"$output"
}

@test "one kernel in several runs: a column each, by their start" {
	for i in 3 1 2; do
		plant "run$i" "vm(\"6.1.0-56-amd64\"; \"p\"; \"none\"; \"\") as \$v |
			run(\$v; row(\$v; \"direct/null/map_single\"; $i)) |
			.started = \"2026-01-0${i}T00:00:00Z\""
	done
	dmabench history run3 run1 run2
	[ "$status" -eq 0 ]
	grep -Eq '^direct/null/map_single +1 +2\* +3\*$' <<<"$output"
	[ "$(grep -o 'run run.,' <<<"$output")" = $'run run1,\nrun run2,\nrun run3,' ]
	grep -q 'kernel version.*start' <<<"$output"
}

@test "counts change where compare says so: by state, grain and seed" {
	# One of a state: half an instruction is one, a tenth is none.
	for i in 1 2 3 4; do
		plant "run$i" "[1223, 1222.9, 1223.5, 1225][$i - 1] as \$x |
			vm(\"6.1.0-56-amd64\"; \"p\"; \"none\"; \"\") as \$v |
			run(\$v; row(\$v; \"running/kernel-iommu/unmap_sg:16\"; \$x) |
				.min = 1000 | .max = 30000) |
			.started = \"2026-01-0${i}T00:00:00Z\""
	done
	dmabench history run1 run2 run3 run4
	[ "$status" -eq 0 ]
	grep -Eq '^running/kernel-iommu/unmap_sg:16 +1223 +1222\.9 +1223\.5\* +1225\*$' <<<"$output"
	run ! grep -q '^?' <<<"$output"
	# Of another seed it hangs on what ran before: unclear, as compare has it.
	jq '.seed = 77' run2/run.json >other
	mv other run2/run.json
	dmabench history run1 run2
	grep -Eq '^running/kernel-iommu/unmap_sg:16 +1223 +1222\.9\?$' <<<"$output"
	grep -q '^?: .*unclear: dmabench compare' <<<"$output"
	dmabench history --format csv run1 run2
	grep -q ',1222.9,unclear,' <<<"$output"
	call "$DMABENCH" compare run1 run2
	grep -q '0 same, 1 unclear' <<<"$output"
}

@test "kernels of one number: a column is what stands behind it" {
	plant tree '[("6.1.192-gbbbbbbbbbbbb", "6.1.192-gaaaaaaaaaaaa", "6.2.0-x") |
			vm(.; "p"; "none"; "")] as $e |
		run($e[]; row($e[]; "direct/null/map_single"; 14)) |
		.complete = false'
	dmabench history tree
	[ "$status" -eq 0 ]
	echo "$output" >text
	narrow text
	grep -Eq '^ +gaaaaaaa gbbbbbbb +6\.2\.0$' text
	grep -q '^  .*not complete' text
}

@test "more columns than a line has room for: the table goes on below" {
	plant six '[range(6) | vm("6.\(.).0"; "p"; "none"; "")] as $e |
		run($e[]; range(6) as $i |
			row($e[$i]; "direct/null/map_single"; 10 + ($i / 4 | floor)))'
	dmabench history six
	echo "$output" >text
	narrow text
	grep -Eq '^ +6\.0\.0 +6\.1\.0 +6\.2\.0 +6\.3\.0$' text
	grep -Eq '^ +6\.4\.0 +6\.5\.0$' text
	# The mark is of the column before, which is in the part above.
	grep -Eq '^direct/null/map_single +11\* +11$' text
}

@test "what may not stand side by side does not" {
	# Of another CPU, of another build; units are apart by their targets.
	plant two 'user("plain") as $p | user("retpoline") as $r |
		vm("6.1.0-56-amd64"; "p"; "intel"; "lazy") as $v |
		vm("6.1.0-56-amd64"; "p"; "intel"; "strict") as $s |
		run($p, $r, $v, $s;
			(($p, $r, $v, $s) | row(.; "direct/null/map_single"; 1)))'
	mkdir other
	jq '.environment["user/plain"]."cpu.model" = "86"' two/run.json \
		>other/run.json
	dmabench history two other
	[ "$status" -eq 0 ]
	[ "$(grep -cE '^(vm|user), ' <<<"$output")" -eq 5 ]
	grep -q 'model 86' <<<"$output"
	# Rows that only ran are no numbers.
	jq '(.environment[] | select(has("vm.unit")))."vm.unit" = "functional" |
		(.rows[] | select(.target == "vm")).unit = "functional"' \
		two/run.json >ran
	mv ran two/run.json
	dmabench history two
	! grep -q '^vm' <<<"$output" || false
}

@test "a plot a table: png, svg, ASCII and data" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	four_kernels
	dmabench history --output plots --rows '*/map_single' four
	[ "$status" -eq 0 ]
	holds "$stderr" "2 plots" plots
	[ "$(cd plots && echo *)" = \
		"$(echo history-vm-iommu-{intel-lazy,none}.{dat,png,svg,txt})" ]
	[ "$(<plots/history-vm-iommu-none.dat)" = \
'column "running/kernel-direct/map_single (99)"
"5.10.0" 1.000000
"6.1.0" 1.000000
"6.12.117" 1.010101
"7.3.4" 1.015152' ]
	[ "$(head -c4 plots/history-vm-iommu-none.png | tail -c3)" = PNG ]
	grep -q '<svg' plots/history-vm-iommu-none.svg
	narrow plots/history-vm-iommu-none.txt
	grep -q 'running/kernel-direct/map_single (99)' plots/history-vm-iommu-none.txt
}

@test "a plot has the rows that move most, and says so" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	plant many 'vm("6.1.0"; "p"; "none"; "") as $a |
		vm("6.2.0"; "p"; "none"; "") as $b |
		run($a, $b; range(1; 13) as $i |
			row($a; "direct/null/map_sg:\($i)"; 100),
			row($b; "direct/null/map_sg:\($i)";
				100 + $i * (if $i % 2 == 0 then 1 else -1 end)))'
	dmabench history --output plots many
	[ "$status" -eq 0 ]
	# The first four moved least.
	[ "$(head -n1 plots/*.dat | grep -oE ':[0-9]+' | tr -d '\n')" = \
		:5:6:7:8:9:10:11:12 ]
	grep -q '8 of 12 rows' plots/*.txt
	narrow plots/history-vm-iommu-none.txt
}

@test "nothing to draw, no gnuplot, no such directory" {
	user_run a 2026-01-01T00:00:00Z 3.5
	dmabench history --output plots a
	[ "$status" -eq 4 ]
	one_error "dmabench history" table "two columns"
	four_kernels
	call env PATH=/nonexistent "$DMABENCH" history --output plots four
	[ "$status" -eq 4 ]
	one_error "dmabench history" gnuplot
	dmabench history --output no/such four
	[ "$status" -eq 2 ]
	one_error "dmabench history" "'no/such'"
}

@test "bad input: one line, and 2 or 3" {
	dmabench history
	usage_error run directory
	dmabench history --format html /
	usage_error --format "'html'" text csv
	user_run a 2026-01-01T00:00:00Z 3.5
	dmabench history a /no/such
	refused 2 "dmabench history" "'/no/such'" run.json
	dmabench history --rows nothing a
	refused 2 "dmabench history" "no row" name
	plant none 'run(user("plain"); empty)'
	dmabench history none
	[ "$status" -eq 3 ]
	one_error "dmabench history" "no row"
}

@test "the reference runs: every table is narrow" {
	dmabench history "$TOP"/results/reference/*/
	[ "$status" -eq 0 ]
	echo "$output" >text
	narrow text
	grep -q '^vm, IOMMU ' text
	grep -q '^user, retpoline calls, ' text
}

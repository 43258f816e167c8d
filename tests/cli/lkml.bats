#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench report --lkml: the body of a mail.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables
# shellcheck disable=SC2016 # jq's variables

bats_require_minimum_version 1.5.0
load helpers
load run_helpers
load publish_helpers

setup_file() {
	build_program
}

# A CPU, and one kernel behind one IOMMU.
one_kernel() {
	plant run 'user("retpoline") as $r |
		vm("6.1.0-56-amd64"; "6.1.192-2"; "intel"; "lazy") as $v |
		run($r, $v; ($r, $v) as $e |
			row($e; "known/none/adds8"; 10),
			row($e; "direct/null/map_single"; 14),
			row($e; "direct/null/map_sg:16"; 160),
			row($e; "per-device/null/map_single"; 23),
			(row($e; "direct/null/map_single@cold"; 1) |
				missing("void"; "void")))'
}

# mail ARG..: in the file mail, and what every mail has to be
mail() {
	dmabench report --lkml "$@"
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	echo "$output" >mail
	for_a_mail mail
}

# for_a_mail FILE: nothing is folded where it is quoted twice, and nothing in it
# ends a commit's message, a mail or a signature
for_a_mail() {
	narrow "$1"
	sed 's/^/> > /' "$1" >quoted
	fold -s -w 80 quoted | cmp - quoted
	! grep -nE '[[:blank:]]$|^(---|-- |From |diff |Index: )' "$1" || false
	[ -n "$(tail -n1 "$1")" ]
	! grep -B1 -nE '^$' "$1" | grep -cE '^[0-9]+-$' || false
}

@test "a mail: machine, table, plot, how to repeat it, hash" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	one_kernel
	mail run
	# Four lines a machine.
	[ "$(sed -n '/^user  /,/^$/p' mail | sed '$d')" = \
'user     Planted CPU @ 2.60GHz
         family 6 model 85 stepping 7, microcode 0x5003604
         bare metal
         cyc = TSC cycles at 2600 MHz, on CPU 1
vm       kernel 6.1.0-56-amd64, package 6.1.192-2
         QEMU 7.2.22 q35 tcg, CPU max; 2 boots
         IOMMU intel lazy
         insn = instructions, exact; calls by retpoline, returns by ret' ]
	[ "$(grep -cE '^direct/null/map_single +14(\.0)?$' mail)" -eq 2 ]
	[ "$(grep -cE '^direct/null/map_single@cold +-$' mail)" -eq 2 ]
	! grep -q known mail || false
	# The plot is of exact counts, of one operation.
	grep -qE '^ +vm, IOMMU intel, lazy; insn/op$' mail
	[ "$(grep -cE '^ *(direct|per-device)/null/map_single \+-\|.* (14|23)$' mail)" -eq 2 ]
	! grep -q 'map_sg:16 +-|' mail || false
	[ "$(sed -n '/^To repeat/,/^run.json/p' mail)" = \
'To repeat it, with dmabench 0123456789ab:

  scripts/bench.sh --target user --target vm --iommu intel --boots 2 \
      --passes 2 --seed 7

run.json of the run, sha256:' ]
	[ "$(tail -n1 mail)" = "$(sha256sum <run/run.json | cut -d' ' -f1)" ]
	# Another run, another hash; the file itself may be named.
	sed 's/"seed": 7/"seed": 8/' run/run.json >other.json
	mail other.json
	[ "$(tail -n1 mail)" = "$(sha256sum <other.json | cut -d' ' -f1)" ]
}

# said_of WORD..: in the file said, how a run of these words is repeated
said_of() {
	jq --argjson argv "$(python3 -c 'import json, sys
print(json.dumps(sys.argv[1:]))' "$@")" '.argv = $argv' run/run.json >said.json
	mail said.json
	sed -n '/^To repeat/,/^run.json/p' mail | sed '1,2d; $d' | sed '$d' >said
}

@test "the command line is said as it was, less where the run went" {
	one_kernel
	said_of scripts/bench.sh --suite quick --output results
	[ "$(<said)" = "  scripts/bench.sh --suite quick --seed 7" ]
	said_of scripts/bench.sh --output=x --seed 9 --split
	[ "$(<said)" = "  scripts/bench.sh --seed 9 --split" ]
	said_of scripts/bench.sh --seed=9
	[ "$(<said)" = "  scripts/bench.sh --seed=9" ]
	# An option has its value beside it, and nothing is too wide.
	said_of scripts/bench.sh --target vm --kernel debian:6.1-cloud \
		--kernel debian:6.12 --kernel debian:7 --iommu none --iommu intel \
		--aa --tree linux --series patches
	[ "$(<said)" = \
'  scripts/bench.sh --target vm --kernel debian:6.1-cloud \
      --kernel debian:6.12 --kernel debian:7 --iommu none \
      --iommu intel --aa --tree linux --series patches --seed 7' ]
}

@test "a word that a shell would not take as it is is quoted" {
	local words=(--suite "it's mine" --head 'a b' --vary '' --rows '*$x')

	one_kernel
	said_of scripts/bench.sh "${words[@]}" --seed 1
	mkdir scripts
	printf '#!/bin/sh\nprintf "%%s\\n" "$@"\n' >scripts/bench.sh
	chmod +x scripts/bench.sh
	[ "$(bash said)" = "$(printf '%s\n' "${words[@]}" --seed 1)" ]
	said_of scripts/bench.sh $'caf\xc3\xa9\n'
	[ "$(<said)" = "  scripts/bench.sh 'caf???' --seed 7" ]
}

@test "a run whose command line nobody recorded says so" {
	one_kernel
	jq 'del(.argv)' run/run.json >old.json
	mail old.json
	grep -qxF 'To repeat it: its command line was not recorded (dmabench 0123456789ab)' mail
	! grep -q bench.sh mail || false
}

@test "three kernels are a series, and the newest is quoted" {
	plant run '[("6.1.0-56-cloud-amd64", "6.12.117+deb12-amd64",
			"7.3.4+deb13-amd64") as $k | ("none", "intel", "amd") as $i |
			("lazy", "pt") as $m | select($i != "none" or $m == "lazy") |
			vm($k; "1.2-3"; $i; $m)] as $e |
		run($e[]; row($e[]; "direct/null/map_single"; 14)) |
		(.environment[] | select(."kernel.release" | test("^7"))).thunk = "none"'
	mail run
	# Three kernels are a series, and the newest is quoted.
	grep -q 'the first number' mail
	grep -qF 'direct/null/map_single (14) ***A***' mail
	grep -q '; kernels .*different' mail
	dmabench report --cover run
	grep -qF 'kernel 7.3.4+deb13-amd64' <<<"$output"
}

@test "a kernel from a tree is named by what the tree is" {
	plant run 'vm("6.13.0-rc3"; "tree"; "none"; "") as $v |
		run($v; row($v; "direct/null/map_single"; 14))'
	mail run
	grep -qxF 'vm       kernel 6.13.0-rc3, tree' mail
}

# tree_run PACKAGE_A PACKAGE_B: kernels that tree.sh built; B takes 9 more.
tree_run() {
	plant run "vm(\"6.1.192-gaaaaaaaaaaaa\"; \"$1\"; \"intel\"; \"lazy\") as \$a |
		vm(\"6.1.192-pbbbbbbbbbbbb\"; \"$2\"; \"intel\"; \"lazy\") as \$b |
		run(\$a, \$b; (
		(row(\$a; \"running/kernel-direct/map_single\"; 99),
		row(\$b; \"running/kernel-direct/map_single\"; 108),
		(row(\$a, \$b; \"running/kernel-direct/unmap_single\"; 55))) |
			.boot_median = [.median, .median] |
			.boot_least = .boot_median))"
}

@test "two kernels of one run: what changed, by dmabench compare" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	tree_run "git aaaaaaaaaaaa" "git aaaaaaaaaaaa + 3 patches"
	mail run
	[ "$(sed -n '/^vm  /,/QEMU/p' mail)" = \
'vm       kernel 6.1.192-gaaaaaaaaaaaa, git aaaaaaaaaaaa
         kernel 6.1.192-pbbbbbbbbbbbb, git aaaaaaaaaaaa + 3 patches
         QEMU 7.2.22 q35 tcg, CPU max; 2 boots' ]
	grep -qE '^running/kernel-direct/map_single +99 +108 +\+9 \+9\.09 more$' mail
	grep -q '^B vs A .* 1 more, 0 fewer, 1 same, 0 unclear$' mail
	# Both numbers stand in the plot.
	grep -qE '\|\** 99$' mail
	grep -qE '\|#* 108$' mail
	[ "$(tail -n2 mail)" = "run.json of A and B, sha256:
$(sha256sum <run/run.json | cut -d' ' -f1)" ]
	tree_run "git aaaaaaaaaaaa" "git bbbbbbbbbbbb"
	dmabench report --cover run
	[ "$status" -eq 0 ]
	echo "$output" >cover
	for_a_mail cover
	[ "$(sed 's/  */ /g' cover)" = \
"costs: running/kernel-direct/map_single 99 -> 108 insn/op (+9, +9.1 %)
 A vm/6.1.192-gaaaaaaaaaaaa+intel+lazy
 B vm/6.1.192-pbbbbbbbbbbbb+intel+lazy
 all: 2 rows, insn: 1 more, 0 fewer, 1 same, 0 unclear
 run.json of A and B, sha256:
 $(sha256sum <run/run.json | cut -d' ' -f1)" ]
}

@test "a cover of many rows has those of the API, and what makes a cost no cost comes first" {
	# 45 rows of the API have changed, and designs as the compiler has them.
	plant run '[("6.1.192-gaaaaaaaaaaaa", "6.1.192-pbbbbbbbbbbbb") as $k |
			vm($k; "git"; "intel"; "lazy")] as [$a, $b] |
		def two($name; $v; $w): (row($a; $name; $v), row($b; $name; $w)) |
			.boot_median = [.median, .median] | .boot_least = .boot_median;
		run($a, $b; (range(1; 46) | two("running/null/map_single:\(.)"; 78; 80)),
			two("global/null/map_single"; 20; 23))'
	dmabench report --cover run
	[ "$status" -eq 0 ]
	grep -q '^costs: running/null/map_single:[0-9]* 78 -> 80 ' <<<"$output"
	run ! grep -q global/ <<<"$output"
	dmabench report --cover run
	grep -q 'all: 45 rows, insn: 45 more' <<<"$output"
	# A kernel that no longer unmaps does not cost less.
	jq '.environment[] |= (."edu.after_unmap" = "refused" | ."vm.code" = "12ab") |
		.environment["vm/6.1.192-pbbbbbbbbbbbb+intel+lazy"]."edu.after_unmap" = "reached"' \
		run/run.json >broken.json
	dmabench report --cover broken.json
	[ "$status" -eq 0 ]
	echo "$output" >cover
	for_a_mail cover
	[ "$(grep -n 'NOT THE SAME WORK: edu.after_unmap' cover | cut -d: -f1)" -lt \
		"$(grep -n '^costs' cover | cut -d: -f1)" ]
	grep -q 'NOTHING TO COMPARE' cover
}

# one_value DIR VALUE SEED: a run of one kernel
one_value() {
	plant "$1" "vm(\"6.1.0-56-amd64\"; \"6.1.192-2\"; \"none\"; \"\") as \$v |
		run(\$v; row(\$v; \"direct/null/map_single\"; $2) |
			.boot_median = [$2, $2] | .boot_least = [$2, $2]) |
		.seed = $3"
}

@test "RUN against BASE: a hash each, and a command each if they differ" {
	one_value base 14 7
	one_value new 17 7
	mail new base
	grep -qE '^direct/null/map_single +14 +17 +\+3 \+21\.4 more$' mail
	[ "$(grep -c 'bench.sh' mail)" -eq 1 ]
	[ "$(tail -n4 mail)" = "run.json of A, sha256:
$(sha256sum <base/run.json | cut -d' ' -f1)
run.json of B, sha256:
$(sha256sum <new/run.json | cut -d' ' -f1)" ]
	one_value base 14 8
	mail new base
	grep -q '^To repeat A' mail
	grep -q '^To repeat B' mail
	[ "$(grep -c -- '--seed [78]$' mail)" -eq 2 ]
	# Several runs of the base are one side.
	one_value more 14 9
	mail new base more
	grep -q '^         and 1 more$' mail
	[ "$(grep -c '^run.json of A' mail)" -eq 2 ]
	# Nothing changed: that is said, too.
	one_value new 14 7
	dmabench report --cover new base
	[ "$status" -eq 0 ]
	grep -q '^costs: no row ' <<<"$output"
	grep -q 'all: 1 row, insn: 0 more, 0 fewer, 1 same' <<<"$output"
}

@test "what is not comparable makes no mail" {
	one_value base 14 7
	one_value new 17 7
	jq '.environment[]."vm.iommu" = "intel"' base/run.json >other.json
	dmabench report --lkml new other.json
	[ "$status" -eq 3 ]
	[ -z "$output" ]
	holds "$stderr" vm.iommu
	holds "${stderr_lines[-1]}" "dmabench report: *not comparable"
	jq '.rows[].name = "global/null/map_single"' base/run.json >other.json
	dmabench report --lkml new other.json
	[ "$status" -eq 3 ]
	[ -z "$output" ]
	dmabench report --lkml new /no/such
	refused 2 "dmabench report" /no/such
	dmabench report new base
	[ "$status" -eq 2 ]
	holds "$stderr" "dmabench report: *run"
	dmabench report --rows 'x' new
	[ "$status" -eq 2 ]
	holds "$stderr" "dmabench report: " --rows --vary --force
	dmabench report --lkml --save new
	[ "$status" -eq 2 ]
	holds "$stderr" "dmabench report: " --save
	dmabench report --lkml --vary weather new base
	[ "$status" -eq 2 ]
	holds "$stderr" "dmabench report: " --vary "'weather'"
}

@test "two kernels in two runs: --vary, or --force and it says so" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	one_value base 14 7
	one_value new 17 7
	sed -i -e 's/6\.1\.0-56-amd64/6.12.117+deb12-amd64/' \
		-e 's/"user",/"vm", "--kernel", "debian:6.12",/' new/run.json
	dmabench report --lkml new base
	[ "$status" -eq 3 ]
	mail --vary kernel new base
	grep -qF 'varied   kernel.release: A 6.1.0-56-amd64, B 6.12.117+deb12-amd64' mail
	grep -qE '^direct/null/map_single +14 +17 +\+3 \+21\.4 more$' mail
	[ "$(grep -c '^To repeat [AB], with' mail)" -eq 2 ]
	[ "$(grep -c -- '--kernel debian:6.12 ' mail)" -eq 1 ]
	jq '.environment[]."vm.qemu" = "9.0"' base/run.json >other.json
	mail --vary kernel --force vm.qemu new other.json
	grep -q '^FORCED  *vm.qemu' mail
}

@test "nothing private is in it" {
	one_kernel
	mkdir secret-place
	jq '.environment[] |= (. + { "host.name": "secret-name",
			"host.product": "secret-product",
			"kernel.cmdline": "secret=1",
			"topology.synthetic": "secret" }) |
		.environment["user/retpoline"]."kernel.release" = "6.6-secret"' \
		run/run.json >secret-place/run.json
	cp -r secret-place secret-base
	for option in --lkml --cover; do
		dmabench report "$option" secret-place
		[ "$status" -eq 0 ]
		[[ $output != *secret* ]]
		dmabench report "$option" secret-place secret-base
		[ "$status" -eq 0 ]
		[[ $output != *secret* ]]
	done
}

@test "a long table is cut, and says so; --rows picks" {
	plant run 'vm("6.1.0-56-amd64"; "6.1.192-2"; "intel"; "lazy") as $v |
		run($v; range(1; 30) as $i |
			row($v; "direct/null/map_sg:\($i)"; $i),
			row($v; "stack-global.\($i % 8 + 1)/null/map_single"; $i),
			row($v; "direct/null/map_single@devs\($i)"; 1000))'
	mail run
	! grep -qE ':|@' <(sed -n '/6.1.0$/,/rows more/p' mail) || false
	grep -q '^and 58 rows more$' mail
	mail --rows '*@devs[12]' run
	[ "$(grep -cE '^direct/null/map_single@devs[12] +1000$' mail)" -eq 2 ]
	! grep -q 'map_sg' mail || false
	dmabench report --lkml --rows nothing run
	refused 2 "dmabench report" "no row" name
}

@test "the lines for a commit's message" {
	one_kernel
	dmabench report --cover run
	[ "$status" -eq 0 ]
	echo "$output" >cover
	for_a_mail cover
	[ "$(sed 's/  */ /g' cover)" = "costs: direct/null/map_single 14 insn/op
 direct/null/map_sg:16 160 insn/op
 per-device/null/map_single 23 insn/op
 vm, IOMMU intel, lazy
 kernel 6.1.0-56-amd64
 run.json, sha256:
 $(sha256sum <run/run.json | cut -d' ' -f1)" ]
}

@test "a run that is not complete, and one of nothing" {
	one_kernel
	jq '.complete = false' run/run.json >part.json
	mail part.json
	grep -q 'not COMPLETE' mail
	plant run 'run(user("plain"); empty)'
	dmabench report --lkml run
	refused 3 "dmabench report" "no row" number
}

@test "without gnuplot or sha256sum: the rest, and what is missing" {
	one_kernel
	call env PATH=/nonexistent "$DMABENCH" report --lkml run
	[ "$status" -eq 4 ]
	one_error "dmabench report" plot
	has "$output" "*scripts/bench.sh*"
	TMPDIR=/no/such call "$DMABENCH" report --lkml run
	[ "$status" -eq 5 ]
	one_error "dmabench report" "temporary file"
	path_without sha256sum
	call env PATH="$path" "$DMABENCH" report --cover run
	[ "$status" -eq 4 ]
	one_error "dmabench report" hash
	[[ $output != *sha256* ]]
	# What it says is no hash if it is none.
	fake_cmd sha256sum <<<$'#!/bin/sh\necho no such thing'
	dmabench report --cover run
	[ "$status" -eq 5 ]
	[[ $output != *sha256* ]]
}

@test "the reference runs are mails, too" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	for dir in "$TOP"/results/reference/*/; do
		mail "$dir"
	done
}

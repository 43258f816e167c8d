#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/bench.sh --tree, --baseline, --gate and --bisect: what is refused, and
# when. tests/vm/two_kernels.bats and tests/vm/tree.bats boot.
#
# Alone: rows of this machine are measured.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load bench_helpers
load run_helpers
load tree_helpers

setup_file() {
	setup_scripts
}

# bench_usage_error WORD..: status 2, one line, and nothing was done
bench_usage_error() {
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	one_error '*.sh' "$@"
}

@test "bench.sh: --base, --head and --series are of a --tree" {
	for option in --base --head --series; do
		bench --target vm "$option" x
		bench_usage_error --base --head --series --tree
	done
	bench --tree . --series x --head y
	bench_usage_error --series head --base
	bench --target user --tree .
	bench_usage_error --tree vm
	nothing_written
}

@test "bench.sh: --gate, --vary and --bisect want something to judge" {
	bench --target vm --gate
	bench_usage_error --gate --bisect --vary --baseline "two kernels"
	bench --target user --gate --kernel debian:6.1 --kernel debian:6.12
	bench_usage_error --gate --bisect --vary --baseline "two kernels"
	# A suite that has kernels of its own leaves the tree's alone.
	for suite in quick iommu history; do
		bench --tree . --suite "$suite" --gate
		bench_usage_error --gate --bisect --vary --baseline "two kernels"
	done
	bench --target vm --vary commit
	bench_usage_error --gate --bisect --vary --baseline "two kernels"
	nothing_written
}

@test "bench.sh: --baseline is there, and is for one kernel" {
	bench --target vm --baseline nope
	bench_usage_error --baseline "'nope'"
	for kernels in "--kernel debian:6.1 --kernel debian:6.12" \
		"--tree . --base HEAD~" "--tree . --series ."; do
		# shellcheck disable=SC2086 # several arguments
		bench --target vm --baseline . $kernels
		bench_usage_error --baseline "one kernel" 2
	done
	nothing_written
}

@test "bench.sh --bisect: whatever is wrong is no verdict, 125" {
	bench --frob --bisect
	[ "$status" -eq 125 ]
	one_error bench.sh option "'--frob'"
	bench --bisect --target vm
	[ "$status" -eq 125 ]
	bench --bisect --target vm --baseline nope
	[ "$status" -eq 125 ]
	one_error bench.sh --baseline "'nope'"
	need_packages
	fake_tree linux
	mkdir base
	bench --bisect --tree linux --head nope --baseline base
	[ "$status" -eq 125 ]
	one_error tree.sh revision "'nope'" linux
}

@test "bench.sh --tree: a revision or a series that is not: 2, before a build" {
	need_packages
	no_install
	fake_tree linux
	edit linux mapping.c two
	edit linux mapping.c three
	git -C linux format-patch -q -o "$PWD/dir" HEAD~
	export DMABENCH_CACHE=$BATS_TEST_TMPDIR/cache
	bench --tree nope --base HEAD~ --no-install
	bench_usage_error "git tree" "'nope'"
	bench --tree linux --base nope --no-install
	bench_usage_error revision "'nope'" linux
	bench --tree linux --base HEAD~ --head nope --no-install
	bench_usage_error revision "'nope'" linux
	bench --tree linux --base HEAD~2 --series dir --no-install
	bench_usage_error "three'" apply HEAD~2 mapping.c:1
	bench --tree linux --base HEAD --no-install
	bench_usage_error --tree base head 6.99.3-g
	[ ! -e "$DMABENCH_CACHE/built" ]
}

@test "bench.sh --tree: what does not build: 5, or 125, and where the log is" {
	need_packages
	no_install
	fake_tree linux
	edit linux mapping.c "error: no such thing"
	export DMABENCH_CACHE=$BATS_TEST_TMPDIR/cache
	bench --tree linux --no-install
	[ "$status" -eq 5 ]
	has "${stderr_lines[-1]}" "tree.sh: 6.99.3-g* does not build; see /*"
	known_run
	bench --tree linux --no-install --bisect --baseline "$dir"
	[ "$status" -eq 125 ]
	has "${stderr_lines[-1]}" "tree.sh: 6.99.3-g* does not build; see /*"
}

@test "bench.sh --baseline: a run that is torn is refused before a boot, 2" {
	need_packages
	no_install
	mkdir torn
	echo '{ "schema"' >torn/run.json
	bench --target vm --no-install --baseline torn --kernel /no/such
	[ "$status" -eq 2 ]
	has "${stderr_lines[-1]}" "bench.sh: --baseline: 'torn' cannot be compared with"
	# The kernel was not asked for.
	[[ $stderr != */no/such* ]]
}

# user_run OPTION..: a row of user, in $dir; a busy machine may not get a number
user_run() {
	bench --target user --no-install --suite "$suite" --output out \
		--passes 2 "$@"
	run_dir
	jq -e '.complete and all(.rows[]; .median != null)' \
		"$dir/run.json" >/dev/null || skip "no number: a busy machine"
}

@test "bench.sh --baseline: user against an old run, in compare.txt too" {
	need_packages
	no_install
	suite "user	direct/null/map_single"
	user_run
	first=$dir
	user_run --baseline "$first"
	# A box whose clock moves is not compared in cycles.
	if [ "$status" -eq 3 ] && [[ $stderr == *"not comparable"* ]]; then
		[ ! -e "$dir/compare.txt" ]
		skip "cycles of this box: $(tail -n1 <<<"$stderr")"
	fi
	[ "$status" -eq 0 ]
	[ "$output" = "$(cat "$dir/report.txt")

$(cat "$dir/compare.txt")
run: $dir" ]
	narrow "$dir/compare.txt"
	# Rows with a state hang on the seed.
	[ "$(jq .seed "$dir/run.json")" = "$(jq .seed "$first/run.json")" ]
}

@test "bench.sh --gate in cycles: as many runs as it takes, or none" {
	local i
	need_packages
	no_install
	suite "user	direct/null/map_single"
	user_run
	mkdir old
	cp -r "$dir" old/1
	# Of one run nothing can be said, and nothing is run.
	bench --target user --no-install --suite "$suite" --output no \
		--baseline old --gate
	[ "$status" -eq 3 ]
	has "${stderr_lines[-1]}" "*'old' has 1 run *2 rows in cycles*5 runs*"
	[ ! -e no ]
	bench --target user --no-install --suite "$suite" --output no \
		--baseline old --bisect
	[ "$status" -eq 125 ]
	for i in 2 3 4 5; do
		cp -r "$dir" "old/$i"
	done
	user_run --baseline old --gate --max-regress 1000%
	if [ "$status" -eq 3 ] && [[ $stderr == *"not comparable"* ||
			$stderr == *"no number"* || $stderr == *disturbed* ]]; then
		skip "cycles of this box: $(tail -n1 <<<"$stderr")"
	fi
	[ "$status" -eq 0 ]
	has "$stderr" "*run 4 of 4*"
	grep -q 'n 5+[34]' "$dir/compare.txt"
	# Each says by what it was made, and once.
	jq -es 'length == 5 and all([.argv[] | select(. == "scripts/bench.sh")] |
		length == 1)' out/*/run.json
}

@test "bench.sh --vary: what differs by intent is compared" {
	need_packages
	no_install
	suite "user	direct/null/map_single"
	user_run
	jq '.environment[]."dmabench.commit" = "another"' "$dir/run.json" >old.json
	user_run --baseline old.json
	has "$stderr" "*dmabench.commit*--vary commit*"
	user_run --baseline old.json --vary commit
	[[ $stderr != *dmabench.commit* ]]
	[ ! -e "$dir/compare.txt" ] || grep -q dmabench.commit "$dir/compare.txt"
}

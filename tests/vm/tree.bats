#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tree.bats - from a patch to a verdict: kernels built from a git tree, of which
# the tests know what was changed. One full build, minutes without ccache; the
# rest is by what changed.

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup
	export TREE=$TMP/linux
	"$TOP/tests/vm/kernel-tree.sh" "$TREE"
	# All is built once, whatever is there from another time; but what the
	# compiler makes of a file is taken from there if nothing of it differs.
	CCACHE_DIR=$(. "$TOP/scripts/lib.sh" && cache_dir)/ccache
	export CCACHE_DIR CCACHE_MAXSIZE=1G CCACHE_BASEDIR=$TMP CCACHE_NOHASHDIR=1
	export DMABENCH_CACHE=$TMP/cache
	printf 'vm\t%s\n' "known/none/{empty,loop}" \
		"{direct,per-device}/null/map_single" \
		"running/{null,kernel-direct,kernel-iommu}/{map_single,unmap_single}" \
		"running/kernel-direct/{map_sg:16,unmap_sg:16}" >"$TMP/few.suite"
	bench "$TMP/start" --head start --split
	START=$(run_in "$TMP/start")
	export START
}

# bench OUTPUT OPTION..: bench.sh of the tree; what it prints is in OUTPUT.out
bench() {
	local output=$1
	shift
	"$TOP/scripts/bench.sh" --no-install --tree "$TREE" \
		--suite "$TMP/few.suite" --output "$output" "$@" >"$output.out"
}

# verdicts OUTPUT: "ROW VERDICT DIFFERENCE" of its comparison, a line each
verdicts() {
	"$BUILD/dmabench" compare --format json "$(run_in "$1")" |
		jq -r '.rows[] | "\(.name) \(.verdict) \(.diff.mid)"'
}

# nothing_found OUTPUT: each row is the same, one without a state to the
# instruction. The flush queue has a timer: the release's own text, which is a
# hash and another each time, moves what falls into a window of the others.
nothing_found() {
	verdicts "$1"
	verdicts "$1" | awk '$2 != "same" { bad = 1 }
		$1 !~ /kernel-iommu/ && $3 != 0 { bad = 1 }
		END { exit bad || NR != 12 }'
}

# patched NAME: our patch, as a commit on start, in a branch of that name
patched() {
	git -C "$TREE" checkout -q -B "$1" start
	git -C "$TREE" am -q "$TOP/tests/patches/$1.patch"
}

@test "a kernel of our configuration: every row has a number, all is clean" {
	local run
	run=$START
	jq -e '.complete and (.rows | length == 12) and
		all(.rows[]; .median != null and .identical)' "$run/run.json"
	[ "$(jq -r '.environment[]."vm.package"' "$run/run.json")" = \
		"git $(git -C "$TREE" rev-parse --short=12 start)" ]
	jq -e '.environment[] | ."iommu.domain" == "DMA-FQ" and
		.thunk == "retpoline"' "$run/run.json"
	run -1 grep -E "$ALARMS" "$run/dmesg.txt"
}

# map_single RUN.JSON: its medians over dma-direct and behind the IOMMU
map_single() {
	jq -r '[.rows[] | select(.op == "map_single" and .state == "hot") |
		{(.backend): .median}] | add |
		"\(."kernel-direct") \(."kernel-iommu")"' "$1"
}

@test "its counts are those that METHODOLOGY says, and near Debian's" {
	local direct iommu reference=$TOP/results/reference/quick/run.json
	measured_package
	read -r direct iommu < <(map_single "$START/run.json")
	# shellcheck disable=SC2046  # two words
	set -- $(map_single "$reference")
	methodology_says "(map_single over dma-direct: $direct and $1, over \
lazy VT-d: $iommu and $2)"
}

@test "every IOMMU of QEMU has a driver in it" {
	bench "$TMP/iommus" --head start --boots 1 --iommu intel --iommu amd \
		--iommu virtio
	jq -e '[.rows[] | select(.name == "running/kernel-iommu/map_single") |
		.median > 100] | length == 3 and all' \
		"$(run_in "$TMP/iommus")/run.json"
}

# indirects OUTPUT ROW: indirect branches of an operation, a kernel a line
indirects() {
	jq -r --arg name "$2" '.rows[] | select(.name == $name) | .split |
		([.functions[].indirect] | add) / .ops' \
		"$(run_in "$1")/run.json"
}

@test "one indirect call more in dma_map_page_attrs: more, and only there" {
	local row before after
	bench "$TMP/indirect" --boots 1 \
		--series "$TOP/tests/patches/indirect-call.patch"
	verdicts "$TMP/indirect"
	[ "$(verdicts "$TMP/indirect" | grep -v ' same ' | cut -d' ' -f1,2)" = \
		"running/null/map_single more
running/kernel-direct/map_single more
running/kernel-iommu/map_single more" ]
	for row in null kernel-direct; do
		{ read -r before; read -r after; } < <(indirects \
			"$TMP/indirect" "running/$row/map_single")
		[ "$after" = $((before + 1)) ]
	done
	# The call, a thunk, and registers that have to be kept over it.
	[ "$(gcc -dumpversion)" = 12 ] || skip "the counts are GCC 12's"
	[ "$(verdicts "$TMP/indirect" | grep -v ' same ' |
		awk '{ print $1 ~ /kernel-iommu/ ? int($3 + 0.5) : $3 }')" = \
		"17
10
17" ]
}

@test "names that change, and no code: every row is the same, and it is said" {
	mkdir "$TMP/series"
	cp "$TOP/tests/patches/rename.patch" "$TMP/series"
	run -3 bench "$TMP/rename" --base start --series "$TMP/series" --boots 1 --gate
	grep -q 'NOTHING TO COMPARE' "$TMP/rename.out"
	nothing_found "$TMP/rename"
}

@test "a kernel against itself under another name: not one false call" {
	git -C "$TREE" checkout -q -B itself start
	git -C "$TREE" commit -q --allow-empty -m "nothing"
	bench "$TMP/itself" --base start --head itself
	nothing_found "$TMP/itself"
}

# gate NAME: our patch, alone, against the run of start, with a gate
gate() {
	patched "$1"
	bench "$TMP/$1" --head "$1" --baseline "$START" --boots 1 --gate \
		2>"$TMP/$1.err"
}

@test "a barrier is one instruction, and a dear one" {
	run -1 gate barrier
	grep -q 'more: .*running/null/map_single (+1 insn)' "$TMP/barrier.err"
	grep -A1 '^running/null/map_single .* +1 ' \
		"$(run_in "$TMP/barrier")/compare.txt" |
		grep -q 'of which +1 locked'
}

@test "a series of which nothing is built compares nothing: no pass" {
	run -3 bench "$TMP/comment" --base start --boots 1 --gate \
		--series "$TOP/tests/patches/comment.patch"
	[[ $output = *"cannot say: both kernels have the same code and data"* ]]
	grep -q '^NOTHING TO COMPARE' "$(run_in "$TMP/comment")/compare.txt"
}

@test "a kernel that maps the wrong page is void, however quick it is" {
	run -3 gate wrong-page
	jq -e '.environment[]."edu.map_single" == "DIFFERENT"' \
		"$(run_in "$TMP/wrong-page")/run.json"
	grep -q 'edu.map_single' "$TMP/wrong-page.err"
	grep -q 'WRONG: edu.map_single is DIFFERENT' \
		"$(run_in "$TMP/wrong-page")/report.txt"
}

@test "a kernel that never unmaps is quicker, and does not pass" {
	local text check fewer
	run -3 gate never-unmaps
	grep -q 'edu.after_unmap (reached, was refused)' "$TMP/never-unmaps.err"
	# It is quicker, and that is not the first thing that is said.
	text=$(run_in "$TMP/never-unmaps")/compare.txt
	check=$(grep -n -m1 '^CHECK' "$text" | cut -d: -f1)
	fewer=$(grep -n -m1 'kernel-iommu/unmap_single .* fewer$' "$text" |
		cut -d: -f1)
	[ "$check" -lt "$fewer" ]
}

@test "a kernel that never flushes what the IOMMU has cached does not pass" {
	# Addresses that are used again reach what they were of before.
	run -3 gate never-flushes
	jq -e '.environment[] | [."edu.merged", ."edu.after_unmap"] |
		any(. == "DIFFERENT" or . == "FAILED" or . == "reached")' \
		"$(run_in "$TMP/never-flushes")/run.json"
	grep -q 'edu.after_unmap' "$TMP/never-flushes.err"
}

@test "git bisect run finds three instructions among ten commits" {
	local i log
	git -C "$TREE" checkout -q -B ten start
	for i in $(seq 10); do
		if [ "$i" = 6 ]; then
			git -C "$TREE" am -q "$TOP/tests/patches/three-instructions.patch"
		else
			echo "/* commit $i */" >>"$TREE/kernel/dma/mapping.c"
			git -C "$TREE" commit -qam "commit $i"
		fi
	done
	git -C "$TREE" bisect start ten start
	log=$(cd "$TREE" && git bisect run "$TOP/scripts/bench.sh" --no-install \
		--tree . --suite "$TMP/few.suite" --output "$TMP/bisect" \
		--boots 1 --baseline "$START" --bisect)
	grep -A3 'is the first bad commit' <<<"$log"
	[ "$(git -C "$TREE" log -1 --format=%s refs/bisect/bad)" = \
		"dma-mapping: three instructions that do nothing" ]
	git -C "$TREE" bisect reset >/dev/null 2>&1
	# By exactly these: in the run of the commit itself.
	"$BUILD/dmabench" compare --vary kernel --format json \
		"$START" "$(grep -l "$(git -C "$TREE" rev-parse \
		--short=12 ten~4)" "$TMP"/bisect/*/run.json)" |
		jq -e '[.rows[] | select(.verdict == "more") | .diff.mid] |
			length == 3 and (unique == [3])'
}

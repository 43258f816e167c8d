#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# figures.sh - what METHODOLOGY.md says of the instrument's own precision,
# measured: 'make figures', ten minutes on a machine that does nothing else.
#
#	figures.sh [user] [vm]
#
# user: 50 runs of two designs that differ by one dependent add
# (tests/planted), each row measured as A and as B too; and as many of loops
# whose cost is known.  vm: 20 boots of the rows of the quick suite that have no
# state, and of those loops.
#
# Exit status: 0, 1 a figure is worse than METHODOLOGY.md says, 2 usage.

set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"
RUNS=${RUNS:-50} PASSES=${PASSES:-100} BOOTS=20
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
status=0 again=0

# figure TEXT VALUE LIMIT: a line, and is VALUE a number, at most LIMIT?
figure() {
	printf '%-52s %8s  (at most %s)\n' "$@"
	awk -v v="$2" -v l="$3" 'BEGIN {
		exit !(v ~ /^[0-9.e-]+$/ && v + 0 <= l + 0)
	}' || status=1
}

# of FILTER: over the rows of all runs
# shellcheck disable=SC2016  # filters are for jq
of() {
	jq -s "$1" "$tmp"/user/*/run.json
}

# quiet WHERE RUN..: a run, kept in WHERE.  A shared machine disturbs one now and
# then, so that a row of it is void: it is made again, whatever it says, and only
# the last is kept.
quiet() {
	local where=$1 try
	shift
	for ((try = 1; try <= 20; try++)); do
		rm -rf "$tmp/try"
		if "$tmp/build/dmabench" run "$@" --output "$tmp/try" \
			>/dev/null 2>&1 &&
			jq -e 'all(.rows[]; .status == "ok")' \
				"$tmp"/try/*/run.json >/dev/null; then
			mkdir -p "$where"
			mv "$tmp"/try/* "$where"
			again=$((again + try - 1))
			return
		fi
	done
	die 1 "void twenty times: $*; is the machine busy?"
}

# shellcheck disable=SC2016  # filters are for jq
user() {
	local i began rows seconds
	"$top/tests/planted/tree.sh" "$tmp/tree"
	make -s -C "$tmp/tree" O="$tmp/build" "$tmp/build/dmabench"
	echo 'user planted-{0,1}/null/map_single' >"$tmp/suite"
	began=$SECONDS
	for ((i = 1; i <= RUNS; i++)); do
		quiet "$tmp/user" --suite "$tmp/suite" --seed "$i" --aa \
			--passes "$PASSES"
	done
	rows=$(of '[.[].rows[]] | length')
	seconds=$((SECONDS - began))
	echo "user: $rows rows, each as A and as B, $seconds s in all, $PASSES passes"
	figure "A/A half-width, median of rows, cycles/op" \
		"$(of '[.[].rows[].aa.half_width] | sort | .[length / 2 | floor]')" 0.1
	figure "A/A intervals that leave out 0, percent" \
		"$(of '[.[].rows[].aa | (.low > 0 or .high < 0)] |
			(map(select(.)) | length) * 100 / length')" 7
	# But for the floor, which is the interval's further end.
	figure "A/A differences called: out of 0 and of the margin" \
		"$(of '[.[].rows[] | .median as $m | .aa |
			select((.low > 0 or .high < 0) and
			(.diff | fabs) > ([0.05, 0.01 * $m] | max))] |
			length')" 1
	# Of the one add, by the floor that the same run has measured.
	figure "one add more, not found, of $((rows / 2))" \
		"$(of '[.[].rows | group_by(.env)[] |
			(map({(.design): .}) | add) as $r |
			($r["planted-1"].median - $r["planted-0"].median) >
			([$r[].aa.floor] | max)] |
			map(select(. | not)) | length')" 1
	echo "  one add is $(of '[.[].rows | group_by(.env)[] |
		(map({(.design): .}) | add) as $r |
		$r["planted-1"].median - $r["planted-0"].median] | sort |
		.[length / 2 | floor] * 100 | round / 100') cycles of this TSC"
}

# What of the harness is in an operation, besides what is timed: the loop's own
# decrement and branch run beside eight dependent adds, so that these are what
# 64 of them take more than 8 do, by 7.  (An empty loop says nothing: whether it
# goes round in one cycle is the CPU's affair.)
# shellcheck disable=SC2016  # filters are for jq
left() {
	local i
	printf 'user known/none/%s\n' adds8 adds64 >"$tmp/known.suite"
	for ((i = 1; i <= RUNS; i++)); do
		quiet "$tmp/known" --suite "$tmp/known.suite" --seed "$i" \
			--counters none
	done
	figure "harness left in an operation, most of $((2 * RUNS)), cycles" \
		"$(jq -s '[.[].rows | group_by(.env)[] |
			(map({(.op): .median}) | add) |
			.adds8 - (.adds64 - .adds8) / 7 | fabs] |
			max * 1000 | round / 1000' "$tmp"/known/*/run.json)" \
		0.1
	echo "  $again runs were void, and made again"
}

# shellcheck disable=SC2016  # filters are for jq
vm() {
	"$top/scripts/bench.sh" --target vm --boots "$BOOTS" --seed 1 \
		--output "$tmp/vm" >/dev/null
	# With a state are those behind the IOMMU.
	figure "rows without a state that vary over $BOOTS boots" \
		"$(jq '[.rows[] | select(.backend != "kernel-iommu") |
			select((.identical | not) or .min != .max)] | length' \
			"$tmp"/vm/*/run.json)" 0
	figure "harness left in an operation, instructions" \
		"$(jq '{empty: 2, adds8: 10, adds64: 66, loop: 2003} as $source |
			[.rows[] | select(.design == "known") |
			$source[.op] as $n | .min - $n, .max - $n | fabs] |
			if length == 8 then max else "unknown" end' \
			"$tmp"/vm/*/run.json)" 0
}

[ $# -gt 0 ] || set -- user vm
for part; do
	case $part in
	user) user; left ;;
	vm) vm ;;
	*) die 2 "usage: figures.sh [user] [vm]" ;;
	esac
done
exit "$status"

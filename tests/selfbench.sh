#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# selfbench.sh - what dmabench itself costs: 'make selfbench'.
#
# The quick suite by scripts/bench.sh, cold (nothing built, nothing in the
# cache; packages are installed) and warm: wall time, boot to first row, rows a
# second, and the memory of bench.sh and all it starts, as the peak of the sum
# of proportional set sizes, read five times a second.  These depend on the
# machine and the mirror, so that they are printed and never asserted.

set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Sum of Pss of a process and all below it, KiB.
tree_pss() {
	local pid sum=0 pss
	local -a todo=("$1")

	while [ ${#todo[@]} -gt 0 ]; do
		pid=${todo[0]}
		todo=("${todo[@]:1}")
		pss=$(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup" \
			2>/dev/null || true)
		sum=$((sum + ${pss:-0}))
		mapfile -t -O ${#todo[@]} todo < <(pgrep -P "$pid" || true)
	done
	echo "$sum"
}

measure() {
	local name=$1 began ended peak=0 now run pid
	shift
	began=$(date +%s.%N)
	"$@" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		now=$(tree_pss "$pid")
		[ "$now" -le "$peak" ] || peak=$now
		sleep 0.2
	done
	wait "$pid" || { cat "$tmp/err" >&2; exit 1; }
	ended=$(date +%s.%N)
	run=$(sed -n 's/^run: //p' "$tmp/out")
	printf '%-5s wall %6.1f s  peak memory %5d MiB\n' "$name" \
		"$(echo "$ended - $began" | bc)" $((peak / 1024))
	jq -r '.environment | to_entries[] | select(.key | startswith("vm/")) |
		"      \(.key): boot to first row \(.value."vm.first_row_s") s"' \
		"$run/run.json"
	sed -n 's/^\(.*: [0-9]* of [0-9]* rows in .*\)$/      \1/p' "$tmp/err" |
		awk '{ printf "%s, %.0f rows/s\n", $0, $(NF-6) / $(NF-1) }'
}

bench=("$top/scripts/bench.sh" --no-install --suite quick --output "$tmp/runs")
export DMABENCH_BUILD=$tmp/build
export DMABENCH_CACHE=$tmp/cache
measure cold "${bench[@]}"
measure warm "${bench[@]}"

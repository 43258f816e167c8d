#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# reference.sh - remake the runs that README and METHODOLOGY quote.
#
#	reference.sh [SUITE..]		those; without a name all of them
#
# results/reference/NAME holds a run of suite NAME: run.json, report.txt (of
# history also history.txt), and samples.csv compressed; of what warmed up it has
# the windows without an operation only.  The vm rows come out the same anywhere
# where kernel and QEMU are the same; the user rows are those of the machine it
# names.  What README and METHODOLOGY quote, between two markers of a name, is
# taken from them.
#
# Exit status: that of bench.sh.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
top=${here%/*}
reference=$top/results/reference
suites=${*:-quick designs sweeps iommu history}

# part SUITE FROM TO [FILE]: the lines of its report, or of another text beside
# it, from one that begins with FROM up to TO.
part() {
	awk -v from="$2" -v to="$3" '
		index($0, from) == 1 { on = 1 }
		index($0, to) == 1 { on = 0 }
		on { lines[++n] = $0 }
		END {
			while (n && lines[n] == "")
				n--
			for (i = 1; i <= n; i++)
				print lines[i] == "" ? "" : "    " lines[i]
			print ""
		}' "$reference/$1/${4:-report.txt}"
}

quoted() {
	part quick 'user ' '1. The designs'
	part designs 'Each design less' 'The argument of the thread'
	part designs 'The argument of the thread' 'How far the placements'
	part designs 'What a design can express' '2. What the kernel'
	part quick '2. What the kernel' '3. Is the instrument'
	part iommu '2. What the kernel' 'map_sg:16'
	part history 'vm, IOMMU intel' 'vm, IOMMU amd' history.txt
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
# All runs first: what is written below makes the tree a changed one.
for suite in $suites; do
	# 12 passes are enough for a floor, and for ten values a side.
	more=()
	[[ $suite != quick && $suite != history ]] || more+=(--split)
	[[ $suite == iommu || $suite == history ]] || more+=(--aa)
	"$here/bench.sh" --suite "$suite" --seed 1 --passes 12 "${more[@]}" \
		--output "$tmp/$suite"
done
note "the runs took $((SECONDS / 60)) minutes"
for suite in $suites; do
	mkdir -p "$reference/$suite"
	cp "$tmp/$suite"/*/report.txt "$reference/$suite"
	[ "$suite" != history ] ||
		cp "$tmp/$suite"/*/history.txt "$reference/$suite"
	jq -c . "$tmp/$suite"/*/run.json >"$reference/$suite/run.json"
	# Without the windows that only warmed up: they are most of it; those
	# without an operation say what a window costs.  The options are for
	# text of numbers, a third less than without.
	awk -F, '$5 != 1 || $6 == 0' "$tmp/$suite"/*/samples.csv |
		xz --lzma2=preset=9e,lc=4,pb=0 >"$reference/$suite/samples.csv.xz"
	note "results/reference/$suite: $(du -sh "$reference/$suite" | cut -f1)"
done

# quote NAME FILE: what comes on standard input, between the markers of that name
quote() {
	{ echo "<!-- $1 -->"; cat; echo '<!-- end -->'; } >"$tmp/quoted"
	sed -i -e "/^<!-- $1 -->/,/^<!-- end -->/{ /^<!-- end -->/r $tmp/quoted" \
		-e 'd }' "$top/$2"
}

quoted | quote quoted README.md
jq -rs -f "$here/placements.jq" "$reference"/*/run.json |
	quote placements METHODOLOGY.md

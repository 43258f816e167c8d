#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# reference.sh - remake the runs that README and METHODOLOGY quote.
#
# results/reference/NAME holds a run of suite NAME: run.json, report.txt, and
# samples.csv compressed.  The vm rows come out the same anywhere where kernel
# and QEMU are the same; the user rows are those of the machine it names.
#
# Exit status: that of bench.sh.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
reference=${here%/*}/results/reference

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for suite in quick designs sweeps; do
	# 12 passes keep each run below 2 MiB.
	"$here/bench.sh" --suite "$suite" --seed 1 --passes 12 \
		--output "$tmp/$suite"
	mkdir -p "$reference/$suite"
	for file in run.json report.txt; do
		cp "$tmp/$suite"/*/"$file" "$reference/$suite/$file"
	done
	xz -9 -c "$tmp/$suite"/*/samples.csv >"$reference/$suite/samples.csv.xz"
	note "results/reference/$suite: $(du -sh "$reference/$suite" | cut -f1)"
done

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The worked example of CONTRIBUTING.md: a design is one file and one line.
#
# Alone: rows of this machine are measured.

bats_require_minimum_version 1.5.0
load helpers

@test "the example of CONTRIBUTING.md builds, is listed and runs" {
	local tree=$BATS_TEST_TMPDIR/tree top=$BATS_TEST_DIRNAME/../..

	mkdir -p "$tree"
	cp -r "$top"/{Makefile,bench,kmod,tests} "$tree"
	# Out of the document, not a copy of it.
	sed -n '/^<!-- per_bus.c/,/^```$/p' "$top/CONTRIBUTING.md" |
		sed '/^<!--/d; /^```/d' >"$tree/kmod/dispatch/per_bus.c"
	grep -q 'db_design_per_bus' "$tree/kmod/dispatch/per_bus.c"
	echo 'DB_DESIGN(per_bus)' >>"$tree/kmod/dispatch/designs.list"
	run -0 make -j"$(nproc)" -C "$tree" "$tree/build/dmabench"
	[[ $output != *warning* ]]
	run -0 "$tree/build/dmabench" list
	[[ $output == *"per-bus          CONTRIBUTING.md"* ]]
	echo 'user per-bus/null/{map_single,unmap_sg:16,attach}' >"$tree/s"
	cd "$tree" || return
	call build/dmabench run --suite s --passes 2 --output "$tree/runs"
	[ "$status" -eq 0 ]
	run -0 jq -r '.rows[] | select(.status != "ok" and .status != "void") | .name' \
		"$tree"/runs/*/run.json
	[ -z "$output" ]
}

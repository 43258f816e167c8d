#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# readme.bats - what the documents show is what the reference runs say.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
}

@test "every line of a table in the README stands in a reference report" {
	local line n=0

	while IFS= read -r line; do
		cat results/reference/*/report.txt | grep -qxF -- "$line" ||
			{ echo "not there: $line"; return 1; }
		n=$((n + 1))
	done < <(sed -n '/^<!-- quoted -->/,/^<!-- end -->/p' README.md |
		sed -n 's/^    //p')
	[ "$n" -gt 40 ]
}

@test "the reports in results/reference are those of their run.json" {
	local dir

	for dir in results/reference/*/; do
		diff <(build/dmabench report "$dir" | grep -v '^run ') \
			<(grep -v '^run ' "$dir/report.txt")
	done
}

@test "the reference runs are small, and valid" {
	local dir

	for dir in results/reference/*/; do
		[ "$(du -sk "$dir" | cut -f1)" -le 2048 ]
		jq -e '.complete' "$dir/run.json"
		python3 -c 'import json, jsonschema, sys
jsonschema.validate(json.load(open(sys.argv[1])),
                    json.load(open("results/schema.json")))' "$dir/run.json"
	done
}

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
		cat results/reference/*/*.txt | grep -qxF -- "$line" ||
			{ echo "not there: $line"; return 1; }
		n=$((n + 1))
	done < <(sed -n '/^<!-- quoted -->/,/^<!-- end -->/p' README.md |
		sed -n 's/^    //p')
	[ "$n" -gt 40 ]
}

@test "the reports in results/reference are those of their run.json" {
	local dir

	for dir in results/reference/*/; do
		diff <("${DMABENCH_BUILD:-build}/dmabench" report "$dir" | grep -v '^run ') \
			<(grep -v '^run ' "$dir/report.txt")
	done
}

@test "the history in results/reference is that of its run.json" {
	diff <("${DMABENCH_BUILD:-build}/dmabench" history \
		results/reference/history) results/reference/history/history.txt
}

@test "how far placements lie apart is that of all reference runs" {
	diff <(jq -rs -f scripts/placements.jq results/reference/*/run.json) \
		<(sed -n '/^<!-- placements -->/,/^<!-- end -->/p' METHODOLOGY.md |
			sed '1d; $d')
}

@test "what METHODOLOGY says of a step, explain says of the reference run" {
	local row a arrow b n=0 line

	while read -r row a arrow b; do
		if [ "$arrow" = "->" ]; then
			"${DMABENCH_BUILD:-build}/dmabench" explain \
				results/reference/history "$row" --vm "$a" \
				--vm "$b" | tr -s ' ' >"$BATS_TEST_TMPDIR/said"
			continue
		fi
		line="$row $a $arrow $b"
		grep -qE "^ ?${line//+/\\+}\$" "$BATS_TEST_TMPDIR/said" ||
			{ echo "not there: $line"; return 1; }
		n=$((n + 1))
	done < <(sed -n '/^<!-- steps -->/,/^<!-- end -->/p' METHODOLOGY.md |
		sed -n 's/^    //p' | tr -s ' ')
	[ "$n" -gt 20 ]
}

@test "the reference runs are small, and valid" {
	local dir

	for dir in results/reference/*/; do
		[ "$(du -sk "$dir" | cut -f1)" -le 4096 ]
		jq -e '.complete' "$dir/run.json"
		python3 -c 'import json, jsonschema, sys
jsonschema.validate(json.load(open(sys.argv[1])),
                    json.load(open("results/schema.json")))' "$dir/run.json"
	done
}

@test "every file that a document names is there" {
	local path n=0

	while read -r path; do
		# NAME is the reader's; per_bus.c is an example, which a test builds.
		[[ $path != *NAME* && $path != */per_bus.c ]] || continue
		[ -e "$path" ] || { echo "not there: $path"; return 1; }
		n=$((n + 1))
	done < <(grep -hoE '\b(bench|kmod|scripts|tests|plots|results)/[[:alnum:]_/.-]+[.](c|h|S|sh|bats|gp|list|suite|patch|config|names|json|png)\b' \
		README.md METHODOLOGY.md CONTRIBUTING.md | sort -u)
	[ "$n" -gt 40 ]
}

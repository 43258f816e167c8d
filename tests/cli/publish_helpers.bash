# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What export.bats, history.bats and lkml.bats share.

# plant DIR FILTER: a run.json as plant.jq makes it, by the schema
plant() {
	mkdir -p "$1"
	jq -n -L "$BATS_TEST_DIRNAME" "include \"plant\"; $2" >"$1/run.json"
	follows schema.json "$1/run.json"
}

# follows SCHEMA FILE: one of results/
follows() {
	python3 - "$TOP/results/$1" "$2" <<-'END'
		import json, sys
		import jsonschema
		schema, file = (json.load(open(name)) for name in sys.argv[1:])
		jsonschema.validate(file, schema)
	END
}

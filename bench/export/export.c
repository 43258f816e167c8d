// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * export.c - the formats there are.
 */
#include "export/export.h"

const struct exporter exporters[] = {
	{ "json", "flat: results/export.schema.json", export_json },
	{ "csv", "the same fields, a line a row, for a spreadsheet",
	  export_csv },
	{ "gobench", "Go benchmark text, for benchstat", export_gobench },
	{ "ktap", "KTAP 1, for the kernel's kunit.py parse", export_ktap },
	{ "perf", "an object a line, as perf stat -j prints it", export_perf },
	{ NULL, NULL, NULL }
};

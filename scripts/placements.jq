# SPDX-License-Identifier: GPL-2.0-or-later
#
# placements.jq - how far the placements of rows in cycles lie from their row:
# the table of METHODOLOGY.md, section 3, of all runs that are read (jq -rs).
# A row of 0 (direct@cold has nothing to evict) has no share.
[.[].rows[] | select(.target == "user" and .median != null and .median > 0 and
	.placements != null) | .median as $row |
	{ $row, far: ([.placements[] | values | . - $row | fabs] | max) }] as $all |
"| rows of | rows | median row | worst row | worst, cycles |",
"|---|---|---|---|---|",
(["less than 10 cycles", 0, 10], ["10 to 20", 10, 20],
	["20 and more", 20, infinite] | . as [$name, $from, $to] |
	[$all[] | select(.row >= $from and .row < $to)] as $rows |
	[$rows[] | 100 * .far / .row] as $share |
	"| \($name) | \($rows | length) | " +
	"\($share | sort | .[length / 2 | floor] | round) % | " +
	"\($share | max | round) % | \([$rows[].far] | max * 10 | round / 10) |")

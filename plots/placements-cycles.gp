# SPDX-License-Identifier: GPL-2.0-or-later
# placements-cycles.gp - how much the place of its loop moves a row: the median
# of each of the eight placements, as the distance from the row's own.  They
# stand one below the other, placement 0 first.
bars = points
lines = 9 + 3 * points
load ARG0[1:strlen(ARG0) - strlen("placements-cycles.gp")] . "common.gp"
set title "map_single over null by placement of the loop (user)\n" . label
set xlabel "cycles per op above the row's median; a point is a placement's median"
set yrange [points - 0.4:-0.6]
set offsets 0, 0, 0, 0
at(k, first) = column(k) - column(first - 1)
if (is_dumb) \
	plot data using (at(3, 3)):($0 - 0.2):ytic(1) \
		with points pt 1 title "plain", \
	     for [k=4:10] '' using (at(k, 3)):($0 - 0.2) \
		with points pt 1 notitle, \
	     for [k=12:19] '' using (at(k, 12)):($0 + 0.2) \
		with points pt 2 title (k == 12 ? "retpoline" : "")
if (!is_dumb) \
	plot data using (0):0:ytic(1) with lines lc rgb "#bbbbbb" notitle, \
	     for [k=3:10] '' using (at(k, 3)):($0 - 0.40 + 0.05 * (k - 3)) \
		with points pt 7 ps 0.7 lc rgb "#4477aa" \
		title (k == 3 ? "plain" : ""), \
	     for [k=12:19] '' using (at(k, 12)):($0 + 0.05 + 0.05 * (k - 12)) \
		with points pt 7 ps 0.7 lc rgb "#ee6677" \
		title (k == 12 ? "retpoline" : "")

# SPDX-License-Identifier: GPL-2.0-or-later
# bars.gp - a bar a row, of whatever unit the label says, and its number.
bars = points
lines = 10 + 2 * points
load ARG0[1:strlen(ARG0) - strlen("bars.gp")] . "common.gp"
set title label
stats data using 2 nooutput
wide = STATS_max > 50 * STATS_min
set yrange [points - 0.4:-0.6]
set offsets 0, 0, 0, 0
first = wide ? STATS_min / 2 : 0
if (wide) set logscale x
set xlabel wide ? "logarithmic" : ""
set xrange [first:STATS_max * (wide ? 4 : 1.3)]
if (is_dumb) \
	plot data using (first):0:(first):2:0:0:ytic(1) with boxxy lt 1 \
		notitle, \
	     '' using 2:0:(sprintf(" %g", $2)) with labels left notitle
if (!is_dumb) \
	plot data using (first):0:(first):2:($0 - 0.3):($0 + 0.3):ytic(1) \
		with boxxy lc rgb "#4477aa" notitle, \
	     '' using 2:0:(sprintf(" %g", $2)) with labels left notitle

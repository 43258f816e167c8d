# SPDX-License-Identifier: GPL-2.0-or-later
# pairs.gp - a row on two sides, A above B, and the number of each.
bars = 2 * points
lines = 10 + 3 * points
load ARG0[1:strlen(ARG0) - strlen("pairs.gp")] . "common.gp"
set title label
stats data using 2 nooutput name "A"
stats data using 3 nooutput name "B"
most = A_max > B_max ? A_max : B_max
least = A_min < B_min ? A_min : B_min
set yrange [points - 0.4:-0.6]
set offsets 0, 0, 0, 0
wide = least > 0 && most > 50 * least
first = wide ? least / 2 : 0
if (wide) set logscale x
set xlabel wide ? "logarithmic" : ""
set xrange [first:most * (wide ? 4 : 1.3)]
if (is_dumb) \
	plot data using (first):0:(first):2:($0 - 0.2):($0 - 0.2):ytic(1) \
		with boxxy lt 1 title "A", \
	     '' using (first):0:(first):3:($0 + 0.2):($0 + 0.2) \
		with boxxy lt 2 title "B", \
	     '' using 2:($0 - 0.2):(sprintf(" %g", $2)) with labels left notitle, \
	     '' using 3:($0 + 0.2):(sprintf(" %g", $3)) with labels left notitle
if (!is_dumb) \
	plot data using (first):0:(first):2:($0 - 0.36):($0 - 0.02):ytic(1) \
		with boxxy lc rgb "#4477aa" title "A", \
	     '' using (first):0:(first):3:($0 + 0.02):($0 + 0.36) \
		with boxxy lc rgb "#ee6677" title "B", \
	     '' using 2:($0 - 0.19):(sprintf(" %g", $2)) with labels left notitle, \
	     '' using 3:($0 + 0.19):(sprintf(" %g", $3)) with labels left notitle

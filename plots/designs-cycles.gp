# SPDX-License-Identifier: GPL-2.0-or-later
# designs-cycles.gp - what a design costs in cycles, without and with
# retpolines, with 95 % confidence intervals over placements.
bars = points
lines = 9 + 3 * points
load ARG0[1:strlen(ARG0) - strlen("designs-cycles.gp")] . "common.gp"
set title "map_single over null, cycles/op (user)\n" . label
set xlabel "cycles per op, 95 % CI over placements"
set xrange [0:*]
if (is_dumb) \
	plot data using (0):0:(0):2:($0 - 0.2):($0 - 0.2):ytic(1) \
		with boxxy lt 1 title "plain", \
	     '' using (0):0:(0):5:($0 + 0.2):($0 + 0.2) \
		with boxxy lt 2 title "retpoline"
if (!is_dumb) \
	plot data using (0):0:(0):2:($0 - 0.36):($0 - 0.02):ytic(1) \
		with boxxy lc rgb "#4477aa" title "plain", \
	     '' using (0):0:(0):5:($0 + 0.02):($0 + 0.36) \
		with boxxy lc rgb "#ee6677" title "retpoline", \
	     '' using 2:($0 - 0.19):3:4 with xerrorbars \
		lc rgb "black" pt 0 notitle, \
	     '' using 5:($0 + 0.19):6:7 with xerrorbars \
		lc rgb "black" pt 0 notitle

# SPDX-License-Identifier: GPL-2.0-or-later
# designs-insn.gp - what a design costs in instructions; exact, so no error bars.
bars = points
lines = 10 + 2 * points
load ARG0[1:strlen(ARG0) - strlen("designs-insn.gp")] . "common.gp"
set title "map_single over null, insn/op (vm, exact)\n" . label
set xlabel "instructions per op"
set xrange [0:*]
if (is_dumb) \
	plot data using (0):0:(0):2:0:0:ytic(1) with boxxy lt 1 notitle, \
	     '' using 2:0:(sprintf(" %g", $2)) with labels left notitle
if (!is_dumb) \
	plot data using (0):0:(0):2:($0 - 0.3):($0 + 0.3):ytic(1) \
		with boxxy lc rgb "#228833" notitle, \
	     '' using 2:0:(sprintf(" %g", $2)) with labels left notitle

# SPDX-License-Identifier: GPL-2.0-or-later
# heat-insn.gp - designs over backends: how much of an operation is dispatch.
bars = points
lines = 10 + points
load ARG0[1:strlen(ARG0) - strlen("heat-insn.gp")] . "common.gp"
set title "map_single, designs over backends, insn/op (vm, exact)\n" . label
set xrange [-0.5:3.5]
set xtics scale 0
set ytics scale 0
set border 0
unset key
if (!is_dumb) unset grid
if (!is_dumb) set palette defined (0 "#ffffff", 1 "#4477aa")
if (!is_dumb) set logscale cb
if (!is_dumb) set cblabel "instructions per op"
if (is_dumb) \
	plot data using 1:2:(sprintf("%g", $5)):xtic(4):ytic(3) with labels
if (!is_dumb) \
	plot data using 1:2:5:xtic(4):ytic(3) with image, \
	     '' using 1:2:(sprintf("%g", $5)) with labels

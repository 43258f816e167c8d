# SPDX-License-Identifier: GPL-2.0-or-later
# split-insn.gp - where the instructions of the running kernel's API go: each
# bar is one operation, its length 100 %; the number behind it is insn/op.
bars = points
lines = 15 + 2 * points
load ARG0[1:strlen(ARG0) - strlen("split-insn.gp")] . "common.gp"
set title "where the instructions go (vm, exact)\n" . label
set xlabel "percent of the operation; behind it insn/op"
set xrange [0:118]
set xtics 0, 20, 100
if (!is_dumb) set bmargin 9
set key below vertical maxrows 4
set datafile columnheaders
colors = "#bbbbbb #228833 #ccbb44 #4477aa #66ccee #aa3377 #ee6677 #ee8866 #222222 #dddddd"
begin(i) = i == 1 ? 0 : column(i + 1)
if (is_dumb) \
	plot for [i = 1:words(colors)] data \
		using (0):0:(begin(i)):i + 2:($0):($0):ytic(1) \
		with boxxy lt i title columnheader(i + 2), \
	     '' using (102):0:(sprintf("%g", $2)) with labels left notitle
if (!is_dumb) \
	plot for [i = 1:words(colors)] data \
		using (0):0:(begin(i)):i + 2:($0 - 0.38):($0 + 0.38):ytic(1) \
		with boxxy lc rgb word(colors, i) title columnheader(i + 2), \
	     '' using (102):0:(sprintf("%g", $2)) with labels left notitle

# SPDX-License-Identifier: GPL-2.0-or-later
# history.gp - a line a row: its value as a multiple of its first one, which
# stands behind its name.
lines = 24 + points
load ARG0[1:strlen(ARG0) - strlen("history.gp")] . "common.gp"
set title "times the first number of the row, which is in brackets\n" . label
set yrange [*:*] noreverse
set offsets 0.3, 0.3, 0, 0
set key below vertical maxrows 8
if (!is_dumb) set bmargin 4 + points
if (!is_dumb) set grid ytics lc rgb "#dddddd"
set datafile columnheaders
least = 0.95
most = 1.05
do for [i = 2:points + 1] {
	stats data using i nooutput
	least = STATS_min < least ? STATS_min : least
	most = STATS_max > most ? STATS_max : most
}
set yrange [least - 0.02:most + 0.02]
plot for [i = 2:points + 1] data using 0:i:xtic(1) \
	with linespoints pt i - 1 title columnheader(i)

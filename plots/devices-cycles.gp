# SPDX-License-Identifier: GPL-2.0-or-later
# devices-cycles.gp - operations on random devices: the price of a pointer in
# each.
lines = 26
load ARG0[1:strlen(ARG0) - strlen("devices-cycles.gp")] . "common.gp"
set title "map_single over null on a random device, retpolines (user)\n" . label
set xlabel "devices"
set ylabel "cycles per op"
set logscale x 4
set yrange [0:*] noreverse
set xrange [0.8:5000]
set offsets 0, 0, 0, 0
plot data using 1:2 with linespoints pt 1 title "global", \
     '' using 1:3 with linespoints pt 2 title "per-device", \
     '' using 1:4 with linespoints pt 3 title "stack-global", \
     '' using 1:5 with linespoints pt 4 title "stack-per-device.3"

# SPDX-License-Identifier: GPL-2.0-or-later
# depth-cycles.gp - what each layer, or each registered IOMMU, adds.
lines = 26
load ARG0[1:strlen(ARG0) - strlen("depth-cycles.gp")] . "common.gp"
set title "map_single over null by depth of the stack, retpolines (user)\n" . label
set xlabel "layers, or registered IOMMUs"
set ylabel "cycles per op"
# Below the label of the axis are three lines of the key.
if (!is_dumb) set bmargin 8
set yrange [0:*] noreverse
set xrange [0.5:8.5]
set offsets 0, 0, 0, 0
plot data using 1:2 with linespoints pt 1 title "stack-global", \
     '' using 1:3 with linespoints pt 2 title "stack-middle", \
     '' using 1:4 with linespoints pt 3 title "stack-first", \
     '' using 1:5 with linespoints pt 4 title "stack-getops", \
     '' using 1:6 with linespoints pt 5 title "stack-per-device", \
     '' using 1:7 with linespoints pt 6 title "stack-working", \
     '' using 1:8 with linespoints pt 7 title "stack-resolved"

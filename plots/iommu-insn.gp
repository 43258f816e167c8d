# SPDX-License-Identifier: GPL-2.0-or-later
# iommu-insn.gp - what mapping and unmapping cost, by kernel, IOMMU and mode.
bars = points
lines = 10 + 2 * points
load ARG0[1:strlen(ARG0) - strlen("iommu-insn.gp")] . "common.gp"
set title "the running kernel's DMA API, mean insn/op (vm, exact)"
set xlabel "instructions per op"
set xrange [0:*]
if (is_dumb) \
	plot data using (0):0:(0):2:($0 - 0.2):($0 - 0.2):ytic(1) \
		with boxxy lt 1 title "map_single", \
	     '' using (0):0:(0):3:($0 + 0.2):($0 + 0.2) \
		with boxxy lt 2 title "unmap_single"
if (!is_dumb) \
	plot data using (0):0:(0):2:($0 - 0.36):($0 - 0.02):ytic(1) \
		with boxxy lc rgb "#4477aa" title "map_single", \
	     '' using (0):0:(0):3:($0 + 0.02):($0 + 0.36) \
		with boxxy lc rgb "#ee6677" title "unmap_single"

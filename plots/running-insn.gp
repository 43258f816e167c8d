# SPDX-License-Identifier: GPL-2.0-or-later
# running-insn.gp - the running kernel's API: what entering it and dispatch
# are of an operation's whole cost.
lines = 30
load ARG0[1:strlen(ARG0) - strlen("running-insn.gp")] . "common.gp"
set title "the running kernel's DMA API, insn/op (vm, exact)\n" . label
set xlabel "instructions per op, logarithmic"
set logscale x
set xrange [10:*]
if (is_dumb) \
	plot data using (10):0:(10):2:($0 - 0.25):($0 - 0.25):ytic(1) \
		with boxxy lt 1 title "null: entry and dispatch", \
	     '' using (10):0:(10):3:0:0 \
		with boxxy lt 2 title "kernel-direct", \
	     '' using (10):0:(10):4:($0 + 0.25):($0 + 0.25) \
		with boxxy lt 3 title "kernel-iommu"
if (!is_dumb) \
	plot data using (10):0:(10):2:($0 - 0.38):($0 - 0.14):ytic(1) \
		with boxxy lc rgb "#ccbb44" \
		title "null: entry and dispatch", \
	     '' using (10):0:(10):3:($0 - 0.12):($0 + 0.12) \
		with boxxy lc rgb "#4477aa" title "kernel-direct", \
	     '' using (10):0:(10):4:($0 + 0.14):($0 + 0.38) \
		with boxxy lc rgb "#ee6677" title "kernel-iommu"

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * data.c - the plots there are.
 */
#include "plot/cycles.h"
#include "plot/data.h"
#include "plot/insn.h"

const struct plot plots[] = {
	{ "designs-cycles", TARGET_USER, plot_designs_cycles },
	{ "placements-cycles", TARGET_USER, plot_placements },
	{ "designs-insn", TARGET_VM, plot_designs_insn },
	{ "running-insn", TARGET_VM, plot_running_insn },
	{ "depth-cycles", TARGET_USER, plot_depth },
	{ "devices-cycles", TARGET_USER, plot_devices },
	{ "heat-insn", TARGET_VM, plot_heat },
	{ "iommu-insn", TARGET_VM, plot_iommu },
	{ "split-insn", TARGET_VM, plot_split },
	{ NULL, 0, NULL }
};

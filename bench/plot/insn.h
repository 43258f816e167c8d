/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_PLOT_INSN_H
#define BENCH_PLOT_INSN_H

#include <stdio.h>

#include "result/result.h"

/* Plots of VMs; as write of struct plot. */
size_t plot_designs_insn(FILE *f, const struct result *r);
size_t plot_running_insn(FILE *f, const struct result *r);
size_t plot_heat(FILE *f, const struct result *r);
size_t plot_iommu(FILE *f, const struct result *r);
size_t plot_split(FILE *f, const struct result *r);

#endif /* BENCH_PLOT_INSN_H */

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cpu.c - the head of a report: on what cycles were counted.
 */
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

void report_debug(FILE *f, const struct env *e)
{
	if (*env_get(e, "kernel.debug"))
		fprintf(f, "         DEBUG kernel, not what it costs elsewhere:\n"
			"           %.60s\n", env_get(e, "kernel.debug"));
}

void report_cpu(FILE *f, enum target_id target, const struct env *e)
{
	const char *sibling = env_get(e, "topology.sibling");
	bool guest = env_is_guest(e);

	fprintf(f, "%-8s %.60s\n", target_name(target),
		env_get(e, "cpu.name"));
	fprintf(f, "         family %s model %s stepping %s, microcode %s\n",
		env_get(e, "cpu.family"), env_get(e, "cpu.model"),
		env_get(e, "cpu.stepping"), env_get(e, "cpu.microcode"));
	fprintf(f, "         %s%s\n",
		guest ? "VIRTUALISED cycles: a guest of " : "bare metal",
		guest ? env_get(e, "cpu.hypervisor") : "");
	fprintf(f, "         cyc = TSC cycles at %.0f MHz, on CPU %s\n",
		atof(env_get(e, "tsc.khz")) / 1000, env_get(e, "topology.cpu"));
	if (!strncmp(sibling, "busy", strlen("busy")))
		fprintf(f, "         its SIBLING was %.12s before the run: cycles are shared\n",
			sibling);
}

void report_calls(FILE *f, const struct env *e)
{
	const char *ours = env_get(e, "module.compiler");
	const char *kernel = env_get(e, "kernel.compiler");

	if (*env_get(e, "thunk"))
		fprintf(f, "         its text: calls by %.12s, returns by %.12s, CFI %.12s\n",
			env_get(e, "thunk"), env_get(e, "return"),
			env_get(e, "kernel.cfi"));
	if (strcmp(ours, kernel))
		fprintf(f, "         COMPILERS DIFFER: module %.18s, kernel %.18s\n",
			ours, kernel);
}

void report_host(FILE *f, const struct env *e)
{
	const char *bdf = env_get(e, "device.bdf");
	int len;
	const char *v2 = env_spectre_v2(e, &len);

	report_cpu(f, TARGET_HOST, e);
	fprintf(f, "         kernel %.55s\n         spectre_v2: %.*s\n",
		env_get(e, "kernel.release"), len, v2);
	report_debug(f, e);
	report_calls(f, e);
	if (*bdf)
		fprintf(f, "         device %.16s (%.16s), domain %.16s\n", bdf,
			env_get(e, "device.id"), env_get(e, "iommu.domain"));
	else
		fprintf(f, "         no PCI device: its rows have no number\n");
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_cpu.c - the head of a report: on what cycles were counted.
 */
#include <stdlib.h>
#include <string.h>

#include "report.h"

void report_cpu(FILE *f, const struct env *e)
{
	bool guest = strcmp(env_get(e, "cpu.hypervisor"), "none");

	fprintf(f, "user     %.60s\n", env_get(e, "cpu.name"));
	fprintf(f, "         family %s model %s stepping %s, microcode %s\n",
		env_get(e, "cpu.family"), env_get(e, "cpu.model"),
		env_get(e, "cpu.stepping"), env_get(e, "cpu.microcode"));
	fprintf(f, "         %s%s\n",
		guest ? "VIRTUALISED cycles: a guest of " : "bare metal",
		guest ? env_get(e, "cpu.hypervisor") : "");
	fprintf(f, "         cyc = TSC cycles at %.0f MHz, on CPU %s\n",
		atof(env_get(e, "tsc.khz")) / 1000, env_get(e, "topology.cpu"));
}

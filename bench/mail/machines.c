// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * machines.c - on what it was measured, four lines each.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mail/lkml.h"
#include "report/report.h"
#include "report/rows.h"

/* The first machine of a target, or NULL. */
static const struct result_env *first_of(const struct result *r,
					 enum target_id target)
{
	size_t i;

	for (i = 0; i < r->nr_env; i++)
		if (r->env[i].target == target)
			return &r->env[i];
	return NULL;
}

/* The most boots of a row of VMs. */
static unsigned int boots_of(const struct result *r)
{
	unsigned int boots = 0;
	size_t i;

	for (i = 0; i < r->nr_row; i++)
		if (r->row[i].target == TARGET_VM &&
		    r->row[i].boots > boots)
			boots = r->row[i].boots;
	return boots;
}

/* "vm       kernel 6.1.0-56-amd64, package 6.1.192-2", each once. */
static void print_kernels(FILE *f, const struct result *r)
{
	struct labels seen = { 0 };
	size_t i;

	for (i = 0; i < r->nr_env; i++) {
		const struct env *e = &r->env[i].env;
		const char *release = env_get(e, "kernel.release");
		const char *package = env_get(e, "vm.package");
		const size_t nr = seen.nr;
		char text[160];

		if (r->env[i].target != TARGET_VM)
			continue;
		labels_add(&seen, release);
		if (seen.nr == nr)
			continue;
		snprintf(text, sizeof(text), "kernel %s, %s%s", release,
			 isdigit((unsigned char)*package) ? "package " : "",
			 package);
		fprintf(f, "%-8s %.63s\n", nr ? "" : "vm", text);
		report_debug(f, e);
	}
}

/* "IOMMU none, intel lazy, intel strict" */
static void print_iommus(FILE *f, const struct result *r)
{
	char text[256], names[MAX_LABELS][24];
	struct labels seen = { 0 };
	size_t i, len;

	for (i = 0; i < r->nr_env && seen.nr < MAX_LABELS; i++) {
		const struct env *e = &r->env[i].env;
		bool none = !env_has_iommu(e);

		if (r->env[i].target != TARGET_VM)
			continue;
		snprintf(names[seen.nr], sizeof(names[0]), "%.10s%s%.10s",
			 env_get(e, "vm.iommu"), none ? "" : " ",
			 none ? "" : env_get(e, "vm.mode"));
		labels_add(&seen, names[seen.nr]);
	}
	len = snprintf(text, sizeof(text), "IOMMU");
	for (i = 0; i < seen.nr && len < sizeof(text); i++)
		len += snprintf(text + len, sizeof(text) - len, "%s %s",
				i ? "," : "", seen.text[i]);
	report_wrapped(f, 9, text);
}

/* "calls by retpoline, returns by ret", if that is so in all of them. */
static void print_calls(FILE *f, const struct result *r, const struct env *e)
{
	size_t i;

	for (i = 0; i < r->nr_env; i++) {
		const struct env *other = &r->env[i].env;

		if (r->env[i].target != TARGET_VM ||
		    (!strcmp(env_get(other, "thunk"), env_get(e, "thunk")) &&
		     !strcmp(env_get(other, "return"), env_get(e, "return"))))
			continue;
		fputs("; kernels call in different ways\n", f);
		return;
	}
	fprintf(f, "; calls by %.12s, returns by %.12s\n",
		env_get(e, "thunk"), env_get(e, "return"));
}

static void print_vm(FILE *f, const struct result *r,
		     const struct result_env *vm)
{
	const struct env *e = &vm->env;
	const unsigned int boots = boots_of(r);

	print_kernels(f, r);
	fprintf(f, "         QEMU %.12s %.12s %.12s, CPU %.12s; %u boot%s\n",
		env_get(e, "vm.qemu"), env_get(e, "vm.machine"),
		env_get(e, "vm.accel"), env_get(e, "vm.cpu"), boots,
		boots == 1 ? "" : "s");
	print_iommus(f, r);
	fprintf(f, "         %s",
		env_unit(vm) == UNIT_INSN ? "insn = instructions, exact" :
		env_is_functional(vm) ? "FUNCTIONAL: nothing is measured" :
		"VIRTUALISED cycles");
	print_calls(f, r, e);
}

static void print_host(FILE *f, const struct env *e)
{
	int len;
	const char *v2 = env_spectre_v2(e, &len);
	bool guest = env_is_guest(e);
	bool device = *env_get(e, "device.bdf");

	fprintf(f, "host     %.50s, microcode %.12s\n", env_get(e, "cpu.name"),
		env_get(e, "cpu.microcode"));
	fprintf(f, "         %s; cyc = TSC cycles at %.0f MHz, on CPU %.4s\n",
		guest ? "VIRTUALISED cycles" : "bare metal",
		atof(env_get(e, "tsc.khz")) / 1000, env_get(e, "topology.cpu"));
	fprintf(f, "         kernel %.28s, spectre_v2: %.*s\n",
		env_get(e, "kernel.release"),
		len < 16 ? len : 16, v2);
	fprintf(f, "         device %.16s, domain %.12s\n",
		device ? env_get(e, "device.id") : "of the module's own",
		device ? env_get(e, "iommu.domain") : "none");
	report_debug(f, e);
}

void lkml_machines(FILE *f, const struct result *r)
{
	const struct result_env *e;

	e = first_of(r, TARGET_USER);
	if (e)
		report_cpu(f, TARGET_USER, &e->env);
	e = first_of(r, TARGET_HOST);
	if (e)
		print_host(f, &e->env);
	e = first_of(r, TARGET_VM);
	if (e)
		print_vm(f, r, e);
}

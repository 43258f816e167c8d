// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * comparable.c - what two environments have to have in common.
 */
#include <errno.h>
#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/comparable.h"
#include "compare/noise.h"
#include "row/target.h"

/* Where a rule holds: the target, and of vm whether it counts. */
#define USER		(1U << 0)
#define HOST		(1U << 1)
#define VM		(1U << 2)	/* insn/op */
#define VM_CYCLES	(1U << 3)
#define CYCLES		(USER | HOST | VM_CYCLES)
#define MODULE		(HOST | VM | VM_CYCLES)
#define ANY		(CYCLES | VM)

/* What may vary if it is said, by --vary. */
#define KERNEL		(1U << 0)
#define COMPILER	(1U << 1)
#define MITIGATIONS	(1U << 2)
#define IOMMU		(1U << 3)
#define QEMU		(1U << 4)
#define COMMIT		(1U << 5)

static const char *const groups[] = {
	"kernel", "compiler", "mitigations", "iommu", "qemu", "commit",
};

#define NR_GROUPS	(sizeof(groups) / sizeof(*groups))

/* Clocks that are not one can't be compared whatever is said. */
enum kind { IGNORED, NOTED, EQUAL, NEVER };

static bool same_text(const char *a, const char *b)
{
	return !strcmp(a, b);
}

/* Each run measures the rate of its TSC anew; 20 ppm apart were seen. */
static bool same_rate(const char *a, const char *b)
{
	return fabs(atof(a) - atof(b)) <= 0.001 * fabs(atof(a));
}

/* What is reserved of memory is the kernel's affair, and not the box's. */
static bool same_topology(const char *a, const char *b)
{
	static const char memory[] = "(memory=";
	const size_t len = strlen(memory);

	for (;;) {
		for (; *a && *a == *b && strncmp(a, memory, len); a++)
			b++;
		if (strncmp(a, memory, len) || strncmp(b, memory, len))
			return !*a && !*b;
		a += strcspn(a, ")");
		b += strcspn(b, ")");
	}
}

/* The first rule that holds for the target and is for the key counts. */
static const struct rule {
	const char *key;	/* a * at its end stands for anything */
	unsigned int where;
	enum kind kind;
	unsigned int groups;
	bool (*same)(const char *a, const char *b);
} rules[] = {
	/* the clock */
	{ "clock",		ANY,	NEVER,	0,	NULL },
	{ "vm.unit",		ANY,	NEVER,	0,	NULL },
	{ "vm.accel",		ANY,	NEVER,	0,	NULL },
	{ "cpu.hypervisor",	CYCLES,	NEVER,	0,	NULL },
	{ "tsc.khz",		CYCLES,	EQUAL,	0,	same_rate },
	{ "tsc.khz",		VM,	EQUAL,	0,	NULL },
	{ "tsc.*",		CYCLES,	EQUAL,	0,	NULL },
	/* the machine */
	{ "cpu.vendor",		ANY,	EQUAL,	0,	NULL },
	{ "cpu.family",		ANY,	EQUAL,	0,	NULL },
	{ "cpu.model",		ANY,	EQUAL,	0,	NULL },
	{ "cpu.stepping",	ANY,	EQUAL,	0,	NULL },
	{ "cpu.name",		ANY,	EQUAL,	0,	NULL },
	{ "cpu.microcode",	CYCLES,	EQUAL,	0,	NULL },
	{ "cpu.smt",		CYCLES,	EQUAL,	0,	NULL },
	{ "cpu.turbo",		CYCLES,	EQUAL,	0,	NULL },
	{ "cpu.governor",	CYCLES,	EQUAL,	0,	NULL },
	{ "topology.synthetic",	CYCLES,	EQUAL,	0,	same_topology },
	{ "box.*",		CYCLES,	EQUAL,	0,	NULL },
	{ "device.id",		MODULE,	EQUAL,	0,	NULL },
	{ "device.bdf",		MODULE,	EQUAL,	IOMMU,	NULL },
	{ "iommu.domain",	HOST,	EQUAL,	IOMMU,	NULL },
	/* Kernels have had other names for the same: DMA is lazy in 5.10. */
	{ "iommu.domain",	MODULE,	EQUAL,	IOMMU | KERNEL, NULL },
	{ "vm.iommu",		MODULE,	EQUAL,	IOMMU,	NULL },
	{ "vm.mode",		MODULE,	EQUAL,	IOMMU,	NULL },
	{ "vm.qemu",		MODULE,	EQUAL,	QEMU,	NULL },
	{ "vm.machine",		MODULE,	EQUAL,	QEMU,	NULL },
	{ "vm.cpu",		MODULE,	EQUAL,	QEMU,	NULL },
	{ "vm.smp",		MODULE,	EQUAL,	0,	NULL },
	/* the kernel; a process has nothing of it in its windows */
	{ "kernel.release",	MODULE,	EQUAL,	KERNEL,	NULL },
	{ "kernel.version",	MODULE,	EQUAL,	KERNEL,	NULL },
	{ "kernel.config",	MODULE,	EQUAL,	KERNEL,	NULL },
	{ "kernel.cmdline",	MODULE,	EQUAL,	KERNEL | MITIGATIONS | IOMMU,
								NULL },
	{ "kernel.compiler",	MODULE,	EQUAL,	KERNEL | COMPILER, NULL },
	{ "kernel.cfi",		MODULE,	EQUAL,	KERNEL | MITIGATIONS, NULL },
	{ "kernel.clocksource",	HOST,	EQUAL,	KERNEL,	NULL },
	{ "vm.package",		MODULE,	EQUAL,	KERNEL,	NULL },
	/* Each kernel's module is built by the kernel's own compiler. */
	{ "module.compiler",	MODULE,	EQUAL,	KERNEL | COMPILER, NULL },
	{ "thunk",		MODULE,	EQUAL,	KERNEL | MITIGATIONS, NULL },
	{ "return",		MODULE,	EQUAL,	KERNEL | MITIGATIONS, NULL },
	{ "thunk",		USER,	EQUAL,	0,	NULL },
	/* In cycles they reach beyond the text: microcode, IBRS, STIBP. */
	{ "mitigation.*",	CYCLES,	EQUAL,	MITIGATIONS, NULL },
	{ "mitigation.*",	VM,	EQUAL,	MITIGATIONS | KERNEL, NULL },
	/* what measures */
	/* each kernel's modpost has its own way to sum the same sources up */
	{ "module.srcversion",	MODULE,	EQUAL,	COMMIT | KERNEL, NULL },
	{ "dmabench.commit",	ANY,	EQUAL,	COMMIT,	NULL },
	{ "dmabench.compiler",	USER,	EQUAL,	COMPILER, NULL },
	/* said, where cycles may hang on it */
	{ "kernel.*",		CYCLES,	NOTED,	0,	NULL },
	{ "cpu.cstates",	CYCLES,	NOTED,	0,	NULL },
	{ "topology.cpu",	CYCLES,	NOTED,	0,	NULL },
	{ "topology.numa_node",	CYCLES,	NOTED,	0,	NULL },
	{ "topology.memory",	CYCLES,	NOTED,	0,	NULL },
	{ "topology.isolated",	CYCLES,	NOTED,	0,	NULL },
	{ "topology.sibling",	CYCLES,	NOTED,	0,	NULL },
	{ "tune.cpu",		CYCLES,	NOTED,	0,	NULL },
	{ "cause.*",		CYCLES,	NOTED,	0,	NULL },
	/* measured itself, or of no effect on a count */
	{ "*",			ANY,	IGNORED, 0,	NULL },
};

unsigned int comparable_group(const char *name)
{
	size_t i;

	for (i = 0; i < NR_GROUPS; i++)
		if (!strcmp(groups[i], name))
			return 1U << i;
	return 0;
}

const char *comparable_group_name(unsigned int i)
{
	return i < NR_GROUPS ? groups[i] : NULL;
}

static unsigned int where_of(const struct comparable *c)
{
	switch (target_of_key(c->key)) {
	case TARGET_USER:
		return USER;
	case TARGET_HOST:
		return HOST;
	default:
		return c->exact ? VM : VM_CYCLES;
	}
}

static const struct rule *find_rule(const char *key, unsigned int where)
{
	const struct rule *r = rules;

	while (!(r->where & where) || fnmatch(r->key, key, 0))
		r++;
	return r;
}

static bool is_forced(const struct comparable_rule *rule, const char *key)
{
	size_t i;

	for (i = 0; i < rule->nr_force; i++)
		if (!fnmatch(rule->force[i], key, 0))
			return true;
	return false;
}

/* Words of @text that are not in @other. */
static char *words_of(const char *text, const char *other)
{
	char *copy = strdup(text), *next = copy, *word, *out;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	while (copy && f && (word = strsep(&next, " "))) {
		const size_t n = strlen(word);
		const char *at = other;

		while (*at && (strncmp(at, word, n) ||
			       (at[n] && at[n] != ' '))) {
			at += strcspn(at, " ");
			at += strspn(at, " ");
		}
		if (!*at && n)
			fprintf(f, "%s%s", ftell(f) ? " " : "", word);
	}
	free(copy);
	if (!f || fclose(f))
		return NULL;
	if (len)
		return out;
	free(out);
	return strdup("(nothing more)");
}

static bool is_list(const char *key)
{
	return !strcmp(key, "kernel.config") || !strcmp(key, "kernel.cmdline");
}

static void free_parts(struct difference *d)
{
	free(d->key);
	free(d->where);
	free(d->a);
	free(d->b);
	free(d->advice);
}

static bool same_or_null(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Add @d, what it points to with it, unless it is there. */
static int add(struct differences *out, struct difference *d)
{
	struct difference *all;
	size_t i;

	for (i = 0; i < out->nr; i++) {
		const struct difference *o = &out->d[i];

		if (!same_or_null(o->key, d->key) ||
		    !same_or_null(o->a, d->a) || !same_or_null(o->b, d->b) ||
		    strcmp(o->who_a, d->who_a) || strcmp(o->who_b, d->who_b))
			continue;
		free_parts(d);
		return 0;
	}
	all = realloc(out->d, (out->nr + 1) * sizeof(*all));
	if (!all) {
		free_parts(d);
		return -ENOMEM;
	}
	out->d = all;
	out->d[out->nr++] = *d;
	return d->key && d->where && d->a && d->b && d->advice ? 0 : -ENOMEM;
}

/* "--vary kernel or --vary iommu, if that is what was changed". */
static char *advice_of(const struct rule *r)
{
	size_t i, len;
	char *text;
	FILE *f;

	if (r->kind == NEVER)
		return strdup("never compared: it is another clock");
	if (!r->groups)
		return strdup("measure both sides where it is equal");
	f = open_memstream(&text, &len);
	if (!f)
		return NULL;
	for (i = 0; i < NR_GROUPS; i++)
		if (r->groups >> i & 1)
			fprintf(f, "%s--vary %s", ftell(f) ? " or " : "",
				groups[i]);
	fputs(", if that is what was changed", f);
	return fclose(f) ? NULL : text;
}

static int add_pair(const struct comparable *a, const struct comparable *b,
		    const struct rule *r, const char *key, const char *va,
		    const char *vb, const struct comparable_rule *rule,
		    struct differences *out)
{
	struct difference d = { .key = strdup(key), .where = strdup(a->key) };

	snprintf(d.who_a, sizeof(d.who_a), "%s", a->who);
	snprintf(d.who_b, sizeof(d.who_b), "%s", b->who);
	d.a = is_list(key) ? words_of(va, vb) : strdup(va);
	d.b = is_list(key) ? words_of(vb, va) : strdup(vb);
	d.advice = advice_of(r);
	if (r->kind == NOTED)
		d.what = DIFFERENCE_NOTED;
	else if (r->groups & rule->vary)
		d.what = DIFFERENCE_VARIED;
	else if (r->kind == EQUAL && is_forced(rule, key))
		d.what = DIFFERENCE_FORCED;
	else
		d.what = DIFFERENCE_REFUSED;
	return add(out, &d);
}

int comparable_pair(const struct comparable *a, const struct comparable *b,
		    const struct comparable_rule *rule,
		    struct differences *out)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < a->env->nr; i++) {
		const char *key = a->env->item[i].key;
		const char *va = a->env->item[i].value;
		const char *vb = env_get(b->env, key);
		const struct rule *r = find_rule(key, where_of(a));
		bool (*same)(const char *x, const char *y) = r->same;

		if (!*va || !*vb || r->kind == IGNORED ||
		    (same ?: same_text)(va, vb))
			continue;
		ret = add_pair(a, b, r, key, va, vb, rule, out);
	}
	return ret;
}

int comparable_fit(const struct comparable *a,
		   const struct comparable_rule *rule, struct differences *out)
{
	const unsigned int unfit = a->exact ? NOISE_UNFIT_COUNTS :
				   NOISE_UNFIT_CYCLES;
	struct noise *noise = calloc(1, sizeof(*noise));
	size_t i;
	int ret = noise ? 0 : -ENOMEM;

	if (noise)
		noise_env(a->env, noise);
	for (i = 0; !ret && i < noise->nr; i++) {
		const struct finding *f = &noise->f[i];
		struct difference d = { .what = DIFFERENCE_REFUSED };

		if (!(f->unfit & unfit))
			continue;
		if (is_forced(rule, f->key))
			d.what = DIFFERENCE_FORCED;
		d.key = strdup(f->key);
		d.where = strdup(a->key);
		snprintf(d.who_a, sizeof(d.who_a), "%s", a->who);
		d.a = strdup(f->what);
		d.b = strdup("");
		d.advice = strdup(f->advice);
		ret = add(out, &d);
	}
	free(noise);
	return ret;
}

size_t differences_count(const struct differences *d,
			 enum difference_what what)
{
	size_t i, nr = 0;

	for (i = 0; i < d->nr; i++)
		nr += d->d[i].what == what;
	return nr;
}

void differences_free(struct differences *d)
{
	size_t i;

	for (i = 0; i < d->nr; i++)
		free_parts(&d->d[i]);
	free(d->d);
	*d = (struct differences) { 0 };
}

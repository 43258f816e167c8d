// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gobench.c - a run as Go benchmark text, which benchstat reads
 * (golang.org/design/14313-benchmark-format, and "Unit" lines of
 * golang.org/x/perf/benchfmt).  Its statistics are others' than ours: a check
 * from outside.
 *
 * Only what a value depends on is a key: what differs for another reason, such
 * as a time, would make benchstat keep apart what is to be compared.
 */
#include <string.h>

#include "export/export.h"
#include "export/row.h"

/* A key without a value takes back that of the environment before. */
static void put_key(FILE *f, const char *key, const char *value)
{
	fprintf(f, "%s:%s", key, *value ? " " : "");
	export_put_line(f, value);
	fputc('\n', f);
}

static void put_env(FILE *f, const struct result *r,
		    const struct result_row *row)
{
	const struct env *e = export_env(r, row);

	put_key(f, "goos", "linux");
	put_key(f, "goarch", "amd64");
	fprintf(f, "pkg: dmabench/%s\n", target_name(row->target));
	put_key(f, "cpu", env_get(e, "cpu.name"));
	put_key(f, "kernel", env_get(e, "kernel.release"));
	put_key(f, "iommu", env_get(e, "vm.iommu"));
	put_key(f, "mode", env_get(e, "vm.mode"));
	put_key(f, "thunk", env_get(e, "thunk"));
}

/*
 * design/backend/op@state as benchstat's own key=value parts; what stands
 * behind the last "-" is Go's number of threads.
 */
static void put_name(FILE *f, const struct result_row *row)
{
	const char *backend = strchr(row->name, '/') + 1;
	const char *op = strchr(backend, '/') + 1;

	fprintf(f, "BenchmarkDMA/design=%.*s/backend=%.*s/op=%.*s/state=%s-%u",
		(int)strcspn(row->name, "/"), row->name,
		(int)strcspn(backend, "/"), backend,
		(int)strcspn(op, "@"), op, row->state, row->threads);
}

static void put_row(FILE *f, const struct result_row *row)
{
	const size_t nr = export_nr_values(row);
	size_t i;

	if (!nr) {
		fprintf(f, "# %s: ", row->name);
		export_put_line(f, export_why(row));
		fputc('\n', f);
	}
	for (i = 0; i < nr; i++) {
		put_name(f, row);
		fprintf(f, "\t%zu\t%.12g %s\n",
			row->s.n > nr ? row->s.n / nr : 1,
			export_value(row, i), unit_name(row->unit));
	}
}

void export_gobench(FILE *f, const struct result *r)
{
	const char *env = "";
	size_t i;

	fprintf(f, "# dmabench, suite %s, started %s, seed %lu%s\n", r->suite,
		r->started, r->seed, r->complete ? "" : ", INCOMPLETE");
	fputs("Unit insn/op assume=exact better=lower\n"
	      "Unit cycles/op better=lower\n", f);
	for (i = 0; i < r->nr_row; i++) {
		if (!row_on(&r->row[i], env))
			put_env(f, r, &r->row[i]);
		env = r->row[i].env;
		put_row(f, &r->row[i]);
	}
}

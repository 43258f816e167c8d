// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * row.c - what the formats share: a row as a flat list of fields, what is
 * evidence, and what has no number.
 */
#include <math.h>

#include "export/row.h"

const struct env *export_env(const struct result *r,
			     const struct result_row *row)
{
	static const struct env nothing;
	const struct result_env *e = result_find_env(r, row->env);

	return e ? &e->env : &nothing;
}

const char *export_why(const struct result_row *row)
{
	if (!row->status && row_is_functional(row))
		return "it ran; a VM of several CPUs measures nothing";
	return result_reason(row);
}

size_t export_nr_values(const struct result_row *row)
{
	const struct evidence *e = &row->evidence;
	size_t i, nr = 0;

	for (i = 0; row_is_measured(row) && i < e->n; i++)
		nr += !isnan(e->median[i]);
	return nr;
}

double export_value(const struct result_row *row, size_t i)
{
	const double *v = row->evidence.median;

	/* A boot that was disturbed has no value. */
	for (; isnan(*v) || i; v++)
		i -= !isnan(*v);
	return *v;
}

void export_put_line(FILE *f, const char *text)
{
	for (; *text; text++)
		fputc((unsigned char)*text < ' ' ? ' ' : *text, f);
}

static struct field text(const char *name, const char *value)
{
	return (struct field){ name, FIELD_TEXT, value, NAN };
}

static struct field number(const char *name, double value)
{
	return (struct field){ name, FIELD_NUMBER, "", value };
}

size_t export_fields(const struct result *r, const struct result_row *row,
		     struct field field[FIELDS_MAX])
{
	const struct env *e = export_env(r, row);
	const bool has = row_is_measured(row);
	const struct summary *s = &row->s;
	struct field *f = field;

	*f++ = text("name", row->name);
	*f++ = text("env", row->env);
	*f++ = text("target", target_name(row->target));
	*f++ = text("unit", unit_name(row->unit));
	*f++ = text("kernel", env_get(e, "kernel.release"));
	*f++ = text("package", env_get(e, "vm.package"));
	*f++ = text("iommu", env_get(e, "vm.iommu"));
	*f++ = text("mode", env_get(e, "vm.mode"));
	*f++ = text("domain", env_get(e, "iommu.domain"));
	*f++ = text("cpu", env_get(e, "cpu.name"));
	*f++ = text("thunk", env_get(e, "thunk"));
	*f++ = text("design", row->design);
	*f++ = text("backend", row->backend);
	*f++ = text("device", row->device);
	*f++ = text("op", row->op);
	*f++ = text("state", row->state);
	*f++ = number("size", row->size);
	*f++ = number("nents", row->nents);
	*f++ = number("depth", row->depth);
	*f++ = number("threads", row->threads);
	*f++ = number("boots", row->boots);
	*f = number("identical", row->identical);
	f++->kind = FIELD_BOOL;
	*f++ = number("n", s->n);
	*f++ = number("rejected", s->rejected);
#define SUMMARY(key) (*f++ = number(#key, has ? s->key : NAN))
	SUMMARY(median);
	SUMMARY(mean);
	SUMMARY(p1);
	SUMMARY(p50);
	SUMMARY(p90);
	SUMMARY(p99);
	SUMMARY(min);
	SUMMARY(max);
	SUMMARY(ci_low);
	SUMMARY(ci_high);
	SUMMARY(place_min);
	SUMMARY(place_max);
#undef SUMMARY
	*f++ = number("floor", has && row->aa.n ? aa_floor(&row->aa) : NAN);
	*f++ = text("unavailable", has ? "" : export_why(row));
	return f - field;
}

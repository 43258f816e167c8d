/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * export.h - a run in the formats of other tools, a file a format.
 */
#ifndef BENCH_EXPORT_EXPORT_H
#define BENCH_EXPORT_EXPORT_H

#include "result/result.h"

/**
 * struct exporter - one format
 * @name:	as in --format
 * @what:	who reads it, for --help
 * @write:	all of a run; whether it arrived is known when @f is closed
 */
struct exporter {
	const char *name;
	const char *what;
	void (*write)(FILE *f, const struct result *r);
};

/* All of them; the last has no name. */
extern const struct exporter exporters[];

void export_json(FILE *f, const struct result *r);
void export_csv(FILE *f, const struct result *r);
void export_gobench(FILE *f, const struct result *r);
void export_ktap(FILE *f, const struct result *r);
void export_perf(FILE *f, const struct result *r);

#endif /* BENCH_EXPORT_EXPORT_H */

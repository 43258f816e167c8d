// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * aa.c - what a row differs by from itself.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/aa.h"
#include "stats/median.h"
#include "stats/summary.h"

/* The medians of one time's placements, NAN for one that has no clean pair. */
static void medians_of(const struct samples *s, double *room,
		       double median[DB_PLACEMENTS])
{
	double *slope[DB_PLACEMENTS];
	size_t nr[DB_PLACEMENTS] = { 0 };
	int k;

	for (k = 0; k < DB_PLACEMENTS; k++)
		slope[k] = room + (size_t)k * s->nr;
	stats_add_slopes(s, slope, nr);
	for (k = 0; k < DB_PLACEMENTS; k++)
		median[k] = nr[k] ? stats_median(slope[k], nr[k]) : NAN;
}

/* B - A of one pair; NAN if no placement is clean in both halves. */
static double difference(const struct samples *a, const struct samples *b,
			 double *room)
{
	double of_a[DB_PLACEMENTS], of_b[DB_PLACEMENTS], d[DB_PLACEMENTS];
	size_t k, nr = 0;

	medians_of(a, room, of_a);
	medians_of(b, room, of_b);
	for (k = 0; k < DB_PLACEMENTS; k++) {
		d[nr] = of_b[k] - of_a[k];
		nr += !isnan(d[nr]);
	}
	return nr ? stats_median(d, nr) : NAN;
}

int aa_from_samples(const struct samples *s, size_t nr, bool identical,
		    struct aa *out)
{
	size_t i, most = 1;
	double *d, *room;
	int ret = -ENOMEM;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < nr; i++)
		most = s[i].nr > most ? s[i].nr : most;
	d = malloc((nr + 1) * sizeof(*d));
	room = malloc(DB_PLACEMENTS * most * sizeof(*room));
	if (!d || !room)
		goto out_free;
	for (i = 0; i + 1 < nr; i += 2) {
		d[out->n] = difference(&s[i], &s[i + 1], room);
		out->n += !isnan(d[out->n]);
	}
	ret = shift_paired(d, out->n, &out->shift);
	if (!ret && identical && out->n) {
		/* Two boots are enough of what does not vary. */
		out->shift.low = out->shift.mid;
		out->shift.high = out->shift.mid;
	}
out_free:
	free(d);
	free(room);
	return ret;
}

double aa_half_width(const struct aa *aa)
{
	return (aa->shift.high - aa->shift.low) / 2;
}

double aa_floor(const struct aa *aa)
{
	return fmax(fabs(aa->shift.low), fabs(aa->shift.high));
}

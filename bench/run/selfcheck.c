// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * selfcheck.c - does the instrument read what it has to, on this boot?
 *
 * For clocks that count time.  In a VM under -icount a tick is an instruction,
 * and the rows known/ have exact counts that run/vm.c asks for.
 */
#include <errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "run/selfcheck.h"

#define NR	200	/* windows of each kind, about 10 ms in all */
#define OPS	32
#define TRIES	8	/* what disturbs comes in bursts */

/*
 * A clock whose step is longer than that cannot tell a row of windows of 50 us
 * to a tenth of a percent: some guests' clocks are emulated.
 */
#define STEP_NS		50

/*
 * Two fences and RDTSC are 20 to 60 cycles on all CPUs since 2006, and under 1
 * us wherever RDTSC does not leave the guest: an exit takes longer.
 */
#define EMPTY_NS	1000

/*
 * A dependent add is one core cycle.  No core's clock is under a sixth or over
 * three times that of its TSC (800 MHz of 4.8 GHz; 1.8 GHz with 5.4 GHz turbo).
 */
#define ADD_MIN		(1 / 3.0)
#define ADD_MAX		6

/*
 * Twice the operations, twice the time; over that, the clock moves meanwhile.
 */
#define RESIDUAL_MAX	0.05

/*
 * Loop and call are 5 instructions at the least, of which no core retires more
 * than 10 a cycle, and a cycle is ADD_MIN ticks or more.  A retpoline's
 * misprediction is under 100 cycles; 300 ns are 10 times that.
 */
#define CALL_MIN	(5 / 10.0 * ADD_MIN)
#define CALL_NS		300

static unsigned long long gcd(unsigned long long a, unsigned long long b)
{
	while (b) {
		unsigned long long rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/*
 * Lengths of the clean windows of @n operations, sorted, into @ticks; returns
 * how many, or a negative errno.
 */
static int lengths(struct target *t, const char *name, __u32 n,
		   struct selfcheck *c, double *ticks)
{
	struct dmabench_window w[NR];
	struct row row;
	char err[160];
	int i, ret, tries, nr = 0;

	ret = row_parse(name, &row, err, sizeof(err));
	for (tries = 0; !ret && !nr && tries < TRIES; tries++) {
		memset(w, 0, sizeof(w));
		for (i = 0; i < NR; i++)
			w[i].n = n;
		ret = t->run(t, &row, w, NR);
		if (ret != NR)
			return ret < 0 ? ret : -EIO;
		/* The first ones find cold caches. */
		for (ret = 0, i = NR / 10; i < NR; i++) {
			if (w[i].causes)
				continue;
			ticks[nr++] = w[i].end - w[i].begin;
			c->step = gcd(c->step, w[i].end - w[i].begin);
		}
	}
	if (ret)
		return ret;
	gsl_sort(ticks, 1, nr);
	return nr ? nr : -EAGAIN;
}

/*
 * From @n to 2 @n operations, by the quickest windows; 0 or a negative errno.
 */
static int slope(struct target *t, const char *name, __u32 n,
		 struct selfcheck *c, double *out)
{
	double little[NR], many[NR];
	int ret = lengths(t, name, n, c, little);

	if (ret > 0)
		ret = lengths(t, name, 2 * n, c, many);
	if (ret < 0)
		return ret;
	*out = (many[0] - little[0]) / n;
	return 0;
}

int selfcheck_run(struct target *t, struct selfcheck *c)
{
	double ticks[NR], less, more, loop;
	int ret;

	memset(c, 0, sizeof(*c));
	c->tsc_khz = t->tsc_khz;
	ret = lengths(t, "direct/null/map_single", 0, c, ticks);
	if (ret < 0)
		return ret;
	c->empty_min = ticks[0];
	c->empty_p50 = gsl_stats_quantile_from_sorted_data(ticks, 1, ret, 0.5);
	c->empty_p99 = gsl_stats_quantile_from_sorted_data(ticks, 1, ret, 0.99);
	ret = slope(t, "known/none/adds64", OPS, c, &less);
	if (!ret)
		ret = slope(t, "known/none/adds64", 4 * OPS, c, &more);
	if (!ret)
		ret = slope(t, "known/none/adds8", 4 * OPS, c, &loop);
	if (!ret)
		ret = slope(t, "direct/null/map_single", 4 * OPS, c,
			    &c->direct);
	if (!ret)
		ret = slope(t, "global/null/map_single", 4 * OPS, c,
			    &c->indirect);
	if (ret)
		return ret;
	c->residual = fabs(more - less) / fabs(less);
	/* The two loops have the same way round. */
	c->add = (more - loop) / (64 - 8);
	return 0;
}

int selfcheck_judge(const struct selfcheck *c, char *why, size_t size)
{
	const double ns = c->tsc_khz / 1e6;
	int n = 0;

	/* Written so that what is no number is off. */
	if (!(c->step > 0 && c->step <= STEP_NS * ns))
		n = snprintf(why, size, "the TSC goes in steps of %llu ticks; is it emulated? Use another clocksource or machine",
			     c->step);
	else if (!(c->empty_min > 0 && c->empty_min <= EMPTY_NS * ns))
		n = snprintf(why, size, "an empty window takes %.0f ticks; the hypervisor may trap RDTSC",
			     c->empty_min);
	else if (!(c->residual <= RESIDUAL_MAX))
		n = snprintf(why, size, "twice the operations are not twice the time, by %.1f %%; fix the core's clock (governor, turbo)",
			     100 * c->residual);
	else if (!(c->add >= ADD_MIN && c->add <= ADD_MAX))
		n = snprintf(why, size, "a dependent add takes %.2f ticks and not a core cycle; is the machine emulated?",
			     c->add);
	else if (!(c->direct >= CALL_MIN && c->direct <= CALL_NS * ns))
		n = snprintf(why, size, "a direct call takes %.2f ticks; the program is not what was built",
			     c->direct);
	else if (!(c->indirect >= CALL_MIN && c->indirect <= CALL_NS * ns))
		n = snprintf(why, size, "an indirect call takes %.2f ticks; is the machine emulated?",
			     c->indirect);
	return n ? -ERANGE : 0;
}

int selfcheck_env(const struct selfcheck *c, struct env *e)
{
	int ret = env_set(e, "self.step", "%llu", c->step);

	if (!ret)
		ret = env_set(e, "self.empty", "%.0f %.0f %.0f", c->empty_min,
			      c->empty_p50, c->empty_p99);
	if (!ret)
		ret = env_set(e, "self.residual", "%.4f", c->residual);
	if (!ret)
		ret = env_set(e, "self.add", "%.3f", c->add);
	if (!ret)
		ret = env_set(e, "self.direct", "%.2f", c->direct);
	if (!ret)
		ret = env_set(e, "self.indirect", "%.2f", c->indirect);
	return ret;
}

int selfcheck_before(struct target *t, const char *key, struct env *e)
{
	struct selfcheck c;
	char why[160];
	int tries, ret;

	/* Noise is no wrong instrument: that is wrong each time. */
	for (tries = 0; tries < TRIES; tries++) {
		ret = selfcheck_run(t, &c);
		if (!ret && !selfcheck_judge(&c, why, sizeof(why)))
			break;
		if (ret && ret != -EAGAIN)
			return ret;
	}
	/* Disturbed all the time: the rows will say so, by their causes. */
	if (ret)
		return env_set(e, "self.step", "unknown");
	ret = selfcheck_env(&c, e);
	if (ret || tries < TRIES)
		return ret;
	/*
	 * An emulator has no cycles to be right about; what it does is shown.
	 */
	if (!strcmp(env_get(e, "cpu.hypervisor"), "TCGTCGTCGTCG"))
		return env_set(e, "self.judged", "no, emulated: %s", why);
	fprintf(stderr, "dmabench: %s: void, the instrument is off: %s\n", key,
		why);
	return -ECANCELED;
}

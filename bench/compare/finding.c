// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * finding.c - one more thing that made a box noisy, in words of its own.
 */
#include "compare/finding.h"

/*
 * Copy @text with the CPU and the value put in, as much as there is room for.
 */
static void fill_in(char *buf, const char *text, const char *cpu,
		    const char *value)
{
	size_t len = 0;

	while (*text && len < NOISE_TEXT - 1) {
		const char *in = NULL;

		if (text[0] == '%' && text[1] == 'c')
			in = cpu;
		else if (text[0] == '%' && text[1] == 'v')
			in = value;
		if (!in) {
			buf[len++] = *text++;
			continue;
		}
		text += 2;
		while (*in && len < NOISE_TEXT - 1)
			buf[len++] = *in++;
	}
	buf[len] = '\0';
}

void noise_add(struct noise *out, const struct env *e, double share,
	       const char *what, const char *value, const char *advice)
{
	const char *cpu = env_get(e, "topology.cpu");
	struct finding *f = &out->f[out->nr];

	if (out->nr == NOISE_MAX)
		return;
	out->nr++;
	f->share = share;
	f->key = NULL;
	f->unfit = 0;
	fill_in(f->what, what, *cpu ? cpu : "N", value);
	fill_in(f->advice, advice, *cpu ? cpu : "N", value);
}

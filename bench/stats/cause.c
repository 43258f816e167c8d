// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause.c - what disturbs a window, by name.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "stats/cause.h"

/* In the order of the bits. */
static const struct {
	const char *key;
	const char *words;
} causes[DMABENCH_CAUSES] = {
	{ "interrupt", "interrupt" },
	{ "nmi", "NMI" },
	{ "smi", "SMI" },
	{ "cpu", "CPU moved" },
	{ "clock", "clock went back" },
	{ "switch", "context switch" },
	{ "error", "failed op" },
	{ "shared", "shared core" },
	{ "freq", "core clock moved" },
	{ "steal", "stolen time" },
	{ "counter", "counter moved" },
};

const char *cause_key(unsigned int bit)
{
	return causes[bit].key;
}

const char *cause_words(unsigned int bit)
{
	return causes[bit].words;
}

const char *cause_list(const size_t by[DMABENCH_CAUSES], char *buf,
		       size_t size)
{
	bool told[DMABENCH_CAUSES] = { false };
	size_t len = 0;
	int k, most;

	*buf = '\0';
	for (;;) {
		int put;

		most = -1;
		for (k = 0; k < DMABENCH_CAUSES; k++)
			if (by[k] && !told[k] &&
			    (most < 0 || by[k] > by[most]))
				most = k;
		if (most < 0)
			return buf;
		told[most] = true;
		put = snprintf(buf + len, size - len, "%s%s %zu",
			       len ? ", " : "", causes[most].words, by[most]);
		if (put >= (int)(size - len)) {
			buf[len] = '\0';
			return buf;
		}
		len += put;
	}
}

int cause_env(struct env *e, const char *const sees[DMABENCH_CAUSES])
{
	char key[32];
	int k, ret = 0;

	for (k = 0; !ret && k < DMABENCH_CAUSES; k++) {
		snprintf(key, sizeof(key), "cause.%s", causes[k].key);
		ret = env_set(e, key, "%s", sees[k] ? sees[k] : "unknown");
	}
	return ret;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * env.c - keys and values, as text; env_collect.c fills them in.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/env.h"

static struct env_item *find(const struct env *e, const char *key)
{
	size_t i;

	for (i = 0; i < e->nr; i++)
		if (!strcmp(e->item[i].key, key))
			return &e->item[i];
	return NULL;
}

static struct env_item *add(struct env *e, const char *key)
{
	struct env_item *item;

	item = realloc(e->item, (e->nr + 1) * sizeof(*item));
	if (!item)
		return NULL;
	e->item = item;
	item += e->nr;
	item->value = NULL;
	item->key = strdup(key);
	if (!item->key)
		return NULL;
	e->nr++;
	return item;
}

int env_set(struct env *e, const char *key, const char *fmt, ...)
{
	struct env_item *item = find(e, key);
	va_list ap;
	char *value;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&value, fmt, ap);
	va_end(ap);
	if (len < 0)
		return -ENOMEM;
	if (!item)
		item = add(e, key);
	if (!item) {
		free(value);
		return -ENOMEM;
	}
	free(item->value);
	item->value = value;
	return 0;
}

const char *env_get(const struct env *e, const char *key)
{
	const struct env_item *item = find(e, key);

	return item ? item->value : "";
}

bool env_is_guest(const struct env *e)
{
	return strcmp(env_get(e, "cpu.hypervisor"), "none");
}

const char *env_spectre_v2(const struct env *e, int *len)
{
	static const char begin[] = "Mitigation: ";
	const char *v2 = env_get(e, "mitigation.spectre_v2");

	if (!strncmp(v2, begin, strlen(begin)))
		v2 += strlen(begin);
	*len = strcspn(v2, ";");
	return v2;
}

int env_parse(struct env *e, const char *text)
{
	char *copy = strdup(text), *line, *next = copy;
	int ret = copy ? 0 : -ENOMEM;

	while (!ret && (line = strsep(&next, "\n"))) {
		char *eq = strchr(line, '=');

		if (!eq || eq == line)
			continue;
		*eq = '\0';
		ret = env_set(e, line, "%s", eq + 1);
	}
	free(copy);
	return ret;
}

char *env_format(const struct env *e)
{
	char *text;
	size_t i, len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	for (i = 0; i < e->nr; i++)
		fprintf(f, "%s=%s\n", e->item[i].key, e->item[i].value);
	return fclose(f) ? NULL : text;
}

void env_free(struct env *e)
{
	size_t i;

	for (i = 0; i < e->nr; i++) {
		free(e->item[i].key);
		free(e->item[i].value);
	}
	free(e->item);
	memset(e, 0, sizeof(*e));
}

const char *env_wrong_check(const struct env *e, const char *after)
{
	bool on = !after;
	size_t i;

	for (i = 0; i < e->nr; i++) {
		const char *key = e->item[i].key, *value = e->item[i].value;

		if (on && !strncmp(key, "edu.", strlen("edu.")) &&
		    (!strcmp(value, "DIFFERENT") || !strcmp(value, "FAILED")))
			return key;
		on = on || key == after;
	}
	return NULL;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * symbols.c - which function an address of the guest kernel lies in.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "split/symbols.h"

/* Of a place and not of a function: __indirect_thunk_start, and the like. */
static bool is_mark(const char *name)
{
	const char *last = strrchr(name, '_');

	return last && (!strcmp(last, "_start") || !strcmp(last, "_end") ||
			!strcmp(last, "_array"));
}

/*
 * By address; of two names at one that of a function, and then that with fewer
 * underscores.
 */
static int compare(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;
	size_t ux, uy;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	if (is_mark(x->name) != is_mark(y->name))
		return is_mark(x->name) ? 1 : -1;
	ux = strspn(x->name, "_");
	uy = strspn(y->name, "_");
	if (ux != uy)
		return ux < uy ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* A line, ended by a NUL; 1 for a function, 0 for another, or -EBADMSG. */
static int parse_line(char *line, struct symbol *out)
{
	char *end, *module;

	errno = 0;
	out->addr = strtoull(line, &end, 16);
	if (errno || end == line || *end != ' ' || !end[1] || end[2] != ' ')
		return -EBADMSG;
	if (!strchr("tTwW", end[1]))
		return 0;
	out->name = end + 3;
	module = strchr(out->name, '\t');
	out->ours = module && !strcmp(module + 1, "[dmabench]");
	if (module)
		*module = '\0';
	return *out->name && out->addr ? 1 : -EBADMSG;
}

int symbols_parse(struct symbols *y, const char *text, size_t len)
{
	size_t room = 0, nr = 0, i;
	char *line, *next;
	bool ours = false;
	int ret;

	memset(y, 0, sizeof(*y));
	y->text = strndup(text, len);
	if (!y->text)
		return -ENOMEM;
	for (i = 0; y->text[i]; i++)
		room += y->text[i] == '\n';
	y->item = calloc(room + 1, sizeof(*y->item));
	ret = y->item ? 0 : -ENOMEM;
	next = y->text;
	while (ret >= 0 && (line = strsep(&next, "\n")) && *line) {
		ret = parse_line(line, &y->item[nr]);
		if (ret > 0)
			ours = y->item[nr++].ours || ours;
	}
	if (ret >= 0 && !ours)
		ret = -EBADMSG;
	if (ret < 0) {
		symbols_free(y);
		return ret;
	}
	qsort(y->item, nr, sizeof(*y->item), compare);
	/* Of several names the first is kept. */
	for (i = 0; i < nr; i++)
		if (!i || y->item[i].addr != y->item[y->nr - 1].addr)
			y->item[y->nr++] = y->item[i];
	return 0;
}

void symbols_free(struct symbols *y)
{
	free(y->item);
	free(y->text);
	memset(y, 0, sizeof(*y));
}

const struct symbol *symbols_find(const struct symbols *y, uint64_t addr)
{
	size_t low = 0, high = y->nr;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (y->item[mid].addr <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? &y->item[low - 1] : NULL;
}

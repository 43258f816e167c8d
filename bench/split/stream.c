// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stream.c - the plugin's windows, matched to rows and added up.
 *
 * The plugin writes a record for each loop that the module times, in their
 * order, before the guest goes on: when a row comes through the channel all
 * its windows are there.  One whose mappings could not be made was not timed,
 * and has no end.  That no window is taken for another is asked of each: the
 * instructions counted have to be the ticks of the guest's clock.
 *
 * A row is the sum over all operations of its pairs of windows, as its mean
 * (stats/mean.h).  What the loop does once a window is in the loop's own
 * instructions only, of which each operation has the same: they are what the
 * window of 2n has more than that of n, times all operations.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "split/stream.h"
#include "split/touched.h"

/* An instruction in a chain of calls, over the row's windows. */
struct cell {
	uint64_t addr;
	uint32_t node;
	uint32_t kind;
	size_t order;		/* in which they were first executed */
	struct cost cost;
};

/*
 * What has been counted for a row: @cell is a hash table of @room slots, a
 * power of two, those without an address are free.
 */
struct split_row {
	long long ops;
	long long insn;
	struct touched data, code;
	bool no_lines;
	size_t nr, room;
	struct cell *cell;
};

static int bad(struct split_stream *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static int bad(struct split_stream *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->err, sizeof(s->err), fmt, ap);
	va_end(ap);
	return -EBADMSG;
}

int split_stream_open(struct split_stream *s, size_t nr_rows)
{
	memset(s, 0, sizeof(*s));
	s->row = calloc(nr_rows + 1, sizeof(*s->row));
	if (!s->row)
		return -ENOMEM;
	s->nr_rows = nr_rows;
	/* Inherited by what opens it, so not close-on-exec. */
	s->fd = memfd_create("dmabench-split", 0);
	if (s->fd < 0) {
		free(s->row);
		return -errno;
	}
	return 0;
}

void split_stream_close(struct split_stream *s)
{
	size_t i;

	for (i = 0; i < s->nr_rows; i++) {
		free(s->row[i].cell);
		touched_free(&s->row[i].data);
		touched_free(&s->row[i].code);
	}
	free(s->row);
	free(s->node);
	close(s->fd);
	memset(s, 0, sizeof(*s));
	s->fd = -1;
}

static int read_all(struct split_stream *s, void *to, size_t size)
{
	while (size) {
		ssize_t got = pread(s->fd, to, size, s->at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return bad(s, "the plugin's stream ends where a window should be");
		to = (char *)to + got;
		size -= got;
		s->at += got;
	}
	return 0;
}

static int read_nodes(struct split_stream *s, uint32_t nr)
{
	struct plugin_node *node;
	size_t i;
	int ret;

	if (!nr)
		return 0;
	node = realloc(s->node, (s->nr_nodes + nr) * sizeof(*node));
	if (!node)
		return -ENOMEM;
	s->node = node;
	ret = read_all(s, node + s->nr_nodes, nr * sizeof(*node));
	for (i = 0; !ret && i < nr; i++)
		/* A chain hangs on an older one, so that there is no circle. */
		if (node[s->nr_nodes + i].parent > s->nr_nodes + i)
			ret = bad(s, "the plugin's stream has a chain without a beginning");
	s->nr_nodes += ret ? 0 : nr;
	return ret;
}

/* The next window; *counts is to be freed. */
static int read_window(struct split_stream *s, struct plugin_window *w,
		       struct plugin_count **counts)
{
	uint64_t insn = 0;
	uint32_t i;
	int ret;

	*counts = NULL;
	ret = read_all(s, w, sizeof(*w));
	if (ret)
		return ret;
	if (w->magic != PLUGIN_MAGIC || w->nr_nodes > 1U << 20 ||
	    w->nr_counts > 1U << 20)
		return bad(s, "the plugin's stream makes no sense");
	ret = read_nodes(s, w->nr_nodes);
	if (ret)
		return ret;
	*counts = malloc(w->nr_counts * sizeof(**counts) + 1);
	if (!*counts)
		return -ENOMEM;
	ret = read_all(s, *counts, w->nr_counts * sizeof(**counts));
	for (i = 0; !ret && i < w->nr_counts; i++) {
		const struct plugin_count *c = &(*counts)[i];

		insn += c->insn;
		if (!c->addr || c->kind >= PLUGIN_KINDS ||
		    c->node > s->nr_nodes)
			ret = bad(s, "the plugin's stream counts nothing that is there");
	}
	if (!ret && insn != w->insn && !(w->flags & PLUGIN_SPOILT))
		ret = bad(s, "the plugin's stream: a window's counts are not its sum");
	if (ret) {
		free(*counts);
		*counts = NULL;
	}
	return ret;
}

static struct cell *slot(struct cell *cell, size_t room, uint64_t addr,
			 uint32_t node)
{
	uint64_t hash = (addr ^ (uint64_t)node << 40) * 0x9e3779b97f4a7c15ULL;
	size_t i = (hash >> 32) & (room - 1);

	while (cell[i].addr && (cell[i].addr != addr || cell[i].node != node))
		i = (i + 1) & (room - 1);
	return &cell[i];
}

static int grow(struct split_row *r)
{
	size_t i, room = r->room ? 2 * r->room : 256;
	struct cell *cell;

	if (r->nr < r->room / 2)
		return 0;
	cell = calloc(room, sizeof(*cell));
	if (!cell)
		return -ENOMEM;
	for (i = 0; i < r->room; i++)
		if (r->cell[i].addr)
			*slot(cell, room, r->cell[i].addr,
			      r->cell[i].node) = r->cell[i];
	free(r->cell);
	r->cell = cell;
	r->room = room;
	return 0;
}

/*
 * Add a window of @n operations; what is the loop's own @times, which is below
 * 0 of the shorter one of a pair.
 */
static int add_window(struct split_row *r, const struct plugin_window *w,
		      const struct plugin_count *counts, uint32_t n,
		      long long times)
{
	uint32_t i;
	int ret;

	r->ops += n;
	/* One operation or none needs no telling apart. */
	if (w->rounds != n && (n > 1 || w->rounds > n))
		r->no_lines = true;
	for (i = 0; i < w->nr_counts; i++) {
		const struct plugin_count *c = &counts[i];
		const long long by = c->node ? 1 : times;
		struct cell *cell;

		ret = grow(r);
		if (ret)
			return ret;
		cell = slot(r->cell, r->room, c->addr, c->node);
		if (!cell->addr) {
			cell->addr = c->addr;
			cell->node = c->node;
			cell->kind = c->kind;
			cell->order = r->nr++;
		}
		r->insn += by * c->insn;
		cell->cost.insn += by * c->insn;
		cell->cost.loads += by * c->loads;
		cell->cost.stores += by * c->stores;
	}
	return 0;
}

/*
 * How many times the loop's own instructions of a window count: of n and 2n
 * operations -3 and 3 times, so that a pair has those of 3n.  0 where the
 * window has no pair.
 */
static long long times_of(const struct samples *samples, __u32 i)
{
	const struct dmabench_window *a, *b;
	long long times;

	if (i < samples->nr_warm)
		return 0;
	a = &samples->w[i - (i - samples->nr_warm) % 2];
	b = a + 1;
	if (b == samples->w + samples->nr || a->causes || b->causes ||
	    a->n == b->n)
		return 0;
	times = ((long long)a->n + b->n) / ((long long)b->n - a->n);
	return &samples->w[i] == b ? times : -times;
}

static bool is_second(const struct samples *samples, __u32 i)
{
	return (i - samples->nr_warm) % 2;
}

static int take_window(struct split_stream *s, struct split_row *r,
		       const struct samples *samples, __u32 i)
{
	const struct dmabench_window *d = &samples->w[i];
	const long long times = times_of(samples, i);
	struct plugin_window w;
	struct plugin_count *counts;
	int ret;

	ret = read_window(s, &w, &counts);
	if (ret)
		return ret;
	/*
	 * Left out: what came between was an interrupt's, which may have been
	 * too much for the plugin, or in the midst of a reading of the clock.
	 */
	if (d->causes)
		goto out_free;
	if (w.flags & PLUGIN_SPOILT)
		ret = bad(s, "window %u: more in it than the plugin can hold",
			  i);
	else if (w.insn != d->end - d->begin)
		ret = bad(s, "window %u: the plugin counted %llu instructions, the guest's clock %llu",
			  i, (unsigned long long)w.insn,
			  (unsigned long long)(d->end - d->begin));
	if (!ret && times)
		ret = add_window(r, &w, counts, d->n, times);
	if (!ret && times)
		ret = touched_add(&r->data, w.data_lines, d->n,
				  is_second(samples, i));
	if (!ret && times)
		ret = touched_add(&r->code, w.code_lines, d->n,
				  is_second(samples, i));
out_free:
	free(counts);
	return ret;
}

int split_stream_take(struct split_stream *s, size_t i,
		      const struct samples *samples)
{
	off_t began = s->at;
	int ret = 0;
	__u32 k;

	for (k = 0; !ret && k < samples->nr; k++)
		if (samples->w[k].end)
			ret = take_window(s, &s->row[i], samples, k);
	/* What has been read need not stay in memory. */
	fallocate(s->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, began,
		  s->at - began);
	return ret;
}

/* A loop has a name for each placement: _0 to _7 behind that of its row. */
static void loop_name(const char *name, char *buf)
{
	size_t len;

	snprintf(buf, FUNCTION_LEN, "%s", name);
	len = strcspn(buf, ".");
	if (len > 2 && buf[len - 2] == '_' && buf[len - 1] >= '0' &&
	    buf[len - 1] < '0' + DB_PLACEMENTS)
		memmove(buf + len - 2, buf + len, strlen(buf + len) + 1);
}

static enum part part_at(const struct symbol *sym)
{
	if (!sym)
		return PART_OTHER;
	return sym->ours ? PART_DESIGN : part_of(sym->name);
}

/*
 * Who has jumped to a helper?  The function in its chain that was seen last
 * before it; a thunk is what jumps itself.  PARTS where it was called.
 */
static enum part part_that_jumped(const struct split_row *r,
				  const struct symbols *y,
				  const struct symbol *sym, uint32_t node)
{
	size_t i, first = SIZE_MAX, last = 0;
	enum part part, jumped = PARTS;

	for (i = 0; i < r->room; i++)
		if (r->cell[i].addr && r->cell[i].node == node &&
		    r->cell[i].order < first &&
		    symbols_find(y, r->cell[i].addr) == sym)
			first = r->cell[i].order;
	for (i = 0; i < r->room; i++) {
		const struct cell *cell = &r->cell[i];

		if (!cell->addr || cell->node != node || cell->order >= first ||
		    (jumped != PARTS && cell->order < last))
			continue;
		part = part_at(symbols_find(y, cell->addr));
		if (part == PART_CALLER || part == PART_OTHER)
			continue;
		jumped = part;
		last = cell->order;
	}
	return jumped;
}

/* A helper is what its caller is; what the loop calls finds the code. */
static enum part part_in_chain(const struct split_stream *s,
			       const struct split_row *r,
			       const struct symbols *y,
			       const struct symbol *sym, uint32_t node)
{
	enum part part = part_at(sym);

	while (part == PART_CALLER && node) {
		const struct plugin_node *n = &s->node[node - 1];

		if (!part_is_thunk(sym->name))
			part = part_that_jumped(r, y, sym, node);
		if (part < PARTS)
			return part;
		if (!n->site)
			return PART_ENTRY;
		node = n->parent;
		sym = symbols_find(y, n->site);
		part = part_at(sym);
	}
	return part == PART_CALLER ? PART_OTHER : part;
}

/* How many calls a chain has. */
static int depth_of(const struct split_stream *s, uint32_t node)
{
	int depth = 0;

	for (; node; node = s->node[node - 1].parent)
		depth++;
	return depth;
}

static int resolve_cell(const struct split_stream *s, const struct symbols *y,
			const struct split_row *r, const struct cell *cell,
			struct split *out)
{
	const struct symbol *sym = symbols_find(y, cell->addr);
	const char *name = sym ? sym->name : "(no symbol)";
	struct function_cost f = {
		.part = PART_LOOP,
		.cost = cell->cost,
		.at = cell->order,
		.depth = depth_of(s, cell->node),
	};

	f.cost.locked = cell->kind == PLUGIN_LOCKED ? f.cost.insn : 0;
	f.cost.fences = cell->kind == PLUGIN_FENCE ||
			cell->kind == PLUGIN_LFENCE ? f.cost.insn : 0;
	f.cost.serial = cell->kind == PLUGIN_SERIAL ? f.cost.insn : 0;
	f.cost.rep = cell->kind == PLUGIN_REP ? f.cost.insn : 0;
	/* In a retpoline the return is the branch. */
	if (cell->kind == PLUGIN_CALL_INDIRECT ||
	    cell->kind == PLUGIN_JUMP_INDIRECT ||
	    (cell->kind == PLUGIN_RETURN && part_is_thunk(name)))
		f.cost.indirect = f.cost.insn;
	if (!cell->node) {
		loop_name(name, f.name);
		return split_add(out, &f);
	}
	f.part = part_in_chain(s, r, y, sym, cell->node);
	if (sym && sym->addr == cell->addr)
		f.calls = cell->cost.insn;
	snprintf(f.name, sizeof(f.name), "%s", name);
	return split_add(out, &f);
}

int split_stream_resolve(const struct split_stream *s, size_t i,
			 const struct symbols *y, struct split *out)
{
	struct split_row *r = &s->row[i];
	size_t k;
	int ret = 0;

	if (!r->ops)
		return 0;
	out->ops += r->ops;
	out->insn += r->insn;
	out->kinds = true;
	if (r->no_lines || out->data_lines < 0) {
		out->data_lines = -1;
		out->code_lines = -1;
	} else {
		out->data_lines += touched_sum(&r->data);
		out->code_lines += touched_sum(&r->code);
	}
	for (k = 0; !ret && k < r->room; k++)
		if (r->cell[k].addr)
			ret = resolve_cell(s, y, r, &r->cell[k], out);
	split_sort(out);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * qemu_plugin.c - counts, inside QEMU, what a window of the guest executes.
 *
 *	-plugin FILE.so,out=FILE
 *
 * A window is what lies between the marks of kmod/dispatch/clock.h: LFENCE
 * RDTSC LFENCE, and RDTSCP LFENCE, one behind the other, in kernel code.  The
 * kernel's own readings of the clock are no such sequences.  Under -icount
 * both readings count themselves, so that what is executed from behind the
 * RDTSC up to and with the RDTSCP is the difference of the two, exactly.
 *
 * To look at every instruction costs a call each, so it begins when the first
 * mark is translated: QEMU's code is then thrown away and made anew, before
 * the mark is executed.  The guest sees nothing of it.  It goes on until QEMU
 * ends: QEMU 7.2 may still use the lists of what it has thrown away.
 *
 * Nothing else in the tree is included but headers of split/, so that this
 * builds without the rest.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "split/kind.h"
#include "split/lines.h"
#include "split/plugin.h"
#include "split/qemu.h"

#define EXPORT __attribute__((visibility("default")))

EXPORT int qemu_plugin_version = 1;
EXPORT int qemu_plugin_install(uint64_t id, const struct qemu_info *info,
			       int argc, char **argv);

#define INSNS	(1U << 20)	/* slots of the tables, powers of two */
#define PLACES	(1U << 22)	/* more than that many chains will have */
#define COUNTS	(1U << 16)
#define NODES	(1U << 17)
#define MAX_CALLS 64		/* calls that a window may be deep in */

/**
 * struct place - an instruction in one of the chains of calls that it is in
 * @next:	another of the instruction's; the one we were in last is first
 * @window:	for which its counts are
 */
struct place {
	struct place *next;
	const struct insn *in;
	uint32_t node;
	uint32_t window;
	uint32_t insn;
	uint32_t loads;
	uint32_t stores;
};

/**
 * struct insn - an instruction of the guest's kernel
 * @head:	of a window's first instruction: where a round of its loop
 *		begins
 * @places:	the chains of calls that it was in
 */
struct insn {
	uint64_t addr;
	uint64_t head;
	struct place *places;
	uint8_t size;
	uint8_t kind;
};

static struct insn *insns[INSNS];
static struct place places[PLACES];
static struct place *counted[COUNTS];	/* in the window, in their order */
static struct plugin_node nodes[NODES];
static uint32_t node_of[NODES];

static int api, out = -1;
static bool counting;

/* The window that is open. */
static struct plugin_window win;
static uint32_t nr_window, nr_places, nr_nodes = 1, nr_known = 1;
static bool open_window, untimed;
static struct insn *first;
static struct place *last;
static uint32_t node, depth, deep[MAX_CALLS];

static void __attribute__((format(printf, 1, 2), noreturn))
fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("dmabench plugin: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	_exit(5);
}

static uint64_t hash(uint64_t x)
{
	return (x * 0x9e3779b97f4a7c15ULL) >> 32;
}

static uint32_t insn_slot(uint64_t addr)
{
	uint32_t i = hash(addr) & (INSNS - 1);

	while (insns[i] && insns[i]->addr != addr)
		i = (i + 1) & (INSNS - 1);
	return i;
}

/* Is the instruction there of that kind? */
static bool is_at(uint64_t addr, enum plugin_kind kind)
{
	const struct insn *in = insns[insn_slot(addr)];

	return in && in->kind == kind;
}

/* One for each address, so that what was learnt of it outlives its code. */
static struct insn *insn_at(uint64_t addr)
{
	static struct insn pool[INSNS / 2];
	static uint32_t nr;
	uint32_t i = insn_slot(addr);

	if (!insns[i]) {
		if (nr == INSNS / 2)
			fail("more than %u instructions", INSNS / 2);
		insns[i] = &pool[nr++];
		insns[i]->addr = addr;
	}
	return insns[i];
}

/* Too much for a table: its counts would be wrong, so there will be none. */
static void spoil(void)
{
	win.flags |= PLUGIN_SPOILT;
	win.nr_counts = 0;
}

/* The instruction in the chain of calls that we are in, or NULL. */
static struct place *find_place(struct insn *in)
{
	struct place **link = &in->places, *p;

	for (p = *link; p && p->node != node; p = *link)
		link = &p->next;
	if (p) {
		*link = p->next;
	} else {
		if (nr_places == PLACES)
			return NULL;
		p = &places[nr_places++];
		p->in = in;
		p->node = node;
	}
	p->next = in->places;
	in->places = p;
	return p;
}

/* The same, ready to count in this window. */
static struct place *place_of(struct insn *in)
{
	struct place *p = in->places;

	if (!p || p->node != node)
		p = find_place(in);
	if (p && p->window == nr_window)
		return p;
	if (!p || win.nr_counts == COUNTS) {
		spoil();
		return NULL;
	}
	p->window = nr_window;
	p->insn = 0;
	p->loads = 0;
	p->stores = 0;
	counted[win.nr_counts++] = p;
	return p;
}

/* The chain that a call here makes. */
static uint32_t node_below(uint64_t site)
{
	uint32_t i = hash(site ^ (uint64_t)node << 40) & (NODES - 1);
	uint32_t n;

	for (; (n = node_of[i]); i = (i + 1) & (NODES - 1))
		if (nodes[n].site == site && nodes[n].parent == node)
			return n;
	if (nr_nodes >= NODES / 2) {
		spoil();
		return node;
	}
	node_of[i] = nr_nodes;
	nodes[nr_nodes] = (struct plugin_node) { .site = site, .parent = node };
	return nr_nodes++;
}

/* A line, data or code, that this operation may not have touched before. */
static void touch(uint64_t line, bool code)
{
	const enum line_news news = lines_touch(line, code);

	if (news == LINES_TOO_MANY)
		spoil();
	if (news != LINE_NEW)
		return;
	if (code)
		win.code_lines++;
	else
		win.data_lines++;
}

static void next_op(void)
{
	lines_next_op();
	win.rounds++;
}

/*
 * Where does a round of the loop begin?  At what is executed once an operation,
 * as most of the loop's own instructions are; of these, at the lowest address.
 * What has been learnt from one window is for the next of the same loop.  The
 * host knows how many operations there were, and looks.
 */
static void learn_head(void)
{
	uint32_t i, k, most = 0;

	for (i = 0; i < win.nr_counts; i++) {
		uint32_t same = 0;
		uint64_t low = ~0ULL;

		if (counted[i]->node || counted[i]->insn < 2)
			continue;
		for (k = 0; k < win.nr_counts; k++) {
			const struct place *p = counted[k];

			if (p->node || p->insn != counted[i]->insn)
				continue;
			same++;
			low = p->in->addr < low ? p->in->addr : low;
		}
		if (same > most) {
			most = same;
			first->head = low;
		}
	}
}

static void window_begin(struct insn *in)
{
	/* Until it ends there is nothing to count, and nobody is told of it. */
	if (untimed)
		return;
	win = (struct plugin_window) {
		.magic = PLUGIN_MAGIC, .mark = in->addr,
	};
	open_window = true;
	first = in;
	nr_window++;
	node = 0;
	depth = 0;
	lines_next_op();
}

static void put(const void *from, size_t size)
{
	while (size) {
		ssize_t done = write(out, from, size);

		if (done < 0 && errno != EINTR)
			fail("cannot write: %s", strerror(errno));
		if (done > 0) {
			from = (const char *)from + done;
			size -= done;
		}
	}
}

static void put_counts(void)
{
	static struct plugin_count out_counts[COUNTS];
	uint32_t i;

	for (i = 0; i < win.nr_counts; i++) {
		const struct place *p = counted[i];

		out_counts[i] = (struct plugin_count) {
			.addr = p->in->addr, .node = p->node,
			.kind = p->in->kind, .insn = p->insn,
			.loads = p->loads, .stores = p->stores,
		};
	}
	put(out_counts, win.nr_counts * sizeof(*out_counts));
}

static void window_end(void)
{
	open_window = false;
	win.nr_nodes = nr_nodes - nr_known;
	put(&win, sizeof(win));
	put(nodes + nr_known, win.nr_nodes * sizeof(*nodes));
	put_counts();
	nr_known = nr_nodes;
	learn_head();
}

/*
 * Is this LFENCE the last instruction of a mark?  The window begins with the
 * second one; it has ended when that behind RDTSCP comes.  By what lies before
 * it, not by what was executed before it: where interrupts are on, one may come
 * in the midst, and read the clock itself.
 */
static void look_for_mark(struct insn *in)
{
	if (is_at(in->addr - 2, PLUGIN_RDTSC) &&
	    is_at(in->addr - 5, PLUGIN_LFENCE))
		window_begin(in);
	else if (!is_at(in->addr - 3, PLUGIN_RDTSCP))
		return;
	else if (open_window)
		window_end();
	else
		untimed = false;
}

static void count(struct insn *in)
{
	uint64_t line = in->addr >> 6, end = (in->addr + in->size - 1) >> 6;

	last = place_of(in);
	if (!last)
		return;
	last->insn++;
	win.insn++;
	if (!node && in->addr == first->head)
		next_op();
	touch(line, true);
	if (end != line)
		touch(end, true);
	if (in->kind == PLUGIN_CALL || in->kind == PLUGIN_CALL_INDIRECT) {
		if (depth == MAX_CALLS) {
			spoil();
			return;
		}
		deep[depth++] = node;
		node = node_below(node ? in->addr : 0);
	} else if (in->kind == PLUGIN_RETURN && depth) {
		node = deep[--depth];
	}
}

static void on_insn(unsigned int cpu, void *insn)
{
	(void)cpu;
	if (open_window && !(win.flags & PLUGIN_SPOILT))
		count(insn);
}

static void on_untimed(unsigned int cpu, void *insn)
{
	(void)cpu;
	(void)insn;
	untimed = true;
}

static void on_lfence(unsigned int cpu, void *insn)
{
	look_for_mark(insn);
	on_insn(cpu, insn);
}

/* Comes behind on_insn() of the instruction that makes the access. */
static void on_access(unsigned int cpu, uint32_t info, uint64_t addr,
		      void *insn)
{
	uint64_t line = addr >> 6, end;

	(void)cpu;
	(void)insn;
	if (!open_window || win.flags & PLUGIN_SPOILT)
		return;
	end = (addr + (1U << qemu_plugin_mem_size_shift(info)) - 1) >> 6;
	if (qemu_plugin_mem_is_store(info))
		last->stores++;
	else
		last->loads++;
	touch(line, false);
	if (end != line)
		touch(end, false);
}

static void read_bytes(const struct qemu_plugin_insn *insn, uint8_t *b,
		       size_t size)
{
	size_t got = qemu_plugin_insn_data(insn, b, size);

	if (api < 3)
		memcpy(b, (const void *)got, size);
}

static void on_translation(uint64_t id, struct qemu_plugin_tb *tb);

/* QEMU has thrown away its code; what it translates anew is counted. */
static void begin_to_count(uint64_t id)
{
	counting = true;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
}

static EXEC_CB(callback_for(enum plugin_kind kind))
{
	return kind == PLUGIN_LFENCE ? on_lfence :
	       kind == PLUGIN_UNTIMED ? on_untimed : on_insn;
}

static void on_translation(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t i, nr = qemu_plugin_tb_n_insns(tb);
	enum plugin_kind kind, before = PLUGIN_PLAIN;

	for (i = 0; i < nr; i++, before = kind) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t addr = qemu_plugin_insn_vaddr(insn);
		size_t size = qemu_plugin_insn_size(insn);
		struct insn *in;
		uint8_t b[16];

		kind = PLUGIN_PLAIN;
		if (!(addr >> 63) || size > sizeof(b))
			continue;
		read_bytes(insn, b, size);
		kind = kind_of(b, size);
		/* QEMU ends a block behind RDTSC. */
		if (!counting && kind == PLUGIN_RDTSC &&
		    before == PLUGIN_LFENCE)
			qemu_plugin_reset(id, begin_to_count);
		/* The first window of all may be one that is not timed. */
		if (!counting && kind != PLUGIN_UNTIMED)
			continue;
		in = insn_at(addr);
		in->size = size;
		in->kind = kind;
		qemu_plugin_register_vcpu_insn_exec_cb(insn, callback_for(kind),
						       QEMU_PLUGIN_CB_NO_REGS,
						       in);
		qemu_plugin_register_vcpu_mem_cb(insn, on_access,
						 QEMU_PLUGIN_CB_NO_REGS,
						 QEMU_PLUGIN_MEM_RW, in);
	}
}

/* From 9.0 on QEMU refuses plugins of API 1, and has this symbol. */
static void __attribute__((constructor)) choose_version(void)
{
	if (dlsym(RTLD_DEFAULT, "qemu_plugin_num_vcpus"))
		qemu_plugin_version = 2;
}

int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc,
			char **argv)
{
	api = info->version.cur;
	if (strcmp(info->target_name, "x86_64") || !info->system_emulation) {
		fprintf(stderr, "dmabench plugin: is for qemu-system-x86_64\n");
		return -1;
	}
	if (argc == 1 && !strncmp(argv[0], "out=", 4))
		out = open(argv[0] + 4, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (out < 0) {
		fprintf(stderr, "dmabench plugin: wants out=FILE, a file to append to\n");
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_SPLIT_PLUGIN_H
#define BENCH_SPLIT_PLUGIN_H

#include <stdint.h>

/*
 * What qemu_plugin.c, loaded by QEMU, says to the host: one record a window,
 * written when the window closes, in the order they ran; none of a loop that is
 * not timed.  A record is a struct plugin_window, then its nodes, then its
 * counts.
 */
#define PLUGIN_MAGIC	0x6e6c7062U	/* "bpln" */

/**
 * struct plugin_window - one window, from the RDTSC to the RDTSCP of clock.h
 * @magic:	PLUGIN_MAGIC
 * @nr_nodes:	nodes that were not in a record before
 * @nr_counts:	counts that follow
 * @flags:	PLUGIN_SPOILT
 * @rounds:	rounds of the loop that were seen: the operations of the
 *		window, where the plugin has the loop's head right
 * @mark:	address of the window's first instruction, in the loop
 * @insn:	instructions: what the guest's TSC reads
 * @data_lines:	64-byte lines that the operations load or store, each line
 *		once an operation
 * @code_lines:	the same of instructions
 */
struct plugin_window {
	uint32_t magic;
	uint32_t nr_nodes;
	uint32_t nr_counts;
	uint32_t flags;
	uint32_t rounds;
	uint32_t pad;
	uint64_t mark;
	uint64_t insn;
	uint64_t data_lines;
	uint64_t code_lines;
};

/*
 * The window had more than the plugin's tables hold, and was given up: a loop
 * that is not timed has interrupts on, and anything may run in it.
 */
#define PLUGIN_SPOILT	(1U << 0)

/**
 * struct plugin_node - a chain of calls; numbered from 1 as they are seen
 * @site:	address of the call, 0 for any in the loop itself
 * @parent:	the chain that the call stands in; 0 is the loop
 */
struct plugin_node {
	uint64_t site;
	uint32_t parent;
	uint32_t pad;
};

/* What matters of an instruction beside that it is one. */
enum plugin_kind {
	PLUGIN_PLAIN,
	PLUGIN_CALL,		/* with a target that is in the instruction */
	PLUGIN_CALL_INDIRECT,	/* through a register or memory */
	PLUGIN_JUMP_INDIRECT,
	PLUGIN_RETURN,
	PLUGIN_LFENCE,
	PLUGIN_RDTSC,
	PLUGIN_RDTSCP,
	PLUGIN_LOCKED,		/* LOCK, and XCHG with memory */
	PLUGIN_FENCE,		/* MFENCE, SFENCE; LFENCE is one, too */
	PLUGIN_SERIAL,		/* waits, traps or serialises: see kind.h */
	PLUGIN_REP,		/* a string instruction, once an element */
	PLUGIN_UNTIMED,		/* of clock.h: the next window is not timed */
	PLUGIN_KINDS
};

/**
 * struct plugin_count - an instruction in a chain of calls
 * @addr:	its address
 * @node:	the chain
 * @kind:	enum plugin_kind
 * @insn:	how often it was executed
 * @loads:	loads and stores it made
 */
struct plugin_count {
	uint64_t addr;
	uint32_t node;
	uint32_t kind;
	uint32_t insn;
	uint32_t loads;
	uint32_t stores;
	uint32_t pad;
};

#endif /* BENCH_SPLIT_PLUGIN_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_SPLIT_QEMU_H
#define BENCH_SPLIT_QEMU_H

/*
 * What qemu_plugin.c uses of QEMU.  Its header is not packaged: this is after
 * include/qemu/qemu-plugin.h and docs/devel/tcg-plugins.rst of QEMU 7.2.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct qemu_plugin_tb;
struct qemu_plugin_insn;

struct qemu_info {
	const char *target_name;
	struct {
		int min;
		int cur;
	} version;
	bool system_emulation;
};

enum { QEMU_PLUGIN_CB_NO_REGS };
enum { QEMU_PLUGIN_MEM_RW = 3 };

/* What QEMU calls: with the plugin's id, or with what was registered. */
#define SIMPLE_CB(name)	void (*name)(uint64_t id)
#define TB_CB(name)	void (*name)(uint64_t id, struct qemu_plugin_tb *tb)
#define EXEC_CB(name)	void (*name)(unsigned int cpu, void *data)
#define MEM_CB(name)	void (*name)(unsigned int cpu, uint32_t info,	\
				     uint64_t addr, void *data)

void qemu_plugin_reset(uint64_t id, SIMPLE_CB(cb));
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, TB_CB(cb));
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    EXEC_CB(cb), int flags, void *data);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn,
				      MEM_CB(cb), int flags, int rw,
				      void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
/* Before API 3: of the instruction only, and the address of its bytes. */
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *to,
			     size_t len);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
unsigned int qemu_plugin_mem_size_shift(uint32_t info);
bool qemu_plugin_mem_is_store(uint32_t info);

#endif /* BENCH_SPLIT_QEMU_H */

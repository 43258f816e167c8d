// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_plugin.c - QEMU's plugin without QEMU: a made-up guest is translated
 * and executed, and the stream has to have counted it.
 *
 * The plugin is included, so that its tables can be seen; what it calls of
 * QEMU is here.  QEMU's API is 1: instructions are given by their address.
 */
#include "prog/qemu_plugin.c"
#include "unit.h"

#include <sys/mman.h>

/* An instruction: @bytes, and what it does to memory. */
struct qemu_plugin_insn {
	uint64_t addr;
	const char *bytes;
	size_t size;
	uint64_t load, store;
	void *data;

	EXEC_CB(exec);
	MEM_CB(mem);
};

struct qemu_plugin_tb {
	struct qemu_plugin_insn *insn;
	size_t nr;
};

#define OP(at, code, ...) \
	{ .addr = (at), .bytes = (code), .size = sizeof(code) - 1, __VA_ARGS__ }

#define LOOP	0xffffffffc0000100ULL
#define FUNC	0xffffffff81000000ULL
#define STACK	0xffffc90000000fc0ULL
#define ARRAY	0xffff888000000000ULL

/* The loop: the mark, one once, three and a call a round, the mark. */
static struct qemu_plugin_insn loop[] = {
	OP(LOOP, "\x0f\xae\xe8"),			/* lfence */
	OP(LOOP + 3, "\x0f\x31"),			/* rdtsc */
	OP(LOOP + 5, "\x0f\xae\xe8"),			/* lfence */
	OP(LOOP + 8, "\x89\xc0"),			/* mov */
	OP(LOOP + 10, "\x48\x8b\x03", .load = ARRAY),	/* mov (%rbx), %rax */
	OP(LOOP + 13, "\xe8\x01\x02\x03\x04", .store = STACK),	/* call */
	OP(LOOP + 18, "\x75\xf6"),			/* jne */
	OP(LOOP + 20, "\x0f\x01\xf9"),			/* rdtscp */
	OP(LOOP + 23, "\x0f\xae\xe8"),			/* lfence */
};

/* What it calls: over the end of a line, and a store over another's. */
static struct qemu_plugin_insn func[] = {
	OP(FUNC + 62, "\x48\x89\x07", .store = ARRAY + 60),
	OP(FUNC + 65, "\xc3", .load = STACK),
};

static TB_CB(translation);
static SIMPLE_CB(reset);
static int stream = -1;

void qemu_plugin_reset(uint64_t id, SIMPLE_CB(cb))
{
	reset = cb;
}

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, TB_CB(cb))
{
	translation = cb;
}

void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    EXEC_CB(cb), int flags, void *data)
{
	insn->exec = cb;
	insn->data = data;
}

void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn,
				      MEM_CB(cb), int flags, int rw,
				      void *data)
{
	assert_int_equal(rw, 3);
	insn->mem = cb;
}

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb)
{
	return tb->nr;
}

struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i)
{
	return &tb->insn[i];
}

size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *to,
			     size_t len)
{
	return (uintptr_t)insn->bytes;
}

size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn)
{
	return insn->size;
}

uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn)
{
	return insn->addr;
}

/* 8 bytes; that it is a store is said by bit 8. */
unsigned int qemu_plugin_mem_size_shift(uint32_t info)
{
	return info & 0xff;
}

bool qemu_plugin_mem_is_store(uint32_t info)
{
	return info >> 8;
}

static void translate(struct qemu_plugin_insn *insn, size_t nr)
{
	struct qemu_plugin_tb tb = { insn, nr };

	translation(1, &tb);
}

static void execute(struct qemu_plugin_insn *insn, size_t nr)
{
	for (; nr--; insn++) {
		insn->exec(0, insn->data);
		if (insn->load)
			insn->mem(0, 3, insn->load, insn->data);
		if (insn->store)
			insn->mem(0, 3 | 1 << 8, insn->store, insn->data);
	}
}

static void run_window(unsigned int n)
{
	execute(loop, 4);
	while (n--) {
		execute(loop + 4, 2);
		execute(func, 2);
		execute(loop + 6, 1);
	}
	execute(loop + 7, 2);
}

/* Bytes that the plugin has written and nobody has read. */
static size_t unread(void)
{
	off_t at = lseek(stream, 0, SEEK_CUR), end = lseek(stream, 0, SEEK_END);

	lseek(stream, at, SEEK_SET);
	return end - at;
}

static void get(void *to, size_t size)
{
	assert_int_equal(read(stream, to, size), size);
}

static int install(void **state)
{
	const struct qemu_info info = {
		.target_name = "x86_64", .version = { 0, 1 },
		.system_emulation = true,
	};
	char arg[64], *argv[] = { arg };

	stream = memfd_create("dmabench-unit", MFD_CLOEXEC);
	snprintf(arg, sizeof(arg), "out=/dev/fd/%d", stream);
	assert_int_equal(qemu_plugin_install(1, &info, 1, argv), 0);
	return 0;
}

static void what_is_refused(void **state)
{
	struct qemu_info info = {
		.target_name = "x86_64", .version = { 0, 1 },
		.system_emulation = true,
	};
	char file[] = "out=/no/such/file", in[] = "in=/dev/null";
	char *argv[2];

	argv[0] = file;
	argv[1] = in;
	assert_int_equal(qemu_plugin_install(1, &info, 0, argv), -1);
	assert_int_equal(qemu_plugin_install(1, &info, 1, argv), -1);
	assert_int_equal(qemu_plugin_install(1, &info, 2, argv), -1);
	argv[0] = in;
	assert_int_equal(qemu_plugin_install(1, &info, 1, argv), -1);
	info.target_name = "aarch64";
	assert_int_equal(qemu_plugin_install(1, &info, 1, argv), -1);
	assert_null(translation);
}

static void kinds_of_instructions(void **state)
{
#define IS(kind, code) assert_int_equal(kind, \
	kind_of((const uint8_t *)(code), sizeof(code) - 1))
	IS(PLUGIN_CALL, "\xe8\x00\x00\x00\x00");
	/* cs, as before a call of a thunk */
	IS(PLUGIN_CALL, "\x2e\xe8\x00\x00\x00\x00");
	IS(PLUGIN_CALL_INDIRECT, "\xff\xd0");
	IS(PLUGIN_CALL_INDIRECT, "\x41\xff\xd3");
	IS(PLUGIN_CALL_INDIRECT, "\xff\x15\x00\x00\x00\x00");
	IS(PLUGIN_CALL_INDIRECT, "\x3e\xff\x50\x08");
	IS(PLUGIN_JUMP_INDIRECT, "\xff\xe0");
	IS(PLUGIN_JUMP_INDIRECT, "\x41\xff\x64\x24\x08");
	IS(PLUGIN_RETURN, "\xc3");
	IS(PLUGIN_RETURN, "\xf3\xc3");
	IS(PLUGIN_RETURN, "\xc2\x08\x00");
	IS(PLUGIN_LFENCE, "\x0f\xae\xe8");
	IS(PLUGIN_RDTSC, "\x0f\x31");
	IS(PLUGIN_RDTSCP, "\x0f\x01\xf9");
	/* lock cmpxchg, xchg with memory, lock with a prefix before it */
	IS(PLUGIN_LOCKED, "\xf0\x48\x0f\xb1\x0f");
	IS(PLUGIN_LOCKED, "\x87\x07");
	IS(PLUGIN_LOCKED, "\x48\x87\x07");
	IS(PLUGIN_LOCKED, "\x3e\xf0\x83\x44\x24\xfc\x00");
	IS(PLUGIN_FENCE, "\x0f\xae\xf0");
	IS(PLUGIN_FENCE, "\x0f\xae\xf8");
	/* cpuid, wrmsr, invlpg, in, out, pause, cli, sti, popf, invpcid */
	IS(PLUGIN_SERIAL, "\x0f\xa2");
	IS(PLUGIN_SERIAL, "\x0f\x30");
	IS(PLUGIN_SERIAL, "\x0f\x01\x38");
	IS(PLUGIN_SERIAL, "\xec");
	IS(PLUGIN_SERIAL, "\xe6\x80");
	IS(PLUGIN_SERIAL, "\xf3\x90");
	IS(PLUGIN_SERIAL, "\xfa");
	IS(PLUGIN_SERIAL, "\xfb");
	IS(PLUGIN_SERIAL, "\x9d");
	IS(PLUGIN_SERIAL, "\x66\x0f\x38\x82\x06");
	IS(PLUGIN_SERIAL, "\x0f\x01\xc1");
	IS(PLUGIN_REP, "\xf3\xa4");
	IS(PLUGIN_REP, "\xf3\x48\xab");
	IS(PLUGIN_UNTIMED, "\x0f\x1f\x80\xdb\x0d\xdb\x0d");
	/* xchg of registers, nop, movs alone, swapgs, xsave, a long nop */
	IS(PLUGIN_PLAIN, "\x48\x87\xc1");
	IS(PLUGIN_PLAIN, "\x90");
	IS(PLUGIN_PLAIN, "\xa4");
	IS(PLUGIN_PLAIN, "\x0f\x01\xf8");
	IS(PLUGIN_PLAIN, "\x0f\xae\x27");
	IS(PLUGIN_PLAIN, "\x0f\x1f\x80\x00\x00\x00\x00");
	/* inc, push, jmp, a move of 0xe8, prefixes and no more */
	IS(PLUGIN_PLAIN, "\xff\xc0");
	IS(PLUGIN_PLAIN, "\xff\x33");
	IS(PLUGIN_PLAIN, "\xe9\x00\x00\x00\x00");
	IS(PLUGIN_PLAIN, "\xb8\xe8\x00\x00\x00");
	IS(PLUGIN_PLAIN, "\x66\x66");
	IS(PLUGIN_PLAIN, "\x00\x00");
#undef IS
}

static void counting_begins_with_a_mark(void **state)
{
	struct qemu_plugin_insn user[] = {
		OP(0x400000, "\x0f\xae\xe8"), OP(0x400003, "\x0f\x31"),
	};

	translate(func, ARRAY_SIZE(func));
	translate(user, ARRAY_SIZE(user));
	assert_null(reset);
	assert_null(func[0].exec);
	/* QEMU ends a block behind RDTSC. */
	translate(loop, 2);
	assert_non_null(reset);
	assert_null(loop[0].exec);
	reset(1);
	translate(loop, 2);
	translate(loop + 2, ARRAY_SIZE(loop) - 2);
	translate(func, ARRAY_SIZE(func));
	translate(user, ARRAY_SIZE(user));
	assert_non_null(loop[0].exec);
	assert_null(user[0].exec);
}

/*
 * The next window of the stream: of @n rounds, with @new_nodes chains of calls.
 */
static void expect_window(unsigned int n, unsigned int rounds,
			  unsigned int new_nodes)
{
	struct plugin_window w;
	struct plugin_node new;
	struct plugin_count c;
	unsigned int i, sum = 0;

	get(&w, sizeof(w));
	assert_int_equal(w.magic, PLUGIN_MAGIC);
	assert_int_equal(w.flags, 0);
	assert_int_equal(w.rounds, rounds);
	assert_true(w.mark == LOOP + 5);
	/* lfence, mov, rounds of five, rdtscp: what the TSC would read. */
	assert_int_equal(w.insn, 3 + 5 * n);
	assert_int_equal(w.nr_nodes, new_nodes);
	assert_int_equal(w.nr_counts, n ? 8 : 3);
	if (new_nodes) {
		get(&new, sizeof(new));
		assert_true(!new.site && !new.parent);
	}
	for (i = 0; i < w.nr_counts; i++) {
		get(&c, sizeof(c));
		sum += c.insn;
		assert_int_equal(c.node, c.addr < LOOP ? 1 : 0);
		if (c.addr == LOOP + 10)
			assert_int_equal(c.loads, n);
		if (c.addr == LOOP + 13)
			assert_int_equal(c.stores, n);
		if (c.addr == FUNC + 65)
			assert_int_equal(c.kind, PLUGIN_RETURN);
	}
	assert_int_equal(sum, w.insn);
	if (!rounds && n)
		return;
	/* The array's two lines and the stack's; the loop's and func's two. */
	assert_int_equal(w.data_lines, 3 * n);
	assert_int_equal(w.code_lines, 1 + 3 * n);
}

static void windows_are_counted(void **state)
{
	/* Where a round begins is not known before one has been seen. */
	run_window(4);
	expect_window(4, 0, 1);
	run_window(4);
	expect_window(4, 4, 0);
	run_window(8);
	expect_window(8, 8, 0);
	run_window(1);
	expect_window(1, 1, 0);
	run_window(0);
	expect_window(0, 0, 0);
	/* What runs between windows leaves nothing behind. */
	execute(func, 2);
	execute(loop + 7, 2);
	assert_int_equal(unread(), 0);
}

/* The kernel reads its clock without the LFENCE behind: no end of a window. */
static void the_kernel_has_a_clock(void **state)
{
	execute(loop, 4);
	execute(loop + 7, 1);
	execute(func, 2);
	execute(loop + 1, 1);
	assert_int_equal(unread(), 0);
	execute(loop + 7, 2);
	assert_true(unread() > 0);
	lseek(stream, 0, SEEK_END);
}

/* In the midst of both marks, and it reads the clock itself. */
static void an_interrupt_in_a_mark(void **state)
{
	static struct qemu_plugin_insn irq[] = {
		OP(FUNC + 0x200, "\x0f\xae\xe8"),	/* lfence */
		OP(FUNC + 0x203, "\x0f\x31"),		/* rdtsc */
		OP(FUNC + 0x205, "\x0f\x01\xf9"),	/* rdtscp */
		OP(FUNC + 0x208, "\x89\xc0"),		/* mov */
		OP(FUNC + 0x20a, "\x0f\xae\xe8"),	/* lfence */
	};
	struct plugin_window w;
	int i;

	translate(irq, ARRAY_SIZE(irq));
	for (i = 0; i < 2; i++) {
		execute(loop, 1 + i);
		execute(irq, ARRAY_SIZE(irq));
		execute(loop + 1 + i, 3 - i);
		assert_int_equal(unread(), 0);
		execute(loop + 7, 1);
		execute(irq, ARRAY_SIZE(irq));
		execute(loop + 8, 1);
		get(&w, sizeof(w));
		assert_true(w.mark == LOOP + 5);
		lseek(stream, 0, SEEK_END);
	}
}

static void too_deep_is_given_up(void **state)
{
	struct plugin_window w;
	int i;

	execute(loop, 4);
	for (i = 0; i <= MAX_CALLS; i++)
		execute(loop + 5, 1);
	execute(loop + 7, 2);
	get(&w, sizeof(w));
	assert_int_equal(w.flags, PLUGIN_SPOILT);
	assert_int_equal(w.nr_counts, 0);
	lseek(stream, 0, SEEK_END);
	/* And the next is as ever. */
	run_window(2);
	get(&w, sizeof(w));
	assert_int_equal(w.flags, 0);
	assert_int_equal(w.insn, 3 + 5 * 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(kinds_of_instructions),
		cmocka_unit_test_setup(counting_begins_with_a_mark, install),
		cmocka_unit_test(windows_are_counted),
		cmocka_unit_test(the_kernel_has_a_clock),
		cmocka_unit_test(an_interrupt_in_a_mark),
		cmocka_unit_test(too_deep_is_given_up),
	};

	return unit_run("plugin", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fake_guest.c - what a VM looks like to the host, without one.
 *
 *	fake_guest MODE [FILE]
 *
 * Row i of the request costs 10 + i ticks per operation, exactly; a row of
 * known/ what it has to.  What else happens is said by MODE:
 * "normal", or a way to go wrong.  "hang" writes the process's id to FILE, and
 * "differ" tells by FILE whether this is the first boot.  With DMABENCH_SPLIT it
 * is the plugin too: 3 instructions of an operation are the backend's.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/types.h>

#include "measure/channel.h"
#include "kmod/uapi/dmabench.h"
#include "split/plugin.h"

#define WARM	2
#define PAIRS	(2 * DMABENCH_PLACEMENTS)
#define NR	(WARM + 2 * PAIRS)

/* Where the plugin saw the loop, and what it calls. */
#define LOOP	0xffffffffc0000010ULL
#define BACKEND	0xffffffffc0000110ULL

static struct channel ch;
static struct dmabench_window w[NR];
static const char *mode;

static int mode_is(const char *name)
{
	return !strcmp(mode, name);
}

static void put(enum record_type type, const void *head, size_t head_len,
		const void *body, size_t body_len)
{
	if (channel_put(&ch, type, head, head_len, body, body_len))
		exit(9);
}

static void put_text(enum record_type type, const char *text)
{
	put(type, text, strlen(text), NULL, 0);
}

/* What the plugin would have written of a window. */
static void put_window(const struct dmabench_window *win)
{
	static const struct plugin_node node = { 0 };
	static int fd = -1, nodes = 1;
	struct plugin_window head = {
		.magic = PLUGIN_MAGIC, .nr_nodes = nodes, .nr_counts = 2,
		.rounds = win->n, .insn = win->end - win->begin,
		.data_lines = win->n, .code_lines = 2 * win->n,
	};
	struct plugin_count counts[] = {
		{ .addr = LOOP, .insn = head.insn - 3 * win->n },
		{ .addr = BACKEND, .node = 1, .kind = PLUGIN_CALL_INDIRECT,
		  .insn = 3 * win->n, .loads = win->n },
	};

	if (fd < 0)
		fd = open(getenv("DMABENCH_SPLIT"), O_WRONLY | O_APPEND);
	if (mode_is("miscount") && win == &w[NR - 1]) {
		head.insn++;
		counts[0].insn++;
	}
	if (fd < 0 || write(fd, &head, sizeof(head)) < 0 ||
	    write(fd, &node, nodes * sizeof(node)) < 0 ||
	    (!mode_is("cut") &&
	     write(fd, counts, sizeof(counts)) != sizeof(counts)))
		exit(9);
	nodes = 0;
}

static void put_windows(void)
{
	unsigned int i;

	if (!getenv("DMABENCH_SPLIT") || mode_is("uncounted"))
		return;
	for (i = 0; i < NR; i++)
		put_window(&w[i]);
}

static void put_symbols(void)
{
	if (mode_is("symbols"))
		put_text(RECORD_SYMBOLS, "what is this?\n");
	else if (!mode_is("nameless"))
		put_text(RECORD_SYMBOLS,
			 "ffffffff81000000 T start_kernel\n"
			 "ffffffffc0000000 t x_loop_0\t[dmabench]\n"
			 "ffffffffc0000100 t x_backend\t[dmabench]\n");
}

static void put_row(struct record_row head, unsigned int cost,
		    unsigned int extra)
{
	unsigned int i;

	for (i = 0; i < NR; i++) {
		w[i].n = 8 << (i & 1);
		w[i].placement = i / 2 % DMABENCH_PLACEMENTS;
		w[i].begin = 1000 * i;
		w[i].end = w[i].begin + 40 + w[i].n * cost;
	}
	w[NR - 1].end += extra;
	if (mode_is("placement"))
		w[NR - 1].placement = 100000;
	if (mode_is("causes"))
		w[NR - 1].causes = DMABENCH_CAUSE_IRQ;
	for (i = WARM; i < NR; i++)
		if (mode_is("void") || (mode_is("half") && head.index && i & 4))
			w[i].causes = DMABENCH_CAUSE_IRQ | DMABENCH_CAUSE_SMI;
	if (!head.status) {
		head.repeated = mode_is("half") ? PAIRS : 0;
		head.steady = 3 + head.index;
		head.mapped = 16;
		put_windows();
	}
	if (mode_is("failed") && head.status)
		w[0] = (struct dmabench_window) {
			.n = 16, .begin = 1, .end = 2, .errors = 3,
			.causes = DMABENCH_CAUSE_ERROR,
		};
	put(RECORD_ROW, &head, sizeof(head), w, head.nr * sizeof(*w));
}

/* Two records of which the second makes no sense. */
static void put_garbage(void)
{
	struct record_row head = { .nr = NR, .nr_warm = WARM };
	uint64_t *written = (uint64_t *)ch.map + 2;

	put_row(head, 10, 0);
	head.index = 1;
	if (mode_is("written")) {
		*written = CHANNEL_SIZE + 64;
		exit(0);
	}
	if (mode_is("type"))
		put_text((enum record_type)99, "what is this?");
	else if (mode_is("index"))
		head.index = 100000;
	else if (mode_is("length"))
		head.nr = NR + 1;
	else if (mode_is("warm"))
		head.nr_warm = NR + 1;
	else if (mode_is("twice"))
		head.index = 0;
	if (!mode_is("type"))
		put_row(head, 10, 0);
}

static int is_garbage(void)
{
	return mode_is("type") || mode_is("index") || mode_is("length") ||
	       mode_is("warm") || mode_is("twice") || mode_is("written") ||
	       mode_is("placement");
}

static void hang(const char *file)
{
	FILE *f = fopen(file, "w");

	if (!f || fprintf(f, "%d\n", getpid()) < 0 || fclose(f))
		exit(9);
	for (;;)
		pause();
}

/* What a row of the instrument has to cost; 0 for all others. */
static unsigned int known_cost(const char *name)
{
	unsigned int rounds;

	if (!strcmp(name, "known/none/empty"))
		return 2;
	if (sscanf(name, "known/none/adds%u", &rounds) == 1)
		return rounds + 2;
	if (strncmp(name, "known/none/loop", strlen("known/none/loop")))
		return 0;
	/* A thousand where the name has no number. */
	return sscanf(name, "known/none/loop:%u", &rounds) == 1 ?
	       2 * rounds + 3 : 2003;
}

static void put_rows(const char *request, unsigned int extra, const char *file)
{
	struct record_row head = { 0 };
	const char *at = request;
	char name[64];
	unsigned int cost;

	for (; (at = strstr(at, "\nrow ")); at++, head.index++) {
		if (head.index && mode_is("die"))
			raise(SIGKILL);
		if (head.index && mode_is("hang"))
			hang(file);
		if (head.index && mode_is("short"))
			return;
		head.status = mode_is("unavailable") && head.index ?
			      -EOPNOTSUPP : 0;
		head.status = mode_is("stuck") && head.index ? -ETIMEDOUT :
			      head.status;
		head.status = mode_is("failed") && head.index ? -EIO :
			      head.status;
		head.nr = !head.status ? NR : mode_is("failed") ? 1 : 0;
		head.nr_warm = head.status ? head.nr : WARM;
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(at + 5, "\n"),
			 at + 5);
		cost = mode_is("wrong") ? 0 : known_cost(name);
		cost = cost ? cost : 10 + head.index;
		put_row(head, cost, extra);
	}
}

static int console(const char *text)
{
	int fd = open(getenv("DMABENCH_CONSOLE"), O_WRONLY);

	return fd < 0 || write(fd, text, strlen(text)) < 0 || close(fd);
}

int main(int argc, char **argv)
{
	const char *request, *file = argc > 2 ? argv[2] : "";
	int32_t ret = 0;
	int first = 1, fd;

	if (argc < 2)
		return 9;
	mode = argv[1];
	if (mode_is("status"))
		return 7;
	fd = open(getenv("DMABENCH_CHANNEL"), O_RDWR);
	if (fd < 0 || channel_attach(&ch, fd, &request))
		return 9;
	if (mode_is("differ")) {
		first = access(file, F_OK);
		close(open(file, O_CREAT | O_WRONLY, 0666));
	}
	puts("vm.qemu=0.0\nvm.machine=fake\nvm.accel=none\nvm.iommu=none\n"
	     "vm.mode=lazy\nvm.package=6.99-1");
	if (mode_is("cycles"))
		puts("vm.unit=cycles/op");
	fflush(stdout);
	put_text(RECORD_ENV, "kernel.release=6.99.0-fake\n"
		 "device.bdf=0000:00:04.0\niommu.domain=none\n"
		 "mitigation.spectre_v2=Mitigation: Retpolines; STIBP: disabled\n");
	if (mode_is("calls"))
		put_text(RECORD_ENV, "thunk=lfence\nreturn=its\n"
			 "kernel.cfi=kcfi+ibt\nmodule.compiler=gcc 12.2.0\n"
			 "kernel.compiler=clang 19.1.7\n");
	if (is_garbage())
		put_garbage();
	else
		put_rows(request, !first, file);
	if (strstr(request, "\nsymbols 1"))
		put_symbols();
	if (mode_is("console") && console("[    1.0] BUG: unable to handle page\n"))
		return 9;
	put_text(RECORD_LOG, mode_is("warning") ?
		 "[    1.0] WARNING: CPU: 0 PID: 1 at drivers/x.c:1\n" :
		 mode_is("calls") ?
		 "[    0.1] Spectre V2 : WARNING: LFENCE mitigation is not "
		 "recommended for this CPU, data leaks possible!\n" :
		 "[    1.0] Linux version 6.99.0-fake\n");
	if (mode_is("fails"))
		ret = -ENODEV;
	put(RECORD_END, &ret, sizeof(ret), NULL, 0);
	return ret ? 5 : 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vm.c - a boot of a VM: start it, read what the agent inside says.
 *
 * How to boot is the affair of a command (scripts/vm.sh boot).  It is given
 *
 *	DMABENCH_CHANNEL	path of the channel's memory, CHANNEL_SIZE bytes
 *	DMABENCH_CONSOLE	path of a file for the guest's console
 *	DMABENCH_SPLIT		path of a file that a plugin of QEMU writes; set
 *				where the rows are to be split
 *
 * in its environment, says key=value lines about the machine on its standard
 * output and becomes the VM's process.  It is killed when it stays silent, when
 * this program dies or is interrupted.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "machine/exit.h"
#include "measure/channel.h"
#include "run/kernlog.h"
#include "run/progress.h"
#include "run/split.h"
#include "run/stop.h"
#include "run/vm.h"

/*
 * No record for so long, and as much of a CPU taken meanwhile: the guest hangs.
 * On a busy machine a VM may wait minutes for a CPU.  One that is idle for ever
 * takes nothing, and is given the longer time.  Not the CPUs' time alone: a VM
 * of many takes that of all at once.
 */
#define SILENCE_S	120
#define SILENCE_IDLE_S	600
#define POLL_MS		20

/**
 * struct vm - one boot
 * @boot:	which, from 0
 * @console:	memory file that the console goes to
 * @said:	read end of the command's standard output
 * @ended:	RECORD_END was seen; @status is what it says
 * @log:	the guest kernel's log, from RECORD_LOG
 * @split:	what the plugin counted, where it was asked to; @named: it has
 *		got its functions
 * @exit:	the command's exit status, once @pid is 0
 */
struct vm {
	struct run *run;
	struct ledger *ledger;
	struct progress *progress;
	unsigned int boot;
	pid_t pid, group;
	int console;
	int said;
	struct channel ch;
	bool ended;
	int status;
	char *log;
	int exit;
	struct split_stream split;
	bool named;
};

/* What agent.c reads. */
static char *make_request(const struct run *run, const struct ledger *ledger)
{
	/* Exact, so that pairs are for the rows that have a state. */
	const struct plan plan = {
		.pairs = 16, .placements = DB_PLACEMENTS, .window_us = 50,
	};
	char name[ROW_NAME_LEN], *text;
	size_t i, len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	fprintf(f, "seed %lu\nplan %u %u %u\n", run->cfg->seed, plan.pairs,
		plan.placements, plan.window_us);
	for (i = 0; i < ledger->nr; i++)
		fprintf(f, "row %s\n", row_name(ledger->items[i], name));
	/* Of one length and last, so that rows don't know. */
	fprintf(f, "symbols %d\n", run->cfg->split);
	return fclose(f) ? NULL : text;
}

static void set_path(const char *name, int fd)
{
	char path[64];

	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	setenv(name, path, 1);
}

/* In the child: become the command. */
static void exec_command(const struct vm *vm, const char *cmd, int channel,
			 int out)
{
	char line[4096];
	sigset_t none;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	set_path("DMABENCH_CHANNEL", channel);
	set_path("DMABENCH_CONSOLE", vm->console);
	unsetenv("DMABENCH_SPLIT");
	if (vm->run->cfg->split)
		set_path("DMABENCH_SPLIT", vm->split.fd);
	if (dup2(out, STDOUT_FILENO) < 0 ||
	    dup2(open("/dev/null", O_RDONLY), STDIN_FILENO) < 0)
		_exit(127);
	if (snprintf(line, sizeof(line), "exec %s", cmd) >= (int)sizeof(line))
		_exit(127);
	execl("/bin/sh", "sh", "-c", line, (char *)NULL);
	_exit(127);
}

static int vm_start(struct vm *vm, const char *cmd)
{
	char *request = make_request(vm->run, vm->ledger);
	int fd, out[2], ret = -ENOMEM;

	if (!request)
		return ret;
	if (vm->run->cfg->split) {
		ret = split_stream_open(&vm->split, vm->ledger->nr);
		if (ret)
			goto out_request;
	}
	/* Inherited by the command, so not close-on-exec. */
	fd = memfd_create("dmabench-channel", 0);
	vm->console = memfd_create("dmabench-console", 0);
	if (fd < 0 || vm->console < 0 || ftruncate(fd, CHANNEL_SIZE)) {
		ret = -errno;
		goto out_close;
	}
	ret = channel_create(&vm->ch, fd, request);
	if (ret)
		goto out_close;
	if (pipe2(out, O_CLOEXEC)) {
		ret = -errno;
		channel_close(&vm->ch);
		goto out_close;
	}
	vm->pid = fork();
	if (!vm->pid)
		exec_command(vm, cmd, fd, out[1]);
	if (vm->pid < 0) {
		ret = -errno;
		channel_close(&vm->ch);
		close(out[0]);
	}
	vm->group = vm->pid;
	vm->said = out[0];
	/* Who else has the other end must not keep us waiting. */
	fcntl(vm->said, F_SETFL, O_NONBLOCK);
	close(out[1]);
out_close:
	if (fd >= 0)
		close(fd);
	if (ret && vm->console >= 0)
		close(vm->console);
	if (ret && vm->run->cfg->split)
		split_stream_close(&vm->split);
out_request:
	free(request);
	return ret;
}

/*
 * The machine's key=value lines; the process that wrote them has ended.  One
 * of them may be vm.unit, where a tick is not an instruction.
 */
static int read_said(struct vm *vm)
{
	struct result *r = &vm->run->result;
	struct result_env *e = result_env(r, vm->ledger->env);
	char text[8192];
	size_t i, len = 0;
	ssize_t got;
	int ret;

	while (len < sizeof(text) - 1 &&
	       (got = read(vm->said, text + len, sizeof(text) - 1 - len)) > 0)
		len += got;
	text[len] = '\0';
	ret = env_parse(&e->env, text);
	if (!ret && vm->run->cfg->identify)
		ret = env_identify(&e->env);
	if (ret || !*env_get(&e->env, "vm.unit"))
		return ret;
	if (!env_unit(e)) {
		fprintf(stderr, "dmabench: %s: void, its machine says vm.unit=%s, which is none\n",
			e->key, env_get(&e->env, "vm.unit"));
		return -ECANCELED;
	}
	for (i = 0; i < vm->ledger->nr; i++)
		r->row[vm->ledger->first + i].unit = env_unit(e);
	return 0;
}

static int take_row(struct vm *vm, const struct record *rec)
{
	const struct record_row *in_channel = (const void *)(rec + 1);
	struct record_row copy, *head = &copy;
	const uint32_t len = rec->len;
	const char *device = "";
	char name[ROW_NAME_LEN];
	struct samples s = { 0 };
	size_t size;
	__u32 i;
	int ret;

	if (len < sizeof(copy))
		return -EBADMSG;
	/* Once: the guest could change what has been looked at. */
	copy = *(const volatile struct record_row *)in_channel;
	if (head->index >= vm->ledger->nr ||
	    head->nr_warm > head->nr ||
	    len != sizeof(*head) + (size_t)head->nr * sizeof(*s.w) ||
	    vm->ledger->nr_done[head->index] != vm->boot)
		return -EBADMSG;
	size = head->nr * sizeof(*s.w);
	s.w = malloc(size + 1);
	if (!s.w)
		return -ENOMEM;
	memcpy(s.w, in_channel + 1, size);
	s.nr = head->nr;
	s.nr_warm = head->nr_warm;
	s.steady = head->steady;
	s.mapped = head->mapped;
	s.repeated = head->repeated;
	s.threads = vm->ledger->items[head->index]->threads;
	/* What a guest writes is not believed before it is an index. */
	for (i = 0; i < s.nr; i++) {
		if (s.w[i].placement >= DB_PLACEMENTS) {
			samples_free(&s);
			return -EBADMSG;
		}
	}
	if (row_behind_iommu(vm->ledger->items[head->index]))
		device = env_get(&result_env(&vm->run->result,
					     vm->ledger->env)->env,
				 "device.bdf");
	ret = vm->run->cfg->split ?
	      run_split_take(&vm->split, vm->ledger, head->index, &s) : 0;
	if (ret) {
		samples_free(&s);
		return ret;
	}
	ret = ledger_add(vm->run, vm->ledger, head->index, vm->boot,
			 head->status, device, &s);
	progress_step(vm->progress,
		      row_name(vm->ledger->items[head->index], name));
	return ret;
}

static int take_record(struct vm *vm, const struct record *rec)
{
	struct result_env *e = result_env(&vm->run->result, vm->ledger->env);
	char *text;
	int ret = 0;

	switch (rec->type) {
	case RECORD_ROW:
		return take_row(vm, rec);
	case RECORD_SYMBOLS:
		if (!vm->run->cfg->split || vm->named)
			return -EBADMSG;
		vm->named = true;
		return run_split_name(&vm->split, vm->run, vm->ledger,
				      (const char *)(rec + 1), rec->len);
	case RECORD_END:
		vm->ended = true;
		if (rec->len == sizeof(int32_t))
			memcpy(&vm->status, rec + 1, rec->len);
		return 0;
	case RECORD_ENV:
	case RECORD_LOG:
		text = strndup((const char *)(rec + 1), rec->len);
		if (!text)
			return -ENOMEM;
		if (rec->type == RECORD_LOG) {
			free(vm->log);
			vm->log = text;
			return 0;
		}
		ret = env_parse(&e->env, text);
		/* The first; another comes when the rows are done. */
		if (!ret && !*env_get(&e->env, "vm.first_row_s"))
			ret = env_set(&e->env, "vm.first_row_s", "%.1f",
				      progress_seconds(vm->progress));
		free(text);
		return ret;
	default:
		return -EBADMSG;
	}
}

/* What the command, which becomes QEMU, took of the CPUs. */
static double cpu_seconds(pid_t pid)
{
	struct timespec t;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &t))
		return 0;
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* After so many seconds without a record, of which QEMU ran for @cpu. */
static bool hangs(double silent, double cpu)
{
	return silent > SILENCE_IDLE_S || (silent > SILENCE_S &&
					   cpu > SILENCE_S);
}

/* Read records until the VM's process has ended. */
static int vm_follow(struct vm *vm)
{
	double heard = 0, heard_cpu = 0;
	const struct record *rec;
	bool gone = false;
	int ret, wait;

	for (;;) {
		while ((ret = channel_get(&vm->ch, &rec)) > 0) {
			heard = progress_seconds(vm->progress);
			heard_cpu = cpu_seconds(vm->pid);
			ret = take_record(vm, rec);
			if (ret)
				return ret;
		}
		if (ret)
			return ret;
		if (run_stop)
			return -ECANCELED;
		/* What came before the process ended has been read above. */
		if (gone)
			return 0;
		if (hangs(progress_seconds(vm->progress) - heard,
			  cpu_seconds(vm->pid) - heard_cpu))
			return -ETIMEDOUT;
		poll(NULL, 0, POLL_MS);
		if (waitpid(vm->pid, &wait, WNOHANG) == vm->pid) {
			vm->exit = WIFEXITED(wait) ? WEXITSTATUS(wait) : 128;
			vm->pid = 0;
			gone = true;
		}
	}
}

static int vm_stop(struct vm *vm)
{
	int ret;

	/* Its group too, when the command itself is gone. */
	kill(-vm->group, SIGKILL);
	if (vm->pid) {
		kill(vm->pid, SIGKILL);
		waitpid(vm->pid, NULL, 0);
	}
	ret = read_said(vm);
	close(vm->said);
	channel_close(&vm->ch);
	if (vm->run->cfg->split)
		split_stream_close(&vm->split);
	return ret;
}

/* Append the boot's log to dmesg.txt; returns how many lines are alarms. */
static unsigned int keep_log(struct vm *vm)
{
	static const char *const what[] = { "kernel log", "console" };
	char head[ENV_KEY_LEN + 64];
	unsigned int alarms = 0;
	FILE *parts[2];
	int i;

	parts[0] = vm->log ? fmemopen(vm->log, strlen(vm->log) + 1, "r") : NULL;
	lseek(vm->console, 0, SEEK_SET);
	parts[1] = fdopen(vm->console, "r");
	for (i = 0; i < 2; i++) {
		snprintf(head, sizeof(head), "== %s boot %u, %s ==",
			 vm->ledger->env, vm->boot + 1, what[i]);
		alarms += kernlog_keep(vm->run->result.dir, head, parts[i],
				       "guest");
		if (parts[i])
			fclose(parts[i]);
	}
	free(vm->log);
	return alarms;
}

/* Does a loop whose count is known read another?  The first is said. */
static bool instrument_off(const struct run *run, const struct ledger *ledger)
{
	size_t i;

	for (i = 0; i < ledger->nr; i++) {
		const struct result_row *row =
			&run->result.row[ledger->first + i];

		if (!row_is_wrong(row))
			continue;
		fprintf(stderr, "dmabench: %s: void, the instrument is off: %s reads %g to %g insn where it has %g; is -icount on?\n",
			ledger->env, row->name, row->s.min, row->s.max,
			row_known_insn(ledger->items[i]));
		return true;
	}
	return false;
}

int run_boot(struct run *run, struct ledger *ledger,
	     const struct boot_cmd *boot, unsigned int nr)
{
	struct progress progress;
	struct vm vm = {
		.run = run, .ledger = ledger, .boot = nr, .progress = &progress,
		.console = -1,
	};
	unsigned int alarms;
	size_t i;
	int ret, stopped;

	progress_begin(&progress, ledger->nr, "%s boot %u/%u", ledger->env, nr + 1,
		       ledger->boots);
	ret = vm_start(&vm, boot->cmd);
	if (ret)
		return ret;
	ret = vm_follow(&vm);
	stopped = vm_stop(&vm);
	ret = ret ? ret : stopped;
	progress_end(&progress, run_stop ? "interrupted" :
		     ret == -ECANCELED ? "void" :
		     ret == -ETIMEDOUT ? "the guest hangs" :
		     !ret && !vm.ended ? "the guest died" : "");
	alarms = keep_log(&vm);
	if (ret)
		return ret;
	if (!vm.ended && vm.exit == EXIT_SKIPPED)
		return -ENOPKG;
	if (!vm.ended && vm.exit) {
		fprintf(stderr, "dmabench: %s: '%s' failed with status %d; see %s/dmesg.txt\n",
			ledger->env, boot->cmd, vm.exit, run->result.dir);
		return -ECANCELED;
	}
	for (i = 0; vm.ended && !vm.status && i < ledger->nr; i++)
		if (ledger->nr_done[i] != nr + 1)
			vm.status = -ENODATA;
	if (vm.ended && !vm.status && run->cfg->split && !vm.named)
		vm.status = -ENODATA;
	if (!vm.ended || vm.status) {
		fprintf(stderr, "dmabench: %s: the guest ended without its rows%s%s; see %s/dmesg.txt\n",
			ledger->env, vm.ended ? ": " : "",
			vm.ended ? strerror(-vm.status) : "", run->result.dir);
		return -ECANCELED;
	}
	if (instrument_off(run, ledger))
		return -ECANCELED;
	if (alarms) {
		fprintf(stderr, "dmabench: %s: void, the guest's kernel complained %u times; see %s/dmesg.txt\n",
			ledger->env, alarms, run->result.dir);
		return -ECANCELED;
	}
	return 0;
}

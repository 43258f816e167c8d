// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * agent.c - dmabench's side inside a VM: claims the device that it is named,
 * runs the rows that the host wrote into the channel and appends what the
 * clock said.
 *
 * Linked statically: it runs in an initramfs of any kernel, beside busybox.
 * It decides nothing; the windows are measure.c's, the numbers the host's.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <unistd.h>

#include "machine/env.h"
#include "measure/channel.h"
#include "measure/measure.h"

#define PCI	"/sys/bus/pci/devices"

/* Does the device have the IDs of QEMU's ivshmem (docs/specs/ivshmem-spec)? */
static int is_ivshmem(const char *bdf)
{
	static const char *const want[][2] = {
		{ "vendor", "0x1af4" }, { "device", "0x1110" },
	};
	char path[300], line[16];
	int i;

	for (i = 0; i < 2; i++) {
		FILE *f;

		snprintf(path, sizeof(path), PCI "/%s/%s", bdf, want[i][0]);
		f = fopen(path, "r");
		if (!f)
			return 0;
		line[0] = '\0';
		if (fgets(line, sizeof(line), f))
			line[strcspn(line, "\n")] = '\0';
		fclose(f);
		if (strcmp(line, want[i][1]))
			return 0;
	}
	return 1;
}

/* The memory of the channel: BAR 2, mapped write-combining where it can be. */
static int open_channel(void)
{
	struct dirent *d;
	char path[300];
	int fd = -ENODEV;
	DIR *dir = opendir(PCI);

	if (!dir)
		return -errno;
	while (fd < 0 && (d = readdir(dir))) {
		if (!is_ivshmem(d->d_name))
			continue;
		snprintf(path, sizeof(path), PCI "/%s/resource2_wc", d->d_name);
		fd = open(path, O_RDWR);
		if (fd < 0) {
			snprintf(path, sizeof(path), PCI "/%s/resource2",
				 d->d_name);
			fd = open(path, O_RDWR);
		}
		if (fd < 0)
			fd = -errno;
	}
	closedir(dir);
	return fd;
}

/* Run one row of the request; 0, or the errno of a channel that is full. */
static int do_row(struct channel *ch, struct target *t, const struct plan *p,
		  gsl_rng *rng, uint32_t index, const char *name)
{
	struct record_row head = { .index = index };
	struct samples s = { 0 };
	struct row row;
	char err[160];
	int ret;

	head.status = row_parse(name, &row, err, sizeof(err));
	if (!head.status)
		head.status = measure_row(t, &row, p, rng, &s);
	head.nr = s.nr;
	head.nr_warm = s.nr_warm;
	head.steady = s.steady;
	head.mapped = s.mapped;
	head.repeated = s.repeated;
	ret = channel_put(ch, RECORD_ROW, &head, sizeof(head), s.w,
			  s.nr * sizeof(*s.w));
	samples_free(&s);
	return ret;
}

/*
 * The kernel's functions, and the module's while it is loaded.  Asked for
 * behind all rows: reading them takes time, which rows with a state would see.
 */
static int put_symbols(struct channel *ch)
{
	char *text = NULL, *line = NULL, type;
	size_t len, size = 0;
	FILE *in = fopen("/proc/kallsyms", "r"), *out;
	int ret = -ENOMEM;

	if (!in)
		return -errno;
	out = open_memstream(&text, &len);
	while (out && getline(&line, &size, in) > 0)
		if (sscanf(line, "%*x %c", &type) == 1 && strchr("tTwW", type))
			fputs(line, out);
	if (out && !fclose(out))
		ret = channel_put(ch, RECORD_SYMBOLS, text, len, NULL, 0);
	free(text);
	free(line);
	fclose(in);
	return ret;
}

/* The request's lines; see run/vm.c, which writes them. */
static int do_request(struct channel *ch, struct target *t, char *request)
{
	struct plan plan = PLAN_DEFAULT;
	unsigned long seed = 0;
	unsigned int symbols;
	uint32_t index = 0;
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	char *line;
	int ret = 0;

	if (!rng)
		return -ENOMEM;
	while (!ret && (line = strsep(&request, "\n"))) {
		if (sscanf(line, "seed %lu", &seed) == 1)
			gsl_rng_set(rng, seed);
		else if (!strncmp(line, "row ", 4))
			ret = do_row(ch, t, &plan, rng, index++, line + 4);
		else if (sscanf(line, "symbols %u", &symbols) == 1)
			ret = symbols ? put_symbols(ch) : 0;
		else if (*line && sscanf(line, "plan %u %u %u", &plan.pairs,
					 &plan.placements,
					 &plan.window_us) != 3)
			ret = -EPROTO;
	}
	gsl_rng_free(rng);
	return ret;
}

/* Send what is known of the machine; frees it. */
static int send_env(struct channel *ch, struct env *env)
{
	char *text = env_format(env);
	int ret;

	ret = text ? channel_put(ch, RECORD_ENV, text, strlen(text), NULL, 0) :
		     -ENOMEM;
	free(text);
	env_free(env);
	return ret;
}

static int put_env(struct channel *ch, struct target_module *m)
{
	struct env env = { 0 };
	int ret;

	ret = env_collect(&env);
	if (!ret)
		ret = env_collect_device(&env, m->t.device);
	if (!ret)
		ret = target_module_env(m, &env);
	if (!ret)
		ret = env_set(&env, "tsc.khz", "%u", m->t.tsc_khz);
	if (ret) {
		env_free(&env);
		return ret;
	}
	return send_env(ch, &env);
}

/* After the rows: the kernel allocates for each file that is read. */
static int put_module(struct channel *ch)
{
	struct env env = { 0 };
	int ret = env_collect_module(&env);

	if (!ret)
		return send_env(ch, &env);
	env_free(&env);
	return ret;
}

/*
 * Does the device see through its mappings what it should, and nothing any
 * more when they are gone?  After the rows: it is not to be seen in them.
 */
static int put_check(struct channel *ch, const struct target_module *m)
{
	struct env env = { 0 };
	int ret = target_module_check(m, &env);

	if (!ret)
		return send_env(ch, &env);
	env_free(&env);
	return ret;
}

/* What the kernel logged; a run whose log has a warning is not to be used. */
static void put_log(struct channel *ch)
{
	static char buf[1 << 20];
	int len = klogctl(3 /* SYSLOG_ACTION_READ_ALL */, buf, sizeof(buf));

	if (len > 0)
		channel_put(ch, RECORD_LOG, buf, len, NULL, 0);
}

int main(int argc, char **argv)
{
	struct target_module m = { .t = { .device = "" } };
	struct channel ch;
	const char *request;
	char *copy;
	int32_t ret;
	int fd;

	fd = open_channel();
	ret = fd < 0 ? fd : channel_attach(&ch, fd, &request);
	if (ret) {
		fprintf(stderr, "agent: no channel: %s\n", strerror(-ret));
		return 5;
	}
	ret = target_module_open(&m);
	if (!ret) {
		if (argc > 1 && *argv[1])
			ret = target_module_claim(&m, argv[1], false);
		copy = strdup(request);
		if (!ret)
			ret = copy ? put_env(&ch, &m) : -ENOMEM;
		if (!ret)
			ret = do_request(&ch, &m.t, copy);
		if (!ret)
			ret = put_module(&ch);
		if (!ret && *m.t.device)
			ret = put_check(&ch, &m);
		free(copy);
		target_module_close(&m);
	}
	put_log(&ch);
	channel_put(&ch, RECORD_END, &ret, sizeof(ret), NULL, 0);
	return ret ? 5 : 0;
}

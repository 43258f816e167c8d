// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * host.c - the host target: the module in the running kernel, on a device
 * of this machine, in TSC cycles.
 *
 * The module is loaded already; scripts/bench.sh does that.  What the kernel
 * logs meanwhile is kept, and a warning in it voids the run.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "machine/topology.h"
#include "run/count.h"
#include "run/kernlog.h"
#include "run/passes.h"
#include "run/selfcheck.h"
#include "run/targets.h"

/* Why the module cannot be had, in words. */
static const char *no_module(int err)
{
	switch (-err) {
	case ENOENT:
	case ENXIO:
		return "the module is not loaded; scripts/bench.sh --target host does that";
	case EACCES:
	case EPERM:
		return "not permitted; run as root";
	case EBUSY:
		return "another program has it";
	case EPROTO:
		return "the module that is loaded is of another version";
	default:
		return strerror(-err);
	}
}

static const char *no_device(int err)
{
	switch (-err) {
	case ENODEV:
		return "there is no such device";
	case EOPNOTSUPP:
		return "it is a bridge or an IOMMU";
	case EBUSY:
		return "a driver or a guest has it; --unbind claims it from a driver";
	default:
		return strerror(-err);
	}
}

/* -ENOPKG, with a line said, when the module or the device is not to be had. */
static int open_target(const struct run_config *cfg, struct target_module *m)
{
	int ret = target_module_open(m);

	if (ret) {
		fprintf(stderr, "dmabench: /dev/dmabench: %s\n",
			no_module(ret));
		return -ENOPKG;
	}
	if (!*cfg->device)
		return 0;
	ret = target_module_claim(m, cfg->device, cfg->unbind);
	if (!ret)
		return 0;
	fprintf(stderr, "dmabench: %s: %s\n", cfg->device, no_device(ret));
	target_module_close(m);
	return -ENOPKG;
}

static int collect(struct env *e, const struct run_config *cfg,
		   struct target_module *m)
{
	int ret = topology_pin(e, m->t.device);

	if (!ret)
		ret = env_collect(e);
	if (!ret)
		ret = env_collect_module(e);
	if (!ret && cfg->identify)
		ret = env_identify(e);
	if (!ret)
		ret = env_collect_device(e, m->t.device);
	if (!ret)
		ret = target_module_env(m, e);
	if (!ret)
		ret = env_set(e, "clock", "TSC");
	if (!ret)
		ret = env_set(e, "tsc.khz", "%u", m->t.tsc_khz);
	return ret;
}

static int run_rows(struct run *run, struct target_module *m, const char *key)
{
	struct result_env *e = result_env(&run->result, key);
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct target *t = &m->t;
	struct ledger ledger;
	int ret = e && rng ? collect(&e->env, run->cfg, m) : -ENOMEM;

	if (!ret)
		ret = selfcheck_before(t, key, &e->env);
	if (!ret)
		ret = ledger_begin(run, &ledger, key, TARGET_HOST,
				   run_times(run->cfg));
	if (!ret) {
		gsl_rng_set(rng, run->cfg->seed);
		ret = run_passes(run, &t, &ledger, 1, rng, key);
		if (!ret)
			ret = count_host_ledger(run, &ledger, m->counts);
		ledger_end(run, &ledger);
	}
	if (rng)
		gsl_rng_free(rng);
	return ret;
}

/* How many lines of the log are alarms. */
static unsigned int keep_log(const struct run *run, const char *key, int log)
{
	char *text = kernlog_heard(log), head[ENV_KEY_LEN + 32];
	FILE *f = text && *text ? fmemopen(text, strlen(text), "r") : NULL;
	unsigned int alarms;

	snprintf(head, sizeof(head), "== %s, kernel log ==", key);
	alarms = kernlog_keep(run->result.dir, head, f, "kernel");
	if (f)
		fclose(f);
	free(text);
	return alarms;
}

int run_host(struct run *run)
{
	struct target_module m = { .fd = -1 };
	char key[ENV_KEY_LEN];
	unsigned int alarms;
	struct utsname u;
	int ret, log;

	uname(&u);
	snprintf(key, sizeof(key), "host/%s", u.release);
	log = kernlog_listen();
	ret = open_target(run->cfg, &m);
	if (!ret) {
		ret = run_rows(run, &m, key);
		/* Releases the device, and the kernel says so in its log. */
		target_module_close(&m);
	}
	alarms = keep_log(run, key, log);
	if (!alarms || ret)
		return ret;
	fprintf(stderr, "dmabench: %s: void, the kernel complained %u times; see %s/dmesg.txt\n",
		key, alarms, run->result.dir);
	return -ECANCELED;
}

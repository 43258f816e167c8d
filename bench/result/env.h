/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * env.h - one thing that rows were run on, and what is asked of it.
 */
#ifndef BENCH_RESULT_ENV_H
#define BENCH_RESULT_ENV_H

#include "machine/env.h"
#include "result/row.h"

/* The two builds of the user target. */
#define ENV_USER_PLAIN		"user/plain"
#define ENV_USER_RETPOLINE	"user/retpoline"

/**
 * struct result_env - an environment of a run
 * @key:	ENV_USER_PLAIN, "vm/6.1.0-56-amd64": what rows refer to
 * @target:	that the key begins with; 0 where there is no such target
 * @env:	what it is
 */
struct result_env {
	char key[ENV_KEY_LEN];
	enum target_id target;
	struct env env;
};

/* Is that its key? */
bool env_is(const struct result_env *e, const char *key);

/* What stands behind the target in a key: a build, a VM's name. */
const char *env_name(const char *key);

/* The unit that a VM says its ticks are of; UNIT_NONE where it says nothing. */
enum unit env_unit(const struct result_env *e);

/* Rows were run there, and nothing was measured: a VM of several CPUs. */
bool env_is_functional(const struct result_env *e);

/* Is it a VM in which something is measured? */
bool env_is_measured_vm(const struct result_env *e);

/* Was a VM given an IOMMU?  Without one a mode is none. */
bool env_has_iommu(const struct env *e);

/* Are two keys of one target? */
bool env_same_target(const char *key, const char *other);

#endif /* BENCH_RESULT_ENV_H */

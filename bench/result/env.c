// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * env.c - the environments of a run: found by key, and what they are.
 */
#include <stdlib.h>
#include <string.h>

#include "result/result.h"

struct result_env *result_env(struct result *r, const char *key)
{
	struct result_env *e;

	if (strlen(key) >= sizeof(e->key))
		return NULL;
	e = (struct result_env *)result_find_env(r, key);
	if (e)
		return e;
	e = realloc(r->env, (r->nr_env + 1) * sizeof(*e));
	if (!e)
		return NULL;
	r->env = e;
	e += r->nr_env++;
	memset(e, 0, sizeof(*e));
	strcpy(e->key, key);
	e->target = target_of_key(key);
	return e;
}

const struct result_env *result_find_env(const struct result *r,
					 const char *key)
{
	size_t i;

	for (i = 0; i < r->nr_env; i++)
		if (env_is(&r->env[i], key))
			return &r->env[i];
	return NULL;
}

const struct result_env *result_first_env(const struct result *r,
					  enum target_id target)
{
	size_t i;

	for (i = 0; i < r->nr_env; i++)
		if (r->env[i].target == target &&
		    !env_is_functional(&r->env[i]))
			return &r->env[i];
	return NULL;
}

enum unit result_unit(const struct result *r, const char *env)
{
	size_t i;

	for (i = 0; i < r->nr_row; i++)
		if (row_on(&r->row[i], env))
			return r->row[i].unit;
	return UNIT_NONE;
}

bool env_is(const struct result_env *e, const char *key)
{
	return !strcmp(e->key, key);
}

const char *env_name(const char *key)
{
	const char *slash = strchr(key, '/');

	return slash ? slash + 1 : key;
}

enum unit env_unit(const struct result_env *e)
{
	return unit_from_name(env_get(&e->env, "vm.unit"));
}

bool env_is_functional(const struct result_env *e)
{
	return env_unit(e) == UNIT_FUNCTIONAL;
}

bool env_is_measured_vm(const struct result_env *e)
{
	return e->target == TARGET_VM && !env_is_functional(e);
}

bool env_has_iommu(const struct env *e)
{
	return strcmp(env_get(e, "vm.iommu"), "none");
}

bool env_same_target(const char *key, const char *other)
{
	return !strncmp(key, other, strcspn(key, "/") + 1);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plot.c - calling gnuplot: a script a plot, each drawn as picture, as vector
 * graphics and as text.  data.c writes what is drawn.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "machine/files.h"
#include "machine/paths.h"
#include "plot/data.h"
#include "plot/plot.h"

/* gnuplot's dumb terminal begins with a form feed and pads with blanks. */
static int clean_text(const char *path)
{
	char line[1024], tmp[PATH_MAX + 8];
	FILE *in = fopen(path, "re"), *out;
	int ret = 0;

	snprintf(tmp, sizeof(tmp), "%s.tmp", path);
	out = in ? fopen(tmp, "we") : NULL;
	if (!out) {
		ret = -errno;
		if (in)
			fclose(in);
		return ret;
	}
	while (fgets(line, sizeof(line), in)) {
		char *from = line + (*line == '\f');
		size_t len = strcspn(from, "\n");

		while (len && from[len - 1] == ' ')
			len--;
		/* No blank lines at the top of a text that is to be pasted. */
		if (len || ftell(out))
			fprintf(out, "%.*s\n", (int)len, from);
	}
	fclose(in);
	if (fclose(out) || rename(tmp, path))
		ret = -errno;
	return ret;
}

/* A gnuplot string: in single quotes, a quote in it doubled. */
static void quote(FILE *f, const char *name, const char *text,
		  const char *suffix)
{
	fprintf(f, "%s='", name);
	for (; *text; text++)
		fputs((char []){ *text, *text == '\'' ? '\'' : '\0', '\0' }, f);
	fprintf(f, "%s'; ", suffix);
}

/* gnuplot -e "term=..; data=..; out=..; label=.." SCRIPT */
static int call_gnuplot(const char *script, const char *term, const char *base,
			const char *label, const char *suffix, size_t points)
{
	char dot[8], *vars;
	size_t len;
	int status;
	pid_t pid;
	FILE *f = open_memstream(&vars, &len);

	if (!f)
		return -ENOMEM;
	snprintf(dot, sizeof(dot), ".%s", suffix);
	quote(f, "term", term, "");
	quote(f, "data", base, ".dat");
	quote(f, "out", base, dot);
	quote(f, "label", label, "");
	fprintf(f, "points=%zu", points);
	if (fclose(f))
		return -ENOMEM;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		execlp("gnuplot", "gnuplot", "-e", vars, script, (char *)NULL);
		_exit(127);
	}
	free(vars);
	if (waitpid(pid, &status, 0) < 0)
		return -errno;
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 127)
		return -ENOENT;
	return WEXITSTATUS(status) ? -EIO : 0;
}

/* One of the three that a plot is drawn as. */
static int draw_as(const char *name, const char *const term[2],
		   const char *base, const char *label, size_t points)
{
	char script[PATH_MAX], file[PATH_MAX], text[PATH_MAX];
	int ret;

	snprintf(file, sizeof(file), "%s.gp", name);
	ret = path_data(script, "plots", file);
	if (!ret)
		ret = call_gnuplot(script, term[0], base, label, term[1],
				   points);
	if (ret || strcmp(term[0], "dumb"))
		return ret;
	snprintf(text, sizeof(text), "%.4000s.txt", base);
	return clean_text(text);
}

static const char *const terms[][2] = {
	{ "png", "png" }, { "svg", "svg" }, { "dumb", "txt" },
};

int plot_draw(const char *name, const char *base, const char *label,
	      size_t points)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < 3; i++)
		ret = draw_as(name, terms[i], base, label, points);
	return ret;
}

/* Without the empty lines at its end. */
static int text_length(const char *text)
{
	size_t len = strlen(text);

	while (len && text[len - 1] == '\n')
		len--;
	return len;
}

int plot_print(FILE *f, const char *name, const char *data, const char *label,
	       size_t points)
{
	char dir[PATH_MAX - 32], base[PATH_MAX - 24], path[PATH_MAX];
	const char *tmp = getenv("TMPDIR");
	char *text;
	FILE *out;
	int ret;

	ret = snprintf(dir, sizeof(dir), "%s/dmabench.XXXXXX",
		       tmp && *tmp ? tmp : "/tmp");
	/* -ENOENT is gnuplot's. */
	if (ret >= (int)sizeof(dir) || !mkdtemp(dir))
		return -ENOTDIR;
	snprintf(base, sizeof(base), "%s/plot", dir);
	snprintf(path, sizeof(path), "%s.dat", base);
	out = fopen(path, "we");
	ret = out && fputs(data, out) >= 0 ? 0 : -errno;
	if (out && fclose(out) && !ret)
		ret = -errno;
	if (!ret)
		ret = draw_as(name, terms[2], base, label, points);
	unlink(path);
	snprintf(path, sizeof(path), "%s.txt", base);
	text = ret ? NULL : read_text(path);
	if (text)
		fprintf(f, "%.*s\n", text_length(text), text);
	else if (!ret)
		ret = -EIO;
	free(text);
	unlink(path);
	rmdir(dir);
	return ret;
}

/* What was measured, in one line, for below a title. */
static void make_label(const struct result *r, enum target_id target,
		       char *buf, size_t size)
{
	size_t i;

	buf[0] = '\0';
	for (i = 0; i < r->nr_env; i++) {
		const struct env *e = &r->env[i].env;

		if (r->env[i].target != target)
			continue;
		if (target == TARGET_VM)
			snprintf(buf, size, "kernel %s, IOMMU %s, %s",
				 env_get(e, "kernel.release"),
				 env_get(e, "vm.iommu"),
				 env_get(e, "vm.mode"));
		else
			snprintf(buf, size, "%s%s", env_get(e, "cpu.name"),
				 env_is_guest(e) ? ", virtualised" : "");
		return;
	}
}

int plot_all(const struct result *r, char *err, size_t size)
{
	char dir[PATH_MAX + 8], base[PATH_MAX + 64], path[PATH_MAX + 72];
	char label[128];
	int ret, drawn = 0;
	size_t i, nr;
	FILE *f;

	snprintf(dir, sizeof(dir), "%s/plots", r->dir);
	if (mkdir(dir, 0777) && errno != EEXIST) {
		ret = -errno;
		snprintf(err, size, "cannot make '%s'", dir);
		return ret;
	}
	for (i = 0; plots[i].name; i++) {
		snprintf(base, sizeof(base), "%s/%s", dir, plots[i].name);
		snprintf(path, sizeof(path), "%s.dat", base);
		f = fopen(path, "we");
		if (!f) {
			ret = -errno;
			snprintf(err, size, "cannot write '%s'", path);
			return ret;
		}
		nr = plots[i].write(f, r);
		if (fclose(f)) {
			ret = -errno;
			snprintf(err, size, "cannot write '%s'", path);
			return ret;
		}
		if (!nr) {
			unlink(path);
			continue;
		}
		make_label(r, plots[i].target, label, sizeof(label));
		ret = plot_draw(plots[i].name, base, label, nr);
		if (ret) {
			snprintf(err, size, ret == -ENOENT ?
				 "no gnuplot, or no script for '%s'" :
				 "gnuplot failed on '%s'", plots[i].name);
			return ret;
		}
		drawn++;
	}
	return drawn;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_CMD_CMD_H
#define BENCH_CMD_CMD_H

#include "machine/exit.h"

struct result;

/* The subcommands: argv[0] is "dmabench NAME"; return an exit status. */
int cmd_list(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_plot(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_history(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_env(int argc, char **argv);

/*
 * Read the run at @path for subcommand @cmd, or say why not: EXIT_DONE or
 * EXIT_USAGE.
 */
int cmd_read_run(struct result *r, const char *cmd, const char *path);

#endif /* BENCH_CMD_CMD_H */

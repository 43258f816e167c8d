// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * env.c - dmabench env: what a result would say of this machine, and which
 * of its devices could be claimed.
 */
#include <argp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "machine/devices.h"
#include "machine/env.h"
#include "machine/topology.h"

static const char doc[] =
	"Print what a result would say of this machine, as key=value lines: "
	"the CPU, its mitigations, the kernel, the topology and the CPU that "
	"would be measured on; with the module loaded, how the kernel calls and "
	"its configuration. Host names, addresses and serial numbers are "
	"not among them. Behind an empty line a table of the PCI devices that "
	"'dmabench run --target host --device' could claim, and why not the "
	"others.";

static const struct argp_option options[] = {
	{ "device", 'd', "BDF", 0,
	  "choose the CPU for this PCI device, as a run with it would", 0 },
	{ "identify", 'i', NULL, 0, "add the host's name, product and firmware",
	  0 },
	{ 0 }
};

struct asked {
	const char *device;
	bool identify;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct asked *asked = state->input;
	struct pci_device d;

	switch (key) {
	case 'd':
		if (strlen(arg) >= sizeof(d.bdf) || device_read("", arg, &d))
			argp_failure(state, EXIT_USAGE, 0,
				     "--device: no PCI device '%s' that could be claimed; 'dmabench env' lists them",
				     arg);
		asked->device = arg;
		return 0;
	case 'i':
		asked->identify = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options, .parser = parse, .doc = doc,
};

int cmd_env(int argc, char **argv)
{
	struct asked asked = { .device = "" };
	struct env e = { 0 };
	size_t i;
	int ret;

	if (argp_parse(&argp, argc, argv, 0, NULL, &asked))
		return EXIT_USAGE;
	ret = topology_pin(&e, asked.device);
	if (!ret)
		ret = env_collect(&e);
	if (!ret)
		ret = env_collect_module(&e);
	if (!ret && asked.identify)
		ret = env_identify(&e);
	for (i = 0; i < e.nr; i++)
		printf("%s=%s\n", e.item[i].key, e.item[i].value);
	env_free(&e);
	putchar('\n');
	if (devices_print(stdout, ""))
		puts("no PCI here");
	if (ret)
		fprintf(stderr, "dmabench env: %s\n", strerror(-ret));
	return ret ? EXIT_INTERNAL : EXIT_DONE;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMABENCH_INDIRECT_MISS_H
#define DMABENCH_INDIRECT_MISS_H

/**
 * indirect_miss_event - the raw event of indirect branches that mispredicted
 * @amd:	the CPU is AMD's
 * @intel:	..or Intel's
 * @family:	of the CPU, as /proc/cpuinfo has it
 * @model:	likewise
 *
 * It has a number of its own on each CPU: as in tools/perf/pmu-events/arch/x86
 * of Linux 6.1, mapfile.csv and the models' *.json.  ex_ret_brn_ind_misp on Zen
 * to Zen 3; BR_MISP_RETIRED.INDIRECT on Ice Lake and Sapphire Rapids.  Returns
 * perf's config, or 0 for any other CPU: it is not guessed at.
 */
static inline unsigned int indirect_miss_event(int amd, int intel,
					       unsigned int family,
					       unsigned int model)
{
	if (amd)
		return family == 0x17 || family == 0x19 ? 0xca : 0;
	if (!intel || family != 6)
		return 0;
	switch (model) {
	case 0x6a:
	case 0x6c:
	case 0x7d:
	case 0x7e:
	case 0x8f:
	case 0xa7:
		return 0x80c5;
	default:
		return 0;
	}
}

#endif /* DMABENCH_INDIRECT_MISS_H */

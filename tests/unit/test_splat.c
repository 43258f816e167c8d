// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_splat.c - lines of real kernels' logs: heads of splats, and others.
 *
 * The lines are what the format strings of Debian's 5.10, 6.1, 6.12 and 7.3 and
 * of the debug kernel (tests/vm/debug) print, and boots of these.
 */
#include "run/splat.h"
#include "unit.h"

static const char *const splats[] = {
	"[    1.234567] ------------[ cut here ]------------",
	"<4>[    1.234567] WARNING: CPU: 0 PID: 87 at kernel/dma/mapping.c:503 dma_map_page_attrs+0x1f/0x2a0",
	"[    1.234567] WARNING: CPU: 1 PID: 1 at native_smp_prepare_cpus+0x1/0x2",
	"[    1.234567][   T87] WARNING: kernel/dma/mapping.c:503 at dma_map_page_attrs+0x1f/0x2a0, CPU#0: insmod/87",
	"[    1.234567] WARNING: at dma_map_page_attrs+0x1f/0x2a0, CPU#3: insmod/87",
	"[    1.234567] kernel BUG at lib/list_debug.c:29!",
	"<1>[    1.234567] BUG: kernel NULL pointer dereference, address: 0000000000000008",
	"[    1.234567] BUG: unable to handle page fault for address: ffffc90000a1b000",
	"[    1.234567] BUG: KASAN: slab-out-of-bounds in db_map_sg+0x88/0x100 [dmabench]",
	"[    1.234567] BUG: KFENCE: use-after-free read in db_unmap_sg+0x10/0x90",
	"[    1.234567] BUG: scheduling while atomic: agent/91/0x00000002",
	"[    1.234567] BUG: sleeping function called from invalid context at mm/slab.h:494",
	"BUG: Bad page state in process agent  pfn:12345",
	"[    1.234567] BUG: MAX_LOCKDEP_CHAINS too low!",
	"[    1.234567] Oops: 0002 [#1] PREEMPT SMP NOPTI",
	"[    1.234567] Oops: general protection fault, probably for non-canonical address 0xdead000000000122: 0000 [#1] SMP NOPTI",
	"[    1.234567] general protection fault, probably for non-canonical address 0xdead000000000122: 0000 [#1] PREEMPT SMP",
	"[    1.234567] invalid opcode: 0000 [#1] PREEMPT SMP NOPTI",
	"[    1.234567] divide error: 0000 [#2] PREEMPT SMP",
	"[    1.234567] Kernel panic - not syncing: Fatal exception",
	"[    1.234567] WARNING: possible circular locking dependency detected",
	"[    1.234567] WARNING: possible recursive locking detected",
	"[    1.234567] WARNING: possible irq lock inversion dependency detected",
	"[    1.234567] WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected",
	"[    1.234567] WARNING: inconsistent lock state",
	"[    1.234567] WARNING: bad unlock balance detected!",
	"[    1.234567] WARNING: bad contention detected!",
	"[    1.234567] WARNING: chain_key collision",
	"[    1.234567] WARNING: held lock freed!",
	"[    1.234567] WARNING: lock held when returning to user space!",
	"[    1.234567] WARNING: agent/91 still has locks held!",
	"[    1.234567] WARNING: Nested lock was not taken",
	"[    1.234567] WARNING: suspicious RCU usage",
	"[    1.234567] [ BUG: Invalid wait context ]",
	"[    1.234567] INFO: trying to register non-static key.",
	"[    1.234567] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [agent:91]",
	"[    1.234567] watchdog: Watchdog detected hard LOCKUP on cpu 1",
	"[    1.234567] NMI watchdog: Watchdog detected hard LOCKUP on cpu 1",
	"[    1.234567] watchdog: CPU1: Watchdog detected hard LOCKUP on cpu 1",
	"[    1.234567] INFO: task agent:91 blocked for more than 120 seconds.",
	"[    1.234567] INFO: rcu_tasks detected stalls on tasks:",
	"[    1.234567] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
	"[    1.234567] rcu: INFO: rcu_preempt self-detected stall on CPU",
	"[    1.234567] UBSAN: array-index-out-of-bounds in /src/kmod/row.c:12:3",
	"[    1.234567] KASAN: null-ptr-deref in range [0x0000000000000008-0x000000000000000f]",
	"[    1.234567] DMA-API: pci 0000:00:02.0: device driver frees DMA memory with different size [device address=0x00000000fffff000] [map size=64 bytes] [unmap size=65 bytes]",
	"[    1.234567] DMA-API: edu 0000:00:02.0: device driver has pending DMA allocations while released from device [count=1]",
	"[    1.234567] DMA-API: edu 0000:00:02.0: mapping sg segment longer than device claims to support [len=131072] [max=65536]",
};

static const char *const others[] = {
	"",
	"[    0.000000] Linux version 6.1.0-56-amd64 (debian-kernel@lists.debian.org)",
	/* The kernel itself, of what it or its CPU cannot do. */
	"[    0.234567] RETBleed: WARNING: Spectre v2 mitigation leaves CPU vulnerable to RETBleed attacks, data leaks possible!",
	"<3>[    0.234567] RETBleed: WARNING: BTB untrained return thunk mitigation is only effective on AMD/Hygon!",
	"<4>[    0.234567] Speculative Return Stack Overflow: WARNING: See https://kernel.org/doc/html/latest/admin-guide/hw-vuln/srso.html for mitigation options.",
	"[    0.234567] Spectre V2 : WARNING: Unprivileged eBPF is enabled with eIBRS on, data leaks possible via Spectre v2 BHB attacks!",
	"[    0.234567] Spectre V2 : WARNING: LFENCE mitigation is not recommended for this CPU, data leaks possible!",
	"[    0.234567] ITS: WARNING: Spectre-v2 mitigation is off, disabling ITS",
	"[    0.234567] process: WARNING: polling idle and HT enabled, performance may degrade",
	"[    0.234567] WARNING: 'bootconfig' found on the kernel command line but CONFIG_BOOT_CONFIG is not set.",
	"[    0.234567] WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing 128MB of RAM.",
	"[    0.234567] WARNING: Flushing system-wide workqueues will be prohibited in near future.",
	"[    0.234567] IPv6: BUG: Address fe80::1 on device eth0 is missing its host route.",
	"[    0.234567] [Firmware Bug]: TSC ADJUST: CPU0: -123 force to 0",
	"[    0.234567] ACPI BIOS Error (bug): Could not resolve symbol [\\_SB.PCI0], AE_NOT_FOUND",
	"[    0.234567] INFO: lockdep is turned off.",
	"[    0.234567] DMA-API: debugging enabled by kernel config",
	"[    0.234567] DMA-API: preallocated 65536 debug entries",
	"[    0.234567] KernelAddressSanitizer initialized",
	"[    0.234567] dmabench: loading out-of-tree module taints kernel.",
	"[    0.234567] DMAR: [DMA Write NO_PASID] Request device [00:02.0] fault addr 0xffff6000 [fault reason 0x05] PTE Write access is not set",
	"insmod: WARNING: a word of a program",
};

static void test_splats(void **state)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(splats); i++)
		if (!splat_begins(splats[i]))
			fail_msg("no splat: %s", splats[i]);
}

static void test_others(void **state)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(others); i++)
		if (splat_begins(others[i]))
			fail_msg("a splat: %s", others[i]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_splats),
		cmocka_unit_test(test_others),
	};

	return unit_run("splat", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * exit.c - leaving the guest for its hypervisor, once.
 *
 * On KVM by the hypercall that is there to do just that and no more:
 * KVM_HC_VAPIC_POLL_IRQ, "Trigger guest exit so that the host can check for
 * pending interrupts on reentry" (Documentation/virt/kvm/x86/hypercalls.rst).
 * Other hypervisors, QEMU's TCG among them, trap a write to port 0x80, where
 * there is nothing: the kernel's own io_delay writes there.
 */
#include <linux/io.h>
#include <linux/kvm_para.h>
#include <asm/cpufeature.h>

#include "backend/pvdma.h"

#define NO_PORT	0x80

static bool by_hypercall;

int db_exit_open(void)
{
	if (!boot_cpu_has(X86_FEATURE_HYPERVISOR))
		return -ENXIO;
	by_hypercall = kvm_para_available();
	return 0;
}

void db_exit(db_phys_t phys, size_t size)
{
	if (by_hypercall)
		kvm_hypercall2(KVM_HC_VAPIC_POLL_IRQ, phys, size);
	else
		outb(0, NO_PORT);
}

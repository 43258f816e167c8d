// SPDX-License-Identifier: GPL-2.0-only
/*
 * fingerprint.c - what changes the path and only the kernel can say, as
 * read-only attributes of the device, in /sys/class/misc/dmabench:
 *
 *	thunk, return	how this module's text calls and returns, from the bytes
 *			that are executed (thunk.h has the words)
 *	cfi		what guards the target of an indirect call
 *	config		options of the kernel's configuration
 *	compiler, kernel_compiler
 *
 * Words only: no byte and no address leaves the kernel.
 */
#include <linux/compiler.h>
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/linkage.h>
#include <linux/mm.h>
#include <linux/uaccess.h>
#include <asm/cpufeature.h>

#include "fingerprint.h"
#include "thunk.h"

/* A return of our own, as the kernel writes them in its assembler. */
#ifndef ASM_RET	/* before "x86: Undo return-thunk damage" */
#define ASM_RET		"ret\n\t"
#endif
#ifndef ASM_ENDBR	/* before "x86/ibt: Base IBT bits" */
#define ASM_ENDBR	""
#endif

void db_sample_return(void);

/*
 * In the lower half of a cache line, as the call below: branches in the upper
 * half are safe from ITS and stay as they are.
 */
asm(".pushsection .text, \"ax\"\n\t"
	".balign 64\n\t"
	".globl db_sample_return\n\t"
	".type db_sample_return, @function\n"
	"db_sample_return:\n\t"
	ASM_ENDBR
	ASM_RET
	".size db_sample_return, . - db_sample_return\n\t"
	".popsection");

/* Not traced: the tracer of a function's return puts its own in that place. */
static noinline notrace const u8 *sample_callee(void)
{
	return __builtin_return_address(0);
}

/* Where an indirect call of ours returns to: it ends there. */
static noinline notrace const u8 *sample_call(void)
{
	const u8 *(*fn)(void) = sample_callee;
	const u8 *end;

	OPTIMIZER_HIDE_VAR(fn);
	asm volatile(".balign 64");
	end = fn();
	/* Something behind it, or it would be a jump. */
	OPTIMIZER_HIDE_VAR(end);
	return end;
}

/*
 * Text that a branch of five bytes goes to, copied; its length.  It ends with
 * its page: a thunk may be the last thing before one that is not mapped.  And
 * what looks like a branch may be the end of two other instructions: 0 where
 * there is nothing to read.
 */
static size_t copy_target(u8 *text, const u8 *insn, u8 opcode)
{
	const u8 *from;
	size_t len;
	s32 rel;

	if (!db_site_target(insn, opcode, &rel))
		return 0;
	from = insn + 5 + rel;
	len = min_t(size_t, DB_THUNK_BYTES, PAGE_SIZE - offset_in_page(from));
	return copy_from_kernel_nofault(text, from, len) ? 0 : len;
}

static ssize_t thunk_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	const u8 *end = sample_call();
	u8 target[DB_THUNK_BYTES];
	size_t len = copy_target(target, end - 5, 0xe8);

	return sysfs_emit(buf, "%s\n",
			  db_thunk_word(end - DB_SITE_BYTES, target, len));
}

static ssize_t return_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	static const u8 endbr[] = { 0xf3, 0x0f, 0x1e, 0xfa };
	const u8 *insn = (const u8 *)db_sample_return;
	u8 target[DB_THUNK_BYTES];
	size_t len;

	/* Or its middle would be referred to, which objtool frowns upon. */
	OPTIMIZER_HIDE_VAR(insn);
	if (!memcmp(insn, endbr, sizeof(endbr)))
		insn += sizeof(endbr);
	len = copy_target(target, insn, 0xe9);
	return sysfs_emit(buf, "%s\n", db_return_word(insn, target, len));
}

static ssize_t cfi_show(struct device *dev, struct device_attribute *attr,
			char *buf)
{
	const u8 *preamble = NULL;
	bool ibt = false;

#ifdef X86_FEATURE_IBT
	ibt = IS_ENABLED(CONFIG_X86_KERNEL_IBT) &&
	      boot_cpu_has(X86_FEATURE_IBT);
#endif
	if (IS_ENABLED(CONFIG_CFI_CLANG) || IS_ENABLED(CONFIG_CFI))
		preamble = (const u8 *)sample_callee - DB_PREAMBLE_BYTES;
	return sysfs_emit(buf, "%s\n", db_cfi_word(preamble, ibt));
}

#define OPTION(name)							\
	(IS_BUILTIN(CONFIG_##name) ? #name :				\
	 IS_MODULE(CONFIG_##name) ? #name "=m" : "")

/*
 * What changes the path of a mapping, or what it costs.  The kernel's headers
 * say it; they are those of the kernel, or it would not take the module.
 */
static ssize_t config_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	static const char *const options[] = {
		/* who maps */
		OPTION(DMA_OPS), OPTION(ARCH_HAS_DMA_OPS),
		OPTION(DMA_NEED_SYNC),
		OPTION(NEED_DMA_MAP_STATE), OPTION(SWIOTLB),
		OPTION(SWIOTLB_DYNAMIC), OPTION(DMA_RESTRICTED_POOL),
		OPTION(IOMMU_DMA), OPTION(INTEL_IOMMU), OPTION(AMD_IOMMU),
		OPTION(VIRTIO_IOMMU), OPTION(GART_IOMMU), OPTION(SWIOTLB_XEN),
		OPTION(INTEL_IOMMU_DEFAULT_ON),
		OPTION(INTEL_IOMMU_SCALABLE_MODE_DEFAULT_ON),
		OPTION(IOMMU_DEFAULT_DMA_STRICT),
		OPTION(IOMMU_DEFAULT_DMA_LAZY),
		OPTION(IOMMU_DEFAULT_PASSTHROUGH),
		/* how a function is called */
		OPTION(RETPOLINE), OPTION(MITIGATION_RETPOLINE),
		OPTION(RETHUNK), OPTION(MITIGATION_RETHUNK),
		OPTION(MITIGATION_ITS), OPTION(SLS), OPTION(MITIGATION_SLS),
		OPTION(CALL_DEPTH_TRACKING),
		OPTION(MITIGATION_CALL_DEPTH_TRACKING),
		OPTION(CALL_PADDING), OPTION(CALL_THUNKS),
		OPTION(X86_KERNEL_IBT), OPTION(FINEIBT), OPTION(CFI_CLANG),
		OPTION(CFI), OPTION(HAVE_STATIC_CALL_INLINE),
		OPTION(PARAVIRT), OPTION(FUNCTION_TRACER),
		OPTION(STACKPROTECTOR_STRONG), OPTION(LTO_CLANG),
		OPTION(CC_OPTIMIZE_FOR_SIZE), OPTION(ZERO_CALL_USED_REGS),
		OPTION(INIT_STACK_ALL_ZERO),
		/* who comes between */
		OPTION(PREEMPT_NONE), OPTION(PREEMPT_VOLUNTARY),
		OPTION(PREEMPT), OPTION(PREEMPT_LAZY), OPTION(PREEMPT_RT),
		OPTION(PREEMPT_DYNAMIC), OPTION(NO_HZ_FULL),
		/* who checks */
		OPTION(DMA_API_DEBUG), OPTION(DMA_API_DEBUG_SG),
		OPTION(IOMMU_DEBUG_PAGEALLOC), OPTION(KASAN), OPTION(KMSAN),
		OPTION(KCSAN), OPTION(UBSAN), OPTION(KCOV), OPTION(GCOV_KERNEL),
		OPTION(PROVE_LOCKING), OPTION(LOCK_STAT),
		OPTION(DEBUG_LOCK_ALLOC), OPTION(DEBUG_SPINLOCK),
		OPTION(DEBUG_MUTEXES), OPTION(DEBUG_ATOMIC_SLEEP),
		OPTION(DEBUG_PREEMPT), OPTION(DEBUG_IRQFLAGS),
		OPTION(DEBUG_LIST), OPTION(DEBUG_OBJECTS), OPTION(DEBUG_SG),
		OPTION(DEBUG_VIRTUAL), OPTION(DEBUG_VM),
		OPTION(DEBUG_PAGEALLOC), OPTION(SLUB_DEBUG_ON),
		OPTION(IRQSOFF_TRACER), OPTION(PREEMPT_TRACER),
	};
	int len = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (*options[i])
			len += sysfs_emit_at(buf, len, "%s%s", len ? " " : "",
					     options[i]);
	return len + sysfs_emit_at(buf, len, "\n");
}

/* Versions as Kconfig has them, 120200 for 12.2.0. */
static int put_version(char *buf, const char *name, unsigned int version)
{
	return sysfs_emit(buf, "%s %u.%u.%u\n", name, version / 10000,
			  version / 100 % 100, version % 100);
}

static ssize_t compiler_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
#ifdef __clang__
	return put_version(buf, "clang", __clang_major__ * 10000 +
			   __clang_minor__ * 100 + __clang_patchlevel__);
#else
	return put_version(buf, "gcc", __GNUC__ * 10000 +
			   __GNUC_MINOR__ * 100 + __GNUC_PATCHLEVEL__);
#endif
}

static ssize_t kernel_compiler_show(struct device *dev,
				    struct device_attribute *attr, char *buf)
{
#ifdef CONFIG_CC_IS_CLANG
	return put_version(buf, "clang", CONFIG_CLANG_VERSION);
#else
	return put_version(buf, "gcc", CONFIG_GCC_VERSION);
#endif
}

static DEVICE_ATTR_RO(thunk);
static DEVICE_ATTR_RO(return);
static DEVICE_ATTR_RO(cfi);
static DEVICE_ATTR_RO(config);
static DEVICE_ATTR_RO(compiler);
static DEVICE_ATTR_RO(kernel_compiler);

static struct attribute *fingerprint_attrs[] = {
	&dev_attr_thunk.attr,
	&dev_attr_return.attr,
	&dev_attr_cfi.attr,
	&dev_attr_config.attr,
	&dev_attr_compiler.attr,
	&dev_attr_kernel_compiler.attr,
	NULL
};

static const struct attribute_group fingerprint_group = {
	.attrs = fingerprint_attrs,
};

const struct attribute_group *db_fingerprint_groups[] = {
	&fingerprint_group,
	NULL
};

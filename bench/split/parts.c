// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parts.c - what the kernel's functions are for: the one table.
 *
 * Names are those of 5.10 to 7.x.  A function that is not here is in "other",
 * where it is seen; a line here moves it.  The first that matches counts.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "split/parts.h"
#include "split/split.h"

const struct part_info part_info[PARTS] = {
	[PART_LOOP] = { "loop", '.' },
	[PART_DESIGN] = { "design", 'd' },
	[PART_ENTRY] = { "entry", 'E' },
	[PART_DIRECT] = { "direct", 'D' },
	[PART_DMA_IOMMU] = { "dma-iommu", 'M' },
	[PART_IOVA] = { "iova", 'v' },
	[PART_PAGE_TABLE] = { "page-table", 'p' },
	[PART_INVALIDATE] = { "invalidate", 'i' },
	[PART_BOUNCE] = { "bounce", 'b' },
	[PART_OTHER] = { "other", '?' },
};

static const struct {
	enum part part;
	const char *pattern;	/* as a shell's */
} table[] = {
	/*
	 * dma-iommu: what it calls for addresses and for flushes comes first.
	 */
	{ PART_IOVA, "iommu_dma_alloc_iova" },
	{ PART_IOVA, "iommu_dma_free_iova" },
	{ PART_INVALIDATE, "iommu_dma_flush_iotlb_all" },
	{ PART_INVALIDATE, "iommu_dma_flush_fq" },
	{ PART_DMA_IOMMU, "iommu_dma_*" },
	{ PART_DMA_IOMMU, "__iommu_dma_*" },
	{ PART_DMA_IOMMU, "iommu_get_dma_domain" },
	{ PART_DMA_IOMMU, "__finalise_sg" },
	{ PART_DMA_IOMMU, "dma_iova_*" },
	/* VT-d had operations of its own up to 5.10. */
	{ PART_DMA_IOMMU, "*intel_map_*" },
	{ PART_DMA_IOMMU, "intel_unmap*" },
	{ PART_DMA_IOMMU, "domain_get_iommu" },

	{ PART_DIRECT, "dma_direct_*" },
	{ PART_BOUNCE, "swiotlb_*" },
	{ PART_BOUNCE, "__swiotlb_*" },
	{ PART_BOUNCE, "is_swiotlb_*" },
	{ PART_BOUNCE, "inc_used_*" },
	{ PART_BOUNCE, "dec_used_*" },
	/*
	 * Is the memory a guest's that is encrypted; the pools of such memory.
	 */
	{ PART_CALLER, "*cc_platform_has" },
	{ PART_CALLER, "force_dma_unencrypted" },
	{ PART_CALLER, "dma_*_from_pool" },
	{ PART_CALLER, "gen_pool_*" },

	{ PART_ENTRY, "dma_map_*" },
	{ PART_ENTRY, "dma_unmap_*" },
	{ PART_ENTRY, "__dma_map_*" },
	{ PART_ENTRY, "dma_sync_*" },
	{ PART_ENTRY, "__dma_sync_*" },
	{ PART_ENTRY, "dma_alloc_*" },
	{ PART_ENTRY, "dma_free_*" },
	{ PART_ENTRY, "is_vmalloc_addr" },

	/* The flush queue: in iova.c up to 6.1, in dma-iommu.c since. */
	{ PART_INVALIDATE, "queue_iova" },
	{ PART_INVALIDATE, "fq_*" },
	{ PART_INVALIDATE, "iova_domain_flush" },
	{ PART_IOVA, "*alloc_iova*" },
	{ PART_IOVA, "*free_iova*" },
	{ PART_IOVA, "free_cpu_cached_iovas" },
	{ PART_IOVA, "__alloc_and_insert_iova_range" },
	{ PART_IOVA, "*iova_rcache*" },
	{ PART_IOVA, "iova_magazine_*" },
	{ PART_IOVA, "*find_iova" },
	{ PART_IOVA, "remove_iova" },
	{ PART_IOVA, "iova_insert_rbtree" },
	{ PART_IOVA, "__order_base_2" },
	{ PART_IOVA, "iova_entry_free" },

	/* The IOMMU core, and the drivers: flushes first. */
	{ PART_INVALIDATE, "*iotlb*" },
	{ PART_INVALIDATE, "iommu_sync_map" },
	{ PART_INVALIDATE, "*_flush_*" },
	{ PART_INVALIDATE, "intel_iommu_tlb_sync" },
	{ PART_INVALIDATE, "cache_tag_*" },
	{ PART_INVALIDATE, "calculate_psi_aligned_address" },
	{ PART_INVALIDATE, "qi_*" },
	{ PART_INVALIDATE, "build_inv_*" },
	{ PART_INVALIDATE, "build_completion_wait" },
	{ PART_INVALIDATE, "*iommu_queue_command*" },
	{ PART_INVALIDATE, "iommu_completion_wait" },
	{ PART_INVALIDATE, "copy_cmd_to_buffer" },
	{ PART_INVALIDATE, "wait_on_sem" },
	{ PART_INVALIDATE, "amd_iommu_get_num_iommus" },
	{ PART_INVALIDATE, "*viommu_sync_req" },
	{ PART_CALLER, "clflush_cache_range" },
	{ PART_PAGE_TABLE, "iommu_map*" },
	{ PART_PAGE_TABLE, "__iommu_map*" },
	{ PART_PAGE_TABLE, "*iommu_unmap*" },
	{ PART_PAGE_TABLE, "iommu_pgsize" },
	{ PART_PAGE_TABLE, "*iova_to_phys" },
	{ PART_PAGE_TABLE, "*iommu_map_pages" },
	{ PART_PAGE_TABLE, "*_iommu_map" },
	{ PART_PAGE_TABLE, "*iommu_unmap_pages" },
	{ PART_PAGE_TABLE, "iommu_v1_*" },
	{ PART_PAGE_TABLE, "iommu_v2_*" },
	{ PART_PAGE_TABLE, "*domain_mapping" },
	{ PART_PAGE_TABLE, "domain_unmap" },
	{ PART_PAGE_TABLE, "pfn_to_dma_pte" },
	{ PART_PAGE_TABLE, "*dma_pte_*" },
	{ PART_PAGE_TABLE, "switch_to_super_page" },
	{ PART_PAGE_TABLE, "alloc_pte" },
	{ PART_PAGE_TABLE, "fetch_pte" },
	{ PART_PAGE_TABLE, "free_clear_pte" },
	{ PART_PAGE_TABLE, "first_pte_l7" },
	{ PART_PAGE_TABLE, "increase_address_space" },
	/* "genpt": one implementation for all formats, 6.19 and later. */
	{ PART_PAGE_TABLE, "pt_*" },
	{ PART_PAGE_TABLE, "*vtdss_*" },
	{ PART_PAGE_TABLE, "*amdv1_*" },
	{ PART_PAGE_TABLE, "__map_range*" },
	{ PART_PAGE_TABLE, "__map_single_page*" },
	{ PART_PAGE_TABLE, "check_map_range" },
	{ PART_PAGE_TABLE, "__unmap_range" },
	{ PART_PAGE_TABLE, "make_range_ul" },
	{ PART_PAGE_TABLE, "gather_range_pending" },
	{ PART_PAGE_TABLE, "__iova_to_phys*" },
	/* virtio-iommu: what is mapped is a request to the host. */
	{ PART_PAGE_TABLE, "viommu_*" },
	{ PART_PAGE_TABLE, "__viommu_*" },

	/* Helpers of everybody: thunks, locks, */
	{ PART_CALLER, "*__x86_indirect_*" },
	{ PART_CALLER, "*_return_thunk" },
	{ PART_CALLER, "_raw_*" },
	{ PART_CALLER, "native_queued_*" },
	{ PART_CALLER, "*rcu_read_*lock*" },
	/* memory, */
	{ PART_CALLER, "*kmem_cache_*" },
	{ PART_CALLER, "*kmalloc*" },
	{ PART_CALLER, "*kfree*" },
	{ PART_CALLER, "*slab*" },
	{ PART_CALLER, "__pcs_*" },
	{ PART_CALLER, "barn_*" },
	{ PART_CALLER, "__list_*_valid*" },
	{ PART_CALLER, "setup_object" },
	{ PART_CALLER, "get_partial_node" },
	{ PART_CALLER, "cache_from_obj" },
	{ PART_CALLER, "put_cpu_partial" },
	{ PART_CALLER, "*put_partials" },
	{ PART_CALLER, "*memcg_*" },
	{ PART_CALLER, "should_fail*" },
	{ PART_CALLER, "*alloc_pages*" },
	{ PART_CALLER, "get_page_from_freelist" },
	{ PART_CALLER, "get_zeroed_page" },
	{ PART_CALLER, "*get_free_pages" },
	{ PART_CALLER, "*free_pages*" },
	{ PART_CALLER, "free_unref_page*" },
	{ PART_CALLER, "free_pcp_prepare" },
	{ PART_CALLER, "get_pfnblock_flags_mask" },
	{ PART_CALLER, "*put_pages_list" },
	{ PART_CALLER, "__folio_put*" },
	{ PART_CALLER, "*rmqueue*" },
	{ PART_CALLER, "prep_new_page" },
	{ PART_CALLER, "check_new_pages" },
	{ PART_CALLER, "clear_page*" },
	{ PART_CALLER, "*page_state*" },
	{ PART_CALLER, "*lruvec_stat*" },
	{ PART_CALLER, "cond_accept_memory" },
	{ PART_CALLER, "policy_node*" },
	{ PART_CALLER, "mempolicy_*" },
	{ PART_CALLER, "memset*" },
	{ PART_CALLER, "memcpy*" },
	{ PART_CALLER, "memmove*" },
	/* lists, trees, bits, */
	{ PART_CALLER, "__list_*" },
	{ PART_CALLER, "xa_*" },
	{ PART_CALLER, "xas_*" },
	{ PART_CALLER, "*rb_*" },
	{ PART_CALLER, "interval_tree_*" },
	{ PART_CALLER, "sg_next" },
	{ PART_CALLER, "sg_init_*" },
	{ PART_CALLER, "*find_*_bit*" },
	{ PART_CALLER, "*get_random_*" },
	/* time, and queues of virtio. */
	{ PART_CALLER, "*mod_timer*" },
	{ PART_CALLER, "*_timer" },
	{ PART_CALLER, "add_timer_*" },
	{ PART_CALLER, "housekeeping_*" },
	{ PART_CALLER, "lock_timer_base" },
	{ PART_CALLER, "get_nohz_timer_target" },
	{ PART_CALLER, "detach_if_pending" },
	{ PART_CALLER, "calc_wheel_index" },
	{ PART_CALLER, "ktime_get*" },
	{ PART_CALLER, "*queue_delayed_work*" },
	{ PART_CALLER, "clear_pending_if_disabled" },
	{ PART_CALLER, "__msecs_to_jiffies" },
	{ PART_CALLER, "virtqueue_*" },
	{ PART_CALLER, "vring_*" },
	{ PART_CALLER, "detach_buf_*" },
	{ PART_CALLER, "vp_notify*" },
	{ PART_CALLER, "iowrite16" },
};

int part_is_thunk(const char *name)
{
	/* Since 6.16 also as __pi___x86_indirect_thunk_*. */
	return !!strstr(name, "__x86_indirect_");
}

enum part part_of(const char *name)
{
	char base[FUNCTION_LEN];
	size_t i;

	snprintf(base, sizeof(base), "%.*s", (int)strcspn(name, "."), name);
	for (i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (!fnmatch(table[i].pattern, base, 0))
			return table[i].part;
	return PART_OTHER;
}

enum part part_from_name(const char *name)
{
	enum part part = 0;

	while (part < PARTS && strcmp(part_info[part].name, name))
		part++;
	return part;
}

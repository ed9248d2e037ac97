// SPDX-License-Identifier: GPL-2.0-only
/* The GDT page, TSS and stacks of each CPU; the drawing is in <asm/desc.h>. */
#include <asm/desc.h>

#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/string.h>
#include <hyp/frame.h>
#include <hyp/page_alloc.h>
#include <hyp/percpu.h>
#include <hyp/vmap.h>
#include <asm/cpu_local.h>
#include <asm/pgtable.h>
#include <asm/system.h>

#define GDT_INDEX(sel)	(((sel) - GDT_RESERVED_START) / 8)

/* Second word of a system descriptor: present, type (SDM 3A 3.5). */
#define DESC_TYPE_TSS	0x8900ULL
#define DESC_TYPE_LDT	0x8200ULL

/* GDT and TSS share a page frame each CPU: the TSS is far behind the entries. */
struct cpu_tables {
	u64 gdt[256];
	struct tss tss __aligned(64);
} __aligned(PAGE_SIZE);

/* No selector reaches the TSS, and nothing else gets into the page. */
static_assert(sizeof(struct cpu_tables) == PAGE_SIZE);
static_assert(GDT_LIMIT - GDT_RESERVED_START < offsetof(struct cpu_tables, tss));

/* Mapped in the stack block by long_mode.S too. */
struct cpu_tables boot_tables __section(".data.page_aligned");
static struct cpu_tables *cpu_tables[NR_CPUS] = { &boot_tables };

static const u64 reserved_entries[] = {
	[GDT_INDEX(HYP_CS64)] = 0x00af9b000000ffffULL,
	[GDT_INDEX(HYP_DS32)] = 0x00cf93000000ffffULL,
	[GDT_INDEX(HYP_CS32)] = 0x00cf9b000000ffffULL,
	[GDT_INDEX(GUEST_CS32)] = 0x00cffb000000ffffULL,
	[GDT_INDEX(GUEST_SS)] = 0x00cff3000000ffffULL,
	[GDT_INDEX(GUEST_CS64)] = 0x00affb000000ffffULL,
};

/* The two entries of a 64-bit system descriptor. */
static void write_system_desc(u64 *desc, u64 type, u64 base, u32 limit)
{
	desc[1] = base >> 32;
	desc[0] = (base & 0xff000000) << 32 | (base & 0xffffff) << 16 |
		  type << 32 | (limit & 0xffff) | (u64)(limit & 0xf0000) << 32;
}

static unsigned long stack_page_top(unsigned int cpu, unsigned int page)
{
	return STACKS_START + cpu * STACK_SIZE + (page + 1) * PAGE_SIZE;
}

/* Where the CPU itself finds them: its stack block, with isolation too. */
static struct cpu_tables *tables_alias(unsigned int cpu)
{
	return (void *)(STACKS_START + cpu * STACK_SIZE + STACK_PAGE_TABLES * PAGE_SIZE);
}

static void write_tss_desc(struct cpu_tables *t, unsigned int cpu)
{
	write_system_desc(t->gdt + GDT_INDEX(HYP_TSS), DESC_TYPE_TSS,
			  (u64)&tables_alias(cpu)->tss, sizeof(t->tss) - 1);
}

static void fill_tables(struct cpu_tables *t, unsigned int cpu)
{
	u64 *gdt = t->gdt;

	memcpy(gdt, reserved_entries, sizeof(reserved_entries));
	/* What LSL of HYP_CPU_SEL tells: data, ring 3, limit is the number. */
	gdt[GDT_INDEX(HYP_CPU_SEL)] = 0x0040f30000000000ULL | cpu;
	write_tss_desc(t, cpu);
	t->tss.rsp[0] = stack_top(cpu) - sizeof(struct cpu_local) +
			offsetof(struct cpu_user_regs, es);
	t->tss.ist[IST_MCE - 1] = stack_page_top(cpu, STACK_PAGE_MCE);
	t->tss.ist[IST_NMI - 1] = stack_page_top(cpu, STACK_PAGE_NMI);
	t->tss.ist[IST_DF - 1] = stack_page_top(cpu, STACK_PAGE_DF);
	t->tss.ist[IST_DB - 1] = stack_page_top(cpu, STACK_PAGE_DB);
	t->tss.iomap = sizeof(t->tss);		/* behind the limit: no port is allowed */
}

static void load_cpu_gdt(unsigned int cpu)
{
	const struct table_ptr ptr = {
		.limit = GDT_LIMIT,
		.base = (u64)tables_alias(cpu)->gdt - GDT_RESERVED_START,
	};

	load_gdt(&ptr);
}

void *cpu_gdt_page(unsigned int cpu)
{
	return cpu_tables[cpu];
}

void hyp_load_gdt(void)
{
	load_cpu_gdt(smp_processor_id());
}

void cpu_gdt_set_ldt(unsigned long base, unsigned int entries)
{
	u64 *desc = cpu_tables[smp_processor_id()]->gdt + GDT_INDEX(HYP_LDT);

	if (entries) {
		write_system_desc(desc, DESC_TYPE_LDT, base, entries * 8 - 1);
	} else {
		desc[0] = 0;
		desc[1] = 0;
	}
}

void cpu_desc_load(unsigned int cpu)
{
	struct cpu_tables *t = cpu_tables[cpu];

	load_cpu_gdt(cpu);
	load_ldt(0);
	/* LTR refuses a busy TSS, which one of an earlier start is. */
	write_tss_desc(t, cpu);
	load_tr(HYP_TSS);
}

void __init desc_init_boot(void)
{
	fill_tables(&boot_tables, 0);
	cpu_desc_load(0);
}

int cpu_desc_alloc(unsigned int cpu)
{
	if (cpu_tables[cpu])
		return 0;
	cpu_tables[cpu] = page_alloc_hyp(0);
	if (!cpu_tables[cpu])
		return -ENOMEM;
	if (hyp_map_small((unsigned long)tables_alias(cpu), virt_to_mfn(cpu_tables[cpu]), 1,
			  PTE_HYP_RW)) {
		page_free_hyp(cpu_tables[cpu], 0);
		cpu_tables[cpu] = NULL;
		return -ENOMEM;
	}
	fill_tables(cpu_tables[cpu], cpu);
	return 0;
}

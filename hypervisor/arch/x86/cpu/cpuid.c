// SPDX-License-Identifier: GPL-2.0-only
/* Which CPU this is and what it can do (SDM 2A CPUID, APM 3 appendix E). */
#include <asm/cpufeature.h>

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/msr.h>
#include <asm/msr_index.h>

#define LEAF_EXT	0x80000000U

struct cpu_info boot_cpu;

static enum cpu_vendor vendor_of(const struct cpuid_regs *r)
{
	static const struct {
		char name[13];
		enum cpu_vendor vendor;
	} known[] = {
		{ "GenuineIntel", VENDOR_INTEL },
		{ "AuthenticAMD", VENDOR_AMD },
		{ "HygonGenuine", VENDOR_HYGON },
	};
	char name[13] = { 0 };
	size_t i;

	memcpy(name, &r->ebx, 4);
	memcpy(name + 4, &r->edx, 4);
	memcpy(name + 8, &r->ecx, 4);
	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(name, known[i].name))
			return known[i].vendor;
	return VENDOR_OTHER;
}

static void read_basic_words(u32 *word, u32 max_leaf)
{
	struct cpuid_regs r = cpuid(1, 0);

	word[CPUW_1_EDX] = r.edx;
	word[CPUW_1_ECX] = r.ecx;
	if (max_leaf >= 7) {
		r = cpuid(7, 0);
		word[CPUW_7_EBX] = r.ebx;
		word[CPUW_7_ECX] = r.ecx;
		word[CPUW_7_EDX] = r.edx;
		if (r.eax >= 1) {
			struct cpuid_regs s = cpuid(7, 1);

			word[CPUW_71_EAX] = s.eax;
			word[CPUW_71_EBX] = s.ebx;
			word[CPUW_71_ECX] = s.ecx;
			word[CPUW_71_EDX] = s.edx;
		}
		if (r.eax >= 2)
			word[CPUW_72_EDX] = cpuid(7, 2).edx;
	}
	if (max_leaf >= 0xd)
		word[CPUW_D1_EAX] = cpuid(0xd, 1).eax;
}

static void read_ext_words(u32 *word, u32 max_ext)
{
	if (max_ext >= LEAF_EXT + 1) {
		struct cpuid_regs r = cpuid(LEAF_EXT + 1, 0);

		word[CPUW_E1_EDX] = r.edx;
		word[CPUW_E1_ECX] = r.ecx;
	}
	if (max_ext >= LEAF_EXT + 7)
		word[CPUW_E7_EDX] = cpuid(LEAF_EXT + 7, 0).edx;
	if (max_ext >= LEAF_EXT + 8)
		word[CPUW_E8_EBX] = cpuid(LEAF_EXT + 8, 0).ebx;
	if (max_ext >= LEAF_EXT + 0x21)
		word[CPUW_E21_EAX] = cpuid(LEAF_EXT + 0x21, 0).eax;
}

static u32 max_ext_leaf(void)
{
	u32 max = cpuid(LEAF_EXT, 0).eax;

	return max >> 16 == LEAF_EXT >> 16 ? max : 0;
}

void cpu_read_words(u32 word[NR_CPU_WORDS])
{
	memset(word, 0, NR_CPU_WORDS * sizeof(word[0]));
	read_basic_words(word, cpuid(0, 0).eax);
	read_ext_words(word, max_ext_leaf());
}

static void read_family(struct cpu_info *c)
{
	u32 eax = cpuid(1, 0).eax;

	c->stepping = eax & 0xf;
	c->model = eax >> 4 & 0xf;
	c->family = eax >> 8 & 0xf;
	if (c->family == 0xf)
		c->family += eax >> 20 & 0xff;
	if (c->family >= 0xf || c->family == 6)
		c->model += (eax >> 16 & 0xf) << 4;
}

static void read_brand(struct cpu_info *c)
{
	u32 i;

	if (c->max_ext_leaf < LEAF_EXT + 4)
		return;
	for (i = 0; i < 3; i++) {
		struct cpuid_regs r = cpuid(LEAF_EXT + 2 + i, 0);

		memcpy(c->brand + 16 * i, &r, 16);
	}
}

void __init cpu_identify(void)
{
	struct cpu_info *c = &boot_cpu;
	struct cpuid_regs r = cpuid(0, 0);

	c->max_leaf = r.eax;
	c->max_ext_leaf = max_ext_leaf();
	c->vendor = vendor_of(&r);
	cpu_read_words(c->word);
	read_family(c);
	read_brand(c);
	c->phys_bits = 36;
	c->virt_bits = 48;
	if (c->max_ext_leaf >= LEAF_EXT + 8) {
		u32 eax = cpuid(LEAF_EXT + 8, 0).eax;

		c->phys_bits = eax & 0xff;
		c->virt_bits = eax >> 8 & 0xff;
	}
	if (cpu_has(FEATURE_ARCH_CAPS))
		c->arch_caps = rdmsr(MSR_ARCH_CAPABILITIES);
}

void __init cpu_clear_feature(unsigned int feature)
{
	boot_cpu.word[feature / 32] &= ~(1U << feature % 32);
}

void __init cpu_set_feature(unsigned int feature)
{
	boot_cpu.word[feature / 32] |= 1U << feature % 32;
}

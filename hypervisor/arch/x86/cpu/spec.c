// SPDX-License-Identifier: GPL-2.0-only
/*
 * Speculation: which flaws this CPU has, by what vendor and CPU say, and which
 * counter-measures are on. One line each at boot.
 *
 * Always there, since built in: retpolines and return thunks, LFENCE or masks at
 * indexes of guests, registers cleared on entry, eager switch of vector state.
 *
 * spec-ctrl= is "no", or a list of words, each with "no-" in front or "=no" behind
 * to switch off; plain xpti is on even where the CPU has no need of it:
 *	xpti	page tables without the hypervisor while a PV guest runs (Meltdown)
 *	verw	clear buffers on the way to a guest (MDS)
 *	rsb	refill the return stack on the way in
 *	ibpb	forget branch predictions between domains
 *	l1tf	make no PV domain but dom0 (L1 terminal fault)
 */
#include <asm/spec.h>

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/param.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <asm/cpufeature.h>
#include <asm/init_cpu.h>
#include <asm/isolation.h>
#include <asm/msr.h>
#include <asm/msr_index.h>

enum measure {
	MEASURE_XPTI,
	MEASURE_VERW,
	MEASURE_RSB,
	MEASURE_IBPB,
	MEASURE_L1TF,
	NR_MEASURES,
};

static const char * const measure_name[NR_MEASURES] = {
	"xpti", "verw", "rsb", "ibpb", "l1tf",
};

/* AUTO: where the CPU needs it. */
enum choice {
	CHOICE_AUTO,
	CHOICE_OFF,
	CHOICE_ON,
};

static u8 choice[NR_MEASURES];
static bool use_ibpb;
static bool no_pv_guests;
/* Whose code ran last on this CPU, and is not ours. */
static DEFINE_PER_CPU(const struct domain *, last_guest);

static bool __init wanted(enum measure m)
{
	return choice[m] != CHOICE_OFF;
}

static void __init choose_all(enum choice c)
{
	unsigned int i;

	for (i = 0; i < NR_MEASURES; i++)
		choice[i] = c;
}

/* One word of the list, "no-" already taken off. */
static int __init parse_word(const char *word, size_t len, bool on)
{
	unsigned int i;

	for (i = 0; i < NR_MEASURES; i++) {
		size_t n = strlen(measure_name[i]);

		if (len >= n && !strncmp(word, measure_name[i], n) &&
		    (len == n || word[n] == '=')) {
			if (len > n)
				on = strncmp(word + n + 1, "no", 2) &&
				     strncmp(word + n + 1, "off", 3) && word[n + 1] != '0' &&
				     strncmp(word + n + 1, "false", 5);
			choice[i] = on ? CHOICE_ON : CHOICE_OFF;
			return 0;
		}
	}
	return -EINVAL;
}

static int __init parse_spec_ctrl(const char *arg)
{
	int err = 0, whole = param_bool(arg);

	if (whole >= 0) {
		choose_all(whole ? CHOICE_AUTO : CHOICE_OFF);
		return 0;
	}
	while (*arg) {
		const char *end = strchr(arg, ',');
		size_t len = end ? (size_t)(end - arg) : strlen(arg);
		bool off = !strncmp(arg, "no-", 3);

		if (parse_word(off ? arg + 3 : arg, off ? len - 3 : len, !off))
			err = -EINVAL;
		arg += len + (end ? 1 : 0);
	}
	return err;
}

PARAM_CALL("spec-ctrl", parse_spec_ctrl);

static bool __init intel_lacks(u64 arch_cap)
{
	return boot_cpu.vendor == VENDOR_INTEL && !(boot_cpu.arch_caps & arch_cap);
}

/* No global pages: their translations would outlive the change of CR3. */
static void __init isolate(void)
{
	isolation_on = true;
	cpu_set_feature(FEATURE_SWITCH_CR3);
	cpu_clear_feature(FEATURE_PGE);
	control_regs_init_cpu();
}

static void __init init_meltdown(void)
{
	bool affected = intel_lacks(ARCH_CAP_RDCL_NO);

	if (choice[MEASURE_XPTI] == CHOICE_ON || (affected && wanted(MEASURE_XPTI)))
		isolate();
	if (isolation_on)
		pr_info("Meltdown: PV guests run on page tables without the hypervisor\n");
	else if (affected)
		pr_warn("Meltdown: affected, and PV guests can read all memory\n");
	else
		pr_info("Meltdown: not affected\n");
}

/*
 * A guest kernel's not-present entries may name any frame, and what of it is
 * in the cache can be read by speculation.  Linux keeps its own entries from
 * doing so, which is what we rely on with dom0; other domains are not made.
 */
static void __init init_l1tf(void)
{
	if (!intel_lacks(ARCH_CAP_RDCL_NO)) {
		pr_info("L1TF: not affected\n");
		return;
	}
	no_pv_guests = wanted(MEASURE_L1TF);
	if (no_pv_guests)
		pr_warn("L1TF: affected, no PV domain but dom0 (spec-ctrl=no-l1tf allows them)\n");
	else
		pr_warn("L1TF: affected, and PV guests can read all memory\n");
}

bool spec_refuses_pv_guests(void)
{
	return no_pv_guests;
}

static void __init init_mds(void)
{
	if (!intel_lacks(ARCH_CAP_MDS_NO)) {
		pr_info("MDS: not affected\n");
		return;
	}
	if (wanted(MEASURE_VERW) && cpu_has(FEATURE_MD_CLEAR)) {
		cpu_set_feature(FEATURE_CLEAR_BUFFERS);
		pr_info("MDS: buffers are cleared on the way to guests\n");
	} else {
		pr_warn("MDS: affected, %s\n", wanted(MEASURE_VERW) ?
			"and the microcode has no remedy" : "the remedy is off");
	}
}

/*
 * A guest can leave only its own addresses in the return stack, and with SMEP
 * we don't follow those even speculatively.
 */
static void __init init_spectre(void)
{
	bool rsb = wanted(MEASURE_RSB) && !cpu_has(FEATURE_SMEP);

	if (rsb)
		cpu_set_feature(FEATURE_REFILL_RSB);
	/* A guest in a container has its own address space, so SMEP is no help. */
	if (wanted(MEASURE_RSB))
		cpu_set_feature(FEATURE_REFILL_RSB_HVM);
	use_ibpb = wanted(MEASURE_IBPB) && (cpu_has(FEATURE_IBPB) || cpu_has(FEATURE_IBRSB));
#ifdef CONFIG_MITIGATIONS
	pr_info("Spectre: retpolines and return thunks%s%s\n",
		rsb ? ", return stack refilled" : cpu_has(FEATURE_SMEP) ? ", SMEP" : "",
		use_ibpb ? ", IBPB between domains" : "");
#else
	pr_warn("Spectre: this build has no retpolines\n");
#endif
}

/* AMD: LFENCE holds speculation back only if this bit is set (APM 2 3.2.3). */
static void __init init_lfence(void)
{
	u64 val;

	if (boot_cpu.vendor != VENDOR_AMD && boot_cpu.vendor != VENDOR_HYGON)
		return;
	if (cpu_has(FEATURE_LFENCE_DISPATCH) || boot_cpu.family < 0x10)
		return;
	if (!rdmsr_safe(MSR_AMD_DE_CFG, &val) && !(val & DE_CFG_LFENCE_SERIALISE) &&
	    wrmsr_safe(MSR_AMD_DE_CFG, val | DE_CFG_LFENCE_SERIALISE))
		pr_warn("Spectre: LFENCE can't be made serialising\n");
}

void __init spec_init(void)
{
	init_lfence();
	init_spectre();
	init_meltdown();
	init_l1tf();
	init_mds();
}

void spec_switch_to(const struct domain *next)
{
	if (!use_ibpb || this_cpu(last_guest) == next)
		return;
	this_cpu(last_guest) = next;
	wrmsr(MSR_PRED_CMD, PRED_CMD_IBPB);
}

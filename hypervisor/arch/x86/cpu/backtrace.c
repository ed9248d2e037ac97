// SPDX-License-Identifier: GPL-2.0-only
/* Registers, names of functions, who called whom: for panics and debug keys. */
#include <hyp/panic.h>

#include <linux/compiler.h>
#include <hyp/domain.h>
#include <hyp/image.h>
#include <hyp/printk.h>
#include <hyp/vcpu.h>
#include <asm/backtrace.h>
#include <asm/cpu_local.h>
#include <asm/system.h>

#define MAX_FRAMES	32
#define STACK_WORDS	24
/* CALL rel32 */
#define CALL_OPCODE	0xe8
#define CALL_BYTES	5

/* Registers of the exception that ends the machine; NULL: plain panic(). */
static const struct cpu_user_regs *fatal_regs;

static bool is_text(unsigned long addr)
{
	return (addr >= (unsigned long)hyp_start && addr < (unsigned long)hyp_text_end) ||
	       (addr >= (unsigned long)hyp_init_start &&
		addr < (unsigned long)hyp_init_text_end);
}

const char *symbol_lookup(unsigned long addr, unsigned long *offset)
{
	u32 low = 0, high = hyp_sym_count;
	unsigned long rel = addr - (unsigned long)hyp_start;

	*offset = 0;
	if (!is_text(addr))
		return "?";
	/* The last symbol that does not begin behind the address. */
	while (low < high) {
		u32 mid = low + (high - low) / 2;

		if (hyp_sym_offset[mid] <= rel)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low)
		return "?";
	*offset = rel - hyp_sym_offset[low - 1];
	return hyp_sym_names + hyp_sym_name[low - 1];
}

static void print_address(unsigned long addr)
{
	unsigned long offset;
	const char *name = symbol_lookup(addr, &offset);

	printk(LOG_ERR "  [<%016lx>] %s+%#lx\n", addr, name, offset);
}

static void print_owner(void)
{
	const struct vcpu *v = cpu_local()->current_vcpu;

	if (!v)
		printk(LOG_ERR "CPU %u, no vCPU yet\n", cpu_local()->cpu);
	else
		printk(LOG_ERR "CPU %u, d%uv%u\n", cpu_local()->cpu, v->domain->domid, v->id);
}

void dump_registers(const struct cpu_user_regs *r)
{
	unsigned long offset;
	const char *name = symbol_lookup(r->rip, &offset);

	print_owner();
	printk(LOG_ERR "RIP %04x:%016llx %s+%#lx\n", r->cs, r->rip, name, offset);
	printk(LOG_ERR "RFLAGS %016llx  vector %u  error code %x\n", r->rflags,
	       r->entry_vector, r->error_code);
	printk(LOG_ERR "rax %016llx  rbx %016llx  rcx %016llx\n", r->rax, r->rbx, r->rcx);
	printk(LOG_ERR "rdx %016llx  rsi %016llx  rdi %016llx\n", r->rdx, r->rsi, r->rdi);
	printk(LOG_ERR "rbp %016llx  rsp %016llx  r8  %016llx\n", r->rbp, r->rsp, r->r8);
	printk(LOG_ERR "r9  %016llx  r10 %016llx  r11 %016llx\n", r->r9, r->r10, r->r11);
	printk(LOG_ERR "r12 %016llx  r13 %016llx  r14 %016llx\n", r->r12, r->r13, r->r14);
	printk(LOG_ERR "r15 %016llx  ss %04x\n", r->r15, r->ss);
	printk(LOG_ERR "cr0 %016lx  cr2 %016lx  cr3 %016lx  cr4 %016lx\n", read_cr0(),
	       read_cr2(), read_cr3(), read_cr4());
}

/* In this CPU's stack block, so reading it can hit a guard page only. */
static bool on_stack(unsigned long addr)
{
	unsigned long top = (unsigned long)(cpu_local() + 1);

	return addr < top - sizeof(unsigned long) &&
	       addr >= (((unsigned long)__builtin_frame_address(0)) & PAGE_MASK) &&
	       !(addr & 7);
}

static void print_words(unsigned long rsp)
{
	unsigned int i;

	printk(LOG_ERR "Stack from rsp:");
	for (i = 0; i < STACK_WORDS && on_stack(rsp); i++, rsp += 8) {
		if (i % 4 == 0)
			printk(LOG_ERR "\n  ");
		printk(" %016lx", *(const unsigned long *)rsp);
	}
	printk("\n");
}

/* Stacks of exceptions are pages with guards behind them, the normal one goes to the top. */
static unsigned long stack_end(unsigned long sp)
{
	if ((sp & (STACK_SIZE - 1)) >> PAGE_SHIFT <= STACK_PAGE_DB)
		return (sp & PAGE_MASK) + PAGE_SIZE;
	return (unsigned long)cpu_local();
}

/* All calls but those without thunks are of this form, so data rarely passes for one. */
static bool follows_call(unsigned long addr)
{
	return is_text(addr) && is_text(addr - CALL_BYTES) &&
	       *(const u8 *)(addr - CALL_BYTES) == CALL_OPCODE;
}

/*
 * Every return address on the stack. There are no frame pointers, which would cost
 * each function three instructions: what an earlier call left is shown, too.
 */
static void trace(unsigned long sp)
{
	unsigned long end = stack_end(sp);
	unsigned int n = 0;

	for (; n < MAX_FRAMES && sp < end && on_stack(sp); sp += 8) {
		unsigned long addr = *(const unsigned long *)sp;

		if (follows_call(addr)) {
			print_address(addr);
			n++;
		}
	}
}

void dump_set_registers(const struct cpu_user_regs *regs)
{
	fatal_regs = regs;
}

void dump_stack(void)
{
	const struct cpu_user_regs *regs = fatal_regs;

	if (regs) {
		fatal_regs = NULL;
		dump_registers(regs);
		if (!(regs->cs & 3)) {
			print_words(regs->rsp);
			printk(LOG_ERR "Called from (some may be of earlier calls):\n");
			print_address(regs->rip);
			trace(regs->rsp);
		}
		return;
	}
	print_owner();
	printk(LOG_ERR "Called from (some may be of earlier calls):\n");
	trace((unsigned long)__builtin_frame_address(0));
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ways to make the machine start again, the polite ones first. This works
 * before and after everything else, so the wait counts with the PIT itself.
 */
#include <hyp/panic.h>

#include <hyp/acpi.h>
#include <hyp/smp.h>
#include <asm/barrier.h>
#include <asm/io.h>
#include <asm/system.h>

#define PIT_HZ		1193182
#define PIT_CHANNEL2	0x42
#define PIT_COMMAND	0x43
#define PIT_CH2_ONCE	0xb0		/* channel 2, both bytes, mode 0 */
#define PORT_B		0x61
#define PORT_B_GATE2	0x01
#define PORT_B_SPEAKER	0x02
#define PORT_B_OUT2	0x20

#define SPACE_SYSTEM_IO	1		/* ACPI generic address, 5.2.3.2 */

#define PORT_CF9	0xcf9
#define CF9_HARD	0x02
#define CF9_GO		0x06

#define PORT_KBC	0x64
#define KBC_BUSY	0x02
#define KBC_RESET	0xfe

/* A chip that does not count must not hang us: about 4 polls a microsecond. */
#define POLLS_PER_MS	4000

static void wait_ms(unsigned int ms)
{
	unsigned int count = PIT_HZ / 1000, polls;

	while (ms--) {
		outb((inb(PORT_B) & ~PORT_B_SPEAKER) | PORT_B_GATE2, PORT_B);
		outb(PIT_CH2_ONCE, PIT_COMMAND);
		outb(count & 0xff, PIT_CHANNEL2);
		outb(count >> 8, PIT_CHANNEL2);
		for (polls = 0; polls < POLLS_PER_MS && !(inb(PORT_B) & PORT_B_OUT2); polls++)
			cpu_relax();
	}
}

static void reset_by_acpi(void)
{
	if (acpi_info.reset_space == SPACE_SYSTEM_IO && acpi_info.reset_address) {
		outb(acpi_info.reset_value, acpi_info.reset_address);
		wait_ms(100);
	}
}

static void reset_by_cf9(void)
{
	u8 val = inb(PORT_CF9) & ~CF9_GO;

	outb(val | CF9_HARD, PORT_CF9);
	wait_ms(1);
	outb(val | CF9_GO, PORT_CF9);
	wait_ms(100);
}

static void reset_by_keyboard(void)
{
	unsigned int i;

	for (i = 0; i < 1000 && inb(PORT_KBC) & KBC_BUSY; i++)
		io_delay();
	outb(KBC_RESET, PORT_KBC);
	wait_ms(100);
}

/* An exception without an IDT: the CPU shuts down, the board resets it. */
static void __noreturn triple_fault(void)
{
	const struct table_ptr none = { 0, 0 };

	load_idt(&none);
	for (;;)
		__asm__ __volatile__("ud2");
}

void machine_restart(unsigned int delay_ms)
{
	irq_disable();
	arch_stop_others();
	wait_ms(delay_ms);
	reset_by_acpi();
	reset_by_keyboard();
	reset_by_cf9();
	triple_fault();
}

void machine_halt(void)
{
	irq_disable();
	for (;;)
		halt();
}

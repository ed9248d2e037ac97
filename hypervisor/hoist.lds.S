/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The linked image: virtual 0xffff82d040200000, loaded at physical 2 MiB.
 *
 * Each border is on a page, so that start-up can give every part its own
 * rights (W^X) and give .init back to the heap.  The linker's own tables
 * (GOT, PLT, dynamic relocations) must be empty: all code is position
 * independent with hidden symbols, and nobody would apply relocations.
 */
OUTPUT_FORMAT("elf64-x86-64")
OUTPUT_ARCH(i386:x86-64)
ENTRY(mb_entry)

PHDRS
{
	text PT_LOAD FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
	init_text PT_LOAD FLAGS(5);
	init_data PT_LOAD FLAGS(6);
	bss PT_LOAD FLAGS(6);
}

SECTIONS
{
	. = 0xffff82d040200000;
	hyp_start = .;

	.text : AT(ADDR(.text) - 0xffff82d040000000) {
		KEEP(*(.head))		/* the multiboot headers: first 8 KiB */
		/* By itself on pages: all that is mapped while an isolated guest runs. */
		. = ALIGN(4096);
		hyp_entry_start = .;
		*(.text.entry)
		. = ALIGN(4096);
		hyp_entry_end = .;
		*(.text .text.*)
		. = ALIGN(4096);
	} :text = 0xcccccccc
	hyp_text_end = .;

	.rodata : AT(ADDR(.rodata) - 0xffff82d040000000) {
		*(.rodata .rodata.cst* .rodata.str*)
		*(SORT_BY_NAME(.rodata.[!k]*))
		*(.data.rel.ro .data.rel.ro.*)
		. = ALIGN(16);
		__start___ex_table = .;
		KEEP(*(__ex_table))
		__stop___ex_table = .;
		. = ALIGN(16);
		__start_alt_sites = .;
		KEEP(*(.alt_sites))
		__stop_alt_sites = .;
		. = ALIGN(16);
		KEEP(*(.rodata.ksyms))
		. = ALIGN(4096);
	} :rodata = 0
	hyp_rodata_end = .;

	.data : AT(ADDR(.data) - 0xffff82d040000000) {
		*(.data.page_aligned)
		*(.data .data.*)
		. = ALIGN(4096);
	} :data = 0
	hyp_data_end = .;

	hyp_init_start = .;
	.init.text : AT(ADDR(.init.text) - 0xffff82d040000000) {
		*(.init.text .init.text.*)
		. = ALIGN(4096);
	} :init_text = 0xcccccccc
	hyp_init_text_end = .;
	.init.data : AT(ADDR(.init.data) - 0xffff82d040000000) {
		*(.init.rodata .init.rodata.*)
		*(.init.data .init.data.*)
		. = ALIGN(16);
		__start_initcalls = .;
		KEEP(*(SORT_BY_NAME(.initcall.*)))
		__stop_initcalls = .;
		__start_params = .;
		KEEP(*(.init.param))
		__stop_params = .;
		. = ALIGN(4096);
	} :init_data = 0
	hyp_init_end = .;

	hyp_bss_start = .;
	.bss (NOLOAD) : AT(ADDR(.bss) - 0xffff82d040000000) {
		*(.bss.page_aligned)
		. = ALIGN(64);
		__per_cpu_start = .;
		*(.bss.percpu .bss.percpu.*)
		. = ALIGN(64);
		__per_cpu_end = .;
		*(.bss .bss.* COMMON)
		. = ALIGN(4096);
	} :bss
	hyp_bss_end = .;
	hyp_end = .;

	/* Nothing may be in these. */
	.got : { *(.got) *(.igot) }
	.got.plt : { *(.got.plt) *(.igot.plt) }
	.plt : { *(.plt .plt.* .iplt) }
	.rela : { *(.rela .rela.* .rel .rel.*) }

	.debug_info 0 : { *(.debug_info) }
	.debug_abbrev 0 : { *(.debug_abbrev) }
	.debug_aranges 0 : { *(.debug_aranges) }
	.debug_line 0 : { *(.debug_line) }
	.debug_line_str 0 : { *(.debug_line_str) }
	.debug_str 0 : { *(.debug_str) }
	.debug_str_offsets 0 : { *(.debug_str_offsets) }
	.debug_loclists 0 : { *(.debug_loclists) }
	.debug_loc 0 : { *(.debug_loc) }
	.debug_rnglists 0 : { *(.debug_rnglists) }
	.debug_ranges 0 : { *(.debug_ranges) }
	.debug_addr 0 : { *(.debug_addr) }
	.debug_frame 0 : { *(.debug_frame) }
	.debug_macro 0 : { *(.debug_macro) }
	.debug_types 0 : { *(.debug_types) }
	.symtab 0 : { *(.symtab) }
	.strtab 0 : { *(.strtab) }
	.shstrtab 0 : { *(.shstrtab) }

	/DISCARD/ : {
		*(.comment)
		*(.note.*)
		*(.eh_frame .eh_frame_hdr)
		*(.discard .discard.*)
	}
}

ASSERT(SIZEOF(.got) == 0, "a symbol is reached through a GOT: is it hidden?")
ASSERT(SIZEOF(.got.plt) == 0 || SIZEOF(.got.plt) == 24, "lazy binding in the hypervisor")
ASSERT(SIZEOF(.plt) == 0, "a function is called through a PLT")
ASSERT(SIZEOF(.rela) == 0, "relocations are left over")

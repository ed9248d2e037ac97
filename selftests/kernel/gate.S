/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hypervisor that is older, or lacks something, as a kernel sees it.
 *
 * refuse_test puts this code into padding of a guest's kernel before the guest runs, and a jump
 * to it over the kernel's way into the hypervisor. All calls go on to the hypervisor but:
 *
 *	xen_version	of XENVER_version is answered here, when `version` is not 0
 *	xen_version	of XENVER_get_features: bits of `lacks` are taken out, of `has` put in
 *	`call`, `op`	is answered with -ENOSYS, unless it is 0
 *
 * Expected: number in EAX, arguments in RDI, RSI; result in RAX. RDI and RSI may be lost.
 * PVH: assembled for a container, where the way is VMMCALL.
 */
#define __HYPERVISOR_xen_version	17
#define XENVER_version			0
#define XENVER_get_features		6
#define ENOSYS				38

	.macro hypercall
#ifdef PVH
	vmmcall
#else
	push	%rcx
	push	%r11
	syscall
	pop	%r11
	pop	%rcx
#endif
	.endm

	.text
gate:
	cmp	$__HYPERVISOR_xen_version, %eax
	je	3f
	cmp	call(%rip), %eax
	jne	1f
	cmp	op(%rip), %edi
	je	2f
1:	hypercall
	ret
2:	mov	$-ENOSYS, %rax
	ret

3:	cmp	$XENVER_version, %edi
	jne	4f
	cmpl	$0, version(%rip)
	je	1b
	mov	version(%rip), %eax
	ret

4:	cmp	$XENVER_get_features, %edi
	jne	1b
	push	%rsi
	hypercall
	pop	%rsi
	mov	lacks(%rip), %edi
	not	%edi
	and	%edi, 4(%rsi)
	mov	has(%rip), %edi
	or	%edi, 4(%rsi)
	ret

	.balign 4
version:	.long VERSION
lacks:		.long LACKS
has:		.long HAS
call:		.long CALL
op:		.long OP

/* SPDX-License-Identifier: MIT */
/*
 * Base of the Xen ABI headers: integer types and guest handles.
 *
 * A guest handle is a pointer into the memory of whoever issues a hypercall,
 * as it stands in a struct that is passed to the hypervisor. Guests see a
 * plain typed pointer. In the hypervisor (__XEN__) it is an opaque struct of
 * the same size, so that it cannot be dereferenced by accident.
 */
#ifndef __XEN_PUBLIC_ABI_TYPES_H__
#define __XEN_PUBLIC_ABI_TYPES_H__

#ifndef __ASSEMBLY__

#include <linux/types.h>

#if !defined(__KERNEL__) && !defined(__XEN__)
/* User space has only the names with underscores. */
typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s8 s8;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;
typedef __aligned_u64 aligned_u64;
#endif

#ifdef __XEN__
#define __DEFINE_GUEST_HANDLE(name, type) \
	typedef struct { u64 ptr; } __guest_handle_##name
#define DEFINE_GUEST_HANDLE_STRUCT(name) \
	typedef struct { u64 ptr; } __guest_handle_##name
#define set_xen_guest_handle(hnd, val)	((hnd).ptr = (unsigned long)(val))
#else
#define __DEFINE_GUEST_HANDLE(name, struct_or_type) \
	typedef struct_or_type(*__guest_handle_##name)
#define DEFINE_GUEST_HANDLE_STRUCT(name) \
	typedef struct name __guest_struct_##name, *__guest_handle_##name
#define set_xen_guest_handle(hnd, val)	((hnd) = (val))
#endif

#define DEFINE_GUEST_HANDLE(name) \
	__DEFINE_GUEST_HANDLE(name, __typeof__(name))

/*
 * In the structs of these headers handles stand as __guest_handle_<name>;
 * the _64 form is the one that is 8 bytes long for 32-bit callers too.
 */
#define GUEST_HANDLE(name)	__guest_handle_##name
#define GUEST_HANDLE_64(name)	__guest_handle_##name

/* Guest handles for primitive C types. */
__DEFINE_GUEST_HANDLE(uchar, unsigned char);
__DEFINE_GUEST_HANDLE(uint, unsigned int);
__DEFINE_GUEST_HANDLE(uint32_t, u32);
__DEFINE_GUEST_HANDLE(uint64_t, u64);
__DEFINE_GUEST_HANDLE(const_char, const char);
DEFINE_GUEST_HANDLE(char);
DEFINE_GUEST_HANDLE(int);
DEFINE_GUEST_HANDLE(void);
DEFINE_GUEST_HANDLE(u8);
DEFINE_GUEST_HANDLE(u16);
DEFINE_GUEST_HANDLE(u32);
DEFINE_GUEST_HANDLE(u64);

#endif /* !__ASSEMBLY__ */

#endif /* __XEN_PUBLIC_ABI_TYPES_H__ */

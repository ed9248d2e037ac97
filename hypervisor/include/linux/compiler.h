/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_COMPILER_H
#define HYP_LINUX_COMPILER_H

#include <linux/compiler_types.h>

#define likely(x)	(__builtin_expect(!!(x), 1))
#define unlikely(x)	(__builtin_expect(!!(x), 0))

/* Stops the compiler, not the CPU, from moving memory accesses across it. */
static __always_inline void barrier(void)
{
	__asm__ __volatile__("" : : : "memory");
}

#define unreachable()	(__builtin_unreachable())

/* One access of exactly the size of @x: not torn, not repeated, not dropped. */
#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, val)	(*(volatile __typeof__(x) *)&(x) = (val))

#define OPTIMIZER_HIDE_VAR(var)	__asm__("" : "+r"(var))

#define __same_type(a, b)	__builtin_types_compatible_p(__typeof__(a), __typeof__(b))

/* Zero, or a compile error when @array is a pointer. */
#define __must_be_array(array) \
	(sizeof(struct { unsigned int pointer : 1 - 2 * \
		!!__same_type(__typeof__(array), __typeof__(&(array)[0])); }) * 0)

#define __UNIQUE_ID(prefix)	HYP_PASTE(__uid_##prefix, __COUNTER__)
#define __stringify_1(...)	#__VA_ARGS__
#define __stringify(...)	__stringify_1(__VA_ARGS__)

#endif

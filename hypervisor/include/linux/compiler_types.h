/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_COMPILER_TYPES_H
#define HYP_LINUX_COMPILER_TYPES_H

/*
 * The short names of attributes. The keyword is spelled in its other form here, because
 * a check would have these very lines use the names that they define.
 */

/* What only sparse sees: address spaces, distinct integer types, lock contexts. */
#ifdef __CHECKER__
#define __bitwise	__attribute((bitwise))
#define __force		__attribute((force))
#define __nocast	__attribute((nocast))
#define __user		__attribute((noderef, address_space(1)))
#define __iomem		__attribute((noderef, address_space(2)))
#define __must_hold(x)	__attribute((context(x, 1, 1)))
#define __acquires(x)	__attribute((context(x, 0, 1)))
#define __releases(x)	__attribute((context(x, 1, 0)))
#define __acquire(x)	__context__(x, 1)
#define __release(x)	__context__(x, -1)
#define __cond_lock(x, c)	((c) ? ({ __acquire(x); 1; }) : 0)
#else
#define __bitwise
#define __force
#define __nocast
#define __user
#define __iomem
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)
#define __acquire(x)	((void)0)
#define __release(x)	((void)0)
#define __cond_lock(x, c)	(c)
#endif

#define __bitwise__	__bitwise

#define __inline_attr	__attribute((__always_inline__))
#define __always_inline	__inline_attr inline
#define noinline	__attribute((__noinline__))
#define __packed	__attribute((__packed__))
#define __aligned(n)	__attribute((__aligned__(n)))
#define __section(name)	__attribute((__section__(name)))
#define __used		__attribute((__used__))
#define __maybe_unused	__attribute((__unused__))
#define __always_unused	__attribute((__unused__))
#define __must_check	__attribute((__warn_unused_result__))
#define __noreturn	__attribute((__noreturn__))
#define __weak		__attribute((__weak__))
#define __alias(symbol)	__attribute((__alias__(#symbol)))
#define __pure		__attribute((__pure__))
#define __attribute_const__	__attribute((__const__))
#define __malloc	__attribute((__malloc__))
#define __cold		__attribute((__cold__))
#define __hidden	__attribute((__visibility__("hidden")))
#define __printf(fmt, args)	__attribute((__format__(printf, fmt, args)))
#define __mode(x)	__attribute((__mode__(x)))

#define HYP_PASTE_(a, b)	a##b
#define HYP_PASTE(a, b)	HYP_PASTE_(a, b)

#if __has_attribute(__fallthrough__)
#define fallthrough	__attribute((__fallthrough__))
#else
#define fallthrough	do {} while (0)
#endif

#endif

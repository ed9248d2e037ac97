/* SPDX-License-Identifier: GPL-2.0-only */
/* How the user came back; for C and assembly. */
#ifndef USER_WAY_H
#define USER_WAY_H

#define WAY_SYSCALL	1
#define WAY_SYSENTER	2
#define WAY_TRAP	3

#endif /* USER_WAY_H */

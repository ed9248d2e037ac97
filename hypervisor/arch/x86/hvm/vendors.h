/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of container that there are. */
#ifndef HVM_VENDORS_H
#define HVM_VENDORS_H

struct hvm_ops;

extern const struct hvm_ops svm_ops;

#endif /* HVM_VENDORS_H */

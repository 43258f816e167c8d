/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * static_call.h - the kernel's static_call() for a program, which cannot patch
 * its text: a pointer that only static_call_update() writes.
 */
#ifndef UNIT_STATIC_CALL_H
#define UNIT_STATIC_CALL_H

#define DEFINE_STATIC_CALL(name, fn)	static __typeof__(fn) *name = fn
#define static_call(name)		(*(name))
#define static_call_update(name, fn)	((name) = (fn))

#endif /* UNIT_STATIC_CALL_H */

/* SPDX-License-Identifier: GPL-2.0-or-later WITH Linux-syscall-note */
#ifndef DMABENCH_UAPI_VERSION_H
#define DMABENCH_UAPI_VERSION_H

/*
 * The version of program and module.  It stands here only: make reads it for
 * the man page and for DKMS.
 */
#define DMABENCH_VERSION "1.0"

#endif /* DMABENCH_UAPI_VERSION_H */

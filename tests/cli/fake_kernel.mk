# SPDX-License-Identifier: GPL-2.0-or-later
# The Makefile of what tree.bats has for a kernel.
VERSION = 6
PATCHLEVEL = 99
SUBLEVEL = 3
EXTRAVERSION =
tinyconfig:
	echo configured >>$(DMABENCH_CACHE)/configured
	touch $(O)/.config
olddefconfig:
modules: bzImage
bzImage:
	echo $@ >>$(DMABENCH_CACHE)/built
	echo 'CC=$(CC)' >>$(DMABENCH_CACHE)/made
	echo '$(ARCH)$(KCFLAGS)$(KBUILD_CHECKSRC)' >$(DMABENCH_CACHE)/outer
	! grep error mapping.c
	sleep $(or $(FAKE_BUILD_S),0)
	mkdir -p $(addprefix $(O)/,arch/x86/boot \
		arch/x86/include include/config \
		scripts/mod tools/objtool)
	cp mapping.c $(O)/arch/x86/boot/bzImage
	echo 6.99.3$(LOCALVERSION) >$(O)/include/config/kernel.release
	touch $(addprefix $(O)/,System.map \
		Module.symvers modules.order scripts/mod/modpost)
	chmod +x $(O)/scripts/mod/modpost

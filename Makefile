# SPDX-License-Identifier: GPL-2.0-or-later
# dmabench. 'make help' lists the targets; V=1 shows the commands.
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SUFFIXES:

# Absolute, so that it is one name in rules and in dependency files.
O ?= build
override O := $(abspath $(O))
CC = gcc
PREFIX ?= /usr/local
# The module is built by default where there are headers for this kernel.
KDIR ?= /lib/modules/$(shell uname -r)/build
KMOD = $(if $(wildcard $(KDIR)/Makefile),kmod)
# And what counts where there is a libperf.
COUNTERS = $(if $(shell scripts/libperf.sh flags 2>/dev/null), \
	     $(O)/dmabench-counters)
VERSION := $(shell sed -n 's/^.define DMABENCH_VERSION "\(.*\)"$$/\1/p' \
	     kmod/uapi/version.h)

COMMIT := $(shell git describe --always --dirty --abbrev=12 2>/dev/null || \
	    echo unknown)

# make -s says nothing, V=1 everything.
short_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
ifeq ($(V),1)
Q =
say = @true
else
Q = @
say = @$(if $(findstring s,$(short_flags)),true,printf '  %-8s%s\n')
endif

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
       -Wno-unused-parameter
CFLAGS ?= -O2 -g
CPPFLAGS += -D_GNU_SOURCE -I. -Ibench -I$(O) -DDMABENCH_SRC='"$(CURDIR)"'
ALL_CFLAGS = -std=gnu11 $(WARN) $(CFLAGS)

# The dispatch code is built as the kernel builds it, twice.
KERNEL_CFLAGS = -std=gnu11 $(WARN) -O2 -g -fno-strict-aliasing \
		-fcf-protection=none -fno-jump-tables -falign-jumps=1 \
		-falign-loops=1 -fno-asynchronous-unwind-tables
RETPOLINE_CFLAGS = -mindirect-branch=thunk-extern -mindirect-branch-register

# Whatever file stands in kmod/dispatch and kmod/backend is built.
BACKENDS := $(basename $(notdir $(wildcard kmod/backend/*.c)))
DISPATCH_OBJS := $(patsubst kmod/%.c,%.o,$(wildcard kmod/dispatch/*.c)) \
		 $(BACKENDS:%=backend/%.o)

# And whatever stands in a room of bench/: a library, of which a program takes
# what it uses.  In prog/ a file is a program.
ROOMS_SRC := $(filter-out bench/prog/%,$(wildcard bench/*/*.c))
ROOMS = $(O)/bench/rooms.a
LIBS = -lhwloc -ljansson -lgsl -lgslcblas -lm

.PHONY: all kmod bench selfbench figures simulate reference plots check install uninstall dkms-install \
	clean help
all: $(O)/dmabench $(O)/dmabench-agent $(O)/dmabench-plugin.so $(COUNTERS) \
     $(KMOD)

help:
	@echo 'make            build dmabench and, where headers are, dmabench.ko'
	@echo 'make bench      from here to a report: scripts/bench.sh'
	@echo 'make check      set up what it needs, run every test that needs no'
	@echo '                test box; make check-unit, check-cli, check-vm and'
	@echo '                check-style are its parts'
	@echo 'make selfbench  what dmabench itself costs: boot, rows/s, memory'
	@echo 'make figures    how precise it is on this machine, ten minutes'
	@echo 'make simulate   how often its intervals hold the truth'
	@echo 'make reference  remake results/reference, the runs behind the README'
	@echo 'make plots      remake the pictures in plots/ from results/reference'
	@echo 'make kmod       build dmabench.ko for KDIR ($(KDIR))'
	@echo 'make install    into PREFIX ($(PREFIX)), DESTDIR before it'
	@echo 'make uninstall  take that away again'
	@echo 'make dkms-install  give the module to DKMS, for every kernel here'
	@echo 'make clean      remove $(O)'
	@echo 'O=DIR builds elsewhere, V=1 shows the commands'

bench:
	scripts/bench.sh

figures:
	tests/figures.sh

# The intervals of a report against the truth, as METHODOLOGY.md has it.
simulate: $(O)/coverage
	$(O)/coverage

$(O)/coverage: tests/sim/coverage.c $(ROOMS) | $(O)/commit.h
	$(say) LD $@
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ \
		-lgsl -lgslcblas -lm

selfbench:
	tests/selfbench.sh

reference:
	scripts/reference.sh

# The published pictures, from the reference runs.
# A plot that two runs have is that of the last: designs has all designs.
plots: $(O)/dmabench
	$(Q)rm -rf $(O)/plots
	$(Q)for suite in iommu quick sweeps designs; do \
		mkdir -p $(O)/plots/$$suite && \
		cp results/reference/$$suite/run.json $(O)/plots/$$suite && \
		$(O)/dmabench plot $(O)/plots/$$suite && \
		cp $(O)/plots/$$suite/plots/*.png $(O)/plots/$$suite/plots/*.svg \
			$(O)/plots/$$suite/plots/*.txt plots/ || exit 1; \
	done
	$(Q)$(O)/dmabench history --output $(O)/plots/history \
		results/reference/history >/dev/null
	$(Q)cp $(O)/plots/history/*.png $(O)/plots/history/*.svg \
		$(O)/plots/history/*.txt plots/

# Two of its members may have one name, which only q puts up with.
$(ROOMS): $(ROOMS_SRC:%.c=$(O)/%.o)
	$(say) AR $@
	$(Q)rm -f $@ && ar qcs $@ $^

$(O)/dmabench: $(O)/bench/prog/main.o $(ROOMS) $(O)/plain.o $(O)/retpoline.o
	$(say) LD $@
	$(Q)$(CC) $(LDFLAGS) -o $@ $(O)/bench/prog/main.o $(O)/plain.o \
		$(O)/retpoline.o $(ROOMS) $(LIBS)

$(O)/dmabench-agent: $(O)/bench/prog/agent.o $(ROOMS) $(O)/plain.o
	$(say) LD $@
	$(Q)$(CC) $(LDFLAGS) -static -o $@ $(O)/bench/prog/agent.o \
		$(O)/plain.o $(ROOMS) -lgsl -lgslcblas -lm

# A program of its own for its licence: measure/counters.h.
$(O)/dmabench-counters: bench/prog/counters_helper.c
	$(say) LD $@
	@mkdir -p $(@D)
	$(Q)flags=$$(scripts/libperf.sh flags) && $(CC) $(CPPFLAGS) \
		$(ALL_CFLAGS) $(LDFLAGS) -MMD -MP -MF $@.d -MT $@ -o $@ $< \
		$$flags

# Loaded by QEMU; not installed, as are not the scripts that boot a VM.
$(O)/dmabench-plugin.so: bench/prog/qemu_plugin.c
	$(say) LD $@
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -shared -fPIC -fvisibility=hidden \
		$(LDFLAGS) -MMD -MP -MF $@.d -MT $@ -o $@ $<

# Results name the commit: a new one is a reason to compile who says it.  More
# than one make may be here at once.
$(O)/commit.h: FORCE
	@mkdir -p $(@D)
	@new=$@.$$$$; echo '#define DMABENCH_COMMIT "$(COMMIT)"' >$$new; \
	if cmp -s $$new $@; then rm $$new; else mv $$new $@; fi
.PHONY: FORCE
FORCE:

$(O)/bench/%.o: bench/%.c | $(O)/commit.h
	$(say) CC $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/plain/%.o: kmod/%.c
	$(say) CC $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(KERNEL_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/retpoline/%.o: kmod/%.c
	$(say) CC "$< (retpoline)"
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(KERNEL_CFLAGS) $(RETPOLINE_CFLAGS) -MMD -MP \
		-c -o $@ $<

$(O)/retpoline/thunk.o: bench/measure/retpoline.S
	$(say) AS $<
	@mkdir -p $(@D)
	$(Q)$(CC) -c -o $@ $<

$(O)/plain.o: $(DISPATCH_OBJS:%=$(O)/plain/%)
	$(say) LD $@
	$(Q)$(LD) -r -o $@ $^

# Only the tables of the second build are seen, under names of their own.
$(O)/retpoline.o: $(DISPATCH_OBJS:%=$(O)/retpoline/%) $(O)/retpoline/thunk.o
	$(say) LD $@
	$(Q)$(LD) -r -o $@ $^
	$(Q)objcopy --redefine-sym db_designs=db_retpoline_designs \
		--redefine-sym db_backends=db_retpoline_backends \
		--keep-global-symbol=db_retpoline_designs \
		--keep-global-symbol=db_retpoline_backends $@

kmod:
	$(say) KMOD $(KDIR)
	$(Q)scripts/kmod.sh --kdir $(KDIR) $(O)/kmod/local

SHARE = $(DESTDIR)$(PREFIX)/share
MAN = $(SHARE)/man/man1/dmabench.1
COMPLETION = $(SHARE)/bash-completion/completions/dmabench
DKMS_SRC = $(DESTDIR)/usr/src/dmabench-$(VERSION)

install: all
	install -D -m 755 $(O)/dmabench $(DESTDIR)$(PREFIX)/bin/dmabench
	[ ! -e $(O)/dmabench-counters ] || install -m 755 \
		$(O)/dmabench-counters $(DESTDIR)$(PREFIX)/bin
	install -D -m 644 -t $(SHARE)/dmabench/suites bench/suites/*.suite
	install -D -m 644 -t $(SHARE)/dmabench/plots plots/*.gp
	install -d $(dir $(MAN))
	sed 's/@VERSION@/$(VERSION)/' bench/dmabench.1 >$(MAN)
	chmod 644 $(MAN)
	install -D -m 644 bench/dmabench.bash-completion $(COMPLETION)

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/dmabench $(MAN) \
		$(DESTDIR)$(PREFIX)/bin/dmabench-counters $(COMPLETION)
	rm -rf $(SHARE)/dmabench

dkms-install:
	mkdir -p $(DKMS_SRC)
	cp -r kmod/. $(DKMS_SRC)
	sed 's/#MODULE_VERSION#/$(VERSION)/' kmod/dkms.conf >$(DKMS_SRC)/dkms.conf
	dkms add dmabench/$(VERSION)
	dkms install dmabench/$(VERSION)

clean:
	rm -rf $(O)

-include tests/tests.mk
-include $(shell find $(O) -name '*.d' 2>/dev/null)

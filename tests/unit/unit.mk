# SPDX-License-Identifier: GPL-2.0-or-later
# The unit tests, included by the top Makefile.  Each test_*.c is a program of
# its own, built with ASan and UBSan from objects of its own: 'make check-unit'
# runs all of them.  The other files here help them.  In kernel/ are those that
# include a file of the module, over doubles of what it has from the kernel.
#
# What a test puts between the code and what it calls is said in its heading:
# "Wraps: calloc free".  BACKENDS is every operation of every backend.  Not all
# have these (pool.c): a name that nobody calls is wrapped for nothing.
UNIT_SRC := $(wildcard tests/unit/*.c tests/unit/kernel/*.c)
UNIT_TESTS := $(filter test_%,$(basename $(notdir $(UNIT_SRC))))
UNIT_HELP := $(filter-out tests/unit/test_% tests/unit/kernel/test_%, \
	       $(UNIT_SRC))
UNIT_OBJS = $(patsubst %.c,$(O)/unit/obj/%.o,$(ROOMS_SRC) $(UNIT_HELP)) \
	    $(DISPATCH_OBJS:%=$(O)/unit/obj/kmod/%) $(O)/retpoline.o

UNIT_CFLAGS = -std=gnu11 $(WARN) -O1 -g -fno-omit-frame-pointer \
	      -fsanitize=address,undefined -fno-sanitize-recover=all
UNIT_LIBS = -lcmocka $(LIBS)

.PHONY: unit-tests check-unit
unit-tests: $(UNIT_TESTS:%=$(O)/unit/%)

check-unit: unit-tests
	@failed=; \
	for t in $(UNIT_TESTS); do \
		echo "== $$t"; \
		$(O)/unit/$$t && continue; \
		echo "== $$t: FAILED, status $$?"; \
		failed="$$failed $$t"; \
	done; \
	[ -z "$$failed" ] || { echo "check-unit: failed:$$failed"; exit 1; }; \
	echo "check-unit: all passed"

# An archive, so that a test takes what it needs and can replace the rest; the
# second build of the designs, not sanitised, is in it.
$(O)/unit/libunit.a: $(UNIT_OBJS)
	$(say) AR $@
	$(Q)rm -f $@ && ar qcs $@ $^

UNIT_BACKENDS = $(foreach b,$(BACKENDS),$(addprefix db_$(b)_, \
		  map_single unmap_single map_sg unmap_sg))
unit_wraps = $(patsubst %,-Wl$(comma)--wrap=%,$(subst BACKENDS, \
	       $(UNIT_BACKENDS),$(shell sed -n 's/^ \* Wraps: //p' $(1))))
comma := ,

define unit_test
$(O)/unit/$(basename $(notdir $(1))): $(O)/unit/obj/$(1:.c=.o) \
		$(O)/unit/libunit.a
	$$(say) LD $$@
	$$(Q)$$(CC) $$(UNIT_CFLAGS) $$(LDFLAGS) $$(call unit_wraps,$(1)) -o $$@ \
		$$^ $$(UNIT_LIBS)
endef
$(foreach t,$(filter-out $(UNIT_HELP),$(UNIT_SRC)),$(eval $(call unit_test,$(t))))

$(O)/unit/obj/tests/unit/kernel/%.o: \
	UNIT_INCLUDE = -Itests/unit -Itests/unit/kernel/double

$(O)/unit/obj/%.o: %.c | $(O)/commit.h
	$(say) CC "$< (sanitised)"
	@mkdir -p $(@D)
	$(Q)$(CC) $(UNIT_INCLUDE) $(CPPFLAGS) -DUNIT_TOP='"$(CURDIR)"' \
		$(UNIT_CFLAGS) -MMD -MP -c -o $@ $<

.SECONDARY: $(UNIT_OBJS) $(UNIT_SRC:%.c=$(O)/unit/obj/%.o)

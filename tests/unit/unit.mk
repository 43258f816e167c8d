# SPDX-License-Identifier: GPL-2.0-or-later
# The unit tests, included by the top Makefile.  Each is a program of its own,
# built with ASan and UBSan from objects of its own: 'make check-unit' runs all
# of them.  A new test_x.c is the word x here.
UNIT_TESTS = dispatch two global stack walk static_call tables backend row \
	     row_state suite stats measure steady channel env result \
	     result_errors target_user capability pvdma pool bounce layer \
	     devices split split_stream split_bad plugin threads causes \
	     user_causes selfcheck void thunk placement tuned noise \
	     result_causes shift verdict aa modes steal stat pmu pmu_events \
	     count_host evidence comparable compare version explain

# What is tested.  Neither the report nor the plots: the bats tests have them.
UNIT_BENCH = row row_state suite paths stats measure channel env env_collect \
	     env_power env_tuned files result result_json result_causes \
	     result_counters result_evidence evidence counters count_host \
	     noise noise_env target_user target_threads barrier probe \
	     steal cause selfcheck kernel_only \
	     capability devices symbols parts split split_stream \
	     placement topology shift verdict aa modes version \
	     compare compare_rows compare_side comparable explain share
UNIT_HELP = unit rows fake record expected alloc bytes exits bounced
UNIT_OBJS = $(UNIT_BENCH:%=$(O)/unit/obj/bench/%.o) \
	    $(DISPATCH_OBJS:%=$(O)/unit/obj/kmod/%) \
	    $(UNIT_HELP:%=$(O)/unit/obj/tests/unit/%.o)

UNIT_CFLAGS = -std=gnu11 $(WARN) -O1 -g -fno-omit-frame-pointer \
	      -fsanitize=address,undefined -fno-sanitize-recover=all
UNIT_LIBS = -lcmocka -lhwloc -ljansson -lgsl -lgslcblas -lm

.PHONY: unit-tests check-unit
unit-tests: $(UNIT_TESTS:%=$(O)/unit/test_%)

check-unit: unit-tests
	@failed=; \
	for t in $(UNIT_TESTS); do \
		echo "== test_$$t"; \
		$(O)/unit/test_$$t && continue; \
		echo "== test_$$t: FAILED, status $$?"; \
		failed="$$failed test_$$t"; \
	done; \
	[ -z "$$failed" ] || { echo "check-unit: failed:$$failed"; exit 1; }; \
	echo "check-unit: all passed"

# An archive, so that a test takes what it needs and can replace the rest.
$(O)/unit/libunit.a: $(UNIT_OBJS)
	$(say) AR $@
	$(Q)rm -f $@ && ar rcs $@ $^

$(O)/unit/test_%: $(O)/unit/obj/tests/unit/test_%.o $(O)/unit/libunit.a
	$(say) LD $@
	$(Q)$(CC) $(UNIT_CFLAGS) $(LDFLAGS) $(UNIT_WRAP:%=-Wl,--wrap=%) -o $@ \
		$(filter %.o,$^) $(O)/unit/libunit.a $(UNIT_LIBS)

$(O)/unit/obj/%.o: %.c | $(O)/commit.h
	$(say) CC "$< (sanitised)"
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) -DUNIT_TOP='"$(CURDIR)"' $(UNIT_CFLAGS) \
		-MMD -MP -c -o $@ $<

.SECONDARY: $(UNIT_OBJS) $(UNIT_TESTS:%=$(O)/unit/obj/tests/unit/test_%.o)

# What a test puts between the code and what it calls.  Not every backend has
# these (pool.c): a name that nobody calls is wrapped for nothing.
UNIT_NAMED = $(foreach b,$(BACKENDS),db_$(b)_map_single db_$(b)_unmap_single \
	       db_$(b)_map_sg db_$(b)_unmap_sg)
$(O)/unit/test_dispatch $(O)/unit/test_two: UNIT_WRAP = $(UNIT_NAMED)
UNIT_ALLOC = calloc free
UNIT_EXIT = db_exit db_exit_open
UNIT_POOL = db_pool_get db_pool_put
$(O)/unit/test_global $(O)/unit/test_stack $(O)/unit/test_walk \
$(O)/unit/test_capability $(O)/unit/test_static_call \
$(O)/unit/test_pool: UNIT_WRAP = $(UNIT_ALLOC)
$(O)/unit/test_pvdma: UNIT_WRAP = $(UNIT_ALLOC) $(UNIT_EXIT)
$(O)/unit/test_layer: UNIT_WRAP = $(UNIT_ALLOC) $(UNIT_EXIT) $(UNIT_POOL)
$(O)/unit/test_bounce: UNIT_WRAP = $(UNIT_ALLOC) $(UNIT_EXIT) $(UNIT_POOL) \
	$(filter db_pvdma_%,$(UNIT_NAMED))
$(O)/unit/test_env: UNIT_WRAP = fopen
$(O)/unit/test_placement: UNIT_WRAP = nanosleep
$(O)/unit/test_user_causes: UNIT_WRAP = steal_ticks
$(O)/unit/test_threads: UNIT_WRAP = barrier_meet session_time

# The second build of the designs, beside the sanitised first.
$(O)/unit/test_target_user $(O)/unit/test_threads \
$(O)/unit/test_user_causes: $(O)/retpoline.o

# The kernel's own design, and its counts, over a double of what it has from the kernel.
$(O)/unit/obj/tests/unit/test_static_call.o \
$(O)/unit/obj/tests/unit/test_causes.o \
$(O)/unit/obj/tests/unit/test_steal.o \
$(O)/unit/obj/tests/unit/test_pmu.o \
$(O)/unit/obj/tests/unit/test_pmu_events.o: \
	CPPFLAGS += -Itests/unit/double

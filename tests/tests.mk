# SPDX-License-Identifier: GPL-2.0-or-later
# The tests; included by the top Makefile.  tests/check.sh says what a part is.
include tests/unit/unit.mk

.PHONY: check check-cli check-vm check-debug check-style
check:
	DMABENCH_BUILD=$(abspath $(O)) tests/check.sh

check-cli check-vm check-debug check-style:
	DMABENCH_BUILD=$(abspath $(O)) tests/check.sh $(@:check-%=%)

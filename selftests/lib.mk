# SPDX-License-Identifier: GPL-2.0-only
#
# Rules that the folders of selftests share. A folder's Makefile sets
#   TEST_PROGS          scripts in the folder that are tests
#   TEST_GEN_PROGS      names of programs to build in $(OUTPUT) that are tests
#   TEST_FILES_ALL      names of either that only `make check-all` runs
# gives rules for $(OUTPUT)/%, and includes this file last. A file `settings` may say
# `timeout=SECONDS` for all and `timeout.NAME=SECONDS` for one test.
#
# A test speaks TAP on its standard output, exits 0 when nothing failed, and exits 4
# when it cannot run here. It is started in its folder with
#   HOIST_TOP      top of the tree
#   OUTPUT         where it may write; HOIST_TMP: an empty folder, removed afterwards

self := $(lastword $(MAKEFILE_LIST))
TOP ?= $(abspath $(dir $(self))..)
suite := $(notdir $(CURDIR))
OUTPUT ?= $(TOP)/build/selftests/$(suite)

.DEFAULT_GOAL := all
all: $(addprefix $(OUTPUT)/,$(TEST_GEN_PROGS))
$(addprefix $(OUTPUT)/,$(TEST_GEN_PROGS)): | $(OUTPUT)
$(OUTPUT):
	@mkdir -p $@

# NAME PATH TIER, one line a test, for the runner.
list:
	@$(foreach t,$(TEST_PROGS),echo $(t) $(CURDIR)/$(t) $(if $(filter $(t),$(TEST_FILES_ALL)),all,check);) \
	$(foreach t,$(TEST_GEN_PROGS),echo $(t) $(OUTPUT)/$(t) $(if $(filter $(t),$(TEST_FILES_ALL)),all,check);) :

run_tests:
	@$(TOP)/selftests/runner $(suite)

.PHONY: all list run_tests

# SPDX-License-Identifier: GPL-2.0-only
# Hoist. `make help` lists what there is.

VERSION := 0.1
BUILD ?= release
ifeq ($(filter debug release,$(BUILD)),)
$(error BUILD must be debug or release)
endif
O := build/$(BUILD)
MAKEFLAGS += --no-print-directory
initial-debug := KCONFIG_INITIAL=DEBUG=y
initial-release := KCONFIG_INITIAL=DEBUG=n
hyp = +@$(MAKE) -f hypervisor/Makefile VERSION=$(VERSION)

all:
	$(hyp) O=$(O) $(initial-$(BUILD))

debug release:
	$(hyp) O=build/$@ $(initial-$@)

help:
	@echo 'make                 the hypervisor: build/release/hoist (BUILD=debug: build/debug/hoist)'
	@echo 'make C=1             the same, each file checked by sparse'
	@echo 'make menuconfig      choose options; make defconfig goes back to the defaults'
	@echo 'make run             boot Hoist with Debian'\''s kernel as dom0 in QEMU'
	@echo 'make run-hoist       boot Debian'\''s kernel without hypervisor, put Hoist under it, take it away'
	@echo 'make modules         the Linux drivers for Debian'\''s kernel 6.1 (KDIR=headers, C=1: sparse)'
	@echo 'make modules_install   to lib/modules/*/updates (INSTALL_MOD_PATH=dir)'
	@echo 'make kernel          Debian'\''s kernel 6.1 with our Xen code in it: build/kernel/bzImage'
	@echo '                     (VARIANT=debug, kasan, kcsan or upstream: build/kernel-VARIANT)'
	@echo 'make check           the tests that each change must pass (check-quick: no emulator)'
	@echo 'make check-all       all tests, resumable; results go to Documentation/results'
	@echo 'make bench           the benchmarks beside real Xen'
	@echo 'make docs            the manual, as HTML, with what the headers say of each function'
	@echo 'make install DESTDIR=dir   dir/boot/xen-hoist-$(VERSION).gz'
	@echo 'make clean           remove build/'
	@echo 'V=1 shows the commands.'

# One file: make build/debug/hypervisor/lib/string.o (also .i and .s).
build/%: FORCE
	$(hyp) O=$(word 1,$(subst /, ,$(@D)))/$(word 2,$(subst /, ,$@)) $(initial-$(word 2,$(subst /, ,$@))) $@
FORCE:

menuconfig: $(O)/generated/auto.conf
	@KCONFIG_CONFIG=$(O)/.config /usr/bin/python3 -m menuconfig Kconfig
defconfig:
	@rm -f $(O)/.config $(O)/generated/auto.conf
	$(hyp) O=$(O) $(initial-$(BUILD)) $(O)/generated/auto.conf

# What a minimal Debian lacks, installed at once and first: later each part only looks.
build-needs := gcc:gcc ld:binutils /usr/include/stdio.h:libc6-dev /usr/bin/python3:python3 \
	py=kconfiglib:python3-kconfiglib
rig-needs := qemu-system-x86_64:qemu-system-x86 grub-mkrescue:grub-common xorriso:xorriso \
	mformat:mtools /usr/lib/grub/i386-pc/moddep.lst:grub-pc-bin xz:xz-utils cpio:cpio
test-needs := g++:g++ sparse:sparse perl:perl /usr/bin/sphinx-build:python3-sphinx \
	/usr/include/xen/xen.h:libxen-dev /usr/src/linux-headers-*-common:linux-headers-amd64 \
	/usr/lib/linux-kbuild-*/scripts/kernel-doc:linux-kbuild-6.1

check check-quick check-all bench:
	@tools/need $(build-needs) $(rig-needs) $(test-needs)
	+@$(MAKE) -C selftests $@

run: all
	@tools/need $(build-needs) $(rig-needs)
	@tools/rig/run

run-hoist: all
	@tools/need $(build-needs) $(rig-needs) '/usr/src/linux-headers-6.1.*-amd64:linux-headers-amd64'
	@tools/rig/run-hoist

# hoist.ko carries the hypervisor.
modules modules_install: release
	+@KDIR='$(KDIR)' OUT='$(OUT)' tools/modules $@

# A kernel with this tree laid over it: Documentation/overlay.rst.
kernel:
	@tools/need $(build-needs)
	+@tools/kernel build $(VARIANT)

docs:
	@tools/docs

install: all
	@install -d $(DESTDIR)/boot
	@install -m 0644 $(O)/hoist.gz $(DESTDIR)/boot/xen-hoist-$(VERSION).gz
	@install -m 0644 $(O)/hoist-syms $(DESTDIR)/boot/xen-syms-hoist-$(VERSION)

clean:
	@rm -rf build

.PHONY: all debug release modules modules_install kernel run-hoist help menuconfig defconfig check check-quick check-all bench run docs install clean FORCE

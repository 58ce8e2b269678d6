# SPDX-License-Identifier: BSD-3-Clause
# Thin: meson and ninja build, the scripts do the rest.
BUILD = build
TPH = $(BUILD)/src/cli/tph
export OPENTPH_BUILD = $(abspath $(BUILD))

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD)

# Only warnings and errors of meson are shown; the rest is in meson-logs.
$(BUILD)/build.ninja:
	@echo "meson setup $(BUILD)"
	@out=$$(meson setup $(BUILD) 2>&1) || { echo "$$out" >&2; exit 1; }; \
	echo "$$out" | grep WARNING || :

# What programs of RDMA are built against
rdma: $(BUILD)/build.ninja
	@root=$$(vm/toolbox rdma) || exit; \
	if [ "$$root" != "$$(cat $(BUILD)/rdma-root 2>/dev/null)" ]; then \
		meson setup --reconfigure "-Drdma=$$root" $(BUILD) >/dev/null && \
		echo "$$root" >$(BUILD)/rdma-root; \
	fi

# QEMU, busybox, RDMA user space and the kernel, brought or built once
guest-kernel:
	@vm/toolbox qemu >/dev/null
	@vm/toolbox busybox >/dev/null
	@vm/kernel --print >/dev/null

# Only what the demonstration runs; the first tagged write needs no kernel.
demo: $(BUILD)/build.ninja
	@ninja -C $(BUILD) src/cli/tph
	@$(TPH) sim --st 0x5a --ph 2 --op add-u32 --capture $(BUILD)/sim.pcapng vm/topology/switch.conf
	@$(TPH) dump -v $(BUILD)/sim.pcapng link=dn0 st=0x5a >$(BUILD)/sim.txt
	@head -n 8 $(BUILD)/sim.txt
	@$(MAKE) --no-print-directory rdma
	@ninja -C $(BUILD) src/cli/tph guest/demo/tph-demo guest/demo/rdma/tph-demo-rdma
	@$(MAKE) --no-print-directory guest-kernel
	@vm/demo

test: rdma all guest-kernel
	@tests/run

check: rdma all guest-kernel
	@vm/kernel --print debug >/dev/null
	@tests/run --check

bench: rdma all guest-kernel
	@bench/run

coverage:
	@tests/coverage

clean:
	rm -rf $(BUILD)

help:
	@echo 'make            builds everything in $(BUILD)/'
	@echo 'make demo       a tagged peer-to-peer write on a real kernel: table, report, capture'
	@echo 'make test       all tests that a user needs to trust the build'
	@echo 'make check      these and long fuzzing, the debug kernel, mutations'
	@echo 'make bench      figures, as ratios: $(BUILD)/bench/results.json'
	@echo 'make coverage   lines that the unit tests reach'
	@echo 'make clean      removes $(BUILD)/ (kernel and toolbox stay in the cache)'
	@echo './run TARGET    the same on a bare machine: installs what is missing first'
	@echo 'vm/run -- CMD   runs a command in the guest; vm/run --help'

# Prerequisites in their order: "rdma" says what "all" builds
.NOTPARALLEL:
.PHONY: all rdma guest-kernel demo test check bench coverage clean help

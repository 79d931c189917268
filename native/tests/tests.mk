# Tests, fuzzing and lint; included by ../Makefile.
T := $(BUILD)/tests
FUZZ_SECONDS ?= 60

# ---- unit tests: each with the parts of src and of tests that it needs ----

UNIT := wire spec spec-bounds artifact mend binaries blob cgroup cgroup-host clock identity obstacle confinement filter cells
wire_NEEDS := wire tests/allocation
spec_NEEDS := spec wire tests/spec-fields tests/allocation
spec-bounds_NEEDS := spec wire tests/spec-fields
artifact_NEEDS := artifact tests/elf-image
mend_NEEDS := artifact tests/elf-image
binaries_NEEDS := artifact blob
blob_NEEDS := blob tests/allocation
cgroup_NEEDS := cgroup cgroup-host hierarchy control-file tests/cgroup-place
cgroup-host_NEEDS := cgroup cgroup-host hierarchy control-file
clock_NEEDS := clock kin
identity_NEEDS := identity
obstacle_NEEDS := obstacle tests/cgroup-place
confinement_NEEDS := confinement tests/cgroup-place
filter_NEEDS := filter policy
cells_NEEDS := wire spec tests/spec-fields tests/warden-client tests/children
PROOF_NEEDS := filter policy tests/bpf tests/ruling tests/corners tests/mutants tests/kernel-agrees

UNIT_TESTS := $(UNIT:%=$(T)/%-test)
unit: $(UNIT_TESTS) $(T)/filter-proof $(T)/cell-program $(BUILD)/cellblock-warden

# What allocation.c stands in front of.
WRAP := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

.SECONDEXPANSION:
$(UNIT_TESTS): $(T)/%-test: $(T)/%-test.o $(T)/checks.o $$(addprefix $(BUILD)/,$$(addsuffix .o,$$($$*_NEEDS)))
	$(CC) $(ALL_LDFLAGS) -pie -o $@ $^ $(if $(filter tests/allocation,$($*_NEEDS)),$(WRAP)) -lseccomp

$(T)/filter-proof: $(T)/filter-proof.o $(T)/checks.o $(PROOF_NEEDS:%=$(BUILD)/%.o)
	$(CC) $(ALL_LDFLAGS) -pie -o $@ $^ -lseccomp

# For the benchmark.
time-cell: $(T)/time-cell $(BUILD)/cellblock-warden
$(T)/time-cell: $(T)/time-cell.o $(patsubst %,$(BUILD)/%.o,wire spec tests/spec-fields tests/warden-client)
	$(CC) $(ALL_LDFLAGS) -pie -o $@ $^

# For test/faults, which makes system calls of a warden and its cells fail.
sabotage: $(T)/sabotage
$(T)/sabotage: $(T)/sabotage.o $(T)/tracees.o
	$(CC) $(ALL_LDFLAGS) -pie -o $@ $^ -lseccomp

# Runs inside of cells: without libraries and without sanitizers.
$(T)/cell-program: tests/cell-program.c | $(T)
	$(CC) -std=gnu17 -D_GNU_SOURCE -O1 $(WARNINGS) -static -o $@ $<

$(T)/%.o: tests/%.c | $(T)
	$(CC) $(ALL_CFLAGS) -Isrc -I$(T) -c -o $@ $<

$(T):
	mkdir -p $@

# Names and numbers of calls, out of the kernel's own headers.
HEADER_x86_64 := unistd_64
HEADER_x32 := unistd_x32
HEADER_i386 := unistd_32
$(T)/filter-test.o: $(T)/names-x86_64.inc $(T)/names-x32.inc $(T)/names-i386.inc
$(T)/names-%.inc: | $(T)
	echo '#include <asm/$(HEADER_$*).h>' | $(CC) -E -dM - | sed 's/__X32_SYSCALL_BIT/0x40000000/' | \
	    sed -n 's/^#define __NR_\([a-z0-9_]*\) \(.*\)/{\2, "\1"},/p' | sort >$@

run-unit: unit
	@set -e; for test in $(UNIT_TESTS); do $$test; done

# The same once more under sanitizers, in a directory of its own. Nothing there recovers: a finding ends the test.
SANITIZED := $(MAKE) --no-print-directory BUILD=build-sanitized HARDENING=-fvisibility=hidden \
    CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all' \
    LDFLAGS='-fsanitize=address,undefined' \
    WARDEN_OBJECTS=build-sanitized/tests/leak-view.o WARDEN_LDFLAGS=-Wl,--wrap=tree_enter
# The proof is all arithmetic: fewer random calls will do there, and the kernel need not be asked twice.
SANITIZED_PROOF := --random=500000 --no-kernel

test:
	@$(MAKE) --no-print-directory run-unit
	@$(T)/filter-proof
	@$(SANITIZED) run-unit
	@build-sanitized/tests/filter-proof $(SANITIZED_PROOF)
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=3

sanitized:
	@$(SANITIZED) build-sanitized/cellblock-warden

# ---- fuzzing ----

FUZZ := build-fuzz
FUZZ_FLAGS := -std=gnu17 -D_GNU_SOURCE -O1 -g -fno-sanitize-recover=all -Isrc -Wall -Wextra -Werror
artifact_FUZZED := src/artifact.c
protocol_FUZZED := src/wire.c src/spec.c

$(FUZZ)/fuzz-%: tests/fuzz-%.c $$($$*_FUZZED) $(wildcard src/*.h)
	@mkdir -p $(FUZZ)
	$(CLANG) $(FUZZ_FLAGS) -fsanitize=fuzzer,address,undefined -o $@ $(filter %.c,$^)

$(FUZZ)/fuzz-seeds: tests/fuzz-seeds.c tests/spec-fields.c tests/elf-image.c src/wire.c src/spec.c
	@mkdir -p $(FUZZ)
	$(CC) -std=gnu17 -D_GNU_SOURCE -g -Isrc $(WARNINGS) -o $@ $^

# Found inputs join the corpus; an input that breaks something is left as build-fuzz/crash-... Those that once did, and
# were mended, are in tests/fuzz-crashes.
fuzz: $(FUZZ)/fuzz-artifact $(FUZZ)/fuzz-protocol $(FUZZ)/fuzz-seeds
	@mkdir -p $(FUZZ)/seeds $(FUZZ)/corpus/artifact $(FUZZ)/corpus/protocol
	@$(FUZZ)/fuzz-seeds $(FUZZ)/seeds
	@set -e; for target in artifact protocol; do \
	    $(FUZZ)/fuzz-$$target -max_total_time=$(FUZZ_SECONDS) -max_len=16384 -timeout=10 -verbosity=0 \
	        -print_final_stats=1 -artifact_prefix=$(FUZZ)/ $(FUZZ)/corpus/$$target $(FUZZ)/seeds/$$target \
	        $$(find tests/fuzz-crashes -name $$target) \
	        2>$(FUZZ)/$$target.log || { cat $(FUZZ)/$$target.log; exit 1; }; \
	    sed -n "s/^stat::number_of_executed_units: */fuzz-$$target: no finding; inputs tried: /p" $(FUZZ)/$$target.log; \
	done

# ---- lint ----

LINTED := $(wildcard src/*.c tests/*.c zygote/*.c)
FORMATTED := $(LINTED) $(wildcard src/*.h tests/*.h zygote/*.h)
LINT_FLAGS := -std=gnu17 -D_GNU_SOURCE -Isrc -I$(T)
NAMES := $(T)/names-x86_64.inc $(T)/names-x32.inc $(T)/names-i386.inc

lint: lint-format lint-tidy lint-analyzer

lint-format:
	clang-format --dry-run -Werror $(FORMATTED)

# Two at a time; what clang says of the number of warnings it didn't show goes nowhere.
lint-tidy: $(NAMES)
	printf '%s\n' $(LINTED) | xargs -P2 -n6 sh -c 'clang-tidy --quiet "$$@" -- $(LINT_FLAGS) 2>/dev/null' sh

lint-analyzer: $(NAMES)
	printf '%s\n' $(LINTED) | xargs -P2 -I{} $(CC) $(LINT_FLAGS) -O1 -Werror -fanalyzer -c -o /dev/null {}

format:
	clang-format -i $(FORMATTED)

.PHONY: unit time-cell sabotage run-unit test sanitized fuzz lint lint-format lint-tidy lint-analyzer format

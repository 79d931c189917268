#include "corners.h"

#include <linux/audit.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

enum { X32_BIT = 0x40000000, NUMBERS = 4096, VALUES_MAX = 4096 };

static void add(struct calls *calls, uint32_t arch, uint32_t number, const uint64_t args[6]) {
    if (calls->count == calls->room) {
        calls->room = calls->room ? calls->room * 2 : 1 << 16;
        struct seccomp_data *list = realloc(calls->list, calls->room * sizeof *list);
        if (!list) abort();
        calls->list = list;
    }
    struct seccomp_data *call = &calls->list[calls->count++];
    *call = (struct seccomp_data){.nr = (int)number, .arch = arch, .instruction_pointer = 0x401000};
    memcpy(call->args, args, sizeof call->args);
}

static const uint64_t zeros[6] = {0};
static const uint64_t ones[6] = {~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull};

void calls_free(struct calls *calls) {
    free(calls->list);
    *calls = (struct calls){0};
}

// ---- numbers and architectures ----

static void add_numbers(struct calls *calls, uint32_t arch, uint32_t end, uint64_t token) {
    const uint64_t with_token[6] = {0, 0, 0, 0, 0, token};
    for (uint32_t number = 0; number < end; number++) {
        add(calls, arch, number, zeros);
        add(calls, arch, number, ones);
        add(calls, arch, number, with_token);
        add(calls, arch, number | X32_BIT, zeros);
        add(calls, arch, number | X32_BIT, with_token);
        add(calls, arch, number | 0x80000000, zeros);
    }
    for (unsigned bit = 0; bit < 32; bit++) {
        for (int shift = -1; shift <= 1; shift++) add(calls, arch, (1u << bit) + (uint32_t)shift, zeros);
        add(calls, arch, ~(1u << bit), with_token);
    }
    add(calls, arch, UINT32_MAX, zeros);
    add(calls, arch, UINT32_MAX, with_token);
}

static void add_architectures(struct calls *calls, uint64_t token) {
    static const uint32_t others[] = {0, ~0u, AUDIT_ARCH_ARM, AUDIT_ARCH_AARCH64, AUDIT_ARCH_PPC64, EM_X86_64};
    add_numbers(calls, AUDIT_ARCH_X86_64, NUMBERS, token);
    add_numbers(calls, AUDIT_ARCH_I386, NUMBERS, token);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) add_numbers(calls, others[i], 640, token);
    for (unsigned bit = 0; bit < 32; bit++) add_numbers(calls, AUDIT_ARCH_X86_64 ^ 1u << bit, 64, token);
}

// ---- arguments ----

struct values {
    uint64_t list[VALUES_MAX];
    size_t count;
};

static void add_value(struct values *values, uint64_t value) {
    if (values->count < VALUES_MAX) values->list[values->count++] = value;
}

static void add_around(struct values *values, uint64_t value) {
    for (int shift = -1; shift <= 1; shift++) add_value(values, value + (uint64_t)shift);
    for (unsigned bit = 0; bit < 64; bit++) add_value(values, value ^ 1ull << bit);
    add_value(values, value | 0xffffffff00000000);
    add_value(values, value << 32);
    add_value(values, value >> 32);
    add_value(values, (uint32_t)value);
    add_value(values, ~value);
}

// What the rows of a number list for an argument, and what is near it.
static void values_of(const struct book *book, int number, uint8_t arg, struct values *ret_values) {
    ret_values->count = 0;
    add_value(ret_values, 0);
    add_value(ret_values, ~0ull);
    for (uint16_t i = book->first[number]; i < book->first[number + 1]; i++) {
        for (int k = 0; k < CONDITIONS_MAX; k++) {
            const struct condition *condition = &book->rows[i]->conditions[k];
            if (condition->mask == 0 || condition->arg != arg) continue;
            add_around(ret_values, condition->value);
            add_value(ret_values, condition->value | ~condition->mask);
        }
    }
    if (ret_values->count == 2) add_around(ret_values, 0);
}

static void add_varied(struct calls *calls, const struct book *book, const struct rule *row) {
    uint64_t args[6] = {0};
    for (int k = 0; k < CONDITIONS_MAX && row->conditions[k].mask; k++)
        args[row->conditions[k].arg] = row->conditions[k].value;
    // What one call may be given, for all calls.
    for (uint32_t number = 0; row->conditions[0].mask && number < 640; number++) {
        add(calls, AUDIT_ARCH_X86_64, number, args);
        add(calls, AUDIT_ARCH_X86_64, number | X32_BIT, args);
    }
    for (uint8_t arg = 0; arg < 6; arg++) {
        struct values values;
        uint64_t usual = args[arg];
        values_of(book, row->number, arg, &values);
        for (size_t i = 0; i < values.count; i++) {
            args[arg] = values.list[i];
            add(calls, AUDIT_ARCH_X86_64, (uint32_t)row->number, args);
        }
        args[arg] = usual;
    }
    add(calls, AUDIT_ARCH_I386, (uint32_t)row->number, args);
    add(calls, AUDIT_ARCH_X86_64, (uint32_t)row->number | X32_BIT, args);
}

// Where a row looks at two arguments: everything of the one with everything of the other.
static void add_crossed(struct calls *calls, const struct book *book, const struct rule *row) {
    if (row->conditions[1].mask == 0) return;
    struct values first, second;
    uint64_t args[6] = {0};
    values_of(book, row->number, row->conditions[0].arg, &first);
    values_of(book, row->number, row->conditions[1].arg, &second);
    for (size_t i = 0; i < first.count; i++) {
        for (size_t k = 0; k < second.count; k++) {
            args[row->conditions[0].arg] = first.list[i];
            args[row->conditions[1].arg] = second.list[k];
            add(calls, AUDIT_ARCH_X86_64, (uint32_t)row->number, args);
        }
    }
}

// The secret, each bit of it wrong, half of it right, in another place.
static void add_token(struct calls *calls, uint64_t token, uint32_t number) {
    struct values values = {0};
    add_around(&values, token);
    const uint64_t low = (uint32_t)token, high = token >> 32 << 32;
    const uint64_t halves[] = {low,
                               high,
                               low | 0xffffffff00000000,
                               high | 0xffffffff,
                               low | low << 32,
                               high | high >> 32,
                               high >> 32 | low << 32,
                               0xc0de5afe7e57ab1e};
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) add_value(&values, halves[i]);
    for (size_t i = 0; i < values.count; i++) {
        for (int arg = 0; arg < 6; arg++) {
            uint64_t args[6] = {0};
            args[arg] = values.list[i];
            add(calls, AUDIT_ARCH_X86_64, number, args);
        }
    }
}

void corners_of(const struct book *book, struct calls *ret_calls) {
    *ret_calls = (struct calls){0};
    add_architectures(ret_calls, book->token);
    for (uint16_t i = 0; i < book->first[NUMBERS_RULED]; i++) {
        add_varied(ret_calls, book, book->rows[i]);
        add_crossed(ret_calls, book, book->rows[i]);
    }
    for (uint16_t i = 0; i < book->first[NUMBERS_RULED]; i++) {
        if (rule_asks(book->rows[i], book->token)) add_token(ret_calls, book->token, (uint32_t)book->rows[i]->number);
    }
    add_token(ret_calls, book->token, SYS_execve);
}

// ---- dice ----

uint64_t dice_number(struct dice *dice) {
    dice->state ^= dice->state >> 12;
    dice->state ^= dice->state << 25;
    dice->state ^= dice->state >> 27;
    return dice->state * 0x2545f4914f6cdd1dull;
}

// Begins with a corner and changes it here and there, so that most calls get far into the program.
struct seccomp_data dice_call(struct dice *dice) {
    uint64_t random = dice_number(dice);
    const struct book *book = dice->book;
    struct seccomp_data call = dice->corners->list[dice_number(dice) % dice->corners->count];
    if (random & 3) call.arch = AUDIT_ARCH_X86_64;
    if ((random >> 2 & 7) < 3) call.nr = book->rows[dice_number(dice) % book->first[NUMBERS_RULED]]->number;
    else if ((random >> 2 & 7) == 3) call.nr = (int)(dice_number(dice) % 600);
    else if ((random >> 2 & 7) == 4) call.nr = (int)dice_number(dice);
    for (int arg = 0; arg < 6; arg++) {
        uint64_t how = random >> (8 + 4 * arg) & 15, value = dice_number(dice);
        if (how < 3) call.args[arg] ^= 1ull << (value & 63);
        else if (how == 3) call.args[arg] = value;
        else if (how == 4) call.args[arg] = value & 15;
        else if (how == 5) call.args[arg] = book->token ^ (value & 3 ? 0 : 1ull << (value >> 8 & 63));
    }
    if (!(random >> 40 & 31)) call.arch = (uint32_t)dice_number(dice);
    call.instruction_pointer = random;
    return call;
}

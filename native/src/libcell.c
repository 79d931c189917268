// What Node lacks: the shared vocabulary, and the probe of this host. Loaded by packages/sandbox.
#include "libcell.h"

#include <stdarg.h>
#include <stdio.h>

#include "host.h"
#include "jail.h"
#include "spec.h"
#include "wire.h"
#include "words.h"

struct text {
    char *at;
    size_t left, whole;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(text->at, text->left, format, arguments);
    va_end(arguments);
    if (len < 0) return;
    size_t step = (size_t)len < text->left ? (size_t)len : text->left ? text->left - 1 : 0;
    text->at += step;
    text->left -= step;
    text->whole += (size_t)len;
}

static struct text into(char *buffer, uint32_t size) { return (struct text){buffer, size, 0}; }

#define MESSAGE_LINE(name, text, number) add(&out, "message\t%s\t%d\n", text, number);
#define FIELD_LINE(name, text, number) add(&out, "field\t%s\t%d\n", text, number);
#define CAUSE_LINE(name, text, number) add(&out, "cause\t%s\t%d\n", text, number);
#define PLACE_LINE(name, text, number) add(&out, "place\t%s\t%d\n", text, number);
#define POLICY_LINE(name, text, number) add(&out, "policy\t%s\t%d\n", text, number);

uint32_t cell_words(char *buffer, uint32_t size) {
    struct text out = into(buffer, size);
    CELL_MESSAGES(MESSAGE_LINE)
    CELL_FIELDS(FIELD_LINE)
    CELL_CAUSES(CAUSE_LINE)
    CELL_PLACES(PLACE_LINE)
    CELL_POLICIES(POLICY_LINE)
    add(&out, "bound\tframeBytes\t%d\n", FRAME_BYTES_MAX);
    add(&out, "bound\targs\t%d\n", ORDER_ARGS_MAX);
    add(&out, "bound\tstringBytes\t%d\n", ORDER_STRING_BYTES_MAX);
    add(&out, "bound\tinputs\t%d\n", SPEC_INPUTS_MAX);
    add(&out, "bound\tkeeps\t%d\n", SPEC_KEEPS_MAX);
    add(&out, "bound\toutputs\t%d\n", SPEC_OUTPUTS_MAX);
    return (uint32_t)out.whole;
}

uint32_t cell_probe(char *buffer, uint32_t size) {
    struct host_fact facts[HOST_FACTS_MAX];
    struct text out = into(buffer, size);
    size_t count = host_probe(facts);
    for (size_t i = 0; i < count; i++) add(&out, "%s\t%s\t%s\n", facts[i].name, facts[i].state, facts[i].detail);
    return (uint32_t)out.whole;
}

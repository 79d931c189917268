#include "words.h"

#define STEP_CASE(name, text, number) \
    case STEP_##name: \
        return text;

const char *step_name(enum cell_step step) {
    switch (step) {
        CELL_STEPS(STEP_CASE)
    case STEP_NONE:
        break;
    }
    return "unknown";
}

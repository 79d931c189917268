#include "ruling.h"

#include <linux/audit.h>

static bool belongs(const struct rule *rule, enum cell_policy policy) { return rule->policies >> policy & 1; }

bool rule_asks(const struct rule *rule, uint64_t token) {
    for (int i = 0; i < CONDITIONS_MAX; i++) {
        const struct condition *condition = &rule->conditions[i];
        if (condition->arg == TOKEN_ARGUMENT && condition->mask == UINT64_MAX && condition->value == token) return true;
    }
    return false;
}

static struct rule with_token(const struct rule *rule, uint64_t token) {
    struct rule own = *rule;
    for (int i = 0; i < CONDITIONS_MAX; i++) {
        if (own.conditions[i].value == POLICY_TOKEN) own.conditions[i].value = token;
    }
    return own;
}

bool book_open(struct book *book, const struct rule *rules, size_t count, enum cell_policy policy, uint64_t token) {
    *book = (struct book){.token = token};
    if (count > RULES_MAX) return false;
    for (size_t i = 0; i < count; i++) {
        if (rules[i].number < 0 || rules[i].number >= NUMBERS_RULED) return false;
        if (belongs(&rules[i], policy)) book->first[rules[i].number + 1]++;
    }
    uint16_t next[NUMBERS_RULED];
    for (int number = 0; number < NUMBERS_RULED; number++) {
        book->first[number + 1] = (uint16_t)(book->first[number] + book->first[number + 1]);
        next[number] = book->first[number];
    }
    for (size_t i = 0; i < count; i++) {
        book->list[i] = with_token(&rules[i], token);
        if (belongs(&rules[i], policy)) book->rows[next[rules[i].number]++] = &book->list[i];
    }
    return true;
}

static bool matches(const struct rule *rule, const struct seccomp_data *call) {
    for (int i = 0; i < CONDITIONS_MAX && rule->conditions[i].mask != 0; i++) {
        const struct condition *condition = &rule->conditions[i];
        if ((call->args[condition->arg] & condition->mask) != condition->value) return false;
    }
    return true;
}

uint32_t book_ruling(const struct book *book, const struct seccomp_data *call) {
    if (call->arch != AUDIT_ARCH_X86_64) return SECCOMP_RET_USER_NOTIF;
    if (call->nr < 0 || call->nr >= NUMBERS_RULED) return SECCOMP_RET_USER_NOTIF;
    for (uint16_t i = book->first[call->nr]; i < book->first[call->nr + 1]; i++) {
        if (!matches(book->rows[i], call)) continue;
        return book->rows[i]->error ? SECCOMP_RET_ERRNO | (uint16_t)book->rows[i]->error : SECCOMP_RET_ALLOW;
    }
    return SECCOMP_RET_USER_NOTIF;
}

const char *rule_fault(const struct rule *rule) {
    if (rule->number < 0 || rule->number >= NUMBERS_RULED) return "its number is out of range";
    if (rule->policies == 0 || rule->policies >> POLICY_COUNT != 0) return "it belongs to no policy or an unknown one";
    if ((rule->error < 0 || rule->error > 4095) && rule->error != DONE_FOR_SHOW) return "its error is none";
    if (!rule->reason || !*rule->reason) return "it has no reason";
    bool ended = false;
    for (int i = 0; i < CONDITIONS_MAX; i++) {
        const struct condition *condition = &rule->conditions[i];
        ended = ended || condition->mask == 0;
        if (ended && (condition->mask || condition->value || condition->arg))
            return "a condition stands after the last";
        if (condition->arg > 5) return "it looks at an argument that there is not";
        if (condition->value & ~condition->mask) return "a value of it lies beyond its mask";
    }
    return NULL;
}

// Each condition fixes bits of an argument: rows are apart where two of all their conditions fix one bit differently.
bool rules_overlap(const struct rule *one, const struct rule *other) {
    if (one->number != other->number || !(one->policies & other->policies)) return false;
    bool is_set_up = rule_asks(one, POLICY_TOKEN) != rule_asks(other, POLICY_TOKEN);
    if (is_set_up && one->error == other->error) return false;
    for (int i = 0; i < CONDITIONS_MAX; i++) {
        for (int k = 0; k < CONDITIONS_MAX; k++) {
            const struct condition *a = &one->conditions[i], *b = &other->conditions[k];
            if (a->arg == b->arg && ((a->value ^ b->value) & a->mask & b->mask) != 0) return false;
        }
    }
    return true;
}

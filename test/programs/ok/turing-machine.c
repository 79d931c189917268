// A Turing machine as a table: binary increment, and the busy beaver of three states.
#include <stdio.h>
#include <string.h>

struct rule {
    char state, read, write;
    int move;
    char next;
};

static int run(const struct rule *rules, size_t count, char *tape, int at, char state) {
    int steps = 0;
    for (; state != 'H'; steps++) {
        const struct rule *rule = rules;
        while (rule < rules + count && (rule->state != state || rule->read != tape[at])) rule++;
        if (rule == rules + count) return -1;
        tape[at] = rule->write;
        at += rule->move;
        state = rule->next;
    }
    return steps;
}

int main(void) {
    static const struct rule increment[] = {
        {'A', '1', '0', -1, 'A'}, {'A', '0', '1', -1, 'H'}, {'A', '_', '1', -1, 'H'}};
    char number[] = "____1011";
    for (int i = 0; i < 6; i++) {
        int steps = run(increment, 3, number, (int)strlen(number) - 1, 'A');
        printf("%s after %d steps\n", number, steps);
    }
    static const struct rule beaver[] = {{'A', '0', '1', 1, 'B'}, {'A', '1', '1', 1, 'H'},  {'B', '0', '0', 1, 'C'},
                                         {'B', '1', '1', 1, 'B'}, {'C', '0', '1', -1, 'C'}, {'C', '1', '1', -1, 'A'}};
    char tape[32];
    memset(tape, '0', 31);
    tape[31] = '\0';
    int steps = run(beaver, 6, tape, 15, 'A'), ones = 0;
    for (int i = 0; i < 31; i++) ones += tape[i] == '1';
    printf("busy beaver: %d steps, %d ones\n", steps, ones);
    return 0;
}

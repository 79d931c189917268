// A CSV with quotes from stdin becomes a table with totals.
// stdin: "item,price,amount\n\"nuts, mixed\",2.50,4\nbolts,0.10,250\n\"say \"\"cheese\"\"\",9.99,1\n\nwashers,0.05\n"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int split(char *line, char **fields, int most) {
    int count = 0;
    for (char *in = line, *out = line; count < most;) {
        fields[count++] = out;
        int quoted = *in == '"';
        in += quoted;
        while (*in && (quoted || *in != ',')) {
            if (quoted && *in == '"') {
                if (in[1] != '"') {
                    quoted = 0;
                    in++;
                    continue;
                }
                in++;
            }
            *out++ = *in++;
        }
        char end = *in++;
        *out++ = '\0';
        if (end == '\0') break;
    }
    return count;
}

int main(void) {
    char line[256], *fields[8];
    double total = 0;
    if (!fgets(line, sizeof line, stdin)) return 1;
    for (int number = 2; fgets(line, sizeof line, stdin); number++) {
        line[strcspn(line, "\n")] = '\0';
        int count = split(line, fields, 8);
        if (count != 3) {
            printf("line %d has %d field%s\n", number, count, count == 1 ? "" : "s");
            continue;
        }
        double sum = strtod(fields[1], NULL) * strtol(fields[2], NULL, 10);
        printf("%-14s %8.2f\n", fields[0], sum);
        total += sum;
    }
    printf("%-14s %8.2f\n", "total", total);
    return 0;
}

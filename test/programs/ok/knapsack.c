// Dynamic programming: the 0/1 knapsack, with the chosen things.
// stdin: "10\ntent 5 40\nstove 3 25\nwine 2 14\nbook 1 4\ncamera 4 30\nrope 3 18\nend\n"
#include <stdio.h>

enum { MOST = 20, HEAVIEST = 100 };
static struct {
    char name[16];
    int weight, value;
} things[MOST];
static int best[MOST + 1][HEAVIEST + 1];

int main(void) {
    int capacity, count = 0;
    if (scanf("%d", &capacity) != 1 || capacity > HEAVIEST) return 1;
    while (count < MOST &&
           scanf("%15s %d %d", things[count].name, &things[count].weight, &things[count].value) == 3)
        count++;
    for (int i = 1; i <= count; i++)
        for (int room = 0; room <= capacity; room++) {
            best[i][room] = best[i - 1][room];
            int weight = things[i - 1].weight;
            if (weight <= room && best[i - 1][room - weight] + things[i - 1].value > best[i][room])
                best[i][room] = best[i - 1][room - weight] + things[i - 1].value;
        }
    printf("%d things, best value %d:", count, best[count][capacity]);
    for (int i = count, room = capacity; i > 0; i--)
        if (best[i][room] != best[i - 1][room]) {
            printf(" %s", things[i - 1].name);
            room -= things[i - 1].weight;
        }
    putchar('\n');
    return 0;
}

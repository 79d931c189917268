// freopen turns stdin and stdout into files, as in old contests; stderr stays.
// option: {"inputs":[{"path":"task.in","content":"5\n3 1 4 1 5\n"}],"outputs":["task.out"]}
// expect: {"stdout":"","stderrContains":"done","outputs":{"task.out":"sum 14\n"}}
#include <stdio.h>

int main(void) {
    if (!freopen("task.in", "r", stdin) || !freopen("task.out", "w", stdout)) {
        perror("freopen");
        return 1;
    }
    int count, sum = 0;
    if (scanf("%d", &count) != 1) return 2;
    while (count-- > 0) {
        int number;
        if (scanf("%d", &number) != 1) return 3;
        sum += number;
    }
    printf("sum %d\n", sum);
    fprintf(stderr, "done\n");
    return 0;
}

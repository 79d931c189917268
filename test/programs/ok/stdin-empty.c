// Without input stdin is at its end at once, for every way of reading.
#include <stdio.h>
#include <unistd.h>

int main(void) {
    char line[8];
    int number;
    printf("getchar %d\n", getchar() == EOF);
    printf("feof %d\n", feof(stdin) != 0);
    clearerr(stdin);
    printf("scanf %d\n", scanf("%d", &number) == EOF);
    clearerr(stdin);
    printf("fgets %d\n", fgets(line, sizeof line, stdin) == NULL);
    printf("read %zd\n", read(0, line, sizeof line));
    return 0;
}

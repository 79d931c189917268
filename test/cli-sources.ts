// Programs that the command is tried with, by the names of their files.

export const sources: Record<string, string> = {
  'echo.c': `#include <stdio.h>
int main(int count, char **words) {
    for (int i = 1; i < count; i++) fprintf(stderr, "<%s>", words[i]);
    for (int c; (c = getchar()) != EOF;) putchar(c);
    return count;
}`,
  'spins.c': 'int main(void) { for (;;); }',
  'forks.c': '#include <unistd.h>\nint main(void) { return fork(); }',
  'crashes.c': 'int main(void) { int *nothing = 0; return *nothing; }',
  'broken.c': 'int main(void) { return nothing; }',
  'floods.c': '#include <stdio.h>\nint main(void) { for (;;) puts("flood"); }',
  'waits.c': '#include <unistd.h>\nint main(void) { write(1, "here\\n", 5); for (;;) pause(); }',
  'main.c': '#include "lib/twice.h"\n#include <stdio.h>\nint main(void) { printf("%d\\n", twice(N)); }',
  'lib/twice.h': 'int twice(int);',
  'lib/twice.c': '#include "twice.h"\nint twice(int n) { return 2 * n; }',
  'files.c': `#include <stdio.h>
int main(void) {
    char text[16] = {0};
    fgets(text, sizeof text, fopen("in.txt", "r"));
    fprintf(fopen("left.txt", "w"), "saw %s", text);
    return 0;
}`,
  'reads.c': `#include <stdio.h>
int sizes[] = {
#include "lib/sizes.inc"
};
int main(void) {
    char word[16] = "";
    fscanf(fopen("lib/word.txt", "r"), "%15s", word);
    printf("%s %d\\n", word, sizes[1]);
    return fopen("lib/sizes.inc", "r") == NULL;
}`,
  'lib/word.txt': 'seven',
  'lib/sizes.inc': '3, 4',
  'words.json': `[{ "expected": "seven 4" }, { "expected": "eight 4", "inputs": [{ "path": "lib/word.txt", "content": "eight" }] }]`,
  'asks.c': `#include <stdio.h>
#include <unistd.h>
int main(void) {
    char name[64];
    printf("%d name? ", isatty(0));
    fflush(stdout);
    if (fgets(name, sizeof name, stdin) == 0) return 9;
    printf("hello %s", name);
    return 7;
}`,
  'sum.c': '#include <stdio.h>\nint main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); }',
  'judge.c': 'int main(void) { return 1; }',
};

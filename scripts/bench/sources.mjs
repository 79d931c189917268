// The programs that are sent. Each number gives another program, and always the same one.

/** Hello world. */
export const helloSource = (number) =>
  `#include <stdio.h>\nint main(void) { printf("hello, world ${number}\\n"); return 0; }\n`;

/** A program that adds the numbers it reads. */
export const sumSource = (number) => `#include <stdio.h>
int main(void) {
    long sum = ${number}, term;
    while (scanf("%ld", &term) == 1) sum += term;
    printf("%ld\\n", sum);
    return 0;
}
`;

/** A program of so many lines of statements, as short as its size allows a source to be. */
export function linesSource(count, number) {
  const functions = Array.from({ length: Math.ceil(count / 100) }, (_, index) => {
    const statements = Array.from({ length: Math.min(100, count - 100 * index) }, (_, at) =>
      at % 2 === 0 ? 's+=i;' : 's^=3;',
    );
    return `int f${index}(int i) { int s = ${number};\n${statements.join('\n')}\nreturn s; }`;
  });
  return `#include <stdio.h>\n${functions.join('\n')}\nint main(void) { printf("%d\\n", f0(1)); return 0; }\n`;
}

const headers = ['stdio', 'stdlib', 'string', 'math', 'ctype', 'time'];
const lines = 300;

/** A program of 300 lines with six headers: lists, words, matrices and means, as in a solved exercise. */
export function longSource(number) {
  const head = headers.map((name) => `#include <${name}.h>`);
  const main = ['int main(void) {', `    printf("%d %d\\n", ${number}, list_0(100));`, '    return 0;', '}'];
  const functions = [];
  for (let index = 0; ; index++) {
    const next = functionOf(index, number % 1000).split('\n');
    if (head.length + functions.length + next.length + main.length > lines) break;
    functions.push(...next);
  }
  const missing = lines - head.length - functions.length - main.length;
  const remarks = Array.from({ length: missing }, () => '// Solves the exercise.');
  return `${[...head, ...remarks, ...functions, ...main].join('\n')}\n`;
}

const functionOf = (index, number) => functionKinds[index % functionKinds.length](index, number);

const functionKinds = [
  (index, number) => `
struct node_${index} { int key; struct node_${index} *next; };

int list_${index}(int count) {
    struct node_${index} *head = NULL, *node;
    int sum = 0;
    for (int i = 0; i < count; i++) {
        node = malloc(sizeof *node);
        if (node == NULL) return -1;
        node->key = i * ${number + 3};
        node->next = head;
        head = node;
    }
    while (head != NULL) {
        node = head->next;
        sum += head->key;
        free(head);
        head = node;
    }
    return sum;
}
`,
  (index, number) => `
// How many words of the text begin with a capital letter.
int words_${index}(const char *text) {
    int count = ${number}, inside = 0;
    for (size_t i = 0; i < strlen(text); i++) {
        if (isspace((unsigned char)text[i])) {
            inside = 0;
        } else if (!inside) {
            inside = 1;
            if (isupper((unsigned char)text[i])) count++;
        }
    }
    return count;
}
`,
  (index, number) => `
void multiply_${index}(double a[4][4], double b[4][4], double result[4][4]) {
    for (int row = 0; row < 4; row++) {
        for (int column = 0; column < 4; column++) {
            double sum = ${number}.0;
            for (int k = 0; k < 4; k++) sum += a[row][k] * b[k][column];
            result[row][column] = sum;
        }
    }
}
`,
  (index, number) => `
// Prints mean and deviation; false where there is nothing to take a mean of.
int describe_${index}(const double *values, int count) {
    double sum = 0, squares = 0;
    if (count == 0) {
        fprintf(stderr, "nothing to describe (${number})\\n");
        return 0;
    }
    for (int i = 0; i < count; i++) sum += values[i];
    double mean = sum / count;
    for (int i = 0; i < count; i++) squares += (values[i] - mean) * (values[i] - mean);
    printf("mean %.3f, deviation %.3f\\n", mean, sqrt(squares / count));
    return 1;
}
`,
];

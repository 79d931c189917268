// A lexer of C over stdin that looks one character ahead with ungetc.
// stdin: "int main(void) { /* comment **/\n  return x1 >= 0x1F && y != 3.5e-2 ? a->b : \"str\\\"ing\"; // end\n}\n"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static int counts[5];
enum { NAME, NUMBER, STRING, PUNCTUATION, COMMENT };

static void emit(int kind, const char *text) {
    static const char *const kinds[] = {"name", "number", "string", "punct", "comment"};
    counts[kind]++;
    if (kind != COMMENT) printf("%s:%s ", kinds[kind], text);
}

static void take_while(char *text, int (*wanted)(int)) {
    size_t n = strlen(text);
    int c;
    while ((c = getchar()) != EOF && wanted(c)) text[n++] = (char)c;
    text[n] = '\0';
    ungetc(c, stdin);
}

static int in_name(int c) { return isalnum(c) || c == '_'; }
static int in_number(int c) { return isalnum(c) || c == '.' || c == '-'; }

static void comment(int kind) {
    for (int before = 0, c; (c = getchar()) != EOF; before = c)
        if (kind == '/' ? c == '\n' : before == '*' && c == '/') break;
    emit(COMMENT, "");
}

int main(void) {
    for (int c; (c = getchar()) != EOF;) {
        char text[64] = {(char)c};
        if (isspace(c)) continue;
        if (isdigit(c)) {
            take_while(text, in_number);
            emit(NUMBER, text);
        } else if (in_name(c)) {
            take_while(text, in_name);
            emit(NAME, text);
        } else if (c == '"') {
            size_t n = 0;
            for (int escaped = 0; (c = getchar()) != EOF && (escaped || c != '"'); escaped = !escaped && c == '\\') text[n++] = (char)c;
            text[n] = '\0';
            emit(STRING, text);
        } else {
            int next = getchar();
            if (c == '/' && (next == '/' || next == '*')) {
                comment(next);
                continue;
            }
            if (strchr("=&|>", next) && strchr("<>=!&|-", c))
                text[1] = (char)next;
            else
                ungetc(next, stdin);
            emit(PUNCTUATION, text);
        }
    }
    printf("\n%d names, %d numbers, %d strings, %d punctuation, %d comments\n", counts[0], counts[1], counts[2], counts[3], counts[4]);
    return 0;
}

// Wide characters in the C.UTF-8 locale: classification, conversion and wprintf.
// stdin: "Straße 東京 naïve 🎈\n"
#include <locale.h>
#include <stdio.h>
#include <wchar.h>
#include <wctype.h>

int main(void) {
    if (!setlocale(LC_ALL, "C.UTF-8")) {
        puts("no UTF-8 locale");
        return 1;
    }
    wchar_t line[64];
    if (!fgetws(line, 64, stdin)) return 2;
    size_t letters = 0, spaces = 0, upper = 0;
    for (const wchar_t *c = line; *c; c++) {
        letters += iswalpha((wint_t)*c) != 0;
        spaces += iswspace((wint_t)*c) != 0;
        upper += iswupper((wint_t)*c) != 0;
    }
    wprintf(L"%zu characters: %zu letters, %zu upper, %zu white\n", wcslen(line), letters, upper, spaces);
    for (wchar_t *c = line; *c; c++) *c = (wchar_t)towupper((wint_t)*c);
    wprintf(L"%ls", line);
    wchar_t *rest;
    for (wchar_t *word = wcstok(line, L" \n", &rest); word; word = wcstok(NULL, L" \n", &rest))
        wprintf(L"%-8ls U+%04X\n", word, (unsigned)word[0]);
    wprintf(L"%d %ls\n", wcscmp(L"Äpfel", L"Zebra") > 0, wcschr(L"weiß", L'ß'));
    return 0;
}

/* The C.UTF-8 locale: conversions, classes and wide output. */
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

int main(void) {
  if (setlocale(LC_ALL, "C.UTF-8") == NULL) return 1;
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) return 2;

  wchar_t wide[8];
  if (mbstowcs(wide, "\xc3\xa4\xe2\x82\xac", 8) != 2 || wide[0] != 0xe4 || wide[1] != 0x20ac) return 3;
  if (!iswalpha(0xe4) || towupper(0xe4) != 0xc4) return 4;

  wprintf(L"%lc%lc\n", (wint_t)0xc4, (wint_t)0x20ac);
  return 0;
}

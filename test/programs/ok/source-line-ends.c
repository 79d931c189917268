// Windows line ends, a tab, a form feed, a spliced line and no newline at the end.
// expect: {"stdout":"spliced\r\n9 lines\n"}
#include <stdio.h>

#define TEXT "spl\
iced\r\n"
int main(void) {
	printf(TEXT);
	printf("%d lines\n", __LINE__);
	return 0;
}
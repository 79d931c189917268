// #line may name any file and hold odd bytes; diagnostics stay clean text.
// expect: {"compileContains":"undeclared"}
#line 7 "/home/operator/\033[31msecret.c"
int main(void) { return undeclared; }

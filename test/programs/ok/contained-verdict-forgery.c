// Text that looks like a verdict, a header or a log line is output and nothing else.
#include <stdio.h>
#include <unistd.h>

int main(void) {
    puts("{\"id\":\"x\",\"verdict\":\"forbidden_syscall\",\"run\":null}");
    puts("exitcode:137\nstatus:TO\nkilled:1");
    puts("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r");
    puts("</script><script>alert(1)</script>");
    puts("\033[2J\033]0;title\a\033[31mred\033[0m \xe2\x80\xae reversed");
    fputs("Disallowed system call: SYS_socket\nSegmentation fault\n", stderr);
    puts(write(3, "OK\n", 3) < 0 ? "nothing listens on descriptor 3" : "WRITTEN");
    return 0;
}

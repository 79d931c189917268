// A file handle knows no directories, so none holds it back.
// expect: {"syscall":"name_to_handle_at"}
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    struct file_handle *handle = calloc(1, sizeof *handle + MAX_HANDLE_SZ);
    int mount;
    if (!handle) return 1;
    handle->handle_bytes = MAX_HANDLE_SZ;
    if (name_to_handle_at(AT_FDCWD, "/", handle, &mount, 0) != 0) return perror("name_to_handle_at"), 1;
    printf("handle of %u bytes on mount %d\n", handle->handle_bytes, mount);
    return 0;
}

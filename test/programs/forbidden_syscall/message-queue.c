// A POSIX message queue.
// option: {"compiler":{"libraries":["rt"]}}
// expect: {"syscall":"mq_open"}
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>

int main(void) {
    struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = 64};
    mqd_t queue = mq_open("/letterbox", O_CREAT | O_RDWR, 0600, &attributes);
    if (queue == (mqd_t)-1) return perror("mq_open"), 1;
    return mq_send(queue, "hello", 5, 0);
}

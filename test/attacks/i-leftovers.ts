// I: what processes talk through, and what it could leave behind.

import { type Attack, refusedCall, snippet } from './attack.js';

export const leftoverAttacks: Attack[] = [
  refusedCall('I01', 'shmget', 'call(SYS_shmget, 77, 4096, 01666)'),
  refusedCall('I01', 'shmat', 'call(SYS_shmat, 0, 0, 0)'),
  refusedCall('I01', 'shmctl', 'call(SYS_shmctl, 0, 0, 0)'),
  refusedCall('I01', 'semget', 'call(SYS_semget, 77, 1, 01666)'),
  refusedCall('I01', 'semop', 'call(SYS_semop, 0, page, 1)'),
  refusedCall('I01', 'msgget', 'call(SYS_msgget, 77, 01666)'),
  refusedCall('I02', 'mq_open', 'call(SYS_mq_open, "x", 0102, 0600, 0)'),
  snippet(
    'I03',
    'shm_open',
    'must(open("/dev/shm/x", O_RDWR | O_CREAT, 0600) == -1); must(errno == ENOENT || errno == EROFS || errno == EACCES);',
  ),
  refusedCall('I04', 'keyctl', 'call(SYS_keyctl, 0, -3, 1)'),
  refusedCall('I04', 'add_key', 'call(SYS_add_key, "user", "x", "y", 1, -3)'),
  refusedCall('I04', 'request_key', 'call(SYS_request_key, "user", "x", 0, -3)'),
  refusedCall('I05', 'eventfd2', 'call(SYS_eventfd2, 0, 0)'),
  refusedCall('I05', 'signalfd4', 'call(SYS_signalfd4, -1, page, 8, 0)'),
  refusedCall('I05', 'timerfd_create', 'call(SYS_timerfd_create, 1, 0)'),
  refusedCall('I05', 'epoll_create1', 'call(SYS_epoll_create1, 0)'),
  refusedCall('I05', 'pipe2', 'call(SYS_pipe2, page, 0)'),
  refusedCall('I05', 'pipe', 'call(SYS_pipe, page)'),
  refusedCall('I06', 'flock', 'call(SYS_flock, open("/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY), 2)'),
  refusedCall(
    'I06',
    'fcntl',
    'struct flock all = {.l_type = F_RDLCK}; fcntl(open("/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY), F_SETLK, &all)',
  ),
  refusedCall('I07', 'socket', 'call(SYS_socket, 1, 1, 0)'),
  snippet(
    'I08',
    'a futex on a page of a library that others map too',
    `int fd = open("/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY); must(fd >= 0);
     fails((long)mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), EACCES);
     int *shared = mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0); must(shared != MAP_FAILED);
     // A word of the page that is no other program's, should this one be played elsewhere at the same time.
     struct { long s, ns; } now; must(call(SYS_clock_gettime, 0, &now) == 0);
     shared += now.ns / 1000 % 1024;
     struct { long s, ns; } soon = {0, 50000000};
     must(call(SYS_futex, shared, 0, *shared, &soon, 0, 0) == -1); must(errno == ETIMEDOUT || errno == EFAULT || errno == EACCES);
     must(call(SYS_futex, shared, 1, 1000, 0, 0, 0) <= 0);`,
    {
      adapted:
        'who waits on the same word of the same page can be woken, if it wants to be; nobody of the service waits there',
    },
  ),
];

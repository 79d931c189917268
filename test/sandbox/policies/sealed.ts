// No new descriptor but those that are handed in: the inputs, over the socket at descriptor 3, in their order.

import type { CellInput } from '@cellblock/sandbox';
import type { Profile } from './profile.js';

const file = (path: string, content: string): CellInput => ({ path, content: Buffer.from(content) });
const hundred = Array.from({ length: 100 }, (_, index) => file(`input-${index}`, `content ${index}`));

/** Receives the next file: its descriptor, and its name; -1 where there is none. */
const receive = `static char name[256]; static int flags;
static int receive(void) {
    union { struct cmsghdr header; char space[CMSG_SPACE(sizeof(int))]; } control;
    struct iovec part = {name, sizeof name - 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t size = recvmsg(3, &message, flags);
    if (size <= 0) return -1;
    name[size] = 0;
    int file;
    memcpy(&file, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof file);
    return file;
}`;

export const sealed: Profile = {
  policy: 'sealed',
  link: 'static',
  works: [
    {
      name: 'receives its files in the order in which they were asked for',
      before: receive,
      body: `for (int file; (file = receive()) >= 0; close(file)) {
          char text[64] = {0}; ssize_t size = read(file, text, sizeof text - 1);
          say("file", "%s %d %s", name, (int)size, text);
        }`,
      inputs: [file('zebra', 'one'), file('sub/ape', 'second'), file('empty', ''), file('again', 'one')],
      says: ['file\tzebra 3 one', 'file\tsub/ape 6 second', 'file\tempty 0 ', 'file\tagain 3 one'],
    },
    {
      name: 'receives a hundred',
      before: receive,
      body: `int count = 0; char last[64] = {0};
        for (int file; (file = receive()) >= 0; close(file), count++) read(file, last, sizeof last - 1);
        say("count", "%d, %s", count, last);`,
      inputs: hundred,
      says: ['count\t100, content 99'],
    },
    {
      name: 'is told the end at once where there are none',
      before: receive,
      body: 'say("file", "%d", receive()); say("again", "%d", receive());',
      says: ['file\t-1', 'again\t-1'],
    },
    {
      name: 'can’t change what it got',
      before: receive,
      body: `int file = receive();
        say("write", "%s", outcome(write(file, "x", 1)));
        void *map = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        say("map", "%s", outcome(map == MAP_FAILED ? -1 : 0));`,
      inputs: [file('letter', 'dear')],
      says: ['write\tEBADF', 'map\tEACCES'],
    },
    {
      name: 'reads them by stdio, from anywhere in them',
      before: receive,
      body: `FILE *letter = fdopen(receive(), "r"); char word[16] = {0};
        fseek(letter, -5, SEEK_END); say("end", "%s", fgets(word, sizeof word, letter)); rewind(letter);
        say("begin", "%.4s", fgets(word, sizeof word, letter)); say("size", "%ld", (fseek(letter, 0, SEEK_END), ftell(letter)));`,
      inputs: [file('letter', 'dear reader')],
      says: ['end\teader', 'begin\tdear', 'size\t11'],
    },
    {
      name: 'maps them, and reads at an offset',
      before: receive,
      body: `int file = receive(); char word[8] = {0};
        const char *map = mmap(0, 4096, PROT_READ, MAP_SHARED, file, 0);
        say("map", "%.4s", map); pread(file, word, 6, 5); say("offset", "%s", word);`,
      inputs: [file('letter', 'dear reader')],
      says: ['map\tdear', 'offset\treader'],
    },
    {
      name: 'looks before it takes',
      before: `#include <poll.h>\n${receive}`,
      body: `struct pollfd socket = {.fd = 3, .events = POLLIN}; poll(&socket, 1, 5000);
        say("ready", "%d", (socket.revents & POLLIN) != 0);
        flags = MSG_PEEK; int first = receive(); say("peek", "%s", name);
        flags = MSG_DONTWAIT; int second = receive(); say("take", "%s %s", name, first == second ? "same" : "another");
        say("then", "%d", receive());`,
      inputs: [file('only', 'x')],
      says: ['ready\t1', 'peek\tonly', 'take\tonly another', 'then\t-1'],
    },
    {
      name: 'has one descriptor a file, and loses none that it closes',
      before: receive,
      body: `int first = receive(), second = receive(); close(first); int third = receive();
        say("numbers", "%d %d %d", first, second, third);`,
      inputs: [file('a', '1'), file('b', '2'), file('c', '3')],
      says: ['numbers\t4 5 4'],
    },
    {
      name: 'filters stdin to stdout meanwhile, and sleeps',
      before: receive,
      body: 'char word[16]; int file = receive(); while (scanf("%15s", word) == 1) say(word, "%d", file); usleep(1000);',
      stdin: 'one two',
      inputs: [file('a', '1')],
      says: ['one\t4', 'two\t4'],
    },
  ],
  refused: [
    { body: 'open("/dev/null", O_RDONLY);', call: 'openat' },
    { body: 'open("new", O_CREAT | O_WRONLY, 0600);', call: 'openat' },
    { body: 'syscall(SYS_open, "/dev/null", O_RDONLY);', call: 'open' },
    { body: 'syscall(SYS_creat, "new", 0600);', call: 'creat' },
    { body: 'int ends[2]; pipe(ends);', call: 'pipe2' },
    { body: 'dup2(3, 7);', call: 'dup2' },
    { body: 'fcntl(0, F_DUPFD, 10);', call: 'fcntl' },
    { body: 'syscall(SYS_memfd_create, "x", 0);', call: 'memfd_create' },
    { body: 'socket(AF_UNIX, SOCK_STREAM, 0);', call: 'socket' },
    { body: 'int ends[2]; socketpair(AF_UNIX, SOCK_STREAM, 0, ends);', call: 'socketpair' },
    { body: 'accept(3, 0, 0);', call: 'accept' },
    { body: 'struct msghdr message = {0}; recvmsg(0, &message, 0);', call: 'recvmsg' },
    { body: 'struct msghdr message = {0}; sendmsg(3, &message, 0);', call: 'sendmsg' },
    { body: 'char byte; recv(3, &byte, 1, 0);', call: 'recvfrom' },
    { body: 'fork();', call: 'clone' },
    { body: 'mkdir("x", 0700);', call: 'mkdir' },
    { body: 'kill(1, SIGTERM);', call: 'kill' },
  ],
};

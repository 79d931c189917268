// Ways to take memory: one program that takes so many bytes in the way that it is told, and one whose bss they are.

import { probe } from './probe.js';

/** What the program below is told; `bss` is a program of its own, since its size is the linker's. */
export const ways = ['malloc', 'private', 'shared', 'stack', 'threads', 'scratch'] as const;

/** Takes argv[2] bytes in the way argv[1] and touches every page of them, then says so. */
export const taker = probe(
  `way = argv[1]; size_t size = strtoul(argv[2], 0, 10);
   if (!strcmp(way, "malloc")) for (size_t done = 0; done < size; done += 1 << 16) touch(malloc((1 << 16) - 16), (1 << 16) - 16);
   if (!strcmp(way, "private")) touch(mapped(size, MAP_PRIVATE), size);
   if (!strcmp(way, "shared")) touch(mapped(size, MAP_SHARED), size);
   if (!strcmp(way, "stack")) deepen(size);
   if (!strcmp(way, "threads")) {
       pthread_t list[THREADS]; pthread_attr_t large; pthread_attr_init(&large);
       pthread_attr_setstacksize(&large, size / THREADS + (1 << 20)); pthread_barrier_init(&all, 0, THREADS);
       for (int i = 0; i < THREADS; i++) if (pthread_create(&list[i], &large, hold, (void *)(size / THREADS))) return 3;
       for (int i = 0; i < THREADS; i++) pthread_join(list[i], 0);
   }
   if (!strcmp(way, "scratch")) {
       static char page[4096]; int file = open("file", O_CREAT | O_WRONLY, 0600);
       for (size_t done = 0; done < size; done += sizeof page) if (write(file, page, sizeof page) != sizeof page) return 4;
   }
   say("took", "%zu", size);`,
  `enum { THREADS = 4 };
   static const char *way; static pthread_barrier_t all;
   static void touch(volatile char *bytes, size_t size) { for (size_t at = 0; at < size; at += 4096) bytes[at] = 1; }
   static void *mapped(size_t size, int how) {
       void *bytes = mmap(0, size, PROT_READ | PROT_WRITE, how | MAP_ANONYMOUS, -1, 0);
       if (bytes == MAP_FAILED) _exit(5);
       return bytes;
   }
   static void __attribute__((noinline)) deepen(size_t size) {
       volatile char frame[32768]; touch(frame, sizeof frame);
       if (size > sizeof frame) deepen(size - sizeof frame);
       frame[0] = frame[0] + 1;
   }
   static void *hold(void *size) { deepen((size_t)size); pthread_barrier_wait(&all); return 0; }`,
);

/** The same with a bss of so many bytes. */
export const holder = (bytes: number) =>
  probe(
    `for (size_t at = 0; at < sizeof held; at += 4096) held[at] = 1; say("took", "%zu", sizeof held);`,
    `static volatile char held[${bytes}];`,
  );

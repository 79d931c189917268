/* Threads of C11 and POSIX, atomics, and a cancellation, which loads libgcc_s. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <threads.h>

static atomic_int count;
static mtx_t lock;

static int add(void *unused) {
  (void)unused;
  for (int i = 0; i < 1000; i++) {
    mtx_lock(&lock);
    count = count + 1;
    mtx_unlock(&lock);
  }
  return 0;
}

static void *wait_for_ever(void *unused) {
  for (;;) pthread_testcancel();
  return unused;
}

int main(void) {
  thrd_t threads[4];
  if (mtx_init(&lock, mtx_plain) != thrd_success) return 1;
  for (int i = 0; i < 4; i++) {
    if (thrd_create(&threads[i], add, NULL) != thrd_success) return 2;
  }
  for (int i = 0; i < 4; i++) thrd_join(threads[i], NULL);
  if (count != 4000) return 3;

  pthread_t waiting;
  void *result;
  if (pthread_create(&waiting, NULL, wait_for_ever, NULL) != 0) return 4;
  if (pthread_cancel(waiting) != 0 || pthread_join(waiting, &result) != 0) return 5;
  if (result != PTHREAD_CANCELED) return 6;

  puts("ok");
  return 0;
}

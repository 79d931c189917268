// A static assertion that doesn't hold.
// option: {"compiler":{"standard":"c11"}}
// expect: {"diagnostic":{"severity":"error","message":"a packet is twelve bytes"}}
#include <assert.h>
#include <stdint.h>

struct packet {
    uint8_t kind;
    uint32_t length;
    uint32_t checksum;
    uint8_t flags;
};
static_assert(sizeof(struct packet) == 12, "a packet is twelve bytes");

int main(void) { return 0; }

// A gcc plugin that turns Debian's own cc1 into a fork server (src/zygote.h).
//
// cc1 starts with a main.c that holds a prefix, maybe empty, of the sources to come: "#include <stdio.h>\n", say.
// When start-up is done and the prefix has been parsed, the process stops here. Each copy then replaces the text of
// its main buffer by the real main.c of its own scratch directory, which begins with the same prefix, and goes on as
// if nothing had happened. The copy is confined before it reads a byte of that file.
//
// What this relies on, and what the self-test at start-up therefore proves: the first members of libcpp's cpp_buffer,
// and that a source which is ASCII or UTF-8 is not converted (a byte order mark is dropped).
#include "gcc-plugin.h"
#include "cpplib.h"
#include "zygote-serve.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int plugin_is_GPL_compatible;
extern cpp_reader *parse_in;
extern void initialize_rtl(void);

namespace {

// The head of libcpp's private struct cpp_buffer.
struct buffer_head {
    const unsigned char *cur, *line_base, *next_line, *buf, *rlimit, *to_free;
};

const size_t padding = 64; // the lexer reads whole vectors beyond the end
const char main_file[] = "main.c";

buffer_head *main_buffer;
unsigned char *prefix;
size_t prefix_len;
bool is_served;
void (*next_file_change)(cpp_reader *, const line_map_ordinary *);

buffer_head *current_buffer() { return *reinterpret_cast<buffer_head **>(parse_in); }

[[noreturn]] void fail(const char *what) {
    fprintf(stderr, "cellblock: %s: %s\n", main_file, what);
    _exit(1);
}

// The main file, with what libcpp expects behind its end.
unsigned char *read_main(size_t *ret_len) {
    int fd = open(main_file, O_RDONLY | O_CLOEXEC);
    struct stat stat;
    if (fd < 0 || fstat(fd, &stat) < 0) fail("cannot be read");
    size_t size = (size_t)stat.st_size, len = 0;
    unsigned char *text = (unsigned char *)xmalloc(size + padding);
    while (len < size) {
        ssize_t got = read(fd, text + len, size - len);
        if (got <= 0) fail("cannot be read");
        len += (size_t)got;
    }
    close(fd);
    if (prefix_len == 0 && len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        len -= 3;
        memmove(text, text + 3, len);
    }
    memset(text + len, 0, padding);
    // A lone carriage return at the end counts as a line end of its own.
    text[len] = len > 0 && text[len - 1] == '\r' ? '\r' : '\n';
    *ret_len = len;
    return text;
}

void replace_main() {
    size_t len;
    unsigned char *text = read_main(&len);
    if (len < prefix_len || memcmp(text, prefix, prefix_len) != 0) fail("does not begin with the prefix");
    buffer_head *buffer = main_buffer;
    buffer->buf = text;
    buffer->next_line = text + prefix_len;
    buffer->rlimit = text + len;
    buffer->to_free = nullptr;
}

void serve() {
    is_served = true;
    // What is written already but not flushed, the first line of the assembly, is each copy's to write.
    zygote_serve(nullptr, 0, nullptr);
    replace_main();
}

// Called when libcpp enters or leaves a file: the prefix is done when the main file is current and used up.
void on_file_change(cpp_reader *reader, const line_map_ordinary *map) {
    next_file_change(reader, map);
    buffer_head *buffer = current_buffer();
    if (!is_served && map && buffer == main_buffer && buffer->next_line >= buffer->rlimit) serve();
}

void on_start(void *, void *) {
    initialize_rtl();
    main_buffer = current_buffer();
    if (!main_buffer) fail("has no buffer");
    prefix_len = (size_t)(main_buffer->rlimit - main_buffer->buf);
    prefix = (unsigned char *)xmalloc(prefix_len + 1);
    memcpy(prefix, main_buffer->buf, prefix_len);
    if (prefix_len == 0) {
        serve();
        return;
    }
    cpp_callbacks *callbacks = cpp_get_callbacks(parse_in);
    next_file_change = callbacks->file_change;
    callbacks->file_change = on_file_change;
}

} // namespace

int plugin_init(plugin_name_args *plugin, plugin_gcc_version *) {
    register_callback(plugin->base_name, PLUGIN_START_UNIT, on_start, nullptr);
    return 0;
}

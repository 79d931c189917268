// Settings that keep an ordinary user from user namespaces, in a directory that stands for /proc.
#include "obstacle.h"

#include <string.h>

#include "cgroup-place.h"
#include "checks.h"

static const char apparmor[] = "proc/sys/kernel/apparmor_restrict_unprivileged_userns";
static const char debian[] = "proc/sys/kernel/unprivileged_userns_clone";
static const char count[] = "proc/sys/user/max_user_namespaces";

static struct place host(const char *restricted, const char *clone, const char *most) {
    struct place place = place_open();
    place_make(&place, "proc/sys/kernel");
    place_make(&place, "proc/sys/user");
    if (restricted) place_put(&place, apparmor, "%s", restricted);
    if (clone) place_put(&place, debian, "%s", clone);
    if (most) place_put(&place, count, "%s", most);
    return place;
}

static void free_hosts(struct checks *checks) {
    static const char *const settings[][3] = {
        {NULL, NULL, NULL}, {"0\n", NULL, "1000\n"}, {NULL, "1\n", "95977\n"}, {"0\n", "1\n", "1\n"}, {"", "", ""}};
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        struct place place = host(settings[i][0], settings[i][1], settings[i][2]);
        CHECK(!obstacle_to_user_namespaces(place.proc));
        place_close(&place);
    }
}

static void named(struct checks *checks, struct place place, const char *setting, const char *remedy) {
    const char *text = obstacle_to_user_namespaces(place.proc);
    CHECK(text && strstr(text, setting));
    CHECK(text && strstr(text, remedy));
    place_close(&place);
}

static void obstacles(struct checks *checks) {
    named(checks, host("1\n", "0\n", "0\n"), "apparmor_restrict_unprivileged_userns is 1", "packaging/apparmor");
    named(checks, host("1\n", NULL, "9\n"), "apparmor_restrict_unprivileged_userns is 1", "sysctl kernel.apparmor");
    named(checks, host("0\n", "0\n", "0\n"), "unprivileged_userns_clone is 0", "as root");
    named(checks, host(NULL, "1\n", "0\n"), "max_user_namespaces is 0", "as root");
    named(checks, host(NULL, NULL, "0"), "max_user_namespaces is 0", "sysctl user.max");
}

int main(void) {
    static const struct test tests[] = {
        {"a host without such a setting has no obstacle", free_hosts},
        {"each setting is named with its remedies, the most particular first", obstacles},
    };
    return checks_run("obstacle", tests, sizeof tests / sizeof *tests);
}

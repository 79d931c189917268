// What the kernel says of a process's profile or domain, in a directory that stands for /proc.
#include "confinement.h"

#include "cgroup-place.h"
#include "checks.h"

static const struct {
    const char *apparmor, *common, *label;
    enum confinement confinement;
} hosts[] = {
    {NULL, NULL, "none", CONFINEMENT_NONE},
    {NULL, "", "none", CONFINEMENT_NONE},
    {"unconfined\n", "unconfined\n", "unconfined", CONFINEMENT_UNCONFINED},
    {"cellblock-warden (enforce)\n", NULL, "cellblock-warden (enforce)", CONFINEMENT_CONFINED},
    {NULL, "system_u:system_r:cellblock_t:s0", "system_u:system_r:cellblock_t:s0", CONFINEMENT_CONFINED},
    {NULL, "unconfined_u:unconfined_r:unconfined_t:s0", "unconfined_u:unconfined_r:unconfined_t:s0",
     CONFINEMENT_UNCONFINED},
    {NULL, "system_u:system_r:initrc_t:s0", "system_u:system_r:initrc_t:s0", CONFINEMENT_UNCONFINED},
};

static void labels(struct checks *checks) {
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        struct place place = place_open();
        char label[128];
        place_make(&place, "proc/self/attr/apparmor");
        if (hosts[i].apparmor) place_put(&place, "proc/self/attr/apparmor/current", "%s", hosts[i].apparmor);
        if (hosts[i].common) place_put(&place, "proc/self/attr/current", "%s", hosts[i].common);
        CHECK_EQUAL(confinement_read(place.proc, label, sizeof label), hosts[i].confinement);
        CHECK_TEXT(label, hosts[i].label);
        place_close(&place);
    }
}

int main(void) {
    static const struct test tests[] = {{"profiles and domains are told by their names", labels}};
    return checks_run("confinement", tests, sizeof tests / sizeof *tests);
}

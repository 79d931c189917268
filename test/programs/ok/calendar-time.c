// Calendars in UTC: gmtime, timegm, normalising mktime, strftime, strptime and difftime, at fixed moments.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void show(time_t when) {
    char text[80];
    struct tm *parts = gmtime(&when);
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %a %b day %j week %U %p %y %%", parts);
    printf("%11lld %s\n", (long long)when, text);
}

int main(void) {
    show(0);
    show(1000000000);
    show(951782400);
    show(2147483648);
    show(-86400);

    struct tm odd = {.tm_year = 124, .tm_mon = 0, .tm_mday = 60, .tm_hour = 25};
    time_t when = timegm(&odd);
    printf("%02d-%02d %02d:00, day %d of the week, %lld\n", odd.tm_mon + 1, odd.tm_mday, odd.tm_hour, odd.tm_wday, (long long)when);
    setenv("TZ", "UTC0", 1);
    tzset();
    struct tm local = *localtime(&when);
    printf("%d %s %ld", local.tm_isdst, tzname[0], timezone);
    printf(" %.0f\n", difftime(mktime(&local), when));
    setenv("TZ", "XST-5:30", 1);
    tzset();
    localtime_r(&when, &local);
    printf("%02d:%02d %s\n", local.tm_hour, local.tm_min, local.tm_zone);
    printf("%s", asctime(gmtime(&when)));
    struct tm parsed = {0};
    const char *rest = strptime("14 Jul 1789 12:30", "%d %b %Y %H:%M", &parsed);
    printf("%d %d %d '%s'\n", parsed.tm_year + 1900, parsed.tm_mon + 1, parsed.tm_mday, rest ? rest : "unparsed");
    return 0;
}

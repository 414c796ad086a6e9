/* The hands that press: sends prepared HTTP requests over some connections, each as soon as the one
 * before it on that connection was answered, and says how long it took.
 *
 *   load PORT REQUESTS CONNECTIONS [PAUSE_US]
 *
 * Prints one line of JSON: seconds from the first byte sent to the last answer, answers by status,
 * median and 99th percentile of one request in microseconds. PAUSE_US rests between two requests. */
#include "common.h"

typedef struct { int sock; int64_t asked_at; size_t have; char buffer[16384]; } Connection;

static Records requests;
static size_t next_request, answered;
static int64_t *took;
static int by_status[600];

static int ask(Connection *connection) {
    if (next_request == requests.count) return 0;
    connection->asked_at = now_ns();
    send_all(connection->sock, requests.items[next_request++]);
    return 1;
}

static int hear(Connection *connection) {
    ssize_t got = recv(connection->sock, connection->buffer + connection->have,
                       sizeof connection->buffer - connection->have, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) die("a connection broke after %zu answers", answered);
    if (got < 0) return 0;
    connection->have += got;
    size_t size = whole_message(connection->buffer, connection->have);
    if (!size) return 0;
    took[answered++] = now_ns() - connection->asked_at;
    by_status[atoi(connection->buffer + 9) % 600]++;
    connection->have = 0;
    return 1;
}

int main(int count, char **words) {
    if (count < 4) die("load PORT REQUESTS CONNECTIONS [PAUSE_US]");
    int port = atoi(words[1]), hands = atoi(words[3]), pause = count > 4 ? atoi(words[4]) : 0;
    requests = read_records(words[2]);
    took = must(calloc(requests.count, sizeof *took));
    allow_many_files();
    Connection *connections = must(calloc(hands, sizeof *connections));
    int epoll = epoll_create1(0);
    for (int i = 0; i < hands; i++) {
        connections[i].sock = connect_to(port);
        watch(epoll, connections[i].sock, &connections[i], EPOLLIN);
    }
    usleep(200000);
    int64_t began = now_ns();
    for (int i = 0; i < hands; i++) ask(&connections[i]);
    struct epoll_event events[256];
    while (answered < requests.count) {
        int ready = epoll_wait(epoll, events, 256, 60000);
        if (ready == 0) die("no answer for a minute, after %zu", answered);
        for (int i = 0; i < ready; i++) {
            Connection *connection = events[i].data.ptr;
            if (!hear(connection)) continue;
            if (pause) usleep(pause);
            ask(connection);
        }
    }
    double seconds = (now_ns() - began) / 1e9;
    qsort(took, answered, sizeof *took, by_value);
    printf("{\"seconds\": %.6f, \"count\": %zu, \"p50_us\": %.1f, \"p99_us\": %.1f, \"status\": {", seconds,
           answered, took[answered / 2] / 1e3, took[answered * 99 / 100] / 1e3);
    const char *between = "";
    for (int status = 0; status < 600; status++)
        if (by_status[status]) {
            printf("%s\"%d\": %d", between, status, by_status[status]);
            between = ", ";
        }
    printf("}}\n");
    return 0;
}

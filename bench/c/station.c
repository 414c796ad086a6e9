/* The peer in C: a station as bare as it can be. One loop of epoll, SQLite with a log that is synced at
 * every commit, one commit for all presses that wait, and open streams to which the alarm is written.
 *
 *   station DATABASE TAPE
 *
 * It does what the product does at the database, no more and no less: the tape holds, for each press, the
 * product's own statements with their values (see bench/tape.py). What the product computes on the way (who
 * presses, which station, seals, digests, JSON) is on the tape already, so this program is faster than any
 * real one could be. Prints its port. GET opens a stream, POST is a press. */
#include "common.h"
#include <sqlite3.h>

#define CHECKPOINT_ROWS 2000

typedef struct Client { int sock, streams, waits; size_t have; char buffer[16384]; struct Client *next; } Client;

static sqlite3 *db;
static sqlite3_stmt **statements, *begin, *save, *release, *commit;
static Records tape;
static size_t next_press;
static Bytes opening, answer, alarm_event, ring_event;
static Client **streams, *waiting[4096], *gone;
static size_t stream_count, waiting_count;
static int checkpointed, epoll;

static void run(sqlite3_stmt *statement) {
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW);
    if (code != SQLITE_DONE) die("%s: %s", sqlite3_sql(statement), sqlite3_errmsg(db));
    sqlite3_reset(statement);
}

static sqlite3_stmt *prepare(const char *sql, int size) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(db, sql, size, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        die("%.*s: %s", size, sql, sqlite3_errmsg(db));
    return statement;
}

static void execute(const char *sql) {
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) die("%s: %s", sql, sqlite3_errmsg(db));
}

static const char *bind_value(sqlite3_stmt *statement, int number, const char *at) {
    char kind = *at++;
    int64_t whole;
    double real;
    uint32_t size;
    switch (kind) {
    case 'n': sqlite3_bind_null(statement, number); return at;
    case 'i': memcpy(&whole, at, 8); sqlite3_bind_int64(statement, number, whole); return at + 8;
    case 'd': memcpy(&real, at, 8); sqlite3_bind_double(statement, number, real); return at + 8;
    case 't': memcpy(&size, at, 4); sqlite3_bind_text(statement, number, at + 4, size, SQLITE_STATIC); return at + 4 + size;
    }
    die("the tape is damaged");
    return at;
}

/* One press: its statements, in the product's order, in a savepoint of their own. */
static void play(Bytes press) {
    run(save);
    for (const char *at = press.data; at < press.data + press.size;) {
        uint32_t number, values;
        memcpy(&number, at, 4);
        memcpy(&values, at + 4, 4);
        at += 8;
        for (uint32_t value = 1; value <= values; value++) at = bind_value(statements[number], value, at);
        run(statements[number]);
    }
    run(release);
}

static void forget(Client *client) {
    close(client->sock);
    for (size_t i = 0; client->streams && i < stream_count; i++)
        if (streams[i] == client) streams[i] = streams[--stream_count];
    for (size_t i = 0; client->waits && i < waiting_count; i++)
        if (waiting[i] == client) waiting[i] = waiting[--waiting_count];
    client->next = gone;
    gone = client;
}

static void opens(Client *client) {
    client->streams = 1;
    streams = must(realloc(streams, (stream_count + 1) * sizeof *streams));
    streams[stream_count++] = client;
    send_all(client->sock, opening);
}

static void hear(Client *client) {
    ssize_t got = recv(client->sock, client->buffer + client->have, sizeof client->buffer - client->have, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) {
        forget(client);
        return;
    }
    if (got > 0) client->have += got;
    if (!whole_message(client->buffer, client->have)) return;
    client->have = 0;
    if (client->buffer[0] == 'G') opens(client);
    else {
        client->waits = 1;
        waiting[waiting_count++] = client;
    }
}

/* Everybody who waits shares one commit, and is answered once it is on disk. */
static void take_presses(void) {
    run(begin);
    for (size_t i = 0; i < waiting_count; i++) {
        if (next_press == tape.count) die("the tape has ended");
        play(tape.items[next_press++]);
    }
    run(commit);
    for (size_t i = 0; i < waiting_count; i++) {
        waiting[i]->waits = 0;
        send_all(waiting[i]->sock, answer);
    }
    for (size_t i = 0; i < stream_count; i++) send_all(streams[i]->sock, alarm_event);
    for (size_t i = 0; i < stream_count; i++) send_all(streams[i]->sock, ring_event);
    waiting_count = 0;
    int changes = sqlite3_total_changes(db);
    if (changes - checkpointed < CHECKPOINT_ROWS) return;
    checkpointed = changes;
    sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

static void open_database(const char *path) {
    if (sqlite3_open(path, &db) != SQLITE_OK) die("%s: %s", path, sqlite3_errmsg(db));
    execute("PRAGMA journal_mode = WAL");
    execute("PRAGMA synchronous = FULL");
    execute("PRAGMA foreign_keys = ON");
    execute("PRAGMA wal_autocheckpoint = 10000");
    execute("PRAGMA cache_size = -65536");
    execute("PRAGMA temp_store = MEMORY");
    begin = prepare("BEGIN IMMEDIATE", -1);
    save = prepare("SAVEPOINT unit", -1);
    release = prepare("RELEASE unit", -1);
    commit = prepare("COMMIT", -1);
}

/* The tape: how a stream opens, the answer to a press, the alarm, the ring line; the number of statements,
 * the statements; then one record for each press. */
static void thread_tape(const char *path) {
    tape = read_records(path);
    if (tape.count < 5) die("%s is no tape", path);
    opening = tape.items[0];
    answer = tape.items[1];
    alarm_event = tape.items[2];
    ring_event = tape.items[3];
    size_t count = atoi(tape.items[4].data);
    statements = must(calloc(count, sizeof *statements));
    for (size_t i = 0; i < count; i++)
        statements[i] = prepare(tape.items[5 + i].data, tape.items[5 + i].size);
    next_press = 5 + count;
}

int main(int count, char **words) {
    if (count != 3) die("station DATABASE TAPE");
    allow_many_files();
    open_database(words[1]);
    thread_tape(words[2]);
    int port, door = listen_on_any(&port), on = 1;
    epoll = epoll_create1(0);
    watch(epoll, door, NULL, EPOLLIN);
    printf("%d\n", port);
    fflush(stdout);
    for (struct epoll_event events[512];;) {
        int ready = epoll_wait(epoll, events, 512, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr) {
                hear(events[i].data.ptr);
                continue;
            }
            for (int sock; (sock = accept4(door, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
                Client *client = must(calloc(1, sizeof *client));
                client->sock = sock;
                setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                watch(epoll, sock, client, EPOLLIN);
            }
        }
        for (Client *client; (client = gone); free(client)) gone = client->next;
        if (waiting_count) take_presses();
    }
}

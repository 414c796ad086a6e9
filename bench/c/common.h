/* What the programs of the bench share: files of records, the clock, sockets of loopback. */
#ifndef BENCH_COMMON_H
#define BENCH_COMMON_H

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef struct { const char *data; size_t size; } Bytes;
typedef struct { Bytes *items; size_t count; } Records;

static inline void die(const char *format, ...) {
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

static inline void *must(void *memory) {
    if (!memory) die("out of memory");
    return memory;
}

static inline int64_t now_ns(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static inline Bytes read_file(const char *path) {
    int file = open(path, O_RDONLY);
    struct stat about;
    if (file < 0 || fstat(file, &about)) die("%s: %s", path, strerror(errno));
    char *data = must(malloc(about.st_size + 1));
    for (off_t have = 0; have < about.st_size;) {
        ssize_t got = read(file, data + have, about.st_size - have);
        if (got <= 0) die("%s: %s", path, strerror(errno));
        have += got;
    }
    close(file);
    return (Bytes){data, about.st_size};
}

/* A file of records: each is four bytes of length, little-endian, and as many bytes. */
static inline Records read_records(const char *path) {
    Bytes file = read_file(path);
    Records records = {0};
    size_t room = 0;
    for (size_t at = 0; at + 4 <= file.size;) {
        uint32_t size;
        memcpy(&size, file.data + at, 4);
        if (records.count == room) {
            room = room ? room * 2 : 1024;
            records.items = must(realloc(records.items, room * sizeof(Bytes)));
        }
        records.items[records.count++] = (Bytes){file.data + at + 4, size};
        at += 4 + size;
    }
    if (!records.count) die("%s holds no records", path);
    return records;
}

static inline void allow_many_files(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* Connected, not blocking. Closing resets, so that thousands of sockets leave no ports behind. */
static inline int connect_to(int port) {
    int on = 1, sock = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct linger reset = {1, 0};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (sock < 0 || connect(sock, (struct sockaddr *)&address, sizeof address))
        die("connecting to port %d: %s", port, strerror(errno));
    setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(sock, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    fcntl(sock, F_SETFL, O_NONBLOCK);
    return sock;
}

static inline int listen_on_any(int *port) {
    int on = 1, sock = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(sock, (struct sockaddr *)&address, sizeof address) || listen(sock, 4096))
        die("listening: %s", strerror(errno));
    getsockname(sock, (struct sockaddr *)&address, &size);
    *port = ntohs(address.sin_port);
    return sock;
}

static inline void watch(int epoll, int sock, void *what, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = what};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, sock, &event)) die("epoll: %s", strerror(errno));
}

/* Everything, waiting where the other side is slow to take it. */
static inline void send_all(int sock, Bytes what) {
    for (size_t sent = 0; sent < what.size;) {
        ssize_t now = send(sock, what.data + sent, what.size - sent, MSG_NOSIGNAL);
        if (now > 0) sent += now;
        else if (errno == EAGAIN) usleep(200);
        else if (errno != EINTR) die("sending: %s", strerror(errno));
    }
}

/* The length of a whole HTTP message at the start of the buffer; 0 while it is not all there. */
static inline size_t whole_message(const char *data, size_t size) {
    const char *end = memmem(data, size, "\r\n\r\n", 4);
    if (!end) return 0;
    size_t head = end + 4 - data, body = 0;
    for (const char *line = data; line < end;) {
        if (!strncasecmp(line, "content-length:", 15)) body = strtoul(line + 15, NULL, 10);
        const char *next = memchr(line, '\n', end + 4 - line);
        line = next + 1;
    }
    return head + body <= size ? head + body : 0;
}

static inline int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

#endif

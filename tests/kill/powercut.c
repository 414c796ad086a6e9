/* Preloaded into a server: writes down every write and every sync of its database, in order.
 *
 * From the trace, the disk can be rebuilt as a power cut at any moment might have left it: what was synced is
 * there, what was not may be there, or in part, or not at all. CUT_FOLDER: whose files; CUT_TRACE: where to.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, TRUNCATE = 3 };
enum { OTHER = -1, DATABASE = 0, LOG = 1 };

struct record {
    uint64_t at_ns;
    uint32_t what;
    uint32_t file;
    uint64_t offset;
    uint64_t length;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int trace = -1;

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static int which(int fd) {
    const char *folder = getenv("CUT_FOLDER");
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (!folder || size < 0) return OTHER;
    path[size] = 0;
    if (strncmp(path, folder, strlen(folder)) != 0) return OTHER;
    const char *end = path + size;
    if (size > 3 && strcmp(end - 3, ".db") == 0) return DATABASE;
    if (size > 4 && strcmp(end - 4, "-wal") == 0) return LOG;
    return OTHER;
}

static uint64_t now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (uint64_t)at.tv_sec * 1000000000u + (uint64_t)at.tv_nsec;
}

/* Dies rather than forget: a trace with a hole would prove nothing. */
static void note(uint32_t what, int file, uint64_t offset, const void *data, uint64_t length) {
    struct record record = {0, what, (uint32_t)file, offset, length};
    struct iovec parts[2] = {{&record, sizeof record}, {(void *)data, data ? length : 0}};
    pthread_mutex_lock(&lock);
    if (trace < 0) trace = open(getenv("CUT_TRACE"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    record.at_ns = now();
    if (writev(trace, parts, 2) != (ssize_t)(parts[0].iov_len + parts[1].iov_len)) abort();
    pthread_mutex_unlock(&lock);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
    REAL(pwrite64);
    int file = which(fd);
    ssize_t written = real(fd, data, length, offset);
    if (file != OTHER && written > 0) note(WRITE, file, (uint64_t)offset, data, (uint64_t)written);
    return written;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    return pwrite64(fd, data, length, offset);
}

int fdatasync(int fd) {
    REAL(fdatasync);
    int file = which(fd), result = real(fd);
    if (file != OTHER && result == 0) note(SYNC, file, 0, NULL, 0);
    return result;
}

int fsync(int fd) {
    REAL(fsync);
    int file = which(fd), result = real(fd);
    if (file != OTHER && result == 0) note(SYNC, file, 0, NULL, 0);
    return result;
}

int ftruncate64(int fd, off64_t length) {
    REAL(ftruncate64);
    int file = which(fd), result = real(fd, length);
    if (file != OTHER && result == 0) note(TRUNCATE, file, (uint64_t)length, NULL, 0);
    return result;
}

int ftruncate(int fd, off_t length) {
    return ftruncate64(fd, length);
}

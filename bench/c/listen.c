/* The phones of a station: opens many streams and keeps them, and presses when told to.
 *
 *   listen sse|mqtt PORT STREAMS PRESSES
 *
 * STREAMS holds what each phone says when it connects, PRESSES what is sent to set off the alarm (mqtt: the
 * first record greets, the others publish). Prints "ready" once every stream is open. Each line on standard
 * input is a press; the answer is one line of JSON with the milliseconds from the first byte of the press
 * until the alarm had reached the first, the middle and the last stream, and the answer to the press itself.
 * "quiet N" instead waits until nothing has come on any stream for N milliseconds. */
#include "common.h"

#define MARK "event: alarm"
#define MARK_SIZE (sizeof MARK - 1)
#define TAIL 16

typedef struct { int sock, open, rang; size_t have; char tail[512]; } Stream;

static Stream *streams;
static size_t count, open_streams, rang;
static int64_t pressed_at, answered_at, *rang_at;
static int mqtt, epoll, port, desk = -1;
static char answer[16384];
static size_t answer_size;

static void rings(Stream *stream) {
    if (stream->rang || !pressed_at) return;
    stream->rang = 1;
    rang_at[rang++] = now_ns() - pressed_at;
}

static void opens(Stream *stream) {
    if (!stream->open) open_streams++;
    stream->open = 1;
}

/* A mark may be cut in two by the network: the end of what came before is looked at again. */
static void hear_sse(Stream *stream, const char *data, size_t size) {
    char both[TAIL + TAIL];
    size_t head = size < TAIL ? size : TAIL;
    memcpy(both, stream->tail, stream->have);
    memcpy(both + stream->have, data, head);
    if (memmem(data, size, MARK, MARK_SIZE) || memmem(both, stream->have + head, MARK, MARK_SIZE)) rings(stream);
    stream->have = head;
    memcpy(stream->tail, data + size - head, head);
    opens(stream);
}

/* Packets of MQTT 3.1.1: the answer to our subscription opens, a publication rings and is acknowledged. */
static void hear_mqtt(Stream *stream, const char *data, size_t size) {
    static char whole[65536 + 512];
    memcpy(whole, stream->tail, stream->have);
    memcpy(whole + stream->have, data, size);
    size_t all = stream->have + size, at = 0;
    while (at + 2 <= all) {
        size_t length = 0, head = 1, shift = 0;
        while (at + head < all) {
            unsigned char byte = whole[at + head++];
            length |= (size_t)(byte & 127) << shift;
            shift += 7;
            if (!(byte & 128)) break;
        }
        if (at + head + length > all) break;
        unsigned char *packet = (unsigned char *)whole + at + head;
        int kind = (unsigned char)whole[at] >> 4;
        if (kind == 9) opens(stream);
        if (kind == 3) {
            size_t topic = packet[0] << 8 | packet[1];
            char puback[4] = {0x40, 2, packet[2 + topic], packet[3 + topic]};
            rings(stream);
            send_all(stream->sock, (Bytes){puback, 4});
        }
        at += head + length;
    }
    stream->have = all - at;
    if (stream->have > sizeof stream->tail) die("an MQTT packet is too long for this program");
    memcpy(stream->tail, whole + at, stream->have);
}

static void hear_answer(void) {
    ssize_t got = recv(desk, answer + answer_size, sizeof answer - 1 - answer_size, 0);
    if (got == 0 && pressed_at) die("the server hung up on the press");
    if (got == 0) {
        close(desk);
        desk = -1;
    }
    if (got > 0) answer_size += got;
    if (!answered_at && (mqtt ? answer_size > 0 : whole_message(answer, answer_size) > 0)) answered_at = now_ns();
}

static int turn(int wait_ms) {
    static struct epoll_event events[512];
    static char data[65536];
    int ready = epoll_wait(epoll, events, 512, wait_ms);
    for (int i = 0; i < ready; i++) {
        Stream *stream = events[i].data.ptr;
        if (!stream) {
            hear_answer();
            continue;
        }
        ssize_t got = recv(stream->sock, data, sizeof data, 0);
        if (got == 0 || (got < 0 && errno != EAGAIN)) die("a stream was closed");
        if (got > 0) (mqtt ? hear_mqtt : hear_sse)(stream, data, got);
    }
    return ready;
}

static void open_desk(void) {
    if (desk >= 0) return;
    desk = connect_to(port);
    watch(epoll, desk, NULL, EPOLLIN);
}

static void press(Bytes request) {
    open_desk();
    for (size_t i = 0; i < count; i++) streams[i].rang = 0;
    rang = answer_size = 0;
    answered_at = 0;
    pressed_at = now_ns();
    send_all(desk, request);
    while (rang < count || !answered_at)
        if (!turn(20000)) die("only %zu of %zu streams rang", rang, count);
    qsort(rang_at, count, sizeof *rang_at, by_value);
    answer[answer_size] = 0;
    const char *body = mqtt ? NULL : strstr(answer, "\r\n\r\n");
    printf("{\"first_ms\": %.3f, \"middle_ms\": %.3f, \"last_ms\": %.3f, \"answered_ms\": %.3f, \"answer\": %s}\n",
           rang_at[0] / 1e6, rang_at[count / 2] / 1e6, rang_at[count - 1] / 1e6, (answered_at - pressed_at) / 1e6,
           body && body[4] ? body + 4 : "null");
    pressed_at = 0;
}

int main(int words_count, char **words) {
    if (words_count != 5) die("listen sse|mqtt PORT STREAMS PRESSES");
    mqtt = !strcmp(words[1], "mqtt");
    port = atoi(words[2]);
    Records hellos = read_records(words[3]), presses = read_records(words[4]);
    allow_many_files();
    count = hellos.count;
    streams = must(calloc(count, sizeof *streams));
    rang_at = must(calloc(count, sizeof *rang_at));
    epoll = epoll_create1(0);
    for (size_t i = 0; i < count; i++) {
        streams[i].sock = connect_to(port);
        watch(epoll, streams[i].sock, &streams[i], EPOLLIN);
        send_all(streams[i].sock, hellos.items[i]);
        while (i + 1 > open_streams + 64)
            if (!turn(20000)) die("only %zu of %zu streams opened", open_streams, count);
    }
    while (open_streams < count)
        if (!turn(20000)) die("only %zu of %zu streams opened", open_streams, count);
    open_desk();
    size_t next = 0;
    if (mqtt) send_all(desk, presses.items[next++]);
    while (turn(500));
    printf("ready\n");
    fflush(stdout);
    /* Streams are read between presses too, so that none of them falls behind. */
    fcntl(0, F_SETFL, O_NONBLOCK);
    for (char line[64];;) {
        ssize_t got = read(0, line, sizeof line - 1);
        if (got == 0) return 0;
        if (got < 0) {
            turn(20);
            continue;
        }
        line[got] = 0;
        if (!strncmp(line, "quiet", 5)) {
            while (turn(atoi(line + 5)));
            printf("quiet\n");
        } else {
            if (next == presses.count) die("no press is left");
            press(presses.items[next++]);
        }
        fflush(stdout);
    }
}

/* A push service over TLS: takes everything with 201, and knows when the last one came.
 *
 *   push_service KEY.pem CERT.pem
 *
 * HTTP/2 by nghttp2 for who speaks it, HTTP/1.1 for who does not. Prints its port. GET /seen over HTTP/1.1 tells
 * {"messages", "last_ns"}, by the monotonic clock. Ends with its standard input. */
#include "common.h"

#include <nghttp2/nghttp2.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>

#define STREAMS 100
#define LARGEST 65536

typedef struct {
    int sock, greeted;
    SSL *tls;
    nghttp2_session *http2; /* NULL: HTTP/1.1 */
    size_t have, unsent, unsent_room;
    char *out, in[LARGEST];
} Visitor;

static int epoll;
static size_t messages;
static int64_t last_ns;

static void taken(void) {
    messages++;
    last_ns = now_ns();
}

static void hang_up(Visitor *visitor) {
    nghttp2_session_del(visitor->http2);
    SSL_free(visitor->tls);
    close(visitor->sock);
    free(visitor->out);
    free(visitor);
}

static void put(Visitor *visitor, const void *data, size_t size) {
    if (visitor->unsent + size > visitor->unsent_room) {
        visitor->unsent_room = 2 * (visitor->unsent + size);
        visitor->out = must(realloc(visitor->out, visitor->unsent_room));
    }
    memcpy(visitor->out + visitor->unsent, data, size);
    visitor->unsent += size;
}

/* 0 when the other side is gone. */
static int flush(Visitor *visitor) {
    const uint8_t *data;
    for (ssize_t size; visitor->http2 && (size = nghttp2_session_mem_send(visitor->http2, &data)) != 0;) {
        if (size < 0) return 0;
        put(visitor, data, size);
    }
    if (!visitor->unsent) return 1;
    ERR_clear_error();
    int sent = SSL_write(visitor->tls, visitor->out, visitor->unsent);
    if (sent > 0) {
        visitor->unsent -= sent;
        memmove(visitor->out, visitor->out + sent, visitor->unsent);
    } else if (SSL_get_error(visitor->tls, sent) != SSL_ERROR_WANT_WRITE) return 0;
    struct epoll_event event = {.events = EPOLLIN | (visitor->unsent ? EPOLLOUT : 0), .data.ptr = visitor};
    epoll_ctl(epoll, EPOLL_CTL_MOD, visitor->sock, &event);
    return 1;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *visitor) {
    (void)visitor;
    int ends = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
    if (!ends || (frame->hd.type != NGHTTP2_DATA && frame->hd.type != NGHTTP2_HEADERS)) return 0;
    taken();
    nghttp2_nv status = {(uint8_t *)":status", (uint8_t *)"201", 7, 3, 0};
    return nghttp2_submit_response(session, frame->hd.stream_id, &status, 1, NULL);
}

static void speak_http2(Visitor *visitor) {
    nghttp2_session_callbacks *callbacks;
    nghttp2_settings_entry limit = {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, STREAMS};
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_server_new(&visitor->http2, callbacks, visitor);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(visitor->http2, 0, &limit, 1);
}

static void hear_http1(Visitor *visitor) {
    for (size_t size; (size = whole_message(visitor->in, visitor->have)) > 0;) {
        char answer[256], seen[128];
        if (!strncmp(visitor->in, "GET /seen ", 10)) {
            snprintf(seen, sizeof seen, "{\"messages\": %zu, \"last_ns\": %lld}", messages, (long long)last_ns);
            snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\ncontent-length: %zu\r\n\r\n%s", strlen(seen), seen);
        } else {
            taken();
            snprintf(answer, sizeof answer, "HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n");
        }
        put(visitor, answer, strlen(answer));
        visitor->have -= size;
        memmove(visitor->in, visitor->in + size, visitor->have);
    }
}

/* 0 when the other side is gone. */
static int greet(Visitor *visitor) {
    ERR_clear_error();
    int done = SSL_accept(visitor->tls);
    if (done != 1) {
        int why = SSL_get_error(visitor->tls, done);
        return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
    }
    const unsigned char *name;
    unsigned size;
    SSL_get0_alpn_selected(visitor->tls, &name, &size);
    if (size == 2) speak_http2(visitor);
    return visitor->greeted = 1;
}

/* 0 when the other side is gone. */
static int hear(Visitor *visitor) {
    if (!visitor->greeted && !greet(visitor)) return 0;
    if (!visitor->greeted) return 1;
    for (;;) {
        ERR_clear_error(); /* another visitor's fault would be taken for this one's */
        int got = SSL_read(visitor->tls, visitor->in + visitor->have, LARGEST - visitor->have);
        if (got <= 0) {
            if (SSL_get_error(visitor->tls, got) != SSL_ERROR_WANT_READ) return 0;
            return flush(visitor);
        }
        if (visitor->http2) {
            if (nghttp2_session_mem_recv(visitor->http2, (uint8_t *)visitor->in, got) != got) return 0;
        } else {
            visitor->have += got;
            hear_http1(visitor);
        }
    }
}

static int choose(SSL *tls, const unsigned char **out, unsigned char *size, const unsigned char *in, unsigned in_size,
                  void *unused) {
    (void)tls, (void)unused;
    static const unsigned char ours[] = "\x02h2\x08http/1.1";
    int chosen = SSL_select_next_proto((unsigned char **)out, size, ours, sizeof ours - 1, in, in_size);
    return chosen == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

static void welcome(int door, SSL_CTX *context) {
    for (int on = 1, sock; (sock = accept4(door, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        Visitor *visitor = must(calloc(1, sizeof *visitor));
        setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        visitor->sock = sock;
        visitor->tls = SSL_new(context);
        SSL_set_fd(visitor->tls, sock);
        SSL_set_accept_state(visitor->tls);
        watch(epoll, sock, visitor, EPOLLIN);
    }
}

int main(int words_count, char **words) {
    if (words_count != 3) die("push_service KEY.pem CERT.pem");
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_PrivateKey_file(context, words[1], SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_use_certificate_file(context, words[2], SSL_FILETYPE_PEM) != 1) die("no key, or no certificate");
    SSL_CTX_set_alpn_select_cb(context, choose, NULL);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    allow_many_files();
    signal(SIGPIPE, SIG_IGN); /* who leaves before the answer ends its own connection, not the service */
    int port, door = listen_on_any(&port);
    epoll = epoll_create1(0);
    watch(epoll, door, &door, EPOLLIN);
    watch(epoll, 0, &epoll, EPOLLIN | EPOLLHUP);
    printf("%d\n", port);
    fflush(stdout);
    for (;;) {
        struct epoll_event events[256];
        int ready = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            void *what = events[i].data.ptr;
            if (what == &epoll) return 0; /* whoever started it is gone */
            if (what == &door) welcome(door, context);
            else if (!((events[i].events & EPOLLOUT ? flush(what) : 1) && hear(what))) hang_up(what);
        }
    }
}

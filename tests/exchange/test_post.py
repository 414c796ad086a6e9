"""The post against a real server on loopback, over HTTP and HTTPS; and no way to where it must not go."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pycurl
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from siharat.exchange import signing
from siharat.exchange.actions import Letter
from siharat.exchange.post import GuardedPost

SECRET = signing.secret(b"k" * 32)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        server = self.server
        server.took.append(({name.lower(): value for name, value in self.headers.items()}, body, self.path))
        server.arrived.set()
        if self.path == "/hangs":
            server.over.wait(20)
        status, headers, said = {"/moved": (302, {"location": server.elsewhere}, b""), "/no": (422, {}, b"no\0 way"),
                                 "/slow-down": (429, {"retry-after": "7"}, b""),
                                 "/long": (200, {}, b"x" * 100_000)}.get(self.path, (204, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *args):
        pass


@pytest.fixture
def serve():
    servers = []

    def begin(context=None):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.took, server.arrived, server.over = [], threading.Event(), threading.Event()
        server.elsewhere = "http://127.0.0.1:1/"
        server.handle_error = lambda *args: None  # who hangs up is not worth a trace
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        server.origin = f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        servers.append(server)
        return server

    yield begin
    for server in servers:
        server.over.set()
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "another system")])
    now = datetime.datetime.now(datetime.UTC)
    made = (x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256()))
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return folder


def letter(url, body=b'{"type":"test"}'):
    headers = signing.headers(SECRET, "msg-1", time.time_ns() // 1_000_000, body)
    return Letter(url, {"content-type": "application/json", **headers}, body)


def send(post, *urls):
    async def all_of_them():
        return await asyncio.gather(*(post.deliver(letter(url)) for url in urls))

    try:
        return asyncio.run(all_of_them())
    finally:
        post.close()


def test_it_arrives_signed(serve):
    server = serve()
    (answer,) = send(GuardedPost([server.origin]), f"{server.origin}/hook?token=x")
    assert answer.status == 204
    ((headers, body, path),) = server.took
    assert path == "/hook?token=x"
    assert headers["content-type"] == "application/json"
    assert signing.signed(SECRET, headers, body, time.time_ns() // 1_000_000)


def test_over_tls_and_never_to_whom_nobody_vouches_for(serve, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    server = serve(context)
    trusting = GuardedPost([server.origin], curl_options={pycurl.CAINFO: str(certificate / "cert.pem")})
    assert send(trusting, f"{server.origin}/x")[0].status == 204
    (answer,) = send(GuardedPost([server.origin]), f"{server.origin}/x")
    assert answer.status == 0
    assert "certificate" in answer.text
    assert len(server.took) == 1


def test_answers_are_what_they_are(serve):
    server = serve()
    server.elsewhere = f"{server.origin}/stolen"
    post = GuardedPost([server.origin])
    moved, no, slow, long = send(post, *(f"{server.origin}/{path}" for path in ("moved", "no", "slow-down", "long")))
    assert (moved.status, no.status, slow.status, slow.retry_after_s, long.status) == (302, 422, 429, 7.0, 200)
    assert "no" in no.text
    assert "/stolen" not in {path for _, _, path in server.took}, "no redirect is followed"


def test_one_that_hangs_delays_no_other(serve):
    server = serve()
    post = GuardedPost([server.origin], try_s=0.5)
    hung, *others = send(post, f"{server.origin}/hangs", *(f"{server.origin}/{number}" for number in range(5)))
    assert (hung.status, {answer.status for answer in others}) == (0, {204})


def test_stopping_breaks_off_what_hangs(serve):
    server = serve()

    async def stop():
        post = GuardedPost([server.origin], try_s=30)
        carried = asyncio.ensure_future(post.deliver(letter(f"{server.origin}/hangs")))
        assert await asyncio.to_thread(server.arrived.wait, 10)
        await asyncio.to_thread(post.close)
        return await carried

    assert asyncio.run(stop()).status == 0


@pytest.mark.parametrize("url", [
    "https://127.0.0.1/x", "https://2130706433/x", "https://0x7f.1/x", "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/x", "https://192.168.1.1/x", "https://localhost/x", "http://example.id/x",
    "https://user@example.id/x", "https://example.id:8443/x", "file:///etc/passwd", "https://[::1]/x", "",
])
def test_nothing_goes_inside(serve, url):
    server = serve()
    (answer,) = send(GuardedPost(["http://127.0.0.1:1"]), url)
    assert answer.status == 0
    assert server.took == []


def test_a_name_that_leads_inside_is_seen_on_the_socket(serve):
    """A name server that lies; and the negative control, where somebody vouches."""
    server = serve()
    inside = {pycurl.RESOLVE: ["hooks.example.id:443:127.0.0.1"], pycurl.CONNECT_TO: [
        f"hooks.example.id:443:127.0.0.1:{server.server_port}"]}
    (answer,) = send(GuardedPost(curl_options=inside), "https://hooks.example.id/x")
    assert answer.status == 0
    assert server.took == []
    (answer,) = send(GuardedPost([server.origin]), f"{server.origin}/x")
    assert answer.status == 204


def test_an_origin_that_is_none_is_refused():
    with pytest.raises(ValueError, match="neither"):
        GuardedPost(["not a host"])

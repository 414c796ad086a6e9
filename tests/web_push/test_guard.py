"""Addresses from strangers: a canary listens on loopback, and nothing may ever reach it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pycurl
import pytest

from siharat.ring.channels.web_push import line
from siharat.ring.channels.web_push.answers import Patience
from siharat.ring.channels.web_push.guard import Guard, is_public
from siharat.ring.channels.web_push.sender import Parcel, Sender

GOOD = [
    "https://fcm.googleapis.com/fcm/send/dQw4w9WgXcQ:APA91bF-_x",
    "https://fcm.googleapis.com/wp/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABl",
    "https://web.push.apple.com/QGuQ",
    "https://wns2-sg2p.notify.windows.com/w/?token=BQYAAAC%2bq%3d%3d",
]

CANARY = "PORT"
"""Stands for the port on which the canary listens."""

TRICKS = [
    # Loopback by every spelling of a number that some parser understands
    *(
        f"{scheme}://{host}{port}/x"
        for scheme in ("https", "http")
        for host in (
            "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1",
            "017700000001", "0", "0.0.0.0", "127.0.0.1.", "[::1]", "[::]", "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:0001]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
            "[::127.0.0.1]", "[::1%25lo]", "localhost", "localhost.", "LOCALHOST", "localhost.localdomain",
            "ip6-localhost", "127.0.0.1.nip.io", "①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.0.0.1",
        )
        for port in (f":{CANARY}", "")
    ),
    # The inner network and the clouds' metadata
    "https://169.254.169.254/latest/meta-data/", "https://[fd00:ec2::254]/", "https://metadata.google.internal/",
    "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/", "https://100.64.0.1/",
    "https://[fe80::1]/", "https://[fc00::1]/", "https://2852039166/",
    # Names that look like a push service to a careless reader
    f"https://fcm.googleapis.com.evil.example:{CANARY}/x", "https://push.apple.com.evil.example/x",
    "https://evilpush.apple.com/x", "https://xfcm.googleapis.com/x", "https://push.apple.com/x",
    "https://evilnotify.windows.com/x", "https://.push.apple.com/x", "https://..push.apple.com/x",
    "https://a..push.apple.com/x", "https://*.push.apple.com/x", "https://-.push.apple.com/x",
    "https://fcm.googleapis.com./x", "https://web.push.apple.com./x", "https://fcm。googleapis。com/x",
    "https://fcm．googleapis．com/x", "https://ｆcm.googleapis.com/x", "https://fcm.googleapis.com\u0000.evil/x",
    "https://fcm.googleapis%2ecom/x", "https://fcm%00.googleapis.com/x", "https://fcm_x.push.apple.com/x",
    "https://xn--.push.apple.com\t/x", f"https://{'a' * 64}.push.apple.com/x",
    # Whose user, whose host?
    f"https://fcm.googleapis.com@127.0.0.1:{CANARY}/x", "https://user@fcm.googleapis.com/x",
    "https://user:pw@fcm.googleapis.com/x", "https://@fcm.googleapis.com/x",
    f"https://127.0.0.1:{CANARY}@fcm.googleapis.com/x", f"https://fcm.googleapis.com:443@127.0.0.1:{CANARY}/",
    f"https://127.0.0.1:{CANARY}\\@fcm.googleapis.com/x", f"https://fcm.googleapis.com\\@127.0.0.1:{CANARY}/x",
    f"https://127.0.0.1:{CANARY}#@fcm.googleapis.com/x", f"https://127.0.0.1:{CANARY}?@fcm.googleapis.com/x",
    f"https://127.0.0.1:{CANARY}/@fcm.googleapis.com/x", f"https://127.0.0.1:{CANARY};@fcm.googleapis.com/x",
    # Other ports
    "https://fcm.googleapis.com:22/x", "https://fcm.googleapis.com:80/x", "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com:0443/x", "https://fcm.googleapis.com:/x", "https://fcm.googleapis.com:443:22/x",
    "https://fcm.googleapis.com:443 /x", "https://fcm.googleapis.com:+443/x", "https://fcm.googleapis.com:4４3/x",
    "https://fcm.googleapis.com:65979/x",
    # Other schemes
    "http://fcm.googleapis.com/x", "HTTP://fcm.googleapis.com/x", "ftp://fcm.googleapis.com/x",
    "file:///etc/passwd", f"gopher://127.0.0.1:{CANARY}/_x", f"dict://127.0.0.1:{CANARY}/x",
    f"telnet://127.0.0.1:{CANARY}", "ldap://fcm.googleapis.com/x", "wss://fcm.googleapis.com/x",
    "javascript:alert(1)", "data:text/plain,x", "//fcm.googleapis.com/x", "fcm.googleapis.com/x",
    "https:fcm.googleapis.com/x", "https:/fcm.googleapis.com/x", "https:///fcm.googleapis.com/x",
    "https:\\\\fcm.googleapis.com\\x", f"https:\\\\127.0.0.1:{CANARY}\\x", "view-source:https://fcm.googleapis.com/x",
    "unix:///var/run/docker.sock", "jar:https://fcm.googleapis.com!/x",
    # Smuggling
    " https://fcm.googleapis.com/x", "https://fcm.googleapis.com/x ",
    "https://fcm.googleapis.com/x\r\nHost: evil",
    "https://fcm.googleapis.com/x\n", "https://fcm.googleapis.com/\tx", "https://fcm.googleapis.com/x#fragment",
    "https://fcm.googleapis.com/ x", "https://fcm.googleapis.com/{a,b}", "https://fcm.googleapis.com/[1-9]",
    "https://fcm.googleapis.com/\\x", "https://fcm.googleapis.com/%zz", "https://fcm.googleapis.com",
    "https://fcm.googleapis.com/", "https://fcm.googleapis.com?x", "https://fcm.googleapis.com/\x00",
    "https://fcm.googleapis.com/" + "x" * 1024, "", "https://", "https:///", "://",
    "https://fcm.googleapis.com/é", "https://fcm.googleapis.com/\u202ex", "https://fcm.googleapis.com,127.0.0.1/x",
]  # fmt: skip


class Canary:
    """Listens where nobody may knock. Counts connections, not requests: a TLS hello is one too many."""

    def __init__(self) -> None:
        canary = self
        self.connections = 0

        class Handler(BaseHTTPRequestHandler):
            def setup(self) -> None:
                canary.connections += 1
                super().setup()

            def do_POST(self) -> None:
                self.send_response(201)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()


def send_all(guard: Guard, endpoints: list[str], curl_options: dict[int, object] | None = None) -> list[str]:
    """Past the first wall, on purpose: straight to the sender, as if they had been saved. One try each."""
    outcomes: list[str] = []
    carrier = Sender(
        guard,
        lambda origin: "vapid t=t, k=k",
        monotonic=time.monotonic,
        chance=lambda: 0.0,
        patience=Patience(tries=1, try_s=1.0),
        curl_options=curl_options,
    )
    over = threading.Event()

    def settle(outcome: object) -> None:
        outcomes.append(outcome.state)
        if len(outcomes) == len(endpoints):
            over.set()

    carrier.submit(Parcel(endpoint, b"x", (), 60, settle) for endpoint in endpoints)
    assert over.wait(30)
    carrier.close()
    return outcomes


# The first wall: the name.


@pytest.mark.parametrize("endpoint", GOOD)
def test_known_push_services_pass(endpoint):
    assert Guard().endpoint(endpoint) == endpoint


def test_spelling_is_made_one():
    assert Guard().endpoint("HTTPS://FCM.GoogleApis.com:443/fcm/A") == "https://fcm.googleapis.com/fcm/A"


def test_the_corpus_is_large():
    assert len(set(TRICKS)) >= 80


@pytest.mark.parametrize("trick", TRICKS, ids=ascii)
def test_tricks_are_refused_when_saved(trick, canary):
    with pytest.raises(ValueError):
        Guard().endpoint(trick.replace(CANARY, str(canary.port)))
    assert canary.connections == 0


@pytest.mark.parametrize("extra", ["", "com", "*.", "*", "*.com", "https://x.example/path", "a b.example", "ftp://x"])
def test_settings_that_open_too_much_are_refused(extra):
    with pytest.raises(ValueError):
        Guard([extra])


def test_the_operator_can_add_hosts_and_vouch_for_an_origin():
    guard = Guard(["push.polri.example", "*.up.example", "http://127.0.0.1:8030/"])
    assert guard.endpoint("https://push.polri.example/x") == "https://push.polri.example/x"
    assert guard.endpoint("https://a.up.example/x") == "https://a.up.example/x"
    assert guard.endpoint("http://127.0.0.1:8030/x") == "http://127.0.0.1:8030/x"
    for near in ("http://push.polri.example/x", "https://up.example/x", "http://127.0.0.1:8031/x",
                 "https://127.0.0.1:8030/x", "http://127.0.0.1/x", "http://127.0.0.1:8030@evil.example/x",
                 "http://127.0.0.1:8030.evil.example/x", "https://push.polri.example:8443/x"):  # fmt: skip
        with pytest.raises(ValueError):
            guard.endpoint(near)


# The second wall: the number.


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.31.0.1",
     "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
     "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
     "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1",
     "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1",
     "fe80::1%lo", "2a00::1%lo", "fec0::1", "ff02::1", "localhost", "", "1.2.3"],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "142.250.4.95", "17.57.144.1", "2404:6800:4003::5f", "2a00::1", "64:ff9b::808:808"]
)
def test_addresses_that_are(address):
    assert is_public(address)


def test_tricks_that_were_saved_before_the_wall_stood_still_reach_nobody(canary):
    tricks = [trick.replace(CANARY, str(canary.port)) for trick in TRICKS if trick.count("/") > 2]
    numbers = [trick for trick in tricks if re.match(r"https?://(\[|[0-9a-fx.]+[:/]|localhost[.:/])", trick)]
    assert len(numbers) > 40
    outcomes = send_all(Guard(), numbers, {pycurl.TIMEOUT_MS: 300})
    every_name_is_the_canary = {pycurl.CONNECT_TO: [f"::127.0.0.1:{canary.port}"], pycurl.TIMEOUT_MS: 300}
    outcomes += send_all(Guard(), tricks, every_name_is_the_canary)
    assert canary.connections == 0
    assert set(outcomes) == {"failed"}


def test_and_without_the_second_wall_they_reach_the_canary(canary, monkeypatch):
    """Negative control: the corpus is live ammunition."""
    monkeypatch.setattr(line, "is_public", lambda address: True)
    tricks = [f"http://{host}:{canary.port}/x" for host in ("127.0.0.1", "2130706433", "0x7f.1", "localhost")]
    assert send_all(Guard(), tricks) == ["sent"] * 4
    assert canary.connections > 0


@pytest.mark.parametrize("wall_stands", [True, False])
def test_a_resolver_that_lies(canary, monkeypatch, wall_stands):
    """Rebinding: the name is good, passes the first wall, and resolves to loopback when it is connected."""
    if not wall_stands:
        monkeypatch.setattr(line, "is_public", lambda address: True)
    lie = {pycurl.CONNECT_TO: [f"fcm.googleapis.com:443:127.0.0.1:{canary.port}"]}
    endpoint = Guard().endpoint("https://fcm.googleapis.com/fcm/send/x")
    assert send_all(Guard(), [endpoint, endpoint], lie) == ["failed", "failed"]
    assert (canary.connections == 0) is wall_stands


def test_a_resolver_that_mixes_a_public_with_a_private_address(canary):
    lie = {pycurl.RESOLVE: ["fcm.googleapis.com:443:127.0.0.1,[::1],169.254.169.254"]}
    assert send_all(Guard(), ["https://fcm.googleapis.com/x"], lie) == ["failed"]
    assert canary.connections == 0


def test_the_environment_cannot_put_a_proxy_between(canary, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    send_all(Guard(["http://127.0.0.1:9"]), ["http://127.0.0.1:9/x", "https://fcm.googleapis.com/x"],
             {pycurl.RESOLVE: ["fcm.googleapis.com:443:127.0.0.1"]})  # fmt: skip
    assert canary.connections == 0
    control = {pycurl.PROXY: f"http://127.0.0.1:{canary.port}", pycurl.NOPROXY: ""}
    send_all(Guard(["http://127.0.0.1:9"]), ["http://127.0.0.1:9/x"], control)
    assert canary.connections == 1


@pytest.mark.anyio
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(
    service, channel_to, phone, message, deliver, canary, status
):
    service.script["a"] = [(status, {"Location": f"http://127.0.0.1:{canary.port}/"})] * 2
    address = phone.address(service.url("a"))
    got = await deliver(channel_to(service.origin), message(1, address))
    assert (got[1].state, canary.connections) == ("failed", 0)
    following = {pycurl.FOLLOWLOCATION: 1, pycurl.POSTREDIR: 7}
    await deliver(channel_to(service.origin, curl_options=following), message(1, address))
    assert canary.connections == 1, "negative control: with redirects followed the canary is reached"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f.1", "1.0x7f", "8.8.8.8", "example.0x", "example.7"])
def test_an_address_in_numbers_is_no_name_on_the_internet(host):
    with pytest.raises(ValueError, match="no name on the Internet"):
        Guard(anywhere=True).endpoint(f"https://{host}/x")


def test_a_name_with_numbers_in_it_is_one():
    assert Guard(anywhere=True).endpoint("https://7.3com.example2.id/x") == "https://7.3com.example2.id/x"

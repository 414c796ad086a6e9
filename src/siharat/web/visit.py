"""One visit to a page: whose door, which language, with what right; and how a page is answered.

Pages call the same verbs as the API. What a form may do without script, a module does with it.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request, Response
from litestar.datastructures import Cookie, State

from siharat.kernel import Problem
from siharat.people import sessions
from siharat.web.api.door import knock, require_own_site, require_same_origin, session_cookie
from siharat.web.faces import HEADERS, Faces
from siharat.web.services import Services
from siharat.web.shell import Shell
from siharat.web.words import COOKIE, N_, catalogue, chosen

Asked = Request[Any, Any, State]
LARGEST_FORM = 16 * 1024
DEMO = "demo"
"""The name under which the demonstration's page is mounted, if it is."""
HTML = "text/html"

REFUSALS = {
    "already_claimed": N_("Sudah diambil {officer}."),
    "others_first": N_("Tadi Anda sudah mengambilnya, dan warga belum ditelepon. Ponsel lain berdering dulu; coba lagi "
                       "sebentar."),
    "too_many_numbers": N_("Sudah ada tiga nomor. Hapus satu dulu."),
    "not_claimed_by_you": N_("Ambil dulu: hanya yang mengambil yang dapat melakukannya."),
    "wrong_status": N_("Kejadian ini sudah berubah. Lihat keadaannya sekarang."),
    "closed": N_("Kejadian ini sudah ditutup."),
    "go_there": N_("Pelapor mungkin dipaksa membatalkan. Datangi dulu, catat tiba, baru tutup begitu."),
    "not_found": N_("Tidak ada, atau bukan untuk Anda."),
    "not_authenticated": N_("Masuk dulu."),
    "cross_site": N_("Halaman ini sudah lama. Muat ulang, lalu coba lagi."),
    "csrf": N_("Halaman ini sudah lama. Muat ulang, lalu coba lagi."),
    "not_now": N_("Panggilan Anda masih terbuka. Atur ini nanti, saat tenang."),
    "already_decided": N_("Sudah diputuskan petugas lain."),
    "draft_changed": N_("Petugas lain baru saja mengubahnya. Baca sekali lagi."),
    "superseded": N_("Sudah ada kabar yang lebih baru, atau tidak berlaku lagi. Lihat daftarnya."),
    "busy": N_("Server sedang penuh. Coba lagi sebentar."),
    "too_slow": N_("Kirimannya masuk terlalu lambat dan yang lain menunggu. Belum tersimpan: kurangi fotonya, atau "
                   "coba lagi nanti."),
    "invalid": N_("Isian belum lengkap."),
    "too_large": N_("Kirimannya terlalu besar. Kurangi fotonya, lalu kirim lagi."),
    "too_many_requests": N_("Terlalu banyak permintaan dari jaringan ini. Coba lagi sebentar. "
                            "Tombol darurat tetap bekerja."),
    "cannot_join": N_("Gabungkan ke laporan lain yang masih terbuka dan berdiri sendiri."),
    "already_raised": N_("Petugas sudah dipanggil untuk laporan ini."),
    "held": N_("Ditahan untuk sebuah perkara."),
    "not_held": N_("Kejadian ini tidak ditahan."),
    "amended": N_("Hasilnya sudah pernah diubah."),
    "still_open": N_("Kejadian ini belum selesai."),
    "kept_from": N_("Warga takut kepada petugas itu: ia tidak boleh tahu."),
    "already_assigned": N_("Petugas itu sudah ditugaskan ke sini."),
    "not_assigned": N_("Petugas itu tidak sedang ditugaskan ke sini."),
    "already_offered": N_("Sudah ditawarkan ke satuan lain. Tarik dulu tawaran itu."),
    "not_offered": N_("Tawaran ini sudah berakhir: sudah dijawab, ditarik, atau lewat waktunya."),
    "only_real": N_("Latihan tidak diserahkan dan tidak digabung."),
    "already_joined": N_("Salah satunya sudah digabung dengan kejadian lain. Pisahkan dulu."),
    "not_joined": N_("Kejadian ini tidak sedang digabung."),
    "real_alarm": N_("Ada alarm sungguhan yang berdering. Latihan nanti saja."),
    "drill_running": N_("Latihan lain sedang berjalan."),
    "nobody_to_ask": N_("Tidak ada nomor yang boleh ditulisi."),
    "not_live": N_("Gambar langsung sudah berhenti."),
    "second_person": N_("Administrator kembali masuk lewat /petugas/pulih, dan dilihat administrator lain. Kode di "
                        "kertas hanya untuk yang pertama kali masuk."),
    "last_administrator": N_("Ini administrator terakhir. Tunjuk yang lain dulu, supaya satuan tetap ada yang membuka "
                             "pintunya. Sesi yang dicuri tetap dapat dicabut, tanpa menghapus kunci sandi."),
    "switched_off": N_("Sistem itu dimatikan. Nyalakan dulu."),
    "too_many_webhooks": N_("Sudah lima sistem yang diberi tahu. Matikan satu dulu."),
    "too_many_sources": N_("Sudah sepuluh sistem yang boleh membunyikan alarm. Matikan satu dulu."),
    "no_officers": N_("Satuan ini belum punya petugas: tidak ada yang akan berdering."),
}
LIVE_REFUSALS = {f"refused.{code}": REFUSALS[code]
                 for code in ("others_first", "go_there", "not_claimed_by_you", "wrong_status", "closed")}
"""Those that a page with script meets, in its own words: a problem's detail is English, for programs."""

faces = Faces()
"""Read once: templates, words and static files do not change while we run."""


@dataclass(frozen=True, slots=True)
class Visit:
    services: Services
    door: str
    token: str | None
    language: str
    headers: Mapping[str, str]
    demo: bool = False
    """The demonstration's doors are mounted here: a sign-in may point to them."""

    def shell(self, zone: str = "Asia/Makassar", refresh: int = 0, position: int | None = None) -> Shell:
        csrf = sessions.csrf_token(self.services.keys, self.token) if self.token else ""
        return Shell(self.door, self.language, csrf, self.services.clock.now(), zone, refresh,
                     str(position) if position else "", self._host)

    @property
    def _host(self) -> str:
        """What people type to come here."""
        return self.services.settings.origin.partition("://")[2] or self.headers.get("host", "")

    def page(self, template: str, shell: Shell, view: object, status: int = 200,
             more: Mapping[str, str] | None = None) -> Response[bytes]:
        """``more``: headers of this page alone."""
        return html(self, faces.page(template, shell, view), status, more)

    def refusal(self, problem: Problem) -> str:
        """A refusal in the person's words. What is rare stays as the API says it."""
        winner = problem.extra.get("claimed_by")
        if winner:
            return self.say(REFUSALS["already_claimed"]).format(officer=winner["name"])
        return self.say(REFUSALS[problem.code]) if problem.code in REFUSALS else problem.detail

    def say(self, phrase: str) -> str:
        return catalogue(self.language).gettext(phrase)


def html(guest: Visit, page: str, status: int = 200, more: Mapping[str, str] | None = None) -> Response[bytes]:
    """A page on its way, packed where the browser takes it. (Our cookies are ``SameSite=Strict``: no other
    site can make a browser fetch a page with them and weigh it, which is what packing secrets risks.)"""
    body, headers = page.encode(), {**HEADERS, "vary": "accept-encoding, cookie", **(more or {})}
    if "gzip" in guest.headers.get("accept-encoding", ""):
        body, headers = gzip.compress(body, 6, mtime=0), {**headers, "content-encoding": "gzip"}
    return Response(body, status_code=status, media_type=HTML, headers=headers)


def visit(request: Asked, door: str) -> Visit:
    headers = {name.lower(): value for name, value in request.headers.items()}
    made = knock({"cookie": headers.get("cookie", "")}, door)
    return Visit(request.app.state.services, door, made.token, chosen(request.cookies.get(COOKIE)), headers,
                 request.app.get_handler_index_by_name(DEMO) is not None)


async def form(request: Asked, guest: Visit) -> dict[str, str]:
    """What a form of ours says. ``Problem`` 403 when another site sent it."""
    require_own_site(guest.headers, guest.services.settings.origin)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise Problem(413, "too_large", "The form is too large.")
    said = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    made = knock({"cookie": guest.headers.get("cookie", "")}, guest.door)
    require_same_origin(guest.services.keys, made, said.get("csrf"))
    return said


def onward(path: str, cookie: str = "", cookies: Sequence[Cookie] = ()) -> Response[None]:
    """After a form, a page to look at: reloading it sends nothing twice."""
    headers = {"location": path, "cache-control": "no-store"} | ({"set-cookie": cookie} if cookie else {})
    return Response(None, status_code=303, headers=headers, cookies=cookies)


def entered(guest: Visit, door: str, token: str, lifetime: str) -> str:
    return session_cookie(door, token, secure=guest.services.settings.secure,
                          lifetime_ms=sessions.LIFETIME[lifetime])


def left(guest: Visit, door: str) -> str:
    return session_cookie(door, "", secure=guest.services.settings.secure, lifetime_ms=0)


def language_cookie(language: str) -> str:
    return f"{COOKIE}={chosen(language)}; Path=/; SameSite=Lax; Max-Age=63072000"


"""Why a door stayed shut, in the person's words. The page's modules get the same table."""

from __future__ import annotations

from siharat.kernel import Problem
from siharat.web.words import N_, catalogue

MINUTES_FROM_S = 120
"""From here on a wait is said in minutes: nobody counts 900 seconds."""

REFUSED = {
    "wrong_credentials": N_("NRP atau kata sandi tidak cocok."),
    "wrong_code": N_("NRP dan kode tidak cocok, atau kodenya sudah terpakai atau lewat waktu. "
                     "Minta kode baru kepada administrator."),
    "code_replaced": N_("Kode ini dari lembar lama. Sesudahnya dicetak lembar baru untuk Anda: pakai kode di lembar "
                        "itu, atau minta kepada administrator."),
    "not_seen": N_("Belum ada yang menyatakan melihat Anda. Sebutkan angka di bawah kepada administrator."),
    "not_seen_in_time": N_("Tidak ada yang melihat Anda pada waktunya, atau permintaan ini ditolak. "
                           "Minta sekali lagi."),
    "too_many_attempts": N_("Terlalu banyak percobaan. Tunggu {seconds} detik, lalu coba lagi."),
    "too_many_attempts.minutes": N_("Terlalu banyak percobaan. Tunggu {minutes} menit, lalu coba lagi."),
    "not_your_door": N_("Pintu ini untuk meja, kepala satuan, administrator dan pemeriksa. Petugas masuk di /petugas."),
    "passkey_unknown": N_("Sidik jari atau wajah ini tidak dikenal di sini. Pakai kata sandi, atau minta kode baru."),
    "passkey_flagged": N_("Kunci ponsel ini mungkin pernah disalin dan ditutup. Minta kode baru kepada administrator."),
    "passkey_refused": N_("Terlalu lama, atau terkirim dua kali. Coba sekali lagi."),
    "too_many_passkeys": N_("Sudah terlalu banyak ponsel terdaftar. Hapus satu dulu."),
    "no_origin": N_("Di alamat ini sidik jari dan wajah belum dapat dipakai. Pakai kata sandi."),
    "not_authenticated": N_("Waktunya habis. Mulai lagi dengan kode baru."),
    "sign_in_again": N_("Masuk sekali lagi dulu: ini mengubah cara Anda masuk."),
    "password": N_("Paling sedikit 10 huruf, tanpa NRP, dan bukan kata yang ditebak orang. "
                   "Tiga kata yang hanya Anda tahu paling mudah diingat."),
    "not_the_same": N_("Kedua kata sandi tidak sama."),
    "csrf": N_("Halaman ini sudah lama. Muat ulang, lalu coba lagi."),
    "cross_site": N_("Halaman ini sudah lama. Muat ulang, lalu coba lagi."),
    "busy": N_("Server sedang penuh. Coba lagi sebentar."),
    "no_network": N_("Tidak ada sambungan. Coba lagi."),
    "not_made": N_("Belum jadi. Coba lagi, atau pakai kata sandi."),
}


def refusal(problem: Problem, language: str) -> str:
    """What is said on the page. What nobody foresaw stays as the API says it."""
    say = catalogue(language).gettext
    wait = int(problem.extra.get("retry_after") or 0)
    if problem.status == 429:
        if wait >= MINUTES_FROM_S:
            return say(REFUSED["too_many_attempts.minutes"]).format(minutes=-(-wait // 60))
        return say(REFUSED["too_many_attempts"]).format(seconds=wait)
    if problem.code == "invalid" and problem.extra.get("field") == "password":
        return say(REFUSED["password"])
    return say(REFUSED[problem.code]) if problem.code in REFUSED else problem.detail

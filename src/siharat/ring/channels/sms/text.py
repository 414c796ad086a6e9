"""What an SMS says: one part of 160 letters of the GSM alphabet, so that it costs one message. Pure.

Never a name or a number before the alarm is taken: an SMS lies readable on a lock screen.
"""

from __future__ import annotations

import string
import unicodedata

from siharat.ring.channels import Message, Reply

LONGEST = 160
LETTERS = frozenset(string.ascii_letters + string.digits + " .,:;!?()+-/'\"&%*=#<>@_$")
"""Of the basic alphabet (3GPP TS 23.038) what is ASCII too: read the same in every modem's locale. One letter
beyond it, and the SMS has room for 70 letters and costs two."""
NO_PLACE = "lokasi belum diketahui"
CAUTIONS = {"silent": "JANGAN TELEPON: TULIS. ", "forced": "DIPAKSA BATAL. JANGAN TELEPON: DATANG. "}
"""Before anything else."""
CANCELLED = {"said": "warga menandai sudah aman. Tetap pastikan.",
             "mistake": "warga membatalkan, salah tekan. Tetap pastikan.",
             "unproved": "dibatalkan tanpa PIN yang benar. Pastikan sendiri.",
             "forced": "dibatalkan di bawah paksaan."}
ASKED = "Polisi meminta lokasi atau foto, hanya bila Anda mau:"
SILENT = "warga meminta senyap."
WAY_IN = {"asked": "Ada yang meminta cara masuk baru atas nama Anda.",
          "code": "Kode masuk baru dibuat untuk Anda.",
          "seen": "Cara masuk Anda diganti, ponsel lama sudah keluar."}
NOT_YOU = "Bukan Anda? Hubungi administrator sekarang."
HOW = "Balas AMBIL untuk mengambil, TIDAK jika tidak bisa."


def plain(text: str) -> str:
    """The same in letters that every telephone has: accents fall, what has no likeness becomes ``?``."""
    bare = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter in LETTERS else " " if letter.isspace() else "?"
                            for letter in bare).split())


def fitted(before: str, place: str, after: str) -> str:
    """``place`` is cut, never what stands around it."""
    room = LONGEST - len(before) - len(after)
    return before + plain(place)[:max(room, 0)].strip() + after


def spoken(message: Message) -> str:
    if message.type == "alarm":
        return _alarm(message)
    if message.type == "silence":
        return _silence(message)
    if message.type == "caution":
        return f"{CAUTIONS.get(message.caution, '')}{_code(message)}: {CANCELLED.get(message.why or '', SILENT)}"
    if message.type == "trouble":
        return fitted("Siharat: ", message.why or "", "")
    if message.type == "proof" and message.why in WAY_IN:
        return f"Siharat: {WAY_IN[message.why]} {NOT_YOU}"
    if message.type == "link":
        return fitted(f"{_code(message)} ", ASKED, f" {message.link}")
    return "Siharat: percobaan. Nomor ini akan menerima SMS bila ada alarm."


def _alarm(message: Message) -> str:
    word = "LATIHAN" if message.mode == "drill" else "ALARM"
    return fitted(f"{CAUTIONS.get(message.caution, '')}{word} {_code(message)} ", message.locality or NO_PLACE,
                  f". {HOW}")


def _silence(message: Message) -> str:
    if message.claimed_by:
        return fitted(f"{_code(message)} sudah diambil ", message.claimed_by, ".")
    return f"{_code(message)} sudah ditutup."


def _code(message: Message) -> str:
    return plain(message.incident.code)[:20] if message.incident else ""


def answered(reply: Reply) -> str | None:
    """The answer to an answer. ``None``: a stranger is told nothing, and so is who needs to know nothing."""
    code = plain(reply.code or "")[:20]
    if reply.outcome == "taken":
        return _taken(code, reply)
    if reply.outcome == "already_claimed":
        return fitted(f"{code} sudah diambil ", reply.claimed_by or "petugas lain", ". Terima kasih.")
    if reply.outcome == "declined":
        return f"Tercatat: Anda tidak bisa. {code}"
    if reply.outcome == "lapsed":
        return f"{code}: diambil lewat SMS tanpa kabar. Ambil di halaman petugas."
    if reply.outcome == "nothing_rings":
        return "Tidak ada alarm yang menunggu Anda."
    return None


def acknowledged(reply: Reply) -> str | None:
    """To who opened an alarm by writing. ``None`` when the telephone should make no sound: the alarm is silent."""
    if reply.caution:
        return None
    return (f"Siharat {plain(reply.code or '')[:20]}: alarm Anda diterima, petugas sedang dipanggil. "
            "Anda akan ditelepon di nomor ini. Bila tidak, telepon 110.")


def _taken(code: str, reply: Reply) -> str:
    """The number first: it must not be what is cut off."""
    if not reply.citizen_phone:
        return f"{code}: ANDA yang mengambil. Buka halaman petugas."
    who = ", ".join(filter(None, (reply.citizen_name, reply.locality)))
    if reply.caution:
        return fitted(f"{CAUTIONS[reply.caution]}{code}: ANDA yang mengambil. {plain(reply.citizen_phone)[:20]}, ", who,
                      ".")
    said = f". Sebut kata {reply.word}." if reply.word else "."
    return fitted(f"{code}: ANDA yang mengambil. Telepon sekarang {plain(reply.citizen_phone)[:20]}, ", who, said)

"""What the phone shows: a message of ours in the JSON of ntfy (its documentation, "publish as JSON"). Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from siharat.ring.channels import Message

LOUDEST, QUIET = 5, 2
"""At 5 the app rings on until it is answered, where its owner allowed that; at 2 it makes no sound."""
NO_PLACE = "lokasi belum diketahui"
ASKS = {"loud": ("ALARM", "Warga meminta tolong."),
        "silent": ("JANGAN MENELEPON: TULIS", "Warga meminta tolong, senyap."),
        "forced": ("JANGAN MENELEPON: DATANG", "Dibatalkan di bawah paksaan."),
        "drill": ("LATIHAN", "Alarm percobaan, tidak ada warga yang meminta tolong.")}
CANCELLED = {"said": "Warga menandai sudah aman. Tetap pastikan.",
             "mistake": "Salah tekan, dengan PIN. Tetap pastikan.",
             "unproved": "Tanpa PIN yang benar. Pastikan sendiri.",
             "forced": "Dibatalkan di bawah paksaan."}
ENDED = {"claimed": "Sudah diambil", "closed": "Sudah ditutup"}
WAY_IN = {"asked": "Cara masuk baru diminta atas nama Anda", "code": "Kode masuk baru dibuat untuk Anda",
          "seen": "Cara masuk Anda diganti"}


class Notification(msgspec.Struct, frozen=True, omit_defaults=True):
    """The fields that we use, by their names there."""

    topic: str
    title: str
    message: str
    priority: int
    sequence_id: str
    """A later one with the same id takes the place of this one (ntfy 2.16; older servers ignore it)."""
    tags: list[str] = []
    click: str = ""
    actions: list[dict[str, Any]] = []


def notification(message: Message, topic: str, origin: str) -> Notification:
    """``origin``: our own address; empty: no button, and nowhere to go on to."""
    if message.type == "alarm":
        return _alarm(message, topic, origin)
    if message.type == "silence":
        return _silence(message, topic, origin)
    if message.type == "caution":
        return _caution(message, topic, origin)
    if message.type == "trouble":
        return Notification(topic, "Siharat: gangguan", message.why or "", LOUDEST, "gangguan", ["warning"],
                            f"{origin}/-/status" if origin else "")
    if message.type == "proof" and message.why in WAY_IN:
        return Notification(topic, WAY_IN[message.why], "Bukan Anda? Hubungi administrator "
                            "sekarang.", LOUDEST, "cara-masuk", ["key"], f"{origin}/petugas" if origin else "")
    return _proof(message, topic, origin)


def _alarm(message: Message, topic: str, origin: str) -> Notification:
    code = message.incident.code if message.incident else ""
    word, asks = ASKS.get(message.caution or message.mode, ASKS["loud"])
    buttons = [_answer(message, origin, "AMBIL", "take"), _answer(message, origin, "Tidak bisa", "decline")]
    return Notification(topic, f"{word} · {message.locality or NO_PLACE}", f"{code} · {asks} Ketuk untuk membuka.",
                        LOUDEST, _sequence(message), ["rotating_light"], _page(message, origin),
                        buttons if origin else [])


def _silence(message: Message, topic: str, origin: str) -> Notification:
    code = message.incident.code if message.incident else ""
    by = f" oleh {message.claimed_by}" if message.claimed_by else ""
    ended = ENDED.get(message.why or "", "Sudah berhenti")
    return Notification(topic, f"{ended}{by}", f"{code} · Ketuk untuk membuka.", QUIET, _sequence(message),
                        ["white_check_mark"], _page(message, origin))


def _caution(message: Message, topic: str, origin: str) -> Notification:
    """Aloud only where a call would do harm: whoever is about to phone must hear it."""
    code = message.incident.code if message.incident else ""
    words = CANCELLED.get(message.why or "") or ASKS[message.caution or "loud"][1]
    title = ASKS[message.caution][0] if message.caution else "Warga membatalkan"
    return Notification(topic, title, f"{code} · {words}", LOUDEST if message.caution else QUIET, _sequence(message),
                        ["warning"], _page(message, origin))


def _proof(message: Message, topic: str, origin: str) -> Notification:
    """Loud for who asked for it; quiet where it says that an identity was opened; without a ring it is the watchdog's,
    which asks each minute."""
    if message.why == "look":
        return Notification(topic, "Identitas warga dibuka", "Oleh petugas yang tidak menanganinya. Ketuk untuk "
                            "membaca alasannya.", QUIET, "pembukaan", ["eyes"],
                            f"{origin}/komando/pembukaan" if origin else "")
    if message.ring_id is None:
        return Notification(topic, "Siharat: uji", "Jalan ini bekerja.", QUIET, "uji", ["bell"])
    heard = _button(message, origin, "Saya mendengarnya", "receipts", {"state": "opened"})
    return Notification(topic, "Siharat: uji dering", "Ini percobaan. Ketuk tombol bila HP ini berbunyi.", LOUDEST,
                        f"uji-{message.ring_id}", ["bell"], f"{origin}/petugas" if origin else "",
                        [heard] if origin else [])


def _sequence(message: Message) -> str:
    return message.incident.id if message.incident else "siharat"


def _page(message: Message, origin: str) -> str:
    return f"{origin}/petugas/kejadian/{message.incident.id}" if origin and message.incident else ""


def _answer(message: Message, origin: str, label: str, said: str) -> dict[str, Any]:
    return _button(message, origin, label, "answer", {"said": said})


def _button(message: Message, origin: str, label: str, call: str, body: dict[str, str]) -> dict[str, Any]:
    """The app sends this request when the button is tapped, and takes the notification away when it went
    well. The key is of this ring alone, and goes in a header: addresses end up in logs."""
    return {"action": "http", "label": label, "url": f"{origin}/api/v1/rings/{message.ring_id}/{call}",
            "method": "POST", "clear": True, "body": msgspec.json.encode(body).decode(),
            "headers": {"Content-Type": "application/json", "Ring-Key": message.receipt_key or ""}}

"""What is said on the telephone, in Indonesian, spoken by espeak-ng.

Before the digit only "alarm" and the part of town: mailboxes listen too. What is said often is made once
and kept; a name or a number is spoken for one call and never kept.
"""

from __future__ import annotations

import array
import asyncio
import hashlib
import io
import math
import os
import shutil
import subprocess
import sys
import wave
from functools import lru_cache
from operator import mul
from pathlib import Path

RATE = 8_000
"""Samples a second on the telephone (G.711). baresip refuses a file of another rate."""
WORDS_PER_MINUTE = "140"
SPEAKS_S = 5.0

NOTHING_YET = "Alarm. {place}. Tekan satu untuk mengambil. Tekan dua jika tidak dapat datang."
DRILL = "Latihan, bukan alarm. {place}. Tekan satu untuk mengambil. Tekan dua jika tidak dapat datang."
NO_PLACE = "Lokasi belum diketahui"
PRACTICE = "Ini uji coba Siharat, bukan alarm. Tekan satu jika Anda mendengar pesan ini."
TROUBLE = "Siharat tidak sehat, bukan alarm. Buka halaman keadaan sistem, atau mulai ulang server."
WARNED = {"silent": "Kejadian Anda sekarang senyap. Jangan menelepon pelapor: tulis pesan di aplikasi.",
          "forced": "Kejadian Anda dibatalkan di bawah paksaan. Jangan menelepon pelapor: datang."}
FIRST_WORDS = {"proof": PRACTICE, "trouble": TROUBLE}
PROVED = "Terima kasih. Telepon ini berbunyi."
CONNECTING = "Anda yang mengambil. Tunggu, pelapor sedang dihubungi."
YOURS = "Anda yang mengambil. Buka aplikasi Siharat."
DECLINED = "Baik, Anda tidak dapat datang. Sudah dicatat."
TAKEN_BY = "Sudah diambil oleh {name}. Terima kasih."
OVER = "Alarm ini sudah selesai. Terima kasih."
AGAIN = "Belum tercatat. Tekan satu sekali lagi."
SILENT = "Jangan menelepon pelapor: tulis pesan di aplikasi. Anda yang mengambil alarm senyap ini."
FORCED = "Jangan menelepon pelapor: datang. Dibatalkan di bawah paksaan. Anda yang mengambil."
CAUTIONS = {"silent": SILENT, "forced": FORCED}
FIRST = {"silent": "Alarm senyap, jangan menelepon pelapor. ", "forced": "Jangan menelepon pelapor: datang. "}
NUMBER = "Pelapor tidak tersambung. Nomornya: {digits}. Saya ulangi: {digits}. Hubungi sekarang."
BUSY = "Telepon pelapor sibuk. Nomornya: {digits}. Saya ulangi: {digits}. Coba lagi."
NO_ANSWER = "Pelapor tidak menjawab. Nomornya: {digits}. Saya ulangi: {digits}. Coba lagi."

FIXED = (NOTHING_YET.format(place=NO_PLACE), PRACTICE, PROVED, CONNECTING, DECLINED, OVER, AGAIN, SILENT, FORCED,
         *WARNED.values(), YOURS)

_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


def first(kind: str, place: str | None, mode: str, caution: str) -> str:
    """What is said when the phone is picked up."""
    if kind == "caution":
        return WARNED[caution]
    return FIRST_WORDS.get(kind) or alarm(place, mode, caution)


def alarm(place: str | None, mode: str = "loud", caution: str = "") -> str:
    return FIRST.get(caution, "") + (DRILL if mode == "drill" else NOTHING_YET).format(place=place or NO_PLACE)


def digits(number: str) -> str:
    """``+6281234…`` as a person writes it down: ``nol delapan satu dua, tiga empat …``."""
    national = "0" + number[3:] if number.startswith("+62") else number
    words = ["plus" if letter == "+" else _DIGITS[int(letter)] for letter in national]
    return ", ".join(" ".join(words[start:start + 4]) for start in range(0, len(words), 4))


def speaker() -> str | None:
    return shutil.which("espeak-ng")


class Speech:
    """Sound, as samples of 16 bits at ``RATE``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def kept(self, text: str) -> bytes:
        """Made at most once; read from the folder the next time."""
        path = kept_in(self._folder, text)
        if path.is_file():
            return path.read_bytes()
        sound = await self.once(text)
        if sound:
            half = path.with_suffix(".half")
            half.write_bytes(sound)
            half.replace(path)
        return sound

    async def once(self, text: str) -> bytes:
        """Spoken now and kept nowhere."""
        return await asyncio.to_thread(spoken, text)


def kept_in(folder: Path, text: str) -> Path:
    return folder / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.pcm"


def spoken(text: str) -> bytes:
    """Without espeak-ng, or when it fails, two tones: better than a dead line."""
    binary = speaker()
    if binary is None:
        return beeps()
    try:
        said = subprocess.run([binary, "-v", "id", "-s", WORDS_PER_MINUTE, "--stdin", "--stdout"],  # noqa: S603  no shell
                              input=text.encode(), capture_output=True, timeout=SPEAKS_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return beeps()
    return telephone_sound(said.stdout)


def telephone_sound(said: bytes) -> bytes:
    """espeak-ng's WAV (22,050 Hz) as the telephone takes it. Two tones when it is none."""
    header = said[:44]
    if len(said) < 46 or header[:4] != b"RIFF" or header[22:24] != b"\1\0" or header[34:36] != b"\20\0":
        return beeps()
    rate = int.from_bytes(header[24:28], "little")
    samples = array.array("h", said[44:len(said) - len(said) % 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return resampled(samples, rate).tobytes()


def resampled(samples: array.array[int], rate: int) -> array.array[int]:
    """To ``RATE``, without what a telephone cannot carry: a windowed sinc, one filter for each phase."""
    step = math.gcd(rate, RATE)
    up, down = RATE // step, rate // step
    filters = _filters(up, down)
    taps = len(filters[0])
    padded = array.array("h", bytes(taps)) + samples + array.array("h", bytes(2 * taps))
    heard = array.array("h")
    for place in range(0, len(samples) * up, down):
        start, phase = divmod(place, up)
        value = sum(map(mul, filters[phase], padded[start:start + taps]))
        heard.append(max(-32_768, min(32_767, round(value))))
    return heard


@lru_cache(maxsize=4)
def _filters(up: int, down: int, half: int = 12) -> list[list[float]]:
    cut = min(1.0, up / down) * 0.95
    made = []
    for phase in range(up):
        row = []
        for tap in range(-half, half):
            x = tap + half - half - phase / up + 1
            sinc = cut if x == 0 else math.sin(math.pi * cut * x) / (math.pi * x)
            row.append(sinc * (0.5 + 0.5 * math.cos(math.pi * max(-1.0, min(1.0, x / half)))))
        made.append([weight / sum(row) for weight in row])
    return made


def tone(hertz: int, seconds: float, loud: int = 6_000) -> bytes:
    return array.array("h", (round(loud * math.sin(2 * math.pi * hertz * n / RATE))
                             for n in range(round(RATE * seconds)))).tobytes()


def quiet(seconds: float) -> bytes:
    return bytes(2 * round(RATE * seconds))


@lru_cache(maxsize=1)
def beeps() -> bytes:
    return tone(850, 0.4) + tone(650, 0.4)


@lru_cache(maxsize=1)
def ringback() -> bytes:
    """What a caller hears in Indonesia while it rings: 425 Hz, one second in five."""
    return tone(425, 1) + quiet(4)


def repeated(sound: bytes, seconds: float) -> bytes:
    """Again and again with a breath between, for so long. Its end would end the call."""
    piece = sound + quiet(1)
    return piece * math.ceil(2 * RATE * seconds / len(piece))


def length_s(sound: bytes) -> float:
    return len(sound) / 2 / RATE


def write_wav(path: Path, sound: bytes) -> None:
    """Appears whole, for baresip may read it at any moment."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound)
    half = path.with_suffix(".half")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(buffer.getbuffer())
    half.replace(path)

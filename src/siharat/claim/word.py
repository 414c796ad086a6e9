"""The word by which an officer who phones proves to be one.

The citizen's screen shows it, and so does the screen of who has claimed: whoever phones and does not say it is somebody
else. Nothing is stored: it follows from the house's key, the incident and the officer.
"""

from __future__ import annotations

from siharat.kernel.sealing import Keyring

WORDS = (
    "ANGGREK", "ANGIN", "ANGSA", "APEL", "AWAN", "AYUNAN", "BAJAJ", "BAKPIA", "BAMBU", "BANDENG", "BANGAU", "BANTAL",
    "BAWANG", "BAYAM", "BELIMBING", "BENANG", "BERAS", "BINTANG", "BOLA", "BUAYA", "BUKIT", "BULAN", "BUNGA", "CABAI",
    "CANGKIR", "CEMARA", "CERMIN", "CICAK", "CINCIN", "DANAU", "DAUN", "DELIMA", "DELMAN", "DOMBA", "DURIAN", "EMAS",
    "EMBER", "EMBUN", "ENGSEL", "GAJAH", "GARAM", "GELAS", "GITAR", "GONG", "GULA", "GUNUNG", "HUJAN", "HUTAN",
    "IKAN", "INTAN", "ITIK", "JAGUNG", "JAHE", "JAMUR", "JANGKRIK", "JARUM", "JEMBATAN", "JENDELA", "JERUK", "KABUT",
    "KACA", "KAMBING", "KANGKUNG", "KAPAS", "KAPUR", "KARANG", "KASUR", "KEBUN", "KECAPI", "KELAPA", "KELINCI",
    "KEMIRI", "KENARI", "KERANJANG", "KERBAU", "KERETA", "KERTAS", "KETUPAT", "KIPAS", "KOMPOR", "KOPI", "KUDA",
    "KUNANG", "KUNCI", "KUNYIT", "KURSI", "LADA", "LAMPU", "LANGIT", "LAUT", "LEBAH", "LEMARI", "LILIN", "LONCENG",
    "LUMBUNG", "MADU", "MANGGA", "MATAHARI", "MAWAR", "MELATI", "MERAK", "MERPATI", "MUTIARA", "NANAS", "NANGKA",
    "OMBAK", "PADI", "PAGAR", "PALA", "PANTAI", "PASIR", "PAYUNG", "PEPAYA", "PERAHU", "PINTU", "PISANG", "PULAU",
    "RAKIT", "RAMBUTAN", "ROTAN", "ROTI", "RUSA", "SAGU", "SAWAH", "SENDOK", "SEPATU", "SEPEDA",
)
"""Of things that everybody knows and no two of which sound alike on a bad line."""


def word(keys: Keyring, incident: str, officer: str) -> str:
    """The same for as long as the incident lasts; for another officer, as a rule, another."""
    return WORDS[int(keys.blind(f"{incident}\x1f{officer}", "claim.word")[:8], 16) % len(WORDS)]

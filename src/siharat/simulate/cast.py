"""People as they could be met in Banjarbaru. Made from short lists; nobody real is meant.

Each person follows from a number alone, so a list that grows keeps those it had.
"""

from __future__ import annotations

from dataclasses import dataclass

from siharat.kernel import Identity, SystemClock
from siharat.kernel.identity import SeededChance

MEN = ("Muhammad", "Ahmad", "Akhmad", "Abdul", "Rizky", "Fahri", "Noor", "Hendra", "Agus", "Budi", "Andi", "Dedi",
       "Eko", "Fajar", "Gusti", "Hasan", "Ilham", "Junaidi", "Kamal", "Lukman", "Mahyuni", "Norman", "Rahmat",
       "Supian", "Taufik", "Wahyu", "Yusuf", "Zainal", "Bayu", "Arif", "Syaiful", "Rudi", "Imam", "Joko")
WOMEN = ("Siti", "Nur", "Noor", "Dewi", "Rina", "Fitri", "Mariatul", "Rusmiati", "Norlaila", "Maya", "Indah",
         "Yuni", "Hikmah", "Aulia", "Galuh", "Ratna")
MIDDLE = ("Rizani", "Hidayat", "Fauzi", "Rahman", "Akbar", "Maulana", "Syah", "Iqbal", "Ramadhan", "Aditya",
          "Surya")
LAST_OF_MEN = ("Ridhani", "Syahrani", "Hamdani", "Gazali", "Fahriadi", "Saberan", "Norhidayat", "Saputra",
               "Setiawan", "Rahmadi", "Arsyad", "Anwari", "Wahyudi", "Kurniawan", "Supriyadi", "Hasani",
               "Mawardi", "Zulkifli", "Rasyidi", "Jauhari", "Effendi", "Basuki", "Santoso", "Pratama",
               "Nugroho", "Mahfuz", "Helmi", "Sarwani", "Muslim", "Asmara", "Siregar", "Sinaga")
LAST_OF_WOMEN = ("Aminah", "Rahmah", "Hayati", "Norhaliza", "Lestari", "Handayani", "Jannah", "Safitri", "Wahidah",
                 "Puspita", "Khadijah", "Anggraini", "Maulida", "Herlina")
RANKS = (("Bripda", 15, 22), ("Briptu", 18, 27), ("Brigpol", 17, 32), ("Bripka", 20, 38), ("Aipda", 12, 44),
         ("Aiptu", 8, 50), ("Ipda", 5, 34), ("Iptu", 3, 40), ("AKP", 2, 44))
"""Rank, how many of a hundred hold it, and how old they are about."""
BORN_BEFORE = 2026
WOMEN_IN_A_HUNDRED = 9
AT_THE_STATION_IN_A_HUNDRED = 40


@dataclass(frozen=True, slots=True)
class Person:
    nrp: str
    name: str
    rank: str
    polsek: str | None


def officer(number: int, polseks: tuple[str, ...]) -> Person:
    """The officer of that number, always the same. An NRP begins with year and month of birth."""
    chance = Identity(SystemClock(), SeededChance(637_200_000 + number))

    def one(of: tuple[str, ...]) -> str:
        return of[chance.below(len(of))]

    woman = chance.below(100) < WOMEN_IN_A_HUNDRED
    parts = [one(WOMEN if woman else MEN), one(LAST_OF_WOMEN if woman else LAST_OF_MEN)]
    if chance.below(3) == 0 and not woman:
        parts.insert(1, one(MIDDLE))
    rank, age = _rank(chance)
    born = BORN_BEFORE - age - chance.below(5)
    polsek = None if chance.below(100) < AT_THE_STATION_IN_A_HUNDRED else one(polseks)
    nrp = f"{born % 100:02d}{1 + chance.below(12):02d}{number:04d}"
    return Person(nrp, " ".join(parts), rank, polsek)


def _rank(chance: Identity) -> tuple[str, int]:
    left = chance.below(sum(share for _, share, _ in RANKS))
    for rank, share, age in RANKS:
        left -= share
        if left < 0:
            return rank, age
    raise AssertionError("the shares add up")

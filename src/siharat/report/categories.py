"""What a report may be about: the groups in which the police publish disturbances, and the kinds within them.

Codes are stored and counted; words stand in ``web``. Two groups are ours: traffic, which the police count apart, and
help, which is no disturbance at all and yet what people asked Siharat for.
"""

from __future__ import annotations

from siharat.kernel.errors import invalid

OTHER = "lainnya"

GROUPS: dict[str, tuple[str, ...]] = {
    "kejahatan": ("curat", "curas", "curbis", "curanmor", "penganiayaan", "kdrt", "narkotika", "judi", "penipuan",
                  "pengrusakan", "premanisme"),
    "pelanggaran": ("miras", "balap_liar"),
    "ketertiban": ("keributan", "orang_mencurigakan"),
    "lalu_lintas": ("laka_lantas", "kemacetan"),
    "bencana": ("kebakaran", "banjir"),
    "bantuan": ("orang_hilang", "ambulans", "sosial"),
    "lain": (OTHER,),
}
CATEGORIES: tuple[str, ...] = tuple(kind for kinds in GROUPS.values() for kind in kinds)


def category(text: object) -> str:
    """``Problem`` 422 for what is none; nothing said is ``lainnya``, for who is afraid need not sort it."""
    if text in (None, ""):
        return OTHER
    for known in CATEGORIES:
        if known == text:
            return known
    raise invalid("category", f"is none of {', '.join(CATEGORIES)}")

"""Roles and rights, as the screens say them."""

from __future__ import annotations

from siharat.people.roles import RIGHTS, ROLES, Right, Role
from siharat.web.words import N_

NAMES: dict[Role, str] = {
    "officer": N_("Petugas"), "operator": N_("Operator"), "duty_officer": N_("Perwira jaga"),
    "chief": N_("Kepala satuan"), "administrator": N_("Administrator"), "auditor": N_("Pemeriksa"),
}
PROVINCIAL: dict[Role, str] = {
    "operator": N_("Operator provinsi"), "administrator": N_("Administrator provinsi"),
    "chief": N_("Kepala kepolisian daerah"),
}
"""How the same role is called at the station that has all others below it."""

MAY: dict[Right, str] = {
    "work": N_("dipanggil alarm; mengambil, menelepon balik, mendatangi dan menutup kejadian"),
    "desk": N_("mencatat telepon 110, mengirim petugas, menyerahkan kejadian, menjawab laporan, mengadakan latihan"),
    "oversee": N_("melihat papan, kesiapan ponsel dan evaluasi, juga satuan di bawahnya"),
    "audit": N_("membaca siapa membuka identitas warga dan siapa memberi peran"),
    "judge": N_("diberi tahu setiap pembukaan identitas, dan menilainya"),
    "decide": N_("menentukan tangga, piket, dan apakah angka satuan terbuka untuk umum"),
    "people": N_("memasukkan dan mengeluarkan petugas, memberi peran, memutus permintaan hapus"),
}

AS_OFFICER = N_("semua yang boleh dilakukan petugas")


def name_of(role: Role, root: bool) -> str:
    """``root``: at the station that has all others below it."""
    return PROVINCIAL.get(role, NAMES[role]) if root else NAMES[role]


def may_of(role: Role) -> tuple[str, ...]:
    """What the role may, in sentences; of who may more than an officer only what is more."""
    rights = ROLES[role]
    more = [MAY[right] for right in RIGHTS if right in rights - ROLES["officer"]]
    return (AS_OFFICER, *more) if more and rights > ROLES["officer"] else tuple(more) or (MAY["work"],)

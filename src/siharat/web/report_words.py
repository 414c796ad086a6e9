"""What reports are about, in words: the same on the reporter's page, at the desk and on an officer's phone."""

from __future__ import annotations

from siharat.web.words import N_

GROUPS = {
    "kejahatan": N_("Kejahatan"), "pelanggaran": N_("Pelanggaran"), "ketertiban": N_("Ketenteraman dan ketertiban"),
    "lalu_lintas": N_("Lalu lintas"), "bencana": N_("Bencana"), "bantuan": N_("Butuh bantuan"),
    "lain": N_("Lain"),
}
CATEGORIES = {
    "curat": N_("Pencurian di rumah atau usaha"), "curas": N_("Perampasan, begal"), "curbis": N_("Pencurian biasa"),
    "curanmor": N_("Pencurian kendaraan"), "penganiayaan": N_("Penganiayaan, pengeroyokan"),
    "kdrt": N_("Kekerasan dalam rumah tangga"), "narkotika": N_("Narkotika"), "judi": N_("Judi"),
    "penipuan": N_("Penipuan, penggelapan"), "pengrusakan": N_("Pengrusakan"),
    "premanisme": N_("Premanisme, pungutan liar"), "miras": N_("Minuman keras"), "balap_liar": N_("Balap liar"),
    "keributan": N_("Keributan"), "orang_mencurigakan": N_("Orang mencurigakan"),
    "laka_lantas": N_("Kecelakaan lalu lintas"), "kemacetan": N_("Kemacetan"),
    "kebakaran": N_("Kebakaran, juga hutan dan lahan"), "banjir": N_("Banjir, bencana lain"),
    "orang_hilang": N_("Orang hilang"), "ambulans": N_("Ambulans, bantuan medis"), "sosial": N_("Bantuan sosial"),
    "lainnya": N_("Lainnya, atau belum tahu"),
}
UNDER = {"nobody": N_("Anonim"), "confidence": N_("Rahasia"), "name": N_("Dengan nama")}

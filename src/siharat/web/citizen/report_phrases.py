"""What a reporter is told of each step. Never more than is true, and nothing of how the police go about it."""

from __future__ import annotations

from siharat.web.words import N_

STEPS = {
    "received": N_("Laporan diterima {station}"),
    "asked": N_("Anda"),
    "answered": N_("{station}"),
    "planned": N_("Patroli akan melihatnya"),
    "patrolled": N_("Patroli sudah ke sana"),
    "patrolled.handled": N_("Patroli sudah ke sana dan menanganinya"),
    "patrolled.warned": N_("Patroli sudah ke sana dan menegur"),
    "patrolled.nothing": N_("Patroli sudah ke sana dan tidak menemukan apa-apa"),
    "raised": N_("Petugas dikirim sekarang"),
    "attended": N_("Petugas sudah selesai di sana"),
    "attended.genuine": N_("Petugas datang dan menanganinya"),
    "attended.unfounded": N_("Petugas datang dan tidak menemukan apa-apa"),
    "attended.referred": N_("Petugas meneruskannya ke instansi lain"),
    "moved": N_("Dipindahkan ke kantor polisi yang berwenang"),
    "referred": N_("Diteruskan"),
    "referred.ambulance": N_("Diteruskan ke ambulans. Anda juga dapat menelepon:"),
    "referred.fire": N_("Diteruskan ke pemadam kebakaran. Anda juga dapat menelepon:"),
    "referred.rescue": N_("Diteruskan ke SAR. Anda juga dapat menelepon:"),
    "referred.women_children": N_("Diteruskan ke layanan perempuan dan anak. Anda juga dapat menelepon:"),
    "referred.disaster": N_("Diteruskan ke penanggulangan bencana. Anda juga dapat menelepon:"),
    "referred.social": N_("Diteruskan ke dinas sosial. Anda juga dapat menelepon:"),
    "closed": N_("Laporan selesai"),
    "closed.handled": N_("Selesai: sudah ditangani"),
    "closed.checked": N_("Selesai: sudah diperiksa"),
    "closed.noted": N_("Selesai: dicatat untuk patroli berikutnya"),
    "closed.passed_on": N_("Selesai: diteruskan ke yang berwenang"),
    "closed.elsewhere": N_("Selesai: bukan wewenang polisi"),
}
HEADLINES = {"new": N_("Laporan Anda diterima"), "open": N_("Laporan Anda sedang ditangani"),
             "closed": N_("Laporan Anda selesai")}

FORM = {
    "place.known": N_("Lokasi Anda dipakai, ketepatan ±{metres}. Meja piket melihatnya."),
    "place.chosen": N_("Titik pada denah dipakai. Meja piket melihatnya."),
    "photos.small": N_("{n} foto, diperkecil di HP ini"),
    "photos.many": N_("Lima foto pertama yang dipakai"),
    "place.none": N_("Lokasi tidak diizinkan. Tulis tempatnya dengan kata-kata."),
}

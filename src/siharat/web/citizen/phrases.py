"""What the citizen's page says while it is live. Its modules get the same table in the person's language."""

from __future__ import annotations

from siharat.web.words import N_

STEPS = {
    # what happened, what is still to come
    "received": N_("Diterima {station}"),
    "ringing": N_("{phones} ponsel petugas dipanggil"),
    "ringing.proved": N_("{received} dari {phones} ponsel petugas berdering"),
    "claimed": N_("Diambil {officer}"),
    "calling": N_("Menelepon {number}"),
    "en_route": N_("Menuju lokasi Anda"),
    "on_scene": N_("Tiba di lokasi"),
    "closed": N_("Selesai"),
    "received.next": N_("Mengirim ke {station}"),
    "ringing.next": N_("Ponsel petugas berdering"),
    "claimed.next": N_("Petugas mengambil"),
    "calling.next": N_("Petugas menelepon Anda"),
    "en_route.next": N_("Menuju lokasi"),
    "on_scene.next": N_("Tiba"),
    # the one sentence at the top
    "received.now": N_("{station} menerima panggilan Anda"),
    "ringing.now": N_("Ponsel petugas sedang berdering"),
    "again.now": N_("Petugas lain sedang dipanggil"),
    "unanswered.now": N_("Belum ada petugas yang mengambil"),
    "claimed.now": N_("{officer} mengambil panggilan Anda"),
    "calling.now": N_("{officer} sedang menelepon Anda"),
    "en_route.now": N_("{officer} menuju lokasi Anda"),
    "on_scene.now": N_("{officer} tiba di lokasi"),
    "closed.now": N_("Panggilan Anda selesai"),
    "cancelled.now": N_("Anda menandai sudah aman"),
    # the small line below a step
    "calling.note": N_("Angkat bila aman. Bila tidak, tulis pesan di bawah."),
    "claimed.word": N_("Petugas menyebut kata {word}."),
    "calling.word": N_("Petugas menyebut kata {word}. Angkat bila aman. Bila tidak, tulis pesan di bawah."),
    "en_route.minutes": N_("Kira-kira {minutes} menit lagi."),
    "unanswered.note": N_("Ponsel petugas terus berdering."),
    "climb.station": N_("Semua petugas juga ditelepon."),
    "climb.duty": N_("Petugas piket juga ditelepon."),
    "climb.desk": N_("Meja jaga juga ditelepon."),
    "climb.above": N_("{stations} juga dipanggil."),
    "climb.named": N_("Seorang pimpinan ditelepon sampai ada yang mengambil."),
    "climb.next.station": N_("Berikutnya semua petugas ditelepon."),
    "climb.next.duty": N_("Berikutnya petugas piket ditelepon."),
    "climb.next.desk": N_("Berikutnya meja jaga ditelepon."),
    "climb.next.above": N_("Berikutnya kantor di atasnya dipanggil."),
    "climb.next.named": N_("Berikutnya seorang pimpinan ditelepon."),
    "somebody": N_("Petugas"),
}

QUIET = {
    # the same, of a silent alarm: whoever looks over the shoulder reads of a note that was sent, and of nobody's police
    "received": N_("Tersimpan"), "ringing": N_("Terkirim"), "ringing.proved": N_("Terkirim"),
    "claimed": N_("Dibaca"), "calling": N_("Dibalas"), "en_route": N_("Dalam perjalanan"),
    "on_scene": N_("Sampai"), "closed": N_("Selesai"),
    "received.now": N_("Tersimpan"), "ringing.now": N_("Terkirim, belum dibaca"),
    "again.now": N_("Terkirim lagi, belum dibaca"), "unanswered.now": N_("Belum dibaca, terus dikirim"),
    "claimed.now": N_("Sudah dibaca"), "calling.now": N_("Sudah dibalas"), "en_route.now": N_("Dalam perjalanan"),
    "on_scene.now": N_("Sudah sampai"), "closed.now": N_("Selesai"), "cancelled.now": N_("Ditandai selesai"),
}

LIVE = {
    "hold": N_("tahan 1 detik"),
    "release": N_("lepas untuk batal"),
    "sending": N_("mengirim"),
    "unsent": N_("belum terkirim"),
    "not_sent": N_("Belum terkirim. Tersimpan di HP ini, dikirim begitu ada jaringan."),
    "not_saved": N_("Belum terkirim, dan HP ini tidak dapat menyimpannya. Biarkan halaman ini terbuka."),
    "number": N_("Belum terkirim. Tulis nomor HP Anda, lalu tekan lagi."),
    "refused": N_("Belum terkirim, dan tidak akan terkirim. Telepon 110."),
    "old": N_("Panggilan Anda {ago} yang lalu belum terkirim. Masih perlu polisi?"),
    "no_network": N_("Tanpa jaringan. Tekan saja: dikirim begitu ada jaringan."),
    "was_sent": N_("{station} menerima panggilan Anda pukul {time}. Kelanjutannya tampil begitu ada jaringan."),
    "was_sent.silent": N_("Terkirim pukul {time}. Kelanjutannya tampil begitu ada jaringan."),
    "place": N_("Lokasi Anda: ketepatan ±{metres}"),
    "place.none": N_("Lokasi belum diizinkan. Tombol tetap bekerja."),
    "place.shared": N_("Lokasi Anda dibagikan sampai selesai, ketepatan ±{metres}."),
    "you": N_("Anda"),
    "reply": N_("Balasan"),
    "sent": N_("Pesan terkirim"),
    "not_said": N_("Pesan belum terkirim. Coba lagi."),
    "units": N_("dtk mnt jam"),
}

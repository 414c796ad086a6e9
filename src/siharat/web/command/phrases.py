"""What the command centre's page says of lines of the log, of phones and of states."""

from __future__ import annotations

from siharat.web.words import N_

LINES = {
    "raised": N_("Tombol ditekan, tersimpan"),
    "raised.drill": N_("Latihan dimulai"),
    "pressed_again": N_("Tombol ditekan lagi"),
    "rang": N_("{phones} ponsel dipanggil"),
    "rang.again": N_("{phones} ponsel dipanggil lagi, gelombang {wave}"),
    "rang_claimer": N_("Petugas yang mengambil diberi tahu"),
    "claimed": N_("{by} mengambil"),
    "call_back.started": N_("{by} menelepon warga"),
    "call_back.reached": N_("{by}: tersambung"),
    "call_back.no_answer": N_("{by}: tidak diangkat"),
    "call_back.busy": N_("{by}: sibuk"),
    "call_back.cannot_speak": N_("{by}: warga tidak bisa bicara"),
    "call_back.wrong_number": N_("{by}: salah nomor"),
    "movement.en_route": N_("{by} menuju lokasi"),
    "movement.on_scene": N_("{by} tiba di lokasi"),
    "movement.clear": N_("{by} selesai di lokasi"),
    "released": N_("{by} melepaskan: {reason}"),
    "lapsed": N_("Pengambilan gugur, semua ponsel berdering lagi"),
    "outcome_asked": N_("Petugas ditanya hasil telepon"),
    "climbed.station": N_("Semua petugas dihubungi lewat telepon"),
    "climbed.duty": N_("Petugas piket dihubungi lewat telepon"),
    "climbed.desk": N_("Meja jaga dihubungi lewat telepon"),
    "climbed.above": N_("{stations} ikut berdering"),
    "climbed.sees": N_("{stations} melihat kejadian ini"),
    "climbed.named": N_("Yang ditunjuk dihubungi sampai ada yang mengambil"),
    "unanswered": N_("Warga diberi tahu: belum ada yang mengambil"),
    "overdue": N_("Belum ada kabar dari petugas"),
    "declined": N_("{by} tidak bisa"),
    "cancelled": N_("Warga menandai sudah aman"),
    "message": N_("{by}: {text}"),
    "narrowed": N_("Dipersempit ke meja piket karena banjir alarm"),
    "opened_up": N_("Dibuka lagi: semua petugas dipanggil"),
    "closed": N_("Ditutup oleh {by}"),
}
CHANNELS = {"web_push": "Web Push", "ntfy": "ntfy", "sms": "SMS", "voice": N_("Telepon")}
STATES = {
    "ringing": N_("BERDERING"), "claimed": N_("DIAMBIL"), "responding": N_("MENUJU"), "on_scene": N_("DI LOKASI"),
    "closed": N_("SELESAI"),
}
LIVE = {
    **{f"line.{key}": phrase for key, phrase in LINES.items()},
    **{f"state.{key}": phrase for key, phrase in STATES.items()},
    **{f"channel.{key}": name for key, name in CHANNELS.items()},
    "failing": N_("{channel}: gagal sejak {time} — {error}"),
    "citizen": N_("Warga"), "system": N_("Sistem"),
    "matrix": N_("{phones} ponsel: {received} berdering, {shown} terlihat, {missing} tak terjangkau"),
    "ready": N_("{ready} dari {phones} ponsel siap berdering"),
    "no_place": N_("Lokasi belum diketahui"),
    "by": N_("diambil {officer}"),
    "wave": N_("gelombang {n}"),
    "silent": N_("senyap, jangan menelepon"),
    "drill": N_("LATIHAN"),
    "narrowed": N_("dipersempit karena banjir alarm"),
    "together": N_("berdekatan"),
    "cancelled": N_("warga menandai sudah aman"),
    "unanswered": N_("belum ada yang mengambil"),
    "spoken": N_("Alarm di {place}"), "spoken.drill": N_("Latihan di {place}"),
    "not_done": N_("Belum terkirim. Coba lagi."),
    "units": N_("dtk mnt jam"),
}

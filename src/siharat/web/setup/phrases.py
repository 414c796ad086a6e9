"""What the road says: its steps, what a station lacks, and every fault of a file, in the words of who reads them."""

from __future__ import annotations

from siharat.drill.rules import Verdict
from siharat.people.roles import Role
from siharat.people.staff import Fault
from siharat.setup.rules import Gap, Lack, Step
from siharat.web.visit import Visit
from siharat.web.words import N_

STEPS: dict[Step, str] = {
    "name": N_("Nama"), "area": N_("Wilayah"), "officers": N_("Petugas"), "sheets": N_("Lembar masuk"),
    "policy": N_("Tangga"), "drill": N_("Latihan"), "live": N_("Hidup"),
}
PATHS: dict[Step, str] = {"name": "nama", "area": "wilayah", "officers": "petugas", "sheets": "kode",
                          "policy": "tangga", "drill": "latihan", "live": "hidup"}
BASE = "/polda/satuan"
LACKS: dict[Lack, tuple[str, Step | None]] = {
    "area": (N_("Wilayahnya belum dipilih."), "area"),
    "officers": (N_("Belum ada petugas dalam daftar."), "officers"),
    "desk": (N_("Belum ada yang ditunjuk untuk meja jaga."), "officers"),
    "drill": (N_("Belum ada latihan yang diambil petugas."), "drill"),
    "above": (N_("Satuan di atasnya belum hidup. Minta satuan itu dihidupkan dulu."), None),
}
GAPS: dict[Gap, tuple[str, Step]] = {
    "phones": (N_("{n} dari {all} petugas sudah masuk dengan ponsel yang berdering."), "sheets"),
    "at_desk": (N_("Belum ada operator, perwira jaga, atau administrator yang masuk: meja jaganya kosong."), "sheets"),
    "sms": (N_("Tangganya mengirim SMS, tetapi SMS belum tersambung di server ini."), "policy"),
    "voice": (N_("Tangganya menelepon, tetapi telepon belum tersambung di server ini."), "policy"),
    "named": (N_("Belum ada yang ditunjuk untuk langkah terakhir: yang piket, lalu meja jaga yang dihubungi."),
              "policy"),
}
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
TEMPLATES = {
    "shipped": (N_("Bawaan"), N_("Cocok untuk kebanyakan satuan: semua ponsel berdering sekaligus.")),
    "small": (N_("Satuan kecil"), N_("Petugasnya sedikit dan jaraknya jauh: kantor di atasnya cepat ikut berdering, "
                                     "dan petugas diberi waktu lebih untuk tiba.")),
    "night_thin": (N_("Malam sedikit yang jaga"), N_("Piket berdering dan ditelepon lebih dulu; yang lain menyusul "
                                                     "seperempat menit kemudian. Perlu daftar piket.")),
}
DESK: dict[Role, str] = {
    "operator": N_("Menerima alarm di meja jaga, mengirim petugas, menyerahkan kejadian, berbicara kepada warga."),
    "administrator": N_("Semua itu, dan juga mencetak kode, memasukkan dan mengeluarkan petugas, memberi peran, "
                        "menentukan tangga dan piket."),
}
"""Who may be chosen for the desk here, and what each may."""
VERDICTS: dict[Verdict, str] = {"passed": N_("berhasil"), "thin": N_("diambil, tetapi terlalu sedikit yang berdering"),
                                "untaken": N_("belum berhasil")}
COLUMNS = {"nrp": N_("NRP"), "name": N_("Nama"), "rank": N_("Pangkat"), "phone": N_("Nomor telepon"),
           "polsek": N_("Polsek atau unit")}
FAULTS = {
    "empty": N_("Kosong. Isi dulu."), "long": N_("Lebih panjang dari {more} huruf."),
    "unprintable": N_("Memuat tanda yang tidak dapat dicetak. Ketik ulang."),
    "formula": N_("Berisi rumus. Tempel sebagai nilai."), "nrp": N_("Bukan nomor petugas."),
    "digits": N_("Angkanya hilang. Atur kolom sebagai teks, lalu ketik ulang."),
    "phone": N_("Bukan nomor telepon."), "nrp_twice": N_("Sudah ada di baris {more}."),
    "phone_twice": N_("Sudah ada di baris {more}. Satu ponsel berdering untuk satu orang."),
    "elsewhere": N_("Petugas ini tercatat di satuan lain."),
    "phone_taken": N_("Nomor petugas lain, yang tidak ada dalam daftar ini."),
}
UNREADABLE = {
    "large": N_("Berkasnya lebih besar dari {megabytes} MB. Salin hanya daftarnya ke berkas baru."),
    "old": N_("Ini Excel lama, atau terkunci kata sandi. Simpan sebagai .xlsx tanpa kata sandi."),
    "zeros": N_("Ini bukan teks. Simpan daftarnya sebagai CSV UTF-8 atau .xlsx."),
    "csv": N_("Baris {line} bukan CSV. Cari tanda kutip yang tidak ditutup."),
    "letters": N_("Baris {line} memuat huruf yang tidak terbaca. Simpan sebagai CSV UTF-8 atau .xlsx."),
    "broken": N_("Lembar ini tidak dapat dibuka. Buka di Excel, lalu simpan lagi sebagai .xlsx."),
    "no_xlsx": N_("Lembar ini tidak dapat dibuka. Buka di Excel, lalu simpan lagi sebagai .xlsx."),
    "bomb": N_("Isinya lebih besar dari {megabytes} MB. Salin hanya daftarnya ke berkas baru."),
    "crowded": N_("Isinya jauh lebih banyak dari daftar petugas. Salin hanya daftarnya ke berkas baru."),
    "doctype": N_("Lembar ini memuat hal yang tidak ada dalam lembar biasa. Buka di Excel, lalu simpan lagi."),
    "nobody": N_("Tidak ada petugas di bawah nama kolomnya."),
    "columns": N_("Tidak ada baris yang menamai kolomnya: NRP, Nama, dan Pangkat harus ada."),
    "many": N_("Lebih dari {most} petugas. Masukkan dalam beberapa bagian."),
    "none": N_("Pilih dulu berkasnya."),
}
PICKED = {
    "count": N_("{n} dipilih"), "in": N_("{part} dipilih. Seluruhnya {n} kecamatan."),
    "out": N_("{part} tidak dipilih. Seluruhnya {n} kecamatan."),
}
"""Said by the map as it is touched."""
AREA_REFUSED = {
    "large": N_("Berkasnya lebih besar dari {megabytes} MB. Sederhanakan garisnya; ketelitian sepuluh meter cukup."),
    "points": N_("Garisnya lebih dari {points} titik. Sederhanakan; ketelitian sepuluh meter cukup."),
    "letters": N_("Ini bukan teks UTF-8. Simpan wilayahnya sebagai GeoJSON."),
    "deep": N_("Isinya bersarang terlalu dalam. Simpan wilayahnya sebagai GeoJSON."),
    "json": N_("Ini bukan GeoJSON. Simpan wilayahnya sebagai GeoJSON."),
    "geojson": N_("Ini bukan GeoJSON. Simpan wilayahnya sebagai GeoJSON."),
    "no_polygon": N_("Di dalamnya tidak ada bidang (Polygon atau MultiPolygon)."),
    "shape": N_("Bidang ke-{feature} tidak terbaca. Simpan lagi dari program petanya."),
    "axes": N_("Bidang ke-{feature} terbalik: GeoJSON menulis bujur dulu, seperti [114.83, -3.44]."),
    "degrees": N_("Bidang ke-{feature} kosong, atau bukan derajat WGS 84 (EPSG:4326)."),
    "nothing": N_("Bidang ke-{feature} tidak melingkupi apa pun."),
    "crosses": N_("Garis bidang ke-{feature} memotong dirinya sendiri. Perbaiki di program petanya."),
    "tangled": N_("Garisnya saling memotong lebih dari {crossings} kali. Gabungkan bidangnya di program petanya."),
    "none": N_("Pilih dulu berkasnya."), "nothing_chosen": N_("Pilih paling sedikit satu kecamatan."),
}
REFUSED = {
    "station_exists": N_("Kode itu sudah dipakai satuan lain."), "code": N_("Kodenya 1 sampai 20 huruf, angka, titik, "
                                                                         "atau tanda hubung, seperti 63.72."),
    "name": N_("Namanya 1 sampai 120 huruf."), "timezone": N_("Pilih zona waktunya."),
    "station_used": N_("Satuan ini sudah dipakai: ada petugas, kejadian, catatan, atau satuan di bawahnya. Yang "
                       "sudah bekerja ditutup, bukan dihapus."),
    "station_live": N_("Satuan ini hidup. Cabut dulu."),
    "overlaps": N_("Wilayahnya menindih satuan lain. Centang bila memang begitu."),
    "far": N_("Wilayahnya jauh dari semua yang lain. Centang bila memang begitu."),
    "faulty": N_("Masih ada baris yang salah. Belum ada yang dimasukkan."),
    "no_officer": N_("Tidak ada petugas dengan nama atau NRP itu di satuan ini. Pilih dari daftar yang muncul saat "
                     "mengetik."),
    "several_officers": N_("Lebih dari satu petugas bernama begitu. Pilih satu dari daftar, atau tulis NRP-nya."),
    "lacking": N_("Belum dapat hidup: masih ada yang kurang."),
    "gaps": N_("Masih ada yang belum jalan. Baca daftarnya, lalu centang bila tetap dihidupkan."),
    "nrp": N_("Tidak ada petugas dengan NRP itu di satuan ini atau di atasnya."),
    "below_live": N_("Ada satuan di bawahnya yang masih hidup. Cabut itu dulu."),
    "station_closed": N_("Satuan itu sudah ditutup."),
    "role": N_("Pilih dulu: operator atau administrator."),
    "tick": N_("Centang dulu kotaknya."),
    "slips_changed": N_("Sementara lembarnya dibuat, ada yang masuk atau dicetak dari tempat lain. Cetak sekali lagi."),
}
SAID_TO_WAIT = {"reading": N_("Sedang diunggah dan dibaca…"), "printing": N_("Lembarnya sedang dibuat…"),
                "printed": N_("Lembarnya sudah diunduh. Cetak berkas itu, lalu serahkan dari tangan ke tangan.")}


def address(code: str, step: Step) -> str:
    """Of a station's page for that step."""
    return f"{BASE}/{code}/{PATHS[step]}"


def spoken(guest: Visit, fault: Fault) -> str:
    """What is wrong with a cell and what to do, as its reader's language has it."""
    return guest.say(FAULTS[fault.why]).format(more=fault.more)

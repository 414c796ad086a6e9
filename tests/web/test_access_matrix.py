"""Who may do what: every endpoint, every role, every relation to an incident, asserted exactly.

One table says it all. A route without a row fails; so does a row without a route. ``MATRIX`` is read from left to
right: call, state of the incident, then one answer for each role of ``world.ALIVE`` with ``nobody`` before them.
Sessions that are dead (limited, expired, revoked, of somebody who has left) are answered as ``nobody`` is, but that a
limited one may set a passkey and a password.

A number is the status. On pages ``shows`` means that the incident (on the administrator's: the officer) is on the
page, ``hides`` that it is not; ``303`` that the form was taken, ``away`` that one is sent to the sign-in instead.
"""

from __future__ import annotations

from typing import Any

import pytest

from siharat.people import access
from tests.conftest import play
from tests.story.test_08_by_push_too import PushService
from tests.web.world import ALIVE, DEAD, UNKNOWN, Scene, World

MATRIX = """
                               nobody owner stranger officer colleague outsider desk province admin above beside

# A press and a registration are for everybody. A press needs somebody to phone back.
POST /citizens                   ringing   201   201   201   201   201   201   201   201   201   201   201
POST /press-keys                 ringing   401   201   201   404   404   404   404   404   404   404   404
POST /alarms                     ringing   401   201   201   401   401   401   401   401   401   401   401
GET  /stream                     ringing   401   200   200   200   200   200   200   200   200   200   200
GET  /me                         ringing   401   200   200   200   200   200   200   200   200   200   200
GET  /channels                   ringing   401   404   404   200   200   200   200   200   200   200   200
GET  /push-key                   ringing   200   200   200   200   200   200   200   200   200   200   200
POST /sign-out                   ringing   204   204   204   204   204   204   204   204   204   204   204

# An incident: the citizen's own, the station's, and the desks' above.
GET  /incidents                  ringing   401   200   200   200   200   200   200   200   200   200   200
GET  /incidents?station=63.72    ringing   401   200   200   200   200   404   200   200   200   200   404
GET  /incidents?station=63.71    ringing   401   200   200   404   404   200   404   200   404   200   200
GET  /incidents/{incident_id}    ringing   401   200   404   200   200   404   200   200   200   200   404
GET  /incidents/{incident_id}    closed    401   200   404   200   200   404   200   200   200   200   404
GET  /incidents/{incident_id}/rings      closed    401 404 404 404 404 404 200 200 200 200 404
POST /incidents/{incident_id}/claim      ringing   401 404 404 200 200 404 200 200 200 200 404
POST /incidents/{incident_id}/claim      claimed   401 404 404 200 409 404 409 409 409 409 404
POST /incidents/{incident_id}/claim      closed    401 404 404 409 409 404 409 409 409 409 404
POST /incidents/{incident_id}/decline    ringing   401 404 404 204 204 404 204 204 204 204 404
POST /incidents/{incident_id}/release    claimed   401 404 404 204 409 404 204 204 204 204 404
POST /incidents/{incident_id}/call-backs claimed   401 404 404 201 409 404 409 409 409 409 404
POST /incidents/{incident_id}/movements  claimed   401 404 404 201 201 404 201 201 201 201 404
POST /incidents/{incident_id}/messages   claimed   401 201 404 201 201 404 201 201 201 201 404
POST /incidents/{incident_id}/locations  claimed   401 204 404 204 204 404 204 204 204 204 404
POST /incidents/{incident_id}/locations  closed    401 409 404 409 409 404 409 409 409 409 404
POST /incidents/{incident_id}/cancel     claimed   401 200 404 404 404 404 404 404 404 404 404
POST /incidents/{incident_id}/rating          closed    401 204 404 404 404 404 404 404 404 404 404
POST /incidents/{incident_id}/rating          ringing   401 409 404 404 404 404 404 404 404 404 404
POST /incidents/{incident_id}/correction      closed    401 409 404 404 404 404 404 404 404 404 404
POST /incidents/{incident_id}/hold       closed    401   404   404   404   404   404   204   204   204   204   404
POST /incidents/{incident_id}/let-go     closed    401   404   404   404   404   404   409   409   409   409   404
POST |/komando/kejadian/{incident_id}/tahan       closed 401 404 404 404 404 404 303 303 303 303 404
POST |/komando/kejadian/{incident_id}/lepas-tahan closed 401 404 404 404 404 404 409 409 409 409 404
POST /incidents/{incident_id}/amendment  closed    401   404   404   404   404   404   204   204   204   204   404
POST |/komando/kejadian/{incident_id}/ubah-hasil closed 401 404 404 404 404 404 303 303 303 303 404
POST /incidents/{incident_id}/close      claimed   401 404 404 200 200 404 200 200 200 200 404
POST /incidents/{incident_id}/identity   claimed   401 404 404 200 422 404 422 422 422 422 404
POST /kept-from                  ringing   401   404   404   404   404   404   404   404   404   404   404
DELETE /kept-from                ringing   401   204   204   404   404   404   404   404   404   404   404
POST |/pengaturan/jangan-tahu    ringing   401   404   404   404   404   404   404   404   404   404   404
GET  /pins                       ringing   401   200   200   404   404   404   404   404   404   404   404
PUT  /pins                       ringing   401   409   204   404   404   404   404   404   404   404   404
DELETE /pins                     ringing   401   409   204   404   404   404   404   404   404   404   404
POST /incidents/{incident_id}/attachments     ringing   401   415   404   404   404   404   404   404   404   404   404
POST /incidents/{incident_id}/attachments     closed    401   409   404   404   404   404   404   404   404   404   404
POST /incidents/{incident_id}/live            ringing   401   415   404   404   404   404   404   404   404   404   404
GET  /incidents/{incident_id}/attachments     claimed   401   404   404   200   404   404   200   200   200   200   404
GET  /incidents/{incident_id}/attachments/{name} claimed 401  404   404   200   404   404   200   200   200   200   404
POST /incidents/{incident_id}/live/keep claimed 401 404 404   409   404   404   409   409   409   409   404
POST /incidents/{incident_id}/invitations     claimed   401   404   404   201   409   404   201   201   201   201   404
GET  |/tunjukkan                              ringing hides shows hides hides hides hides hides hides hides hides hides
POST |/tunjukkan                              ringing   404   404   404   404   404   404   404   404   404   404   404
POST |/tunjukkan/lampiran                     ringing   401   shows 404   404   404   404   404   404   404   404   404
POST |/tunjukkan/langsung                     ringing   401   422   404   404   404   404   404   404   404   404   404
POST |/tunjukkan/berhenti                     ringing   401   shows 404   404   404   404   404   404   404   404   404
POST |/tunjukkan/lokasi                       ringing   401   shows 404   404   404   404   404   404   404   404   404
GET  |/petugas/kejadian/{incident_id}/lampiran/{name} claimed 401 404 404 hides 404 404 hides hides hides hides 404
POST |/petugas/kejadian/{incident_id}/simpan-gambar   claimed 401 404 404 409 404 404 409 409 409 409 404
POST |/petugas/kejadian/{incident_id}/undang          claimed 401 404 404 303 409 404 303 303 303 303 404
GET  |/komando/kejadian/{incident_id}/lampiran/{name} claimed 401 404 404 hides 404 404 hides hides hides hides 404
POST |/komando/kejadian/{incident_id}/simpan-gambar   claimed 401 404 404 409 404 404 409 409 409 409 404
POST |/komando/kejadian/{incident_id}/undang          claimed 401 404 404 303 409 404 303 303 303 303 404
POST /escort                                  ringing   401   409   201   404   404   404   404   404   404   404   404
GET  /escort                                  ringing   401   404   404   404   404   404   404   404   404   404   404
POST /escort/locations                        ringing   401   404   404   404   404   404   404   404   404   404   404
POST /escort/prolong                          ringing   401   404   404   404   404   404   404   404   404   404   404
POST /escort/safe                             ringing   401   204   204   404   404   404   404   404   404   404   404
POST /escort/link                             ringing   401   404   404   404   404   404   404   404   404   404   404
GET  /me/data                                 ringing   401   200   200   404   404   404   404   404   404   404   404
POST /me/erasure                              ringing   401   409   202   404   404   404   404   404   404   404   404

# What a person says of a device: the desk and those above it. Its owner reads it (here there is none), and objects.
POST /incidents/{incident_id}/open-up    ringing   401 404 404 404 404 404 204 204 204 204 404
POST /incidents/{incident_id}/mark       closed    401 404 404 404 404 404 204 204 204 204 404
GET  /marks                      ringing   401   404   404   404   404   404   200   200   200   200   200
POST /marks/{mark_id}/end        ringing   401   404   404   404   404   404   204   204   204   204   404
GET  /mark                       ringing   401   404   404   404   404   404   404   404   404   404   404
POST /mark/appeal                ringing   401   404   404   404   404   404   404   404   404   404   404

# What a desk does with an incident. An offer is answered by the other desk, or one above both; here there is none.
POST /incidents/{incident_id}/assignments     claimed 401 404 404 404 404 404 204 204 204 204 404
POST /incidents/{incident_id}/assignments/end claimed 401 404 404 404 404 404 409 409 409 409 404
POST /incidents/{incident_id}/backup          claimed 401 404 404 204 204 404 204 204 204 204 404
POST /incidents/{incident_id}/notes           claimed 401 404 404 404 404 404 204 204 204 204 404
POST /incidents/{incident_id}/referrals       claimed 401 404 404 404 404 404 204 204 204 204 404
POST /incidents/{incident_id}/join            claimed 401 404 404 404 404 404 422 422 422 422 404
POST /incidents/{incident_id}/part            claimed 401 404 404 404 404 404 409 409 409 409 404
POST /incidents/{incident_id}/offer           claimed 401 404 404 404 404 404 204 204 204 204 404
POST /incidents/{incident_id}/offer/accept    claimed 401 404 404 409 409 404 409 409 409 409 404
POST /incidents/{incident_id}/offer/refuse    claimed 401 404 404 409 409 404 409 409 409 409 404
POST /incidents/{incident_id}/offer/withdraw  claimed 401 404 404 409 409 404 409 409 409 409 404

# The live map: the own areas, and for a desk who is where. Here lies no file of tiles.
GET  /map/areas                  ringing   401   404   404   200   200   200   200   200   200   200   200
GET  /map                        ringing   401   404   404   404   404   404   200   200   200   200   200
GET  |/komando/dasar.pmtiles     ringing   401   404   404   404   404   404   404   404   404   404   404

# A desk presses for who phones or comes.
POST /calls                      ringing   401   404   404   404   404   404   201   201   201   201   201
# A calm report is anybody's to send (as a form, not as JSON); it is opened by its key, which nobody here has.
POST /reports                    ringing   415   415   415   415   415   415   415   415   415   415   415
GET  /report                     ringing   404   404   404   404   404   404   404   404   404   404   404
POST /report/messages            ringing   404   404   404   404   404   404   404   404   404   404   404
GET  |/lapor                     ringing   hides hides hides hides hides hides hides hides hides hides hides
POST |/lapor                     ringing   hides hides hides hides hides hides hides hides hides hides hides
GET  |/laporan                   ringing   hides hides hides hides hides hides hides hides hides hides hides
POST |/laporan                   ringing   404   404   404   404   404   404   404   404   404   404   404
POST |/laporan/pesan             ringing   404   404   404   404   404   404   404   404   404   404   404

# What the desk makes of it, and the patrol. An officer reads tasks of the own station, and no report.
GET  /reports                    ringing   401   404   404   404   404   404   200   200   200   200   200
GET  /reports/{report_id}        ringing   401   404   404   404   404   404   200   200   200   200   404
POST /reports/{report_id}/{deed} ringing   401   404   404   404   404   404   200   200   200   200   404
GET  /tasks                      ringing   401   404   404   200   200   200   200   200   200   200   200
POST /tasks/{task_id}/{deed}     ringing   401   404   404   200   200   404   200   404   200   404   404
GET  |/komando/laporan                    ringing hides 404 404 404   404   404   hides hides hides hides hides
GET  |/komando/laporan/{report_id}        ringing hides 404 404 404   404   404   hides hides hides hides 404
POST |/komando/laporan/{report_id}/{deed} ringing 401   404 404 404   404   404   303   303   303   303   404
GET  |/komando/laporan/{report_id}/foto/{photo_id} ringing 401 404 404 404 404 404 hides hides hides hides 404
GET  |/komando/tugas                      ringing hides 404 404 hides hides hides hides hides hides hides hides
POST |/komando/tugas                      ringing 401   404 404 404   404   404   303   303   303   303   303
POST |/komando/tugas/{task_id}/{deed}     ringing 401   404 404 303   303   404   303   404   303   404   404
GET  |/komando/titik-rawan                ringing hides 404 404 404   404   404   hides hides hides hides hides
GET  |/petugas/tugas                      ringing hides 404 404 hides hides hides hides hides hides hides hides
GET  |/petugas/tugas/{task_id}/foto/{photo_id} ringing 401 404 404 hides hides 404 hides 404 hides 404 404
POST |/petugas/tugas/{task_id}/{deed}     ringing 401   404 404 303   303   404   303   404   303   404   404

# A phone: its own officer's. A ring is answered by whom it rang for, or with the key it carries.
POST /devices                    ringing   401   404   404   201   201   201   201   201   201   201   201
POST /devices/tests              ringing   401   404   404   200   200   200   200   200   200   200   200
POST /devices/reports            ringing   401   404   404   204   204   204   204   204   204   204   204
POST /rings/{ring_id}/receipts   ringing   404   404   404   200   404   404   404   404   404   404   404
POST /rings/{ring_id}/answer     ringing   404   404   404   404   404   404   404   404   404   404   404
POST /sms                        ringing   404   404   404   404   404   404   404   404   404   404   404
GET  /stations                   ringing   401   404   404   200   200   200   200   200   200   200   200
GET  /stations/63.72/readiness   ringing   401   404   404   200   200   404   200   200   200   200   404
GET  /stations/63.71/readiness   ringing   401   404   404   404   404   200   404   200   404   200   200
GET  /stations/63/readiness      ringing   401   404   404   404   404   404   404   200   404   200   404

# What a station achieved, for its desk and those above. No day given: the month that it is there.
GET  /evaluation                 ringing   401   404   404   404   404   404   200   200   200   200   200
GET  /evaluation?station=63.72   ringing   401   404   404   404   404   404   200   200   200   200   404
GET  /evaluation?station=63.71   ringing   401   404   404   404   404   404   404   200   404   200   200
GET  /evaluation?station=63      ringing   401   404   404   404   404   404   404   200   404   200   404

GET  /evaluation.csv             ringing   401   404   404   404   404   404   200   200   200   200   200
GET  /evaluation.xlsx            ringing   401   404   404   404   404   404   200   200   200   200   200
GET  /evaluation.pdf             ringing   401   404   404   404   404   404   200   200   200   200   200
GET  /evaluation.csv?station=63.72 ringing 401   404   404   404   404   404   200   200   200   200   404

# How officers sign in. Who knocks at these doors has no session yet; with wrong credentials nobody gets one.
POST /enrolments                 ringing   401   401   401   401   401   401   401   401   401   401   401
POST /sign-in/options            ringing   200   200   200   200   200   200   200   200   200   200   200
POST /sign-in/password           ringing   401   401   401   401   401   401   401   401   401   401   401
POST /sign-in/passkey            ringing   422   422   422   422   422   422   422   422   422   422   422
POST /passkeys/options           ringing   401   401   401   200   200   200   200   200   200   200   200
POST /passkeys                   ringing   422   422   422   422   422   422   422   422   422   422   422
POST /password                   ringing   401   401   401   200   200   200   200   200   200   200   200
GET  /passkeys                   ringing   401   404   404   200   200   200   200   200   200   200   200
DELETE /passkeys/{passkey_id}    ringing   401   404   404   204   404   404   404   404   404   404   404
GET  /sessions                   ringing   401   404   404   200   200   200   200   200   200   200   200
DELETE /sessions/{session_id}    ringing   401   404   404   204   404   404   404   404   404   404   404
POST /sessions/revoke-all        ringing   401   404   404   200   200   200   200   200   200   200   200

# What an administrator does, for the own station and those below.
GET  /officers                   ringing   401   404   404   404   404   404   404   404   200   200   200
GET  /officers?station=63.72     ringing   401   404   404   404   404   404   404   404   200   200   404
GET  /officers?station=63        ringing   401   404   404   404   404   404   404   404   404   200   404
POST /officers/{officer_id}/enrolment           ringing   401 404 404 404 404 404 404 404 201 201 404
POST /officers/{officer_id}/sessions/revoke-all ringing   401 404 404 404 404 404 404 404 200 200 404
POST /officers/{officer_id}/role                ringing   401 404 404 404 404 404 404 404 204 204 404
POST /officers/{officer_id}/deactivate          ringing   401 404 404 404 404 404 404 404 204 204 404

# Pages. The cookie of another door, put into this one, speaks for whom it always spoke for.
GET  |/                                      ringing   hides shows hides hides hides hides hides hides hides hides hides
GET  |/luring                                ringing   hides hides hides hides hides hides hides hides hides hides hides
POST |/tekan                                 ringing   422   303   303   422   422   422   422   422   422   422   422
POST |/daftar                                ringing   303   303   303   303   303   303   303   303   303   303   303
POST |/pesan                                 ringing   401   303   303   404   404   404   404   404   404   404   404
POST |/batal                                 ringing   401   303   303   404   404   404   404   404   404   404   404
GET  |/pengaturan                            ringing   303   hides hides 404 404 404 404 404 404 404 404
POST |/pengaturan/pin                        ringing   401   409   303   404   404   404   404   404   404   404   404
POST |/pengaturan/pin/hapus                  ringing   401   409   303   404   404   404   404   404   404   404   404
POST |/pengaturan/rupa                       ringing   303   303   303   303   303   303   303   303   303   303   303
GET  |/catatan                               ringing   hides hides hides hides hides hides hides hides hides hides hides
GET  |/temani                               ringing 303 hides hides 404 404 404 404 404 404 404 404
POST |/temani                                 ringing   401   303   303   303   303   303   303   303   303   303   303
POST |/temani/tambah                          ringing   401   303   303   303   303   303   303   303   303   303   303
POST |/temani/aman                            ringing   401   303   303   303   303   303   303   303   303   303   303
POST |/temani/tautan                          ringing   401   303   303   303   303   303   303   303   303   303   303
GET  |/ikut                                 ringing hides hides hides hides hides hides hides hides hides hides hides
POST |/ikut                                   ringing   404   404   404   404   404   404   404   404   404   404   404
GET  |/data                                 ringing 303 hides hides 404 404 404 404 404 404 404 404
GET  |/data/unduh                           ringing 303 hides hides 404 404 404 404 404 404 404 404
POST |/data/hapus                             ringing   401   409   303   404   404   404   404   404   404   404   404
POST |/data/nomor                             ringing   401   303   303   404   404   404   404   404   404   404   404
POST |/data/pindah                          ringing 401 hides hides 404 404 404 404 404 404 404 404
GET  |/pindah                               ringing hides hides hides hides hides hides hides hides hides hides hides
POST |/pindah                                 ringing   404   404   404   404   404   404   404   404   404   404   404
POST |/nilai                                  ringing   401 303 303 404 404 404 404 404 404 404 404
POST |/koreksi                                ringing   401 303 303 404 404 404 404 404 404 404 404
POST |/keberatan                             ringing   401   404   404   404   404   404   404   404   404   404   404
POST |/bahasa                                ringing   303   303   303   303   303   303   303   303   303   303   303
GET  |/petugas                               ringing   hides hides hides shows shows hides shows hides shows hides hides
GET  |/petugas/kejadian/{incident_id}        ringing   hides hides hides shows shows 404   shows shows shows shows 404
POST |/petugas/kejadian/{incident_id}/ambil      ringing   401 404 404 303 303 404 303 303 303 303 404
POST |/petugas/kejadian/{incident_id}/ambil      claimed   401 404 404 303 409 404 409 409 409 409 404
GET  |/petugas/dokter            ringing   hides 404 404 hides hides hides hides hides hides hides hides
POST |/petugas/dokter            ringing   401   404 404 303   303   303   303   303   303   303   303
POST |/petugas/dokter/mingguan   ringing   401   404 404 303   303   303   303   303   303   303   303
POST |/petugas/dokter/mingguan/henti ringing 401 404 404 303   303   303   303   303   303   303   303
POST |/petugas/kejadian/{incident_id}/tidak-bisa ringing   401 404 404 303 303 404 303 303 303 303 404
POST |/petugas/kejadian/{incident_id}/lepas      claimed   401 404 404 303 409 404 303 303 303 303 404
POST |/petugas/kejadian/{incident_id}/panggilan  claimed   401 404 404 303 409 404 409 409 409 409 404
POST |/petugas/kejadian/{incident_id}/gerak      claimed   401 404 404 303 303 404 303 303 303 303 404
POST |/petugas/kejadian/{incident_id}/pesan      claimed   401 303 404 303 303 404 303 303 303 303 404
POST |/petugas/kejadian/{incident_id}/tutup      claimed   401 404 404 303 303 404 303 303 303 303 404
GET  |/petugas/cara-lain                     ringing   hides hides hides hides hides hides hides hides hides hides hides
POST |/petugas/cara-lain/ntfy                ringing   404   404   404   404   404   404   404   404   404   404   404
POST |/petugas/cara-lain/nomor               ringing   404   404   404   404   404   404   404   404   404   404   404
POST |/petugas/cara-lain/{device_id}/hapus   ringing   401   404   404   303   404   404   404   404   404   404   404
GET  |/komando                               ringing   hides hides hides shows shows hides shows shows shows shows hides
GET  |/komando?kejadian={incident_id}        ringing   hides hides hides shows shows 404   shows shows shows shows 404
GET  |/komando/kejadian/{incident_id}/dering     ringing hides 404 404 404 404 404 shows shows shows shows 404
POST |/komando/kejadian/{incident_id}/ambil      ringing   401 404 404 303 303 404 303 303 303 303 404
POST |/komando/kejadian/{incident_id}/lepas      claimed   401 404 404 303 409 404 303 303 303 303 404
POST |/komando/kejadian/{incident_id}/panggilan  claimed   401 404 404 303 409 404 409 409 409 409 404
POST |/komando/kejadian/{incident_id}/tutup      claimed   401 404 404 303 303 404 303 303 303 303 404
POST |/komando/kejadian/{incident_id}/identitas  claimed   401 404 404 shows 422 404 422 422 422 422 404
POST |/komando/kejadian/{incident_id}/lebarkan   ringing   401 404 404 404 404 404 303 303 303 303 404
POST |/komando/kejadian/{incident_id}/tandai     closed    401 404 404 404 404 404 303 303 303 303 404
POST |/komando/kejadian/{incident_id}/tugaskan       claimed 401 404 404 404 404 404 303 303 303 303 404
POST |/komando/kejadian/{incident_id}/panggil-pulang claimed 401 404 404 404 404 404 409 409 409 409 404
POST |/komando/kejadian/{incident_id}/bantuan        claimed 401 404 404 303 303 404 303 303 303 303 404
POST |/komando/kejadian/{incident_id}/catat          claimed 401 404 404 404 404 404 303 303 303 303 404
POST |/komando/kejadian/{incident_id}/rujuk          claimed 401 404 404 404 404 404 303 303 303 303 404
POST |/komando/kejadian/{incident_id}/gabung         claimed 401 404 404 404 404 404 422 422 422 422 404
POST |/komando/kejadian/{incident_id}/pisah          claimed 401 404 404 404 404 404 409 409 409 409 404
POST |/komando/kejadian/{incident_id}/tawarkan       claimed 401 404 404 404 404 404 303 303 303 303 404
POST |/komando/kejadian/{incident_id}/terima         claimed 401 404 404 409 409 404 409 409 409 409 404
POST |/komando/kejadian/{incident_id}/tolak          claimed 401 404 404 409 409 404 409 409 409 409 404
POST |/komando/kejadian/{incident_id}/tarik          claimed 401 404 404 409 409 404 409 409 409 409 404
GET  |/komando/panggilan                     ringing   hides hides hides shows shows hides shows shows shows shows hides
POST |/komando/panggilan                     ringing   401   404   404   404   404   404   shows shows shows shows hides
GET  |/komando/tanda                         ringing   hides 404 404 404 404 404 hides hides hides hides hides
POST |/komando/tanda/{mark_id}/cabut         ringing   401 404 404 404 404 404 303 303 303 303 404

# Drills: the desk's, and those above it. (The one of the province still runs when its administrator begins another.)
GET  |/komando/latihan                           ringing hides 404 404 404 404 404 hides hides hides hides hides
POST |/komando/latihan/mulai                     claimed 401   404 404 404 404 404 303   303   303   409   303
POST |/komando/latihan/rencana                   ringing 401   404 404 404 404 404 303   303   303   303   303
POST |/komando/latihan/rencana/{plan_id}/batal   ringing 401   404 404 404 404 404 303   303   303   303   404
GET  |/komando/latihan/hasil/{drill_id}          drill   hides 404 404 404 404 404 shows shows shows shows 404
POST |/komando/latihan/hasil/{drill_id}/akhiri   drill   401   404 404 404 404 404 303   303   303   303   404

# How the machine is: for desks. What the auditor asks is there for nobody else.
GET  |/-/status            ringing hides 404 404 404 404 404 hides hides hides hides hides
POST |/-/watch/verdict     ringing 404   404 404 404 404 404 404   404   404   404   404
POST |/-/watch/probes      ringing 404   404 404 404 404 404 404   404   404   404   404
POST |/-/watch/receipts    ringing 404   404 404 404 404 404 404   404   404   404   404
POST |/-/watch/channels    ringing 404   404 404 404 404 404 404   404   404   404   404

# The province.
POST /desk/hand                              ringing   401 404  404   404   404   404   204   204   204   204   204
GET  |/komando/cari                          ringing hides 404  404   404   404   404   hides hides hides hides hides
POST |/komando/cari                          ringing 401   404  404   404   404   404   shows shows shows shows hides
GET  |/polda/penyebaran                      ringing hides 404  404   404   404   404   hides hides hides hides hides
GET  |/komando/pembukaan                     ringing hides 404  404   404   404   404   404   404   hides hides hides
POST |/komando/pembukaan/{look_id}/nilai     ringing 401   404  404   404   404   404   404   404   404   404   404
GET  |/angka                                 ringing hides hides hides hides hides hides hides hides hides hides hides
GET  |/angka/{code}                          ringing 404   404  404   404   404   404   404   404   404   404   404
POST |/komando/evaluasi/terbuka              ringing 401   404  404   404   404   404   404   404   303   303   303
GET  |/komando/evaluasi/bulan/{month}/{kind} ringing 401   404  404   404   404   404   404   404   404   404   404
GET  |/komando/poster                        ringing hides 404  404   404   404   404   hides hides hides hides hides
GET  |/komando/serah-jaga                    ringing hides 404  404   404   404   404   shows hides shows hides hides
GET  |/polda/bandingkan                      ringing hides 404  404   404   404   404   hides hides hides hides hides
GET  /evaluation/changes             ringing   401   404   404   404   404   404   200   200   200   200   200
GET  /evaluation/changes?station=63.72 ringing 401   404   404   404   404   404   200   200   200   200   404
GET  |/polda                                 ringing   hides hides hides hides hides hides hides hides hides hides hides

# A desk's word to citizens: read by everybody once it is sent, before that by the desk and those above it.
GET  /broadcasts                     ringing 200   200   200   200   200   200   200   200   200   200   200
GET  /broadcasts/{broadcast_id}      ringing 200   200   200   200   200   200   200   200   200   200   200
POST /broadcasts/{broadcast_id}/receipts ringing 401 204 204 404   404   404   404   404   404   404   404
GET  |/siaran                        ringing hides hides hides hides hides hides hides hides hides hides hides
GET  |/siaran.atom                   ringing hides hides hides hides hides hides hides hides hides hides hides
GET  |/siaran/{broadcast_id}         ringing hides hides hides hides hides hides hides hides hides hides hides
GET  |/komando/siaran                ringing hides 404   404   404   404   404   hides hides hides hides hides
GET  |/komando/siaran/tulis          ringing hides 404   404   404   404   404   hides hides hides hides hides
POST |/komando/siaran                ringing 401   404   404   404   404   404   303   303   303   303   422
GET  |/komando/siaran/{broadcast_id}       ringing hides 404 404 404 404 404 hides hides hides hides 404
POST |/komando/siaran/{broadcast_id}/kirim ringing 401   404 404 404 404 404 303   303   303   303   404
POST |/komando/siaran/{broadcast_id}/buang ringing 401   404 404 404 404 404 303   303   303   303   404
POST |/komando/siaran/{broadcast_id}/cabut ringing 401   404 404 404 404 404 409   409   409   409   404
POST /warned-phones                  ringing 201   201   201   201   201   201   201   201   201   201   201
DELETE /warned-phones/{phone_id}     ringing 404   404   404   404   404   404   404   404   404   404   404

# A station is set up by an administrator above it, and by nobody else: not even its own.
GET  |/polda/satuan ringing hides 404 404 404 404 404 404 404 hides hides hides
GET  |/polda/satuan/baru ringing hides 404 404 404 404 404 404 404 hides hides hides
POST |/polda/satuan ringing 401 404 404 404 404 404 404 404 422 422 422
GET  |/polda/satuan/{station_code} ringing hides 404 404 404 404 404 404 404 404 hides 404
GET  |/polda/satuan/{station_code}/nama ringing hides 404 404 404 404 404 404 404 404 hides 404
GET  |/polda/satuan/{station_code}/wilayah ringing hides 404 404 404 404 404 404 404 404 hides 404
GET  |/polda/satuan/{station_code}/petugas ringing hides 404 404 404 404 404 404 404 404 hides 404
GET  |/polda/satuan/{station_code}/kode ringing hides 404 404 404 404 404 404 404 404 hides 404
GET  |/polda/satuan/{station_code}/tangga ringing hides 404 404 404 404 404 404 404 404 hides 404
GET  |/polda/satuan/{station_code}/latihan ringing hides 404 404 404 404 404 404 404 404 hides 404
GET  |/polda/satuan/{station_code}/hidup ringing hides 404 404 404 404 404 404 404 404 hides 404
POST |/polda/satuan/{station_code}/nama ringing 401 404 404 404 404 404 404 404 404 409 404
POST |/polda/satuan/{station_code}/hapus ringing 401 404 404 404 404 404 404 404 404 409 404
POST |/polda/satuan/{station_code}/wilayah ringing 401 404 404 404 404 404 404 404 404 422 404
POST |/polda/satuan/{station_code}/wilayah/berkas ringing 401 404 404 404 404 404 404 404 404 422 404
POST |/polda/satuan/{station_code}/wilayah/pakai ringing 401 404 404 404 404 404 404 404 404 404 404
POST |/polda/satuan/{station_code}/wilayah/buang ringing 401 404 404 404 404 404 404 404 404 303 404
POST |/polda/satuan/{station_code}/wilayah/batal ringing 401 404 404 404 404 404 404 404 404 404 404
POST |/polda/satuan/{station_code}/petugas ringing 401 404 404 404 404 404 404 404 404 422 404
POST |/polda/satuan/{station_code}/petugas/masukkan ringing 401 404 404 404 404 404 404 404 404 404 404
POST |/polda/satuan/{station_code}/petugas/buang ringing 401 404 404 404 404 404 404 404 404 303 404
POST |/polda/satuan/{station_code}/petugas/batal ringing 401 404 404 404 404 404 404 404 404 404 404
POST |/polda/satuan/{station_code}/petugas/peran ringing 401 404 404 404 404 404 404 404 404 404 404
POST |/polda/satuan/{station_code}/kode ringing 401 404 404 404 404 404 404 404 404 hides 404
POST |/polda/satuan/{station_code}/tangga ringing 401 404 404 404 404 404 404 404 404 422 404
POST |/polda/satuan/{station_code}/latihan ringing 401 404 404 404 404 404 404 404 404 409 404
POST |/polda/satuan/{station_code}/latihan/akhiri drill 401 404 404 404 404 404 404 404 404 303 404
POST |/polda/satuan/{station_code}/hidup ringing 401 404 404 404 404 404 404 404 404 422 404
POST |/polda/satuan/{station_code}/hidup/cabut ringing 401 404 404 404 404 404 404 404 404 422 404

# The doors of the police themselves, and the paper that leads in.
GET  |/petugas/masuk      ringing   hides hides hides hides hides hides hides hides hides hides hides
GET  |/komando/masuk      ringing   hides hides hides hides hides hides hides hides hides hides hides
GET  |/polda/masuk        ringing   hides hides hides hides hides hides hides hides hides hides hides
POST |/petugas/masuk      ringing   401   401   401   401   401   401   401   401   401   401   401
POST |/komando/masuk      ringing   401   401   401   401   401   401   401   401   401   401   401
POST |/polda/masuk        ringing   401   401   401   401   401   401   401   401   401   401   401
POST |/petugas/keluar     ringing   away  away  away  away  away  away  away  away  away  away  away
POST |/komando/keluar     ringing   away  away  away  away  away  away  away  away  away  away  away
POST |/polda/keluar       ringing   away  away  away  away  away  away  away  away  away  away  away
GET  |/petugas/daftar     ringing   hides hides hides hides hides hides hides hides hides hides hides
POST |/petugas/daftar     ringing   401   401   401   401   401   401   401   401   401   401   401
GET  |/petugas/pulih      ringing   hides hides hides hides hides hides hides hides hides hides hides
POST |/petugas/pulih      ringing   422   422   422   422   422   422   422   422   422   422   422
POST |/petugas/pulih/lanjut ringing 422   422   422   422   422   422   422   422   422   422   422
GET  |/petugas/kunci      ringing   away  away  away  hides hides hides hides hides hides hides hides
POST |/petugas/kunci      ringing   away  away  away  303   303   303   303   303   303   303   303
GET  |/komando/kesiapan                      ringing   hides 404 404 hides hides hides hides hides hides hides hides
GET  |/komando/kesiapan?stasiun=63.72        ringing   hides 404 404 hides hides 404 hides hides hides hides 404
GET  |/komando/evaluasi                      ringing   hides 404 404 404 404 404 hides hides hides hides hides
GET  |/komando/evaluasi?station=63.72        ringing   hides 404 404 404 404 404 hides hides hides hides 404
GET  |/komando/evaluasi/kejadian?station=63.72 ringing hides 404 404 404 404 404 shows shows shows shows 404
GET  |/komando/petugas                       ringing   hides 404 404 404 404 404 404 404 shows hides hides
GET  |/komando/tangga                        ringing   hides 404 404 404 404 404 404 404 hides hides hides
POST |/komando/tangga/pratinjau              ringing   401   404 404 404 404 404 404 404 hides hides hides
POST |/komando/tangga                        ringing   401   404 404 404 404 404 404 404 303   303   303
POST |/komando/tangga/lagi                   ringing   401   404 404 404 404 404 404 404 303   303   303
GET  |/komando/hapus                        ringing hides 404 404 404 404 404 404 404 hides hides hides
POST |/komando/hapus/{wish_id}/putus          ringing   401   404   404   404   404   404   404   404   404   404   404
GET  |/komando/piket                         ringing   hides 404 404 404 404 404 hides hides hides hides hides
POST |/komando/piket/ubah                    ringing   401   404 404 404 404 404 404 404 422   422   422
POST |/komando/piket/{change_id}/batal       ringing   401   404 404 404 404 404 404 404 303   404   404
POST |/komando/petugas/kode                  ringing   401   404 404 404 404 404 404 404 shows hides hides
POST |/komando/petugas/{officer_id}/kode     ringing   401   404 404 404 404 404 404 404 shows shows 404
POST |/komando/petugas/{officer_id}/pulih    ringing   401   404 404 404 404 404 404 404 422   422   404
GET  |/komando/petugas/{officer_id}/cabut    ringing   hides 404 404 404 404 404 404 404 shows shows 404
GET  |/komando/peran                         ringing   hides 404 404 404 404 404 404 404 hides hides hides
GET  |/komando/petugas/{officer_id}/peran    ringing   hides 404 404 404 404 404 404 404 shows shows 404
POST |/komando/petugas/{officer_id}/peran    ringing   401   404 404 404 404 404 404 404 303   303   404
POST |/komando/petugas/{officer_id}/cabut    ringing   401   404 404 404 404 404 404 404 303   303   404
"""

PUBLIC = {"/sw.js", "/sw-kept.js", "/sw-siaran.js", "/static/{name}", "/manifest-petugas.webmanifest",
          "/manifest-warga.webmanifest", "/manifest-catatan.webmanifest", "/-/patterns",
          "/-/patterns/{door}/{name}", "/-/patterns/areas.geojson", "/healthz", "/readyz", "/metrics",
          "/schema", "/schema/openapi.json", "/schema/{path}"}
"""The same bytes for everybody; nothing of anybody in them."""

LIMITED_MAY = {"POST /passkeys/options": "200", "POST /password": "200", "GET |/petugas/kunci": "hides",
               "POST |/petugas/kunci": "303"}
DEAD_GET = dict.fromkeys((
    "GET |/komando/peran", "GET |/komando/petugas/{officer_id}/peran",
    "GET |/komando/petugas", "GET |/komando/petugas/{officer_id}/cabut", "GET |/komando/latihan",
    "GET |/komando/latihan/hasil/{drill_id}", "GET |/komando/kejadian/{incident_id}/dering",
    "GET |/komando/kesiapan", "GET |/petugas/dokter",
    "GET |/komando/kesiapan?stasiun=63.72",
    "GET |/petugas/kejadian/{incident_id}/lampiran/{name}", "GET |/komando/kejadian/{incident_id}/lampiran/{name}",
    "GET |/-/status", "GET |/polda/bandingkan", "GET |/komando/cari", "GET |/komando/serah-jaga",
    "GET |/komando/poster", "GET |/komando/pembukaan",
    "GET |/polda/penyebaran", "GET |/komando/siaran", "GET |/komando/siaran/tulis",
    "GET |/komando/siaran/{broadcast_id}",
    "GET |/pengaturan", "GET |/temani", "GET |/data",
    "GET |/data/unduh", "GET |/komando/hapus", "GET |/komando/tanda", "GET |/komando/tangga", "GET |/komando/piket",
    "GET |/komando/evaluasi",
    "GET |/komando/laporan", "GET |/komando/laporan/{report_id}", "GET |/komando/tugas", "GET |/petugas/tugas",
    "GET |/petugas/tugas/{task_id}/foto/{photo_id}", "GET |/komando/titik-rawan",
    "GET |/komando/laporan/{report_id}/foto/{photo_id}",
    "GET |/komando/evaluasi?station=63.72", "GET |/komando/evaluasi/kejadian?station=63.72",
    *(f"GET |/polda/satuan{rest}" for rest in ("", "/baru", *(f"/{{station_code}}{page}" for page in (
        "", "/nama", "/wilayah", "/petugas", "/kode", "/tangga", "/latihan", "/hidup"))))), "401")
"""Where nobody is shown the sign-in, and who was somebody once is told why not."""

TANGGA = {"repeat": "5", "second_channel": "5", "second_sms": "1", "claim_lapses": "30", "ask_outcome": "120",
          "outcome_lapses": "30", "no_answer": "60", "move": "300", "arrive": "1500", "clear": "3600",
          "first": "station", "widen": "10", "after_1": "20", "whom_1": "above", "app_1": "1", "tells_1": "1"}

CAST = {"status": "Actual", "event": "advice", "response": "Monitor", "urgency": "Future", "severity": "Minor",
        "certainty": "Likely", "minutes": "60", "headline": "Imbauan", "text": "Kunci motor Anda.", "where": "around",
        "around": "-3.44, 114.82", "km": "1"}

BODIES: dict[str, Any] = {
    "/komando/tangga": TANGGA,
    "/komando/piket/ubah": {"why": "leave", "nrp": "1"},
    "/komando/tangga/pratinjau": TANGGA,
    "/komando/tangga/lagi": {"version": "0"},
    "/citizens": {"phone": "+6281234567890", "name": "Warga"},
    "/alarms": {"id": UNKNOWN, "mode": "practice"},
    "/incidents/{incident_id}/release": {"reason": "dipanggil apel"},
    "/incidents/{incident_id}/call-backs": {"outcome": "started"},
    "/incidents/{incident_id}/movements": {"status": "en_route"},
    "/incidents/{incident_id}/messages": {"text": "halo"},
    "/incidents/{incident_id}/locations": {"lat": -3.44, "lon": 114.82},
    "/incidents/{incident_id}/cancel": {},
    "/incidents/{incident_id}/mark": {"reason": "mengejek petugas", "days": 7},
    "/incidents/{incident_id}/assignments": {"officer": "{officer_id}"},
    "/incidents/{incident_id}/assignments/end": {"officer": "{officer_id}"},
    "/incidents/{incident_id}/notes": {"text": "di lantai dua"},
    "/incidents/{incident_id}/referrals": {"service": "fire", "to": "Damkar"},
    "/incidents/{incident_id}/join": {"code": "SHR-AAAAAA"},
    "/incidents/{incident_id}/offer": {"to": "63.71"},
    "/incidents/{incident_id}/offer/refuse": {"reason": "bukan wilayah kami"},
    "/calls": {"phone": "+6281355550000", "where": "Loktabat Utara"},
    "/komando/kejadian/{incident_id}/tugaskan": {"officer": "{officer_id}"},
    "/komando/kejadian/{incident_id}/panggil-pulang": {"officer": "{officer_id}"},
    "/komando/kejadian/{incident_id}/catat": {"text": "di lantai dua"},
    "/komando/kejadian/{incident_id}/rujuk": {"service": "fire", "to": "Damkar"},
    "/komando/kejadian/{incident_id}/gabung": {"code": "SHR-AAAAAA"},
    "/komando/kejadian/{incident_id}/tawarkan": {"to": "63.71"},
    "/komando/kejadian/{incident_id}/tolak": {"reason": "bukan wilayah kami"},
    "/komando/panggilan": {"phone": "+6281355550000", "where": "Loktabat Utara"},
    "/incidents/{incident_id}/amendment": {"disposition": "unfounded", "reason": "salah tulis"},
    "/komando/kejadian/{incident_id}/ubah-hasil": {"disposition": "unfounded", "reason": "salah tulis"},
    "/incidents/{incident_id}/hold": {"reason": "LP/12/2027"},
    "/komando/kejadian/{incident_id}/tahan": {"reason": "LP/12/2027"},
    "/komando/cari": {"q": "hari ini"},
    "/desk/hand": {},
    "/komando/pembukaan/{look_id}/nilai": {"word": "right"},
    "/kept-from": {"who": "81019999"},
    "/pengaturan/jangan-tahu": {"who": "81019999"},
    "/tunjukkan": {"key": "22222222"},
    "/tunjukkan/lokasi": {"lat": "-3.44", "lon": "114.82"},
    "/escort": {"minutes": 15},
    "/escort/locations": {"lat": -3.44, "lon": 114.82},
    "/escort/prolong": {"minutes": 15},
    "/temani": {"minutes": "15"},
    "/temani/tambah": {"minutes": "15"},
    "/data/hapus": {"sure": "1"},
    "/data/nomor": {"phone": "+6281355550001"},
    "/komando/hapus/{wish_id}/putus": {"erase": "1"},
    "/incidents/{incident_id}/rating": {"helped": "yes"},
    "/incidents/{incident_id}/correction": {"text": "itu benar"},
    "/nilai": {"helped": "yes"},
    "/koreksi": {"text": "itu benar"},
    "/pins": {"mistake": "4821", "duress": "9173"},
    "/pengaturan/pin": {"mistake": "4821", "duress": "9173"},
    "/mark/appeal": {"text": "itu bukan saya"},
    "/keberatan": {"text": "itu bukan saya"},
    "/komando/kejadian/{incident_id}/tandai": {"reason": "mengejek petugas", "days": "7"},
    "/incidents/{incident_id}/close": {"disposition": "genuine"},
    "/incidents/{incident_id}/identity": {},
    "/report/messages": {"text": "halo"},
    "/reports/{report_id}/{deed}": {"text": "halo"},
    "/komando/laporan/{report_id}/{deed}": {"text": "halo"},
    "/komando/tugas": {"what": "lihat parkiran"},
    "/lapor": {"text": "balap liar di depan pasar", "under": "nobody"},
    "/laporan/pesan": {"key": "2222", "text": "halo"},
    "/devices": {"kind": "web_push", "subscription": "some phone"},
    "/komando/siaran": CAST,
    "/komando/siaran/{broadcast_id}/cabut": {"reason": "sudah surut"},
    "/warned-phones": {"subscription": "some citizen's phone", "station": "63.72"},
    "/warned-phones/{phone_id}": {"key": "x"},
    "/broadcasts/{broadcast_id}/receipts": {"state": "shown"},
    "/devices/reports": {"permission": "granted", "subscribed": True, "sound": True},
    "/rings/{ring_id}/receipts": {"state": "shown"},
    "/rings/{ring_id}/answer": {"said": "take"},
    "/enrolments": {"nrp": "1", "code": "AAAA-AAAA"},
    "/sign-in/password": {"nrp": "1", "password": "kuda lumping makan"},
    "/sign-in/passkey": {"credential": {}},
    "/passkeys": {"credential": {}},
    "/password": {"password": "kuda lumping makan"},
    "/officers/{officer_id}/sessions/revoke-all": {"credentials": True},
    "/officers/{officer_id}/role": {"role": "operator"},
    "/komando/petugas/{officer_id}/peran": {"role": "operator"},
    "/daftar": {"phone": "+6281234567890", "name": "Warga"},
    "/tekan": {"mode": "practice"},
    "/pesan": {"text": "halo"},
    "/bahasa": {"door": "warga", "language": "en"},
    "/petugas/masuk": {"nrp": "1", "password": "kuda lumping makan"},
    "/komando/masuk": {"nrp": "1", "password": "kuda lumping makan"},
    "/polda/masuk": {"nrp": "1", "password": "kuda lumping makan"},
    "/petugas/daftar": {"nrp": "1", "code": "AAAA-AAAA"},
    "/petugas/kunci": {"password": "kuda lumping makan", "again": "kuda lumping makan"},
    "/komando/latihan/rencana": {"day": "week 0", "at": "09:00", "announced": "1"},
    "/komando/petugas/{officer_id}/cabut": {"credentials": "1"},
    "/petugas/dokter": {"hp": "xiaomi"},
    "/petugas/dokter/mingguan": {"hari": "1", "pukul": "09:00"},
    "/petugas/kejadian/{incident_id}/lepas": {"reason": "dipanggil apel"},
    "/petugas/kejadian/{incident_id}/panggilan": {"outcome": "started"},
    "/petugas/kejadian/{incident_id}/gerak": {"status": "en_route"},
    "/petugas/kejadian/{incident_id}/pesan": {"text": "halo"},
    "/petugas/kejadian/{incident_id}/tutup": {"disposition": "genuine"},
    "/petugas/cara-lain/nomor": {"kind": "sms", "number": "+6281234560001"},
    "/komando/kejadian/{incident_id}/lepas": {"reason": "dipanggil apel"},
    "/komando/kejadian/{incident_id}/panggilan": {"outcome": "started"},
    "/komando/kejadian/{incident_id}/tutup": {"disposition": "genuine"},
    "/komando/kejadian/{incident_id}/identitas": {},
}


def read(table: str) -> list[tuple[str, str, str, dict[str, str]]]:
    """Method, path, state, and the answer for each role."""
    header, *lines = [line for line in table.strip().splitlines() if line and not line.startswith("#")]
    roles = header.split()
    assert tuple(roles) == ("nobody", *ALIVE)
    rows = []
    for line in lines:
        method, path, state, *answers = line.split()
        assert len(answers) == len(roles), line
        rows.append((method, path, state, dict(zip(roles, answers, strict=True))))
    return rows


ROWS = read(MATRIX)


def full(path: str) -> str:
    return path[1:] if path.startswith("|") else f"/api/v1{path}"


def routes_of(app: Any) -> set[tuple[str, str]]:
    """Every method and path that the application answers, the two bare doors among them."""
    found = {("POST", "/api/v1/alarms"), ("GET", "/api/v1/stream")}
    for route in app.pages.routes:
        path = route.path.replace(":str}", "}").replace(":path}", "}")
        found |= {(method, path) for method in route.methods if method not in ("OPTIONS", "HEAD")}
    return found


def test_every_route_has_its_row_and_every_row_its_route(stage):
    stations = {"/stations/63.72/", "/stations/63.71/", "/stations/63/"}
    rows = set()
    for method, path, _, _ in ROWS:
        for station in stations:
            path = path.replace(station, "/stations/{code}/")
        rows.add((method, full(path).partition("?")[0]))
    assert rows | {("GET", path) for path in PUBLIC} == routes_of(stage.app)


@pytest.fixture
def push():
    return PushService()


@pytest.fixture
def stage(database_url, tmp_path, push):
    with play(database_url, tmp_path, channels=[push]) as stage:
        yield stage


@pytest.fixture
def world(stage):
    return World(stage)


def outcome(scene: Scene, role: str, method: str, path: str) -> tuple[str, Any]:
    asked = path.partition("?")[0].lstrip("|") if path.startswith("|") else path.partition("?")[0]
    body = BODIES.get(asked)
    if body and "nrp" in body:  # a new one for each role: this table is not about guessing
        body = body | {"nrp": str(next(scene.world.numbers))}
    if body and body.get("officer"):
        body = body | {"officer": scene.world.ids["target"]}
    if asked in ("/calls", "/komando/panggilan"):  # the page makes the id
        body = (body or {}) | {"id": scene.world.stage.app.services.identity.uuid7()}
    answer = scene.knock(role, method, scene.fill(full(path)), body)
    if path.startswith("|") and answer.status == 303 and answer.headers["location"].endswith("/masuk"):
        return "away", answer
    if path.startswith("|") and answer.status == 200:
        mark = scene.world.nrp("target") if path.startswith("|/komando/petugas") else scene.code
        return ("shows" if mark in answer.body else "hides"), answer
    return str(answer.status), answer


def assert_row(world: World, method: str, path: str, state: str, expected: dict[str, str]) -> None:
    wrong = {}
    for role in ("nobody", *ALIVE, *DEAD):
        wanted = expected.get(role, expected["nobody"])
        if role in DEAD:
            wanted = DEAD_GET.get(f"{method} {path}", wanted)
        if role == "limited":
            wanted = LIMITED_MAY.get(f"{method} {path}", wanted)
        if "{officer_id}" in path:  # a new one for each role: some of this is the end of an officer
            world.ids["target"] = world.hire("target")
        scene = Scene(world, state)
        found, answer = outcome(scene, role, method, path)
        if found != wanted:
            wrong[role] = f"{found} instead of {wanted}"
        if "Owner Rahasia" in str(answer.body):
            taken = (role == "officer" and state != "ringing") or (path.endswith("/claim") and found == "200")
            assert role == "owner" or taken, f"{role} reads the citizen's name"
        if found in ("401", "403", "404"):
            assert scene.code not in str(answer.body), f"{role} learns the code from a refusal"
        if found == "404" and "{incident_id}" in path and not path.startswith("|"):
            scene.incident = UNKNOWN
            assert outcome(scene, role, method, path)[1].body == answer.body, "a refusal looks like absence"
    assert wrong == {}, f"{method} {path} ({state})"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("method", "path", "state", "expected"), ROWS,
                         ids=[f"{method} {path} {state}" for method, path, state, _ in ROWS])
def test_who_may(world, method, path, state, expected):
    assert_row(world, method, path, state, expected)


def test_the_table_holds_on_postgresql_where_the_relation_decides(world):
    """The rules are the same code on both; the queries behind the lists are not."""
    for method, path, state, expected in ROWS:
        if path in ("/incidents/{incident_id}", "/incidents?station=63.72", "/stations/63.71/readiness", "|/komando"):
            assert_row(world, method, path, state, expected)


ASKED_TWICE = "|/komando/kejadian/{incident_id}/tawarkan"
"""Who offers must also be the desk of the station in charge: one fault alone opens nothing."""
SEES = [row for row in ROWS if "{incident_id}" in row[1] and row[1] != ASKED_TWICE]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("method", "path", "state", "expected"), SEES,
                         ids=[f"{method} {path} {state}" for method, path, state, _ in SEES])
def test_negative_control_the_table_notices_when_nobody_looks(world, monkeypatch, method, path, state, expected):
    monkeypatch.setattr(access, "may_see", lambda caller, incident: True)
    with pytest.raises(AssertionError):
        assert_row(world, method, path, state, expected)

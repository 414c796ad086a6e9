"""Which right each call and each page asks for: one line a route, read from left to right.

Call; state of the incident; what is needed; what who has it is answered; and who of them is answered otherwise. Who
has not is answered ``404``, as if nothing were there; ``nobody`` is asked to sign in, by ``401`` or by a page that
shows nothing; ``*`` is whoever may not. A path with a bar before it is a page.

A number is the status. ``shows``: the incident (on the administrator's pages: the officer) is on the page; ``hides``:
it is not; ``303``: the form was taken; ``away``: one is sent to the sign-in instead.

What is needed: ``anybody``; ``signed_in``; ``citizen``; ``owner``, who pressed; ``officer``; ``phone``, an officer whom
alarms call; ``door``, who may sign in at a desk; ``claimer``, who has taken it, and whose phone, passkey and session
the path names. Of the incident: ``sees``, an officer; ``see``, also its citizen; ``work``; ``part``, also its citizen;
``desk_of``; ``ledger``; ``look``, at faces; ``charge``, the desk of the station in charge. Otherwise a right of
``people/roles.py``, at the own station or, ``right@here``, over that one. ``own@here``: of that station, or overseeing
it. ``patrol``: works here. ``decide_own``: decides, and the thing is of this very station.
"""

from __future__ import annotations

from dataclasses import dataclass

TABLE = """# A press and a registration are for everybody. A press needs somebody to phone back.
POST   /citizens                                               ringing anybody       201
POST   /press-keys                                             ringing citizen       201
POST   /alarms                                                 ringing anybody       401   citizen=201
GET    /stream                                                 ringing signed_in     200
GET    /me                                                     ringing signed_in     200
GET    /channels                                               ringing officer       200
GET    /push-key                                               ringing anybody       200
POST   /sign-out                                               ringing anybody       204

# An incident: the citizen's own, the station's, and the desks' above.
GET    /incidents                                              ringing signed_in     200
GET    /incidents?station=63.72                                ringing own@here      200   citizen=200
GET    /incidents?station=63.71                                ringing own@there     200   citizen=200
GET    /incidents/{incident_id}                                ringing see           200
GET    /incidents/{incident_id}                                closed  see           200
GET    /incidents/{incident_id}/rings                          closed  ledger        200
POST   /incidents/{incident_id}/claim                          ringing work          200
POST   /incidents/{incident_id}/claim                          claimed work          409   claimer=200
POST   /incidents/{incident_id}/claim                          closed  work          409
POST   /incidents/{incident_id}/decline                        ringing work          204
POST   /incidents/{incident_id}/release                        claimed work          204   claimer=204 plain=409
POST   /incidents/{incident_id}/call-backs                     claimed work          409   claimer=201
POST   /incidents/{incident_id}/movements                      claimed work          201
POST   /incidents/{incident_id}/messages                       claimed part          201
POST   /incidents/{incident_id}/locations                      claimed part          204
POST   /incidents/{incident_id}/locations                      closed  part          409
POST   /incidents/{incident_id}/cancel                         claimed owner         200
POST   /incidents/{incident_id}/rating                         closed  owner         204
POST   /incidents/{incident_id}/rating                         ringing owner         409
POST   /incidents/{incident_id}/correction                     closed  owner         409
POST   /incidents/{incident_id}/hold                           closed  desk_of       204
POST   /incidents/{incident_id}/let-go                         closed  desk_of       409
POST   |/komando/kejadian/{incident_id}/tahan                  closed  desk_of       303
POST   |/komando/kejadian/{incident_id}/lepas-tahan            closed  desk_of       409
POST   /incidents/{incident_id}/amendment                      closed  desk_of       204
POST   |/komando/kejadian/{incident_id}/ubah-hasil             closed  desk_of       303
POST   /incidents/{incident_id}/close                          claimed work          200
POST   /incidents/{incident_id}/identity                       claimed work          422   claimer=200
POST   /kept-from                                              ringing signed_in     404
DELETE /kept-from                                              ringing citizen       204
POST   |/pengaturan/jangan-tahu                                ringing signed_in     404
GET    /pins                                                   ringing citizen       200
PUT    /pins                                                   ringing citizen       409   stranger=204
DELETE /pins                                                   ringing citizen       409   stranger=204
POST   /incidents/{incident_id}/attachments                    ringing owner         415
POST   /incidents/{incident_id}/attachments                    closed  owner         409
POST   /incidents/{incident_id}/live                           ringing owner         415
GET    /incidents/{incident_id}/attachments                    claimed look          200
GET    /incidents/{incident_id}/attachments/{name}             claimed look          200
POST   /incidents/{incident_id}/live/keep                      claimed look          409
POST   /incidents/{incident_id}/invitations                    claimed work          201   claimer=201 plain=409
GET    |/tunjukkan                                             ringing anybody       hides owner=shows
POST   |/tunjukkan                                             ringing anybody       404
POST   |/tunjukkan/lampiran                                    ringing owner         shows
POST   |/tunjukkan/langsung                                    ringing owner         422
POST   |/tunjukkan/berhenti                                    ringing owner         shows
POST   |/tunjukkan/lokasi                                      ringing owner         shows
GET    |/petugas/kejadian/{incident_id}/lampiran/{name}        claimed look          hides nobody=401
POST   |/petugas/kejadian/{incident_id}/simpan-gambar          claimed look          409
POST   |/petugas/kejadian/{incident_id}/undang                 claimed work          303   claimer=303 plain=409
GET    |/komando/kejadian/{incident_id}/lampiran/{name}        claimed look          hides nobody=401
POST   |/komando/kejadian/{incident_id}/simpan-gambar          claimed look          409
POST   |/komando/kejadian/{incident_id}/undang                 claimed work          303   claimer=303 plain=409
POST   /escort                                                 ringing citizen       409   stranger=201
GET    /escort                                                 ringing signed_in     404
POST   /escort/locations                                       ringing signed_in     404
POST   /escort/prolong                                         ringing signed_in     404
POST   /escort/safe                                            ringing citizen       204
POST   /escort/link                                            ringing signed_in     404
GET    /me/data                                                ringing citizen       200
POST   /me/erasure                                             ringing citizen       409   stranger=202

# What a person says of a device: the desk and those above it. Its owner reads it (here there is none), and objects.
POST   /incidents/{incident_id}/open-up                        ringing desk_of       204
POST   /incidents/{incident_id}/mark                           closed  desk_of       204
GET    /marks                                                  ringing desk          200
POST   /marks/{mark_id}/end                                    ringing desk@here     204
GET    /mark                                                   ringing signed_in     404
POST   /mark/appeal                                            ringing signed_in     404

# What a desk does with an incident. An offer is answered by the other desk, or one above both; here there is none.
POST   /incidents/{incident_id}/assignments                    claimed desk_of       204
POST   /incidents/{incident_id}/assignments/end                claimed desk_of       409
POST   /incidents/{incident_id}/backup                         claimed work          204
POST   /incidents/{incident_id}/notes                          claimed desk_of       204
POST   /incidents/{incident_id}/referrals                      claimed desk_of       204
POST   /incidents/{incident_id}/join                           claimed desk_of       422
POST   /incidents/{incident_id}/part                           claimed desk_of       409
POST   /incidents/{incident_id}/offer                          claimed charge        204
POST   /incidents/{incident_id}/offer/accept                   claimed sees          409
POST   /incidents/{incident_id}/offer/refuse                   claimed sees          409
POST   /incidents/{incident_id}/offer/withdraw                 claimed sees          409

# A desk presses for who phones or comes.
POST   /calls                                                  ringing desk          201
# A calm report is anybody's to send (as a form, not as JSON); it is opened by its key, which nobody here has.
POST   /reports                                                ringing anybody       415
GET    /report                                                 ringing anybody       404
POST   /report/messages                                        ringing anybody       404
GET    |/lapor                                                 ringing anybody       hides
POST   |/lapor                                                 ringing anybody       hides
GET    |/laporan                                               ringing anybody       hides
POST   |/laporan                                               ringing anybody       404
POST   |/laporan/pesan                                         ringing anybody       404

# What the desk makes of it, and the patrol. An officer reads tasks of the own station, and no report.
GET    /reports                                                ringing desk          200
GET    /reports/{report_id}                                    ringing desk@here     200
POST   /reports/{report_id}/{deed}                             ringing desk@here     200
GET    /tasks                                                  ringing officer       200
POST   /tasks/{task_id}/{deed}                                 ringing patrol        200
GET    |/komando/laporan                                       ringing desk          hides dead=401
GET    |/komando/laporan/{report_id}                           ringing desk@here     hides dead=401
POST   |/komando/laporan/{report_id}/{deed}                    ringing desk@here     303
GET    |/komando/laporan/{report_id}/foto/{photo_id}           ringing desk@here     hides nobody=401
GET    |/komando/tugas                                         ringing officer       hides dead=401
POST   |/komando/tugas                                         ringing desk          303
POST   |/komando/tugas/{task_id}/{deed}                        ringing patrol        303
GET    |/komando/titik-rawan                                   ringing desk          hides dead=401
GET    |/petugas/tugas                                         ringing phone         hides dead=401
GET    |/petugas/tugas/{task_id}/foto/{photo_id}               ringing patrol        hides nobody=401
POST   |/petugas/tugas/{task_id}/{deed}                        ringing patrol        303

# A phone: its own officer's. A ring is answered by whom it rang for, or with the key it carries.
POST   /devices                                                ringing phone         201
POST   /devices/tests                                          ringing phone         200
POST   /devices/reports                                        ringing phone         204
POST   /rings/{ring_id}/receipts                               ringing anybody       404   claimer=200
POST   /rings/{ring_id}/answer                                 ringing anybody       404
POST   /sms                                                    ringing anybody       404
POST   /sources/{source_id}/alarms                             ringing anybody       401

# What other systems read: by an officer's session, and nothing that names who pressed. There is no station 63.73.
GET    /incidents/{incident_id}/location.xml                   ringing sees          200
GET    /incidents/{incident_id}/eido                           closed  sees          200
GET    /stations/{code}/incidents.geojson                      ringing none          -
GET    /stations/63.72/incidents.geojson                       ringing oversee@here  200
GET    /stations/{code}/areas.geojson                          ringing none          -
GET    /stations/63.72/areas.geojson                           ringing own@here      200
GET    /stations/{code}/figures.geojson                        ringing anybody       404

# Stations, and whether their phones would ring.
GET    /stations                                               ringing officer       200
GET    /stations/63.72/readiness                               ringing own@here      200
GET    /stations/63.71/readiness                               ringing own@there     200
GET    /stations/63/readiness                                  ringing own@above     200

# What a station achieved, for its desk and those above. No day given: the month that it is there.
GET    /evaluation                                             ringing oversee       200
GET    /evaluation?station=63.72                               ringing oversee@here  200
GET    /evaluation?station=63.71                               ringing oversee@there 200
GET    /evaluation?station=63                                  ringing oversee@above 200

GET    /evaluation.csv                                         ringing oversee       200
GET    /evaluation.xlsx                                        ringing oversee       200
GET    /evaluation.pdf                                         ringing oversee       200
GET    /evaluation.csv?station=63.72                           ringing oversee@here  200

# How officers sign in. Who knocks at these doors has no session yet; with wrong credentials nobody gets one.
POST   /enrolments                                             ringing anybody       401
POST   /sign-in/options                                        ringing anybody       200
POST   /sign-in/password                                       ringing anybody       401
POST   /sign-in/passkey                                        ringing anybody       422
POST   /passkeys/options                                       ringing officer       200   limited=200 citizen=401
POST   /passkeys                                               ringing anybody       422
POST   /password                                               ringing officer       200   limited=200 citizen=401
GET    /passkeys                                               ringing officer       200
DELETE /passkeys/{passkey_id}                                  ringing claimer       204
GET    /sessions                                               ringing officer       200
DELETE /sessions/{session_id}                                  ringing claimer       204
POST   /sessions/revoke-all                                    ringing officer       200

# What an administrator does, for the own station and those below.
GET    /officers                                               ringing people        200
GET    /officers?station=63.72                                 ringing people@here   200
GET    /officers?station=63                                    ringing people@above  200
POST   /officers/{officer_id}/enrolment                        ringing people@here   201
POST   /officers/{officer_id}/sessions/revoke-all              ringing people@here   200
POST   /officers/{officer_id}/role                             ringing people@here   204
POST   /officers/{officer_id}/deactivate                       ringing people@here   204

# Pages. The cookie of another door, put into this one, speaks for whom it always spoke for.
GET    |/                                                      ringing anybody       hides owner=shows
GET    |/luring                                                ringing anybody       hides
POST   |/tekan                                                 ringing anybody       422   citizen=303
POST   |/daftar                                                ringing anybody       303
POST   |/pesan                                                 ringing citizen       303
POST   |/batal                                                 ringing citizen       303
GET    |/pengaturan                                            ringing citizen       hides dead=401 nobody=303
POST   |/pengaturan/pin                                        ringing citizen       409   stranger=303
POST   |/pengaturan/pin/hapus                                  ringing citizen       409   stranger=303
POST   |/pengaturan/rupa                                       ringing anybody       303
GET    |/catatan                                               ringing anybody       hides
GET    |/temani                                                ringing citizen       hides dead=401 nobody=303
POST   |/temani                                                ringing signed_in     303
POST   |/temani/tambah                                         ringing signed_in     303
POST   |/temani/aman                                           ringing signed_in     303
POST   |/temani/tautan                                         ringing signed_in     303
GET    |/ikut                                                  ringing anybody       hides
POST   |/ikut                                                  ringing anybody       404
GET    |/data                                                  ringing citizen       hides dead=401 nobody=303
GET    |/data/unduh                                            ringing citizen       hides dead=401 nobody=303
POST   |/data/hapus                                            ringing citizen       409   stranger=303
POST   |/data/nomor                                            ringing citizen       303
POST   |/data/pindah                                           ringing citizen       hides
GET    |/pindah                                                ringing anybody       hides
POST   |/pindah                                                ringing anybody       404
POST   |/nilai                                                 ringing citizen       303
POST   |/koreksi                                               ringing citizen       303
POST   |/keberatan                                             ringing signed_in     404
POST   |/bahasa                                                ringing anybody       303
GET    |/petugas                                               ringing phone         hides unfeared=shows citizen=hides
GET    |/petugas/kejadian/{incident_id}                        ringing work          shows citizen=hides
POST   |/petugas/kejadian/{incident_id}/ambil                  ringing work          303
POST   |/petugas/kejadian/{incident_id}/ambil                  claimed work          409   claimer=303
GET    |/petugas/dokter                                        ringing phone         hides dead=401
POST   |/petugas/dokter                                        ringing phone         303
POST   |/petugas/dokter/mingguan                               ringing phone         303
POST   |/petugas/dokter/mingguan/henti                         ringing phone         303
POST   |/petugas/kejadian/{incident_id}/tidak-bisa             ringing work          303
POST   |/petugas/kejadian/{incident_id}/lepas                  claimed work          303   claimer=303 plain=409
POST   |/petugas/kejadian/{incident_id}/panggilan              claimed work          409   claimer=303
POST   |/petugas/kejadian/{incident_id}/gerak                  claimed work          303
POST   |/petugas/kejadian/{incident_id}/pesan                  claimed part          303
POST   |/petugas/kejadian/{incident_id}/tutup                  claimed work          303
GET    |/petugas/cara-lain                                     ringing phone         hides citizen=hides
POST   |/petugas/cara-lain/ntfy                                ringing anybody       404
POST   |/petugas/cara-lain/nomor                               ringing anybody       404
POST   |/petugas/cara-lain/{device_id}/hapus                   ringing claimer       303
GET    |/komando                                               ringing officer       hides sees=shows citizen=hides
GET    |/komando?kejadian={incident_id}                        ringing sees          shows citizen=hides
GET    |/komando/kejadian/{incident_id}/dering                 ringing ledger        shows dead=401
POST   |/komando/kejadian/{incident_id}/ambil                  ringing work          303
POST   |/komando/kejadian/{incident_id}/lepas                  claimed work          303   claimer=303 plain=409
POST   |/komando/kejadian/{incident_id}/panggilan              claimed work          409   claimer=303
POST   |/komando/kejadian/{incident_id}/tutup                  claimed work          303
POST   |/komando/kejadian/{incident_id}/identitas              claimed work          422   claimer=shows
POST   |/komando/kejadian/{incident_id}/lebarkan               ringing desk_of       303
POST   |/komando/kejadian/{incident_id}/tandai                 closed  desk_of       303
POST   |/komando/kejadian/{incident_id}/tugaskan               claimed desk_of       303
POST   |/komando/kejadian/{incident_id}/panggil-pulang         claimed desk_of       409
POST   |/komando/kejadian/{incident_id}/bantuan                claimed work          303
POST   |/komando/kejadian/{incident_id}/catat                  claimed desk_of       303
POST   |/komando/kejadian/{incident_id}/rujuk                  claimed desk_of       303
POST   |/komando/kejadian/{incident_id}/gabung                 claimed desk_of       422
POST   |/komando/kejadian/{incident_id}/pisah                  claimed desk_of       409
POST   |/komando/kejadian/{incident_id}/tawarkan               claimed charge        303
POST   |/komando/kejadian/{incident_id}/terima                 claimed sees          409
POST   |/komando/kejadian/{incident_id}/tolak                  claimed sees          409
POST   |/komando/kejadian/{incident_id}/tarik                  claimed sees          409
GET    |/komando/panggilan                                     ringing officer       hides sees=shows citizen=hides
POST   |/komando/panggilan                                     ringing desk          hides sees=shows
GET    |/komando/tanda                                         ringing desk          hides dead=401
POST   |/komando/tanda/{mark_id}/cabut                         ringing desk@here     303

# The live map: the own areas, and for a desk who is where. Here lies no file of tiles.
GET    /map/areas                                              ringing officer       200
GET    /map                                                    ringing desk          200
GET    |/komando/dasar.pmtiles                                 ringing none          -     nobody=401

# A desk's word to citizens: read by everybody once it is sent, before that by the desk and those above it.
GET    /broadcasts                                             ringing anybody       200
GET    /broadcasts/{broadcast_id}                              ringing anybody       200
POST   /broadcasts/{broadcast_id}/receipts                     ringing citizen       204
GET    |/siaran                                                ringing anybody       hides
GET    |/siaran.atom                                           ringing anybody       hides
GET    |/siaran/{broadcast_id}                                 ringing anybody       hides
GET    |/komando/siaran                                        ringing desk          hides dead=401
GET    |/komando/siaran/tulis                                  ringing desk          hides dead=401
POST   |/komando/siaran                                        ringing desk          303   there=422
GET    |/komando/siaran/{broadcast_id}                         ringing desk@here     hides dead=401
GET    |/komando/siaran/{broadcast_id}/ubah                    ringing desk@here     hides dead=401
POST   |/komando/siaran/{broadcast_id}/ubah                    ringing desk@here     303
POST   |/komando/siaran/{broadcast_id}/kirim                   ringing desk@here     303
POST   |/komando/siaran/{broadcast_id}/buang                   ringing desk@here     303
POST   |/komando/siaran/{broadcast_id}/cabut                   ringing desk@here     409
POST   /warned-phones                                          ringing anybody       201
DELETE /warned-phones/{phone_id}                               ringing anybody       404

# Drills: the desk's, and those above it.
GET    |/komando/latihan                                       ringing oversee       hides dead=401
POST   |/komando/latihan/mulai                                 claimed desk          303
POST   |/komando/latihan/rencana                               ringing desk          303
POST   |/komando/latihan/rencana/{plan_id}/batal               ringing desk@here     303
GET    |/komando/latihan/hasil/{drill_id}                      drill   oversee@here  shows dead=401
POST   |/komando/latihan/hasil/{drill_id}/akhiri               drill   desk@here     303

# How the machine is: for desks. What the auditor asks is there for nobody else.
GET    |/-/status                                              ringing oversee       hides dead=401
POST   |/-/watch/verdict                                       ringing anybody       404
POST   |/-/watch/probes                                        ringing anybody       404
POST   |/-/watch/receipts                                      ringing anybody       404
POST   |/-/watch/channels                                      ringing anybody       404

# A station is set up by an administrator above it, and by nobody else: not even its own.
GET    |/polda/satuan                                          ringing people        hides dead=401
GET    |/polda/satuan/baru                                     ringing people        hides dead=401
POST   |/polda/satuan                                          ringing people        422
GET    |/polda/satuan/{station_code}                           ringing people@above  hides dead=401
GET    |/polda/satuan/{station_code}/nama                      ringing people@above  hides dead=401
GET    |/polda/satuan/{station_code}/wilayah                   ringing people@above  hides dead=401
GET    |/polda/satuan/{station_code}/petugas                   ringing people@above  hides dead=401
GET    |/polda/satuan/{station_code}/kode                      ringing people@above  hides dead=401
GET    |/polda/satuan/{station_code}/tangga                    ringing people@above  hides dead=401
GET    |/polda/satuan/{station_code}/latihan                   ringing people@above  hides dead=401
GET    |/polda/satuan/{station_code}/hidup                     ringing people@above  hides dead=401
POST   |/polda/satuan/{station_code}/nama                      ringing people@above  409
POST   |/polda/satuan/{station_code}/hapus                     ringing people@above  409
POST   |/polda/satuan/{station_code}/wilayah                   ringing people@above  422
POST   |/polda/satuan/{station_code}/wilayah/berkas            ringing people@above  422
POST   |/polda/satuan/{station_code}/wilayah/pakai             ringing none          -
POST   |/polda/satuan/{station_code}/wilayah/buang             ringing people@above  303
POST   |/polda/satuan/{station_code}/wilayah/batal             ringing none          -
POST   |/polda/satuan/{station_code}/petugas                   ringing people@above  422
POST   |/polda/satuan/{station_code}/petugas/masukkan          ringing none          -
POST   |/polda/satuan/{station_code}/petugas/buang             ringing people@above  303
POST   |/polda/satuan/{station_code}/petugas/batal             ringing people@above  422
POST   |/polda/satuan/{station_code}/petugas/peran             ringing people@above  422
POST   |/polda/satuan/{station_code}/kode                      ringing people@above  hides
POST   |/polda/satuan/{station_code}/tangga                    ringing people@above  422
POST   |/polda/satuan/{station_code}/tangga/ditunjuk           ringing people@above  422
POST   |/polda/satuan/{station_code}/latihan                   ringing people@above  409
POST   |/polda/satuan/{station_code}/latihan/akhiri            drill   people@above  303
POST   |/polda/satuan/{station_code}/hidup                     ringing people@above  422
POST   |/polda/satuan/{station_code}/hidup/cabut               ringing people@above  422

# The province.
POST   /desk/hand                                              ringing desk          204
GET    |/komando/cari                                          ringing desk          hides dead=401
POST   |/komando/cari                                          ringing desk          hides sees=shows
GET    |/polda/penyebaran                                      ringing oversee       hides dead=401
GET    |/komando/pembukaan                                     ringing audit         hides dead=401
POST   |/komando/pembukaan/{look_id}/nilai                     ringing none          -
GET    |/angka                                                 ringing anybody       hides
GET    |/angka/{code}                                          ringing anybody       404
POST   |/komando/evaluasi/terbuka                              ringing decide        303
GET    |/komando/evaluasi/bulan/{month}/{kind}                 ringing none          -     nobody=401
GET    |/komando/poster                                        ringing oversee       hides dead=401
GET    |/komando/serah-jaga                                    ringing oversee       hides unfeared=shows dead=401
GET    |/polda/bandingkan                                      ringing oversee       hides dead=401
GET    /evaluation/changes                                     ringing oversee       200
GET    /evaluation/changes?station=63.72                       ringing oversee@here  200
GET    |/polda                                                 ringing anybody       hides

# The doors of the police themselves, and the paper that leads in.
GET    |/petugas/masuk                                         ringing anybody       hides
GET    |/komando/masuk                                         ringing anybody       hides
GET    |/polda/masuk                                           ringing anybody       hides
POST   |/petugas/masuk                                         ringing anybody       401
POST   |/komando/masuk                                         ringing anybody       401
POST   |/polda/masuk                                           ringing anybody       401
POST   |/petugas/meja                                          ringing door          303   *=away
POST   |/petugas/keluar                                        ringing anybody       away
POST   |/komando/keluar                                        ringing anybody       away
POST   |/polda/keluar                                          ringing anybody       away
GET    |/petugas/daftar                                        ringing anybody       hides
POST   |/petugas/daftar                                        ringing anybody       401
GET    |/petugas/kunci                                         ringing officer       hides limited=hides *=away
POST   |/petugas/kunci                                         ringing officer       303   limited=303 *=away
GET    |/komando/kesiapan                                      ringing officer       hides dead=401
GET    |/komando/kesiapan?stasiun=63.72                        ringing own@here      hides dead=401
GET    |/komando/evaluasi                                      ringing oversee       hides dead=401
GET    |/komando/evaluasi?station=63.72                        ringing oversee@here  hides dead=401
GET    |/komando/evaluasi/kejadian?station=63.72               ringing oversee@here  shows dead=401
GET    |/komando/petugas                                       ringing people        hides here=shows dead=401
GET    |/komando/tangga                                        ringing decide        hides dead=401
POST   |/komando/tangga/pratinjau                              ringing decide        hides
POST   |/komando/tangga                                        ringing decide        303
POST   |/komando/tangga/lagi                                   ringing decide        303
GET    |/komando/hapus                                         ringing people        hides dead=401
POST   |/komando/hapus/{wish_id}/putus                         ringing none          -
GET    |/komando/sistem-lain                                   ringing people        hides dead=401
POST   |/komando/sistem-lain                                   ringing people        hides
POST   |/komando/sistem-lain/{webhook_id}/uji                  ringing people@here   303
POST   |/komando/sistem-lain/{webhook_id}/mati                 ringing people@here   303
POST   |/komando/sistem-lain/{webhook_id}/nyala                ringing people@here   303
POST   |/komando/sistem-lain/kiriman/{delivery_id}/lagi        ringing people@here   303
POST   |/komando/sistem-lain/sumber                            ringing people        hides
POST   |/komando/sistem-lain/sumber/{source_id}/mati           ringing people@here   303
GET    |/komando/piket                                         ringing oversee       hides dead=401
POST   |/komando/piket/ubah                                    ringing decide        422
POST   |/komando/piket/{change_id}/batal                       ringing decide_own    303
POST   |/komando/petugas/kode                                  ringing people        hides here=shows
POST   |/komando/petugas/{officer_id}/kode                     ringing people@here   shows
GET    |/komando/petugas/{officer_id}/cabut                    ringing people@here   shows dead=401
GET    |/petugas/pulih                                         ringing anybody       hides
POST   |/petugas/pulih                                         ringing anybody       422
POST   |/petugas/pulih/lanjut                                  ringing anybody       422
GET    |/komando/perubahan                                     ringing people        hides dead=401
POST   |/komando/perubahan/{station_code}/nama                 ringing people@here   422
POST   |/komando/perubahan/{station_code}/akhiri               ringing people@above  409
POST   |/komando/perubahan/{station_code}/buka                 ringing people@here   409
GET    |/komando/perubahan/{station_code}/pengaturan           ringing people@here   hides dead=401
GET    |/komando/perubahan/{station_code}/impor                ringing people@here   hides dead=401
POST   |/komando/perubahan/{station_code}/impor                ringing people@here   422
POST   |/komando/perubahan/{station_code}/impor/pakai          ringing people@here   409
POST   |/komando/perubahan/{station_code}/impor/buang          ringing people@here   303
GET    |/polda/perubahan                                       ringing people        hides dead=401
POST   |/polda/perubahan/{station_code}/nama                   ringing people@here   422
POST   |/polda/perubahan/{station_code}/akhiri                 ringing people@above  409
POST   |/polda/perubahan/{station_code}/buka                   ringing people@here   409
GET    |/polda/perubahan/{station_code}/pengaturan             ringing people@here   hides dead=401
GET    |/polda/perubahan/{station_code}/impor                  ringing people@here   hides dead=401
POST   |/polda/perubahan/{station_code}/impor                  ringing people@here   422
POST   |/polda/perubahan/{station_code}/impor/pakai            ringing people@here   409
POST   |/polda/perubahan/{station_code}/impor/buang            ringing people@here   303
POST   |/komando/petugas/{officer_id}/pulih                    ringing people@here   422
GET    |/komando/peran                                         ringing audit         hides dead=401
GET    |/komando/petugas/{officer_id}/peran                    ringing people@here   shows dead=401
POST   |/komando/petugas/{officer_id}/peran                    ringing people@here   303
POST   |/komando/petugas/{officer_id}/cabut                    ringing people@here   303
"""

PUBLIC = {"/sw.js", "/sw-drawer.js", "/sw-kept.js", "/sw-siaran.js", "/static/{name}", "/manifest-petugas.webmanifest",
          "/manifest-warga.webmanifest", "/manifest-catatan.webmanifest", "/-/patterns", "/-/patterns/{door}/{name}",
          "/-/patterns/areas.geojson", "/-/patterns/stations.geojson",
          "/healthz", "/readyz", "/metrics", "/schema", "/schema/openapi.json",
          "/schema/{path}"}
"""The same bytes for everybody; nothing of anybody in them."""


@dataclass(frozen=True)
class Row:
    method: str
    path: str
    state: str
    need: str
    given: str
    others: dict[str, str]
    """Who is answered otherwise, by group; the first that fits counts."""

    @property
    def of_incident(self) -> bool:
        return self.need in ("see", "sees", "work", "part", "desk_of", "ledger", "look", "charge")

    @property
    def page(self) -> bool:
        return self.path.startswith("|")

    @property
    def address(self) -> str:
        return self.path[1:] if self.page else f"/api/v1{self.path}"

    @property
    def asked(self) -> str:
        """The path by which its body is found."""
        return self.path.lstrip("|").partition("?")[0]

    @property
    def id(self) -> str:
        return f"{self.method} {self.path} {self.state}"


def read(table: str) -> list[Row]:
    rows = []
    for line in table.splitlines():
        if line.strip() and not line.startswith("#"):
            method, path, state, need, given, *others = line.split()
            rows.append(Row(method, path, state, need, given, dict(each.split("=") for each in others)))
    return rows


ROWS = read(TABLE)

"""Within a second the phone of every officer of the station rings, again and again, until one takes it."""


def test_every_open_phone_rings_at_once_and_proves_it(siti, andi, rahmat, nur, hasan):
    for officer in (andi, rahmat, nur, hasan):
        officer.opens_phone()
    incident = siti.presses()["incident"]["id"]
    assert andi.phone.rings
    assert rahmat.phone.rings
    assert nur.phone.rings
    assert not hasan.phone.rings, "another station's phone stays silent"
    assert andi.sees(incident)["rings"]["squares"] == "vvv"


def test_an_alarm_carries_a_place_and_never_a_name_or_a_number(siti, andi):
    andi.opens_phone()
    siti.presses(note="suami saya bernama Siti Aisyah")
    (alarm,) = andi.phone.of("alarm")
    assert alarm["location"]["lat"] == -3.4402
    assert alarm["locality"]
    assert "Siti" not in str(andi.phone.events)
    assert "7731" not in str(andi.phone.events)


def test_it_rings_again_every_five_seconds(stage, siti, andi):
    andi.opens_phone()
    siti.presses()
    stage.after(4.5)
    assert andi.phone.alarms == 1
    stage.after(1)
    assert andi.phone.alarms == 2
    stage.after(10)
    assert andi.phone.alarms == 4


def test_each_wave_says_how_many_phones_have_proved_that_they_ring(stage, siti, andi, rahmat, nur):
    andi.opens_phone()
    siti.presses()
    rahmat.opens_phone()
    stage.after(6)
    assert [(alarm["received"], alarm["phones"]) for alarm in andi.phone.of("alarm")] == [(0, 3), (2, 3)]


def test_each_phone_gets_its_own_ring_and_cannot_answer_for_another(stage, siti, andi, rahmat):
    andi.opens_phone()
    rahmat.phone.answers = False
    rahmat.opens_phone()
    siti.presses()
    (other,) = rahmat.phone.of("ring")
    stolen = andi.phone.of("ring")[0]["receipt_key"]
    refused = stage.call("POST", f"/api/v1/rings/{other['ring_id']}/receipts", {"state": "shown", "key": stolen})
    assert refused.status == 404


def test_a_phone_that_opens_while_it_rings_rings_too(siti, andi):
    siti.presses()
    andi.opens_phone()
    assert andi.phone.rings
    assert andi.phone.ring_ids


def test_a_phone_that_lost_its_stream_misses_no_line(stage, siti, andi, rahmat):
    andi.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.phone.close()
    rahmat.claims(incident)
    rahmat.taps_the_number(incident)
    siti.writes(incident, "saya di belakang rumah")
    andi.phone.open(resume=True)
    assert not andi.phone.rings
    assert andi.phone.silenced_by == "Aipda Rahmat Hidayat"
    changes = [each["change"] for each in andi.phone.of("incident")]
    assert changes[-2:] == ["claimed", "call_back"]
    assert andi.phone.of("message")[-1]["text"] == "saya di belakang rumah"
    positions = [event.position for event in andi.phone.events if event.position]
    assert positions == sorted(positions)


def test_the_citizen_is_told_that_it_was_received_and_how_many_ring(siti, andi, rahmat):
    siti.presses()
    assert siti.steps() == ["received", "ringing"]
    assert siti.screen.of("ringing")[0]["phones"] == 2


def test_a_receipt_may_come_twice_or_out_of_order(stage, siti, andi):
    andi.phone.answers = False
    andi.opens_phone()
    incident = siti.presses()["incident"]["id"]
    (ring,) = andi.phone.of("ring")
    for state in ("shown", "received", "shown"):
        path = f"/api/v1/rings/{ring['ring_id']}/receipts"
        assert stage.call("POST", path, {"state": state, "key": ring["receipt_key"]}).status == 200
    assert andi.sees(incident)["rings"]["squares"] == "v"

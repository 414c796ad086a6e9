"""Names, notes, messages and reasons are text on every face: none of some five hundred is run or becomes markup."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from playwright.sync_api import Page, expect
from tests.browser.house import MARKUP
from tests.browser.payloads import ALL, ONE_OF_EACH
from tests.browser.windows import DESK, rings, settled, touch, until
from tests.report.test_photos import SERIAL, camera

UNHARMED = r"""() => {
  const ours = ({src, type}) => src.startsWith(location.origin + '/static/') || type === 'application/json';
  const handles = ({name, value}) => name.startsWith('on') || name === 'style'
    || (name !== 'value' && /^\s*javascript:/i.test(value));
  const strangers =
    'img:not(.mark):not(.shown-live), iframe, object, embed, base, video, math, style, textarea + script';
  return {
    pwned: window.pwned === undefined ? 'no' : 'yes',
    scripts: [...document.scripts].filter((script) => !ours(script)).length,
    strangers: document.querySelectorAll(strangers).length,
    handlers: [...document.querySelectorAll('*')].filter((node) => [...node.attributes].some(handles))
      .map((node) => node.outerHTML.slice(0, 200)),
  };
}"""


def unharmed(page: Page) -> None:
    settled(page)
    assert page.evaluate(UNHARMED) == {"pwned": "no", "scripts": 0, "strangers": 0, "handlers": []}


def test_messages_of_both_sides_by_the_hundred(windows, house):
    """First all of them in pages as the server writes them, then one of each kind as the scripts do."""
    assert len(ALL) >= 500
    citizen, andi = house.citizen(MARKUP), house.officer("andi")
    incident = citizen.presses()
    andi.does(f"/incidents/{incident}/claim")
    speakers = [(citizen, andi)[number % 2] for number in range(len(ALL))]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda who, text: who.does(f"/incidents/{incident}/messages", {"text": text}), speakers, ALL))
    officer = windows.open(f"/petugas/kejadian/{incident}", "petugas", andi)
    siti = windows.open("/", "warga", citizen)
    for page in (officer, siti):
        said = page.locator("[data-messages] li")
        expect(said).to_have_count(len(ALL))
        unharmed(page)
        shown = page.evaluate("[...document.querySelectorAll('[data-messages] li')].map((li) => li.lastChild.data)")
        assert {text.strip() for text in ALL} == {text.strip() for text in shown}
    for text in ONE_OF_EACH:
        andi.does(f"/incidents/{incident}/messages", {"text": text})
    for page in (officer, siti):
        expect(page.locator("[data-messages] li")).to_have_count(len(ALL) + len(ONE_OF_EACH))
        assert page.locator("[data-messages] li").last.inner_text().endswith(ONE_OF_EACH[-1])
        unharmed(page)
    expect(officer.locator("[data-title]")).to_have_text(MARKUP)


def test_names_reasons_and_notes_on_every_face(windows, house):
    citizen = house.citizen(MARKUP)
    marked, nur = windows.officer("marked"), windows.officer("nur")
    siti, desk = windows.open("/", "warga", citizen), windows.desk()
    province = windows.open("/polda", "polda", house.officer("yusuf"))
    incident = citizen.presses(note=" ".join(ONE_OF_EACH)[:500])
    siti.reload()
    rings(nur)
    touch(marked, "[data-take] button")
    expect(marked.locator("[data-title]")).to_have_text(MARKUP)
    expect(siti.locator("[data-headline]")).to_have_text(f"Bripda Joko {MARKUP} mengambil panggilan Anda")
    expect(nur.locator("[data-duty]")).to_contain_text(f"Bripda Joko {MARKUP}")
    expect(desk.locator("[data-row]").first).to_contain_text(f"Bripda Joko {MARKUP}")
    expect(province.locator("[data-station='63.99']")).to_contain_text(f"Polres {MARKUP}")
    for page in (marked, nur, siti, desk, province):
        unharmed(page)
    marked.locator("details:has([data-release]) summary").click()
    marked.locator("#reason").fill("".join(ONE_OF_EACH)[:280])
    touch(marked, "[data-release] button")
    rings(nur)
    desk.goto(f"{house.origin}/komando?kejadian={incident}")
    desk.locator("[data-deed=identity] summary").click()
    desk.locator("#why").fill(ONE_OF_EACH[3])
    touch(desk, "[data-deed=identity] button")
    expect(desk.locator("[data-deeds]")).to_contain_text(MARKUP)
    desk.locator("[data-deed=close] summary").click()
    desk.locator("#disposition").select_option("test")
    desk.locator("#note").fill("\n".join(ONE_OF_EACH)[:1900])
    touch(desk, "[data-deed=close] button")
    until(nur, "document.querySelector('[data-alarm]').hidden")
    for page in (marked, nur, siti, desk):
        unharmed(page)


def test_addresses_too(windows, house):
    windows.may("status of 4")
    phone = windows.phone("petugas", house.officer("andi"))
    windows.sign_in(phone, "komando", house.officer("dewi"))
    page = phone.new_page()
    for number, text in enumerate(ONE_OF_EACH[::3]):
        path = ("/?latihan=", "/petugas/kejadian/", "/komando?kejadian=", "/-/patterns/warga/", "/")[number % 5]
        page.goto(house.origin + path + quote(text, safe=""))
        assert page.evaluate("window.pwned === undefined")


def test_a_report_leaves_the_phone_small_and_bare_and_its_words_stay_words(windows, house):
    """What the form sends is what its field holds: the canvas has written pixels, and nothing of the camera."""
    page = windows.open("/lapor")
    page.locator("#text").fill(f"Balap liar {MARKUP} {ONE_OF_EACH[0]}")
    page.locator("[data-plan]").click(position={"x": 150, "y": 90})
    expect(page.locator("[data-place-said]")).to_contain_text("Titik pada denah dipakai")
    page.locator("#photos").set_input_files([{"name": "IMG_0001.jpg", "mimeType": "image/jpeg",
                                              "buffer": camera(size=(2_400, 1_200))}])
    expect(page.locator("[data-shots] canvas")).to_have_count(1)
    held = page.evaluate("""async () => {
      const [file] = document.querySelector('#photos').files;
      return {name: file.name, bytes: [...new Uint8Array(await file.arrayBuffer())]};
    }""")
    assert held["name"] == "1.jpg"
    assert not any(trace in bytes(held["bytes"]) for trace in (SERIAL, b"Exif", b"Kenari"))
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator("h1")).to_have_text("Laporan diterima")
    key = page.locator("p.key").inner_text()
    desk = windows.open("/komando/laporan", "komando", house.officer("dewi"), viewport=DESK)
    unharmed(desk)
    desk.locator(".card", has_text="Balap liar <img").click()
    expect(desk.locator(".calm-words")).to_have_text(f"Balap liar {MARKUP} {ONE_OF_EACH[0]}")
    assert desk.locator(".desk-photos img").evaluate("image => image.decode().then(() => image.naturalHeight)") == 1_600
    back = windows.open(f"/laporan#{key}")
    expect(back.locator(".calm-words")).to_contain_text(MARKUP)
    unharmed(back)
    assert key not in back.evaluate("location.href + JSON.stringify(history.state)"), "it leaves the address bar"

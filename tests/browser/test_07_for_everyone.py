"""Nobody is left out: keys instead of fingers, fingers that slip, three languages. (Readers of screens, both themes and
thick thumbs: ``tests/web/faces/test_in_a_browser.py``.)"""

from __future__ import annotations

from playwright.sync_api import Page, Request, expect
from tests.browser.house import becomes
from tests.browser.windows import rings, rings_no_more, settled, touch


def press_until(page: Page, key: str, selector: str, most: int) -> None:
    """Goes on with ``key`` until ``selector`` has the focus."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {most} times {key}")


def test_an_officer_takes_and_closes_it_by_keys_alone(windows, house):
    andi, nur = windows.open("/petugas", "petugas", house.officer("andi")), windows.officer("nur")
    andi.keyboard.press("Tab")  # any key lets the page sound
    andi.locator("[data-lack=sound]").wait_for(state="detached")
    siti = house.citizen()
    siti.presses()
    rings(andi)
    expect(andi.locator("[data-alarm-place]")).to_be_focused()
    press_until(andi, "Tab", "[data-take] button", 3)
    settled(andi)
    with andi.expect_event("load"):
        andi.keyboard.press("Enter")
    expect(andi.locator("[data-title]")).to_have_text("Siti Aisyah")
    rings_no_more(nur)
    for selector, key in (("[data-outcome] [value=reached]", "Enter"), ("[data-moves] [value=en_route]", "Space")):
        settled(andi)
        andi.keyboard.press("Tab")
        if selector.startswith("[data-outcome]"):
            press_until(andi, "Tab", "[data-call]", 4)
            andi.keyboard.press("Enter")
            expect(andi.locator("[data-outcome]")).to_be_visible()
        press_until(andi, "Tab", selector, 12)
        with andi.expect_event("load"):
            andi.keyboard.press(key)
    press_until(andi, "Tab", "details:has([data-close]) summary", 40)
    andi.keyboard.press("Enter")
    press_until(andi, "Tab", "[data-close] [type=radio]", 2)
    andi.keyboard.press("Space")
    press_until(andi, "Tab", "[data-close] button", 3)
    andi.keyboard.press("Enter")
    expect(andi.locator("[data-quiet]")).to_be_visible()


def test_a_citizen_presses_by_keys_alone(windows, house):
    siti = windows.open("/", "warga", house.citizen())
    press_until(siti, "Tab", "[data-panic]", 8)
    siti.keyboard.down("Enter")
    expect(siti.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")
    siti.keyboard.up("Enter")
    expect(siti.locator("[data-headline]")).to_be_focused()


OWN_TIME = """
// The page's time, moved by the story alone: ten thousand touches take as long as they need, and no longer.
let at = 0;
let waiting = [];
performance.now = () => at;
window.setTimeout = (work, after = 0, ...given) => waiting.push({ at: at + after, work: () => work(...given) });
window.passes = (ms) => {
  const until = at + ms;
  for (;;) {
    const next = waiting.filter((each) => each.at <= until).sort((a, b) => a.at - b.at)[0];
    if (!next) break;
    waiting = waiting.filter((each) => each !== next);
    at = Math.max(at, next.at);
    next.work();
  }
  at = until;
};
"""
TOUCHES = """({ count, longest }) => {
  let seed = 20261125;
  const chance = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648; };
  const button = document.querySelector('[data-panic]');
  const box = button.getBoundingClientRect();
  let here = 0;
  for (const door of ['submit', 'navigate']) {
    (door === 'submit' ? document : navigation).addEventListener(door, (event) => {
      // What a touch elsewhere does is its own affair: another language, a practice, the dialler. An alarm is not.
      const alarm = event.target.matches?.('[data-press-form]') && !event.submitter?.matches('[data-plain]');
      if (!alarm) event.preventDefault();
    }, true);
  }
  for (let i = 0; i < count; i++) {
    const aimed = chance() < 0.5; // a thumb that lies about where the button is
    const x = aimed ? box.left - 40 + chance() * (box.width + 80) : chance() * innerWidth;
    const y = aimed ? box.top - 40 + chance() * (box.height + 80) : chance() * innerHeight;
    const node = document.elementFromPoint(x, y) || document.body;
    const said = { bubbles: true, cancelable: true, clientX: x, clientY: y, pointerId: 1 + i % 3,
      isPrimary: i % 5 > 0 };
    if (button.contains(node)) here += 1;
    node.dispatchEvent(new PointerEvent('pointerdown', said));
    passes(chance() * longest);
    const how = chance();
    const end = how < 0.6 ? 'pointerup' : how < 0.8 ? 'pointercancel' : 'pointerleave';
    (end === 'pointerleave' ? button : node).dispatchEvent(new PointerEvent(end, said));
    if (end === 'pointerup') node.dispatchEvent(new MouseEvent('click', { ...said, detail: 1 }));
    passes(chance() * 300);
  }
  return here;
}"""


def asks_for_help(made: Request) -> bool:
    """A try of the button, which calls nobody, is no alarm."""
    return made.method == "POST" and '"mode":"practice"' not in (made.post_data or "")


def test_ten_thousand_random_touches_raise_nothing(windows, house):
    """Taps, slips and drags of up to 0.95 s, half of them about the button. It takes a whole second, held."""
    phone = windows.phone("warga", house.citizen())
    phone.add_init_script(OWN_TIME)
    pressed: list[str] = []
    phone.on("request", lambda made: pressed.append(made.url) if asks_for_help(made) else None)
    siti = phone.new_page()
    siti.goto(house.origin)
    expect(siti.locator("[data-panic-words]")).to_have_text("tahan 1 detik")
    assert siti.evaluate(TOUCHES, {"count": 10_000, "longest": 950}) > 1_000
    assert siti.locator("[data-panic]").get_attribute("data-state") == "rest"
    assert pressed == []
    assert house.officer("dewi").asks("GET", "/incidents?status=ringing")["incidents"] == []
    # Negative control: the same fingers, a little longer.
    siti.evaluate(TOUCHES, {"count": 200, "longest": 1_500})
    becomes(lambda: any(url.endswith("/api/v1/alarms") for url in pressed))


def test_the_language_is_chosen_once_for_all_doors(windows, house):
    phone = windows.phone("petugas", house.officer("andi"))
    page = phone.new_page()
    page.goto(house.origin)
    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(page.locator("[data-panic]")).to_contain_text("tahan 1 detik")
    touch(page, "[data-tongues] [value=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[data-panic-words]")).to_have_text("hold for 1 second")
    page.goto(f"{house.origin}/petugas")
    expect(page.locator("#now")).to_have_text("Now")
    expect(page.locator("[data-lack=sound]")).to_contain_text("sound")
    touch(page, ".tongues [value=bjn]")
    expect(page.locator("html")).to_have_attribute("lang", "bjn")
    expect(page.locator("[data-lack]").first).to_be_visible()  # from here on nothing moves what is touched
    touch(page, ".tongues [value=id]")
    expect(page.locator("#now")).to_have_text("Sekarang")

"""Icons from the mark: ``python tools/draw_icons.py`` writes static/icons/*.png. Run when mark.svg changes."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path("src/siharat/web/static/icons")
SIZES = {"192": (192, 0.78, "#fff"), "512": (512, 0.78, "#fff"), "512-maskable": (512, 0.58, "#fff"),
         "badge": (96, 0.9, "transparent"), "note-192": (192, 0.7, "#fff"), "note-512": (512, 0.7, "#fff"),
         "note-512-maskable": (512, 0.5, "#fff")}


def main() -> None:
    mark, note = ((ICONS / f"{name}.svg").read_text(encoding="utf-8") for name in ("mark", "note"))
    # Android paints a badge in one colour: only its outline counts, so the waves are holes in the stone.
    badge = re.sub(r'<path d="M32 3 44.*?/><path d="M3 25h58".*?/>', "", mark).replace("#c8102e", "#fff")
    badge = badge.replace('stroke="#fff" stroke-width="4"', 'stroke="#000" stroke-width="5"')
    badge = badge.replace('<circle cx="32" cy="41" r="4" fill="#fff"/>', '<circle cx="32" cy="41" r="5"/>')
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, (size, share, ground) in SIZES.items():
            shape = badge if name == "badge" else note if name.startswith("note") else mark
            drawn = base64.b64encode(shape.encode()).decode()
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(
                f'<body style="margin:0;background:{ground};display:grid;place-items:center;height:100vh">'
                f'<img src="data:image/svg+xml;base64,{drawn}" width="{size * share}">')
            page.screenshot(path=ICONS / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()

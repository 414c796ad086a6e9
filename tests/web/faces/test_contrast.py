"""Every pair of text and ground in the tokens meets WCAG 2.2 AA, by day and by night."""

from __future__ import annotations

import re
from itertools import product

import pytest

from siharat.web.shelf import FOLDER

TOKENS = (FOLDER / "css" / "tokens.css").read_text(encoding="utf-8")
TEXT = ("ink", "ink-soft", "alarm", "gold", "safe", "move", "quiet")
GROUNDS = ("paper", "card")
Colour = tuple[float, float, float]


def theme(name: str) -> dict[str, str]:
    block = re.search(rf'\[data-theme="{name}"\] \{{(.*?)\n\}}', TOKENS, re.S)
    assert block
    return dict(re.findall(r"--([a-z-]+):\s*([^;]+);", block.group(1)))


def colour(text: str, ground: Colour = (1, 1, 1)) -> Colour:
    if text.startswith("#"):
        digits = text[1:] if len(text) == 7 else "".join(letter * 2 for letter in text[1:])
        return (int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255)
    red, green, blue, share = (float(part) for part in re.findall(r"[\d.]+", text))
    mixed = [part / 255 * share + under * (1 - share)
             for part, under in zip((red, green, blue), ground, strict=True)]
    return (mixed[0], mixed[1], mixed[2])


def contrast(one: Colour, other: Colour) -> float:
    lights = sorted((_light(one), _light(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _light(colour: Colour) -> float:
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_can_be_read(name: str) -> None:
    tokens = theme(name)
    for text, ground in product(TEXT, GROUNDS):
        assert contrast(colour(tokens[text]), colour(tokens[ground])) >= 4.5, (text, ground)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_on_its_own_wash_and_on_a_filled_button(name: str) -> None:
    tokens = theme(name)
    for hue in ("alarm", "gold", "safe", "move"):
        wash = colour(tokens[f"{hue}-wash"], colour(tokens["card"]))
        assert contrast(colour(tokens[hue]), wash) >= 4.5, hue
        assert contrast(colour(tokens[f"on-{hue}"]), colour(tokens[hue])) >= 4.5, hue


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_edge_of_what_can_be_touched_is_seen(name: str) -> None:
    tokens = theme(name)
    assert all(contrast(colour(tokens["edge"]), colour(tokens[ground])) >= 3 for ground in GROUNDS)
    for lamp in ("lamp-lit",):
        assert contrast(colour(tokens[lamp]), colour(tokens["lamp-off"])) >= 2.4


def test_white_on_every_part_of_the_button() -> None:
    for part in ("button-high", "button", "button-deep"):
        found = re.search(rf"--{part}: (#[0-9a-f]+)", TOKENS)
        assert found
        assert contrast((1, 1, 1), colour(found.group(1))) >= 4.5


def test_both_spellings_of_night_are_the_same() -> None:
    media = TOKENS[TOKENS.index("@media"):]
    asked = dict(re.findall(r"--([a-z-]+):\s*([^;]+);", media))
    assert asked == theme("dark")

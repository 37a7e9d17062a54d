"""Drawings: what a lesson can show of them, in the page's own colours, and what was left out."""

import random
import re

import pytest

from mpt.content.svg import clean
from mpt.media import drawings
from mpt.media.colours import PAGE, on_page
from mpt.media.leftout import LeftOut
from mpt.media.pathdata import shorter, shorter_path
from mpt.media.refusals import (
    BrokenDrawingError,
    DeclaringError,
    NothingDrawnError,
    NoViewBoxError,
    OtherKindError,
    RefusedFileError,
    TooIntricateError,
)
from tests.cast import COURSES

LENT = '<linearGradient id="g" xlink:href="#h"/><linearGradient id="h"><stop/><stop stop-color="#f0b042"/></linearGradient>'
NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: str, attributes: str = 'viewBox="0 0 320 180"') -> bytes:
    """Return a drawing."""
    return f"<svg {NAMES} {attributes}>{inside}</svg>".encode()


def made(inside: str, attributes: str = 'viewBox="0 0 320 180"') -> str:
    """Return what is made of what stands in a drawing, without its root."""
    text = drawings.taken(svg(inside, attributes)).svg.decode().strip()
    clean(text.encode())
    found = re.fullmatch(
        r'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180" fill="var\(--ink\)">(.*)</svg>', text
    )
    assert found, text
    return found[1]


def left_out(inside: str) -> dict[LeftOut, int]:
    """Return what is left out of a drawing that also has a shape."""
    taken = drawings.taken(svg(f'{inside}<path d="M0 0"/>'))
    return {one.what: one.count for one in taken.omitted}


@pytest.mark.parametrize("path", sorted(COURSES.rglob("*.svg")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_our_own_drawings_come_out_as_they_are(path) -> None:  # type: ignore[no-untyped-def]
    data = path.read_bytes()
    taken = drawings.taken(data)
    assert taken.omitted == ()
    before = clean(data)
    fill = "" if " fill=" in before.partition(">")[0] else ' fill="var(--ink)"'
    assert clean(taken.svg) == before.replace(">", f"{fill}>", 1) if fill else clean(taken.svg) == before


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<path d="M0 0" fill="#b8392a"/>', '<path d="M0 0" fill="currentColor"/>'),
        ('<path d="M0 0" fill="white" stroke="BLACK"/>', '<path d="M0 0" fill="var(--card)" stroke="var(--ink)"/>'),
        ('<path d="M0 0" style="fill:#f0b042;stroke:none"/>', '<path d="M0 0" fill="var(--lamp)" stroke="none"/>'),
        ('<path d="M0 0" fill="rgba(0, 0, 0, .5)"/>', '<path d="M0 0" fill="var(--ink)" fill-opacity="0.5"/>'),
        ('<path d="M0 0" stroke="rgb(0,0,0,25%)"/>', '<path d="M0 0" stroke="var(--ink)" stroke-opacity="0.25"/>'),
        ('<path d="M0 0" fill="#00000080"/>', '<path d="M0 0" fill="var(--ink)" fill-opacity="0.5"/>'),
        ('<path d="M0 0" fill="var(--Lamp)"/>', '<path d="M0 0" fill="var(--lamp)"/>'),
        ('<path d="M0 0" fill="transparent"/>', '<path d="M0 0" fill="none"/>'),
        ('<path d="M0 0" fill="inherit" stroke="nonsense"/>', '<path d="M0 0"/>'),
        (
            '<style>/* a */ .a, path.b {fill:red !important} #c{}</style><path d="M0 0" class="b"/>',
            '<path d="M0 0" fill="currentColor"/>',
        ),
        (f'<defs>{LENT}</defs><path d="M0 0" fill="url(#g)"/>', '<path d="M0 0" fill="var(--lamp)"/>'),
        ('<path d="M0 0" fill="url(#no) red"/>', '<path d="M0 0" fill="currentColor"/>'),
        ('<path d="M0 0" fill="url(#no)"/>', '<path d="M0 0"/>'),
        ('<rect x="1px" width="10px" height="5%" stroke-width="2px"/>', '<rect x="1" width="10" height="5%" stroke-width="2"/>'),
        ('<a xlink:href="https://example.com"><g/><g><path d="M0 0"/></g></a>', '<g><g><path d="M0 0"/></g></g>'),
        ('<g style="display:none"><path d="M1 1"/></g><path d="M0 0"/>', '<path d="M0 0"/>'),
        ('<path d="M1 1" visibility="hidden"/><path d="M0 0"/>', '<path d="M0 0"/>'),
        ('<!-- a --><?go?><path id="a" data-b="c" d="M0\n 0" transform="rotate(4)"/>', '<path d="M0 0" transform="rotate(4)"/>'),
        ('<x:path xmlns:x="http://example.com" d="M1 1"/><path d="M0 0"/>', '<path d="M0 0"/>'),
    ],
)  # fmt: skip
def test_what_a_program_draws_is_said_as_a_lesson_says_it(inside: str, expected: str) -> None:
    assert made(inside) == expected


def test_colours_go_round_in_a_circle_and_stop() -> None:
    ring = '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/><path d="M0 0" fill="url(#a)"/>'
    assert made(ring) == '<path d="M0 0"/>'


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>1</script>", LeftOut.SCRIPT),
        ('<g onclick="1"/>', LeftOut.SCRIPT),
        ("<text>好</text>", LeftOut.TEXT),
        ('<image href="a.png"/>', LeftOut.PICTURE),
        ('<a href="https://example.com"><path d="M0 0"/></a>', LeftOut.LINK),
        ("<animate/>", LeftOut.MOTION),
        ('<use href="#a"/>', LeftOut.REPEATED),
        ('<g filter="url(#f)"/>', LeftOut.EFFECT),
        ('<path d="M0 0" fill="url(#pattern)"/>', LeftOut.EFFECT),
        (
            '<linearGradient id="g"><stop stop-color="red"/></linearGradient><path d="M0 0" fill="url(#g)"/>',
            LeftOut.GRADIENT,
        ),
        ("<blink/>", LeftOut.OTHER),
    ],
)
def test_what_is_left_out_is_said(inside: str, what: LeftOut) -> None:
    assert left_out(inside) == {what: 1}


def test_what_nobody_sees_is_left_out_without_a_word() -> None:
    assert (
        left_out('<title>好</title><metadata/><defs><clipPath/></defs><g mask="none"/><x xmlns="http://example.com"/>')
        == {}
    )


def test_a_size_is_made_into_a_view_box() -> None:
    for attributes in (
        'width="320px" height="180"',
        'viewBox="0,0 320, 180" width="9" height="9"',
        'viewBox="0 0 a 1" width="320" height="180mm"',
    ):
        assert made('<path d="M0 0"/>', attributes) == '<path d="M0 0"/>'


def test_a_drawing_of_many_decimals_is_written_shorter() -> None:
    places = random.Random(1)
    points = "".join(f"L{places.uniform(0, 320):.6f} {places.uniform(0, 180):.6f}" for _point in range(600))
    taken = drawings.taken(svg(f'<path d="M0 0{points}"/><polyline points="1.23456,2 3 4"/>'))
    assert not re.search(rb"\d\.\d{4}", taken.svg)
    assert len(taken.svg) < 9000
    with pytest.raises(TooIntricateError):
        drawings.taken(svg(f'<g transform="scale(.01)"><path d="M0 0{points}"/></g>'))


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("M0.123456 -1.999999L1e2,.5", "M0.12-2L100 0.5"),
        ("a1 1 0 0110.5555 10z", "a1 1 0 0 1 10.56 10z"),
        ("M0 0A1,1,0,1,0-3.14159,0", "M0 0A1 1 0 1 0-3.14 0"),
        ("M -0.001 0", "M0 0"),
        ("M 1 2  ", "M1 2"),
        ("", ""),
        ("M0 0 # 1.23456", "M0 0 # 1.23456"),
    ],
)
def test_a_path_is_the_same_in_fewer_signs(path: str, short: str) -> None:
    assert shorter_path(path, 2) == short


def test_numbers_are_the_same_in_fewer_signs() -> None:
    assert shorter("1.23456,2.0 -0.0004 5%", 2) == "1.23,2 0 5%"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"%PDF", OtherKindError),
        (b"<?xml version='1.0'?><notes><svg /></notes>", OtherKindError),
        (svg("<path"), BrokenDrawingError),
        (b"<?xml version='1.0' encoding='x'?>" + svg('<path d="M0 0"/>'), BrokenDrawingError),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + svg('<path d="M0 0"/>'), DeclaringError),
        (svg('<path d="M0 0"/>', ""), NoViewBoxError),
        (svg("<text>a</text>"), NothingDrawnError),
        (svg("<g>" * 41 + '<path d="M0 0"/>' + "</g>" * 41), TooIntricateError),
        (svg('<path d="M0 0"/>' * 3001), TooIntricateError),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_is_no_drawing_for_a_lesson_is_refused(data: bytes, error: type[RefusedFileError]) -> None:
    with pytest.raises(error):
        drawings.taken(data)


def test_a_document_type_alone_is_no_harm() -> None:
    head = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert drawings.taken(head + svg('<path d="M0 0"/>')).svg


def test_what_the_check_forbids_never_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "_written", lambda *_: svg("<script/>"))
    with pytest.raises(BrokenDrawingError):
        drawings.taken(svg('<path d="M0 0"/>'))


def test_the_colours_are_those_of_the_page() -> None:
    style = (COURSES.parent / "static" / "mpt.css").read_text(encoding="utf-8").partition("}")[0]
    for name, value in PAGE.items():
        token = "--cut" if name == "currentColor" else name.removeprefix("var(").removesuffix(")")
        assert f"{token}:{value}" in style
    assert on_page("var(--cut)") == ("var(--cut)", 1)

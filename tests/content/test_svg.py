"""Drawings: what a paper-cut needs is kept, anything else is refused with its line."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content.faults import say
from mpt.content.svg import UnsafePictureError, clean

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"'


def refused(svg: str | bytes) -> str:
    with pytest.raises(UnsafePictureError) as caught:
        clean(svg.encode() if isinstance(svg, str) else svg)
    return say(caught.value.fault("a.svg"))


def test_a_drawing_is_written_anew() -> None:
    drawing = f"""<?xml version="1.0"?><!-- drawn by hand -->
{HEAD} width="320" height="180">
  <g fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" transform="rotate(10 1,2) scale(.5)">
    <path fill="var(--lamp)" fill-rule="evenodd" d="M0 0
      l1-1z"></path><circle cx="1" cy="1" r="50%"/>
  </g>
  <g/>
</svg>"""
    assert clean(drawing.encode()) == (
        '<svg viewBox="0 0 320 180"><g fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
        'transform="rotate(10 1,2) scale(.5)"><path fill="var(--lamp)" fill-rule="evenodd" d="M0 0 l1-1z"/>'
        '<circle cx="1" cy="1" r="50%"/></g><g/></svg>'
    )


def test_a_clean_drawing_stays_as_it_is() -> None:
    once = clean(f'{HEAD}><rect x="1" stroke-dasharray="1 2" transform=""/></svg>'.encode())
    assert clean(once.encode()) == once


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<script>alert(1)</script>", "a.svg:2: <script> isn't allowed"),
        ("<SCRIPT/>", "a.svg:2: <SCRIPT> isn't allowed"),
        ("<foreignObject/>", "a.svg:2: <foreignObject> isn't allowed"),
        ("<image href='x'/>", "a.svg:2: <image> isn't allowed"),
        ("<use href='#a'/>", "a.svg:2: <use> isn't allowed"),
        ("<style>*{}</style>", "a.svg:2: <style> isn't allowed"),
        ("<text>a</text>", "a.svg:2: <text> isn't allowed"),
        ("<animate/>", "a.svg:2: <animate> isn't allowed"),
        ('<path xmlns="http://www.w3.org/1999/xhtml"/>', "a.svg:2: <path> isn't allowed"),
        ("<g onclick='alert(1)'/>", "a.svg:2: onclick isn't allowed"),
        ("<g style='fill:red'/>", "a.svg:2: style isn't allowed"),
        ("<g class='a'/>", "a.svg:2: class isn't allowed"),
        ("<g id='a'/>", "a.svg:2: id isn't allowed"),
        ("<g xmlns:x='http://www.w3.org/1999/xlink' x:href='#a'/>", "a.svg:2: href isn't allowed"),
        ("<g fill='red'/>", "a.svg:2: fill can't be “red” in a drawing: use none currentColor var(--lamp)"),
        ("<g stroke='url(#a)'/>", "a.svg:2: stroke can't be “url(#a)”"),
        ("<g fill='var(--lamp) '/><g fill='var(--other)'/>", "a.svg:2: fill can't be “var(--other)”"),
        ("<path d='M0 0 url(x)'/>", "a.svg:2: d can't be"),
        ("<g opacity='expression(1)'/>", "a.svg:2: opacity can't be"),
        ("<g transform='translate(1) evil(2)'/>", "a.svg:2: transform can't be"),
        ("文字", "a.svg:2: there is text in the drawing"),
        ("<g>", "a.svg:2: this drawing can't be read (mismatched tag)"),
        ("&bomb;", "a.svg:2: this drawing can't be read (undefined entity)"),
    ],
)
def test_what_a_drawing_may_not_hold(inside: str, fault: str) -> None:
    assert refused(f"{HEAD}>\n{inside}</svg>").startswith(fault)


@pytest.mark.parametrize(
    ("svg", "fault"),
    [
        (b"", "a.svg:1: this drawing can't be read (no element found)"),
        (b"\x00\xff", "a.svg:1: this drawing can't be read"),
        (b"<html/>", "a.svg:1: this isn't an SVG drawing"),
        (b"<svg/>", "a.svg:1: the drawing has no viewBox"),
        (
            b'<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 1 1"/>',
            "a.svg: this drawing can't be read (DTDForbidden)",
        ),
        (b'<?xml version="1.0" encoding="klingon"?><svg/>', "a.svg: this drawing can't be read (LookupError)"),
        (b" " * 200_001, "a.svg: this drawing is far too large"),
    ],
)
def test_what_is_no_drawing(svg: bytes, fault: str) -> None:
    assert refused(svg).startswith(fault)


def test_no_depth_is_too_deep() -> None:
    deep = f"{HEAD}>{'<g>' * 20_000}{'</g>' * 20_000}</svg>".encode()
    assert clean(deep).count("<g") == 20_000


@given(st.binary(max_size=300))
def test_any_bytes_are_cleaned_or_refused(data: bytes) -> None:
    with contextlib.suppress(UnsafePictureError):
        assert clean(data).startswith("<svg")

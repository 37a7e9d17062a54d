"""What pages of the staff are made of: fields that say what is wrong, tables whose numbers are numbers, nothing unescaped."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask, render_template_string

from tests.web.acts import on_sqlite
from tests.web.hostile import MARKUP

pytestmark = on_sqlite

Show = Callable[..., Element]


@pytest.fixture
def show(app: Flask) -> Show:
    """Show a part, in English, on a page of its own. Raises html5lib's ParseError where that isn't valid."""

    def shown(part: str, **values: object) -> Element:
        source = (
            '{% import "staff/parts.html" as parts with context %}{% import "staff/charts.html" as charts with context %}'
            f"<!doctype html><html lang=en><head><title>Part</title></head><body>{part}</body></html>"
        )
        with app.test_request_context("/en/staff"):
            page = render_template_string(source, **values)
        parsed: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
        return parsed

    return shown


def said(element: Element) -> str:
    """Return an element's words, each apart from the next by one space."""
    return " ".join(" ".join(element.itertext()).split())


def of_kind(page: Element, kind: str) -> list[Element]:
    """Return the elements of a class."""
    return [each for each in page.iter() if kind in (each.get("class") or "").split()]


@pytest.mark.parametrize(
    ("part", "element"),
    [
        ('{{ parts.field("email", "Email", "a", "Something is missing", "To sign in with", "email") }}', "input"),
        ('{{ parts.area("email", "Email", "a", "Something is missing", "To sign in with") }}', "textarea"),
        (
            '{{ parts.choose("email", "Email", [("a", "A")], "a", "Something is missing", "To sign in with") }}',
            "select",
        ),
    ],
)
def test_a_field_names_its_label_its_hint_and_its_fault(show: Show, part: str, element: str) -> None:
    page = show(part)
    field = next(page.iter(element))
    by_id = {each.get("id"): each for each in page.iter() if each.get("id")}
    assert [said(by_id[name]) for name in (field.get("aria-describedby") or "").split()] == [
        "To sign in with",
        "Something is missing",
    ]
    assert field.get("aria-invalid") == "true"
    assert next(page.iter("label")).get("for") == field.get("id") == field.get("name") == "email"


def test_a_field_without_a_fault_says_of_none(show: Show) -> None:
    field = next(show('{% call parts.field("name", "Name", "阿芳") %}required{% endcall %}').iter("input"))
    assert field.attrib == {"id": "name", "name": "name", "type": "text", "value": "阿芳", "required": ""}


@pytest.mark.parametrize("kind", ["file", "password"])
def test_what_is_never_sent_back_is_not_in_the_page(show: Show, kind: str) -> None:
    assert "value" not in next(show(f'{{{{ parts.field("it", "It", "secret", type="{kind}") }}}}').iter("input")).attrib


def test_what_was_chosen_stays_chosen(show: Show) -> None:
    page = show(
        '{{ parts.choose("n", "N", [("", "All"), (1, "One"), (2, "Two")], "2") }}{{ parts.tick("t", "T", ticked=true) }}'
    )
    assert [said(each) for each in page.iter("option") if "selected" in each.attrib] == ["Two"]
    assert [each.get("type") for each in page.iter("input") if "checked" in each.attrib] == ["checkbox"]


def test_lines_of_a_text_come_back_as_they_were(show: Show) -> None:
    assert next(show('{{ parts.area("note", "Note", "\n\na\nb") }}').iter("textarea")).text == "\n\na\nb"


def test_a_button_sends_what_goes_along(show: Show) -> None:
    page = show('{{ parts.act("/end", "End", "danger", {"id": 3}) }}')
    form = next(page.iter("form"))
    assert (form.get("method"), form.get("action")) == ("post", "/end")
    assert [(each.get("name"), each.get("value")) for each in page.iter("input")] == [("id", "3")]
    assert [said(each) for each in of_kind(page, "danger")] == ["End"]


def test_a_table_has_names_numbers_and_a_total(show: Show) -> None:
    heads, rows = ["Department", "Line", "Joined"], [["Quality", "A", "1,204"], ["Office", "B", None]]
    page = show('{{ parts.figures_table("People", heads, rows, [2], ["All", "", "1,210"]) }}', heads=heads, rows=rows)
    assert said(next(page.iter("caption"))) == "People"
    assert [(said(each), each.get("scope")) for each in page.iter("th")] == [
        *((head, "col") for head in heads),
        *((name, "row") for name in ("Quality", "Office", "All")),
    ]
    assert [said(each) for each in of_kind(page, "n")] == ["Joined", "1,204", "—", "1,210"]
    assert of_kind(page, "wide")[0].get("tabindex") == "0"


def test_a_key_figure_that_is_not_shown_is_a_dash(show: Show) -> None:
    page = show('{{ parts.keys([("758", "Joined", "and work here"), (none, "Finished", "")]) }}')
    assert [said(each) for each in of_kind(page, "keys")[0]] == ["Joined 758 and work here", "Finished —"]


def test_faults_are_counted_and_each_says_where(show: Show) -> None:
    page = show('{{ parts.fault_list([("Row 2", "A name is missing."), ("", "There is no sheet.")]) }}')
    assert said(of_kind(page, "warn")[0]) == "2 things to mend first: Row 2 A name is missing. There is no sheet."
    assert not of_kind(show("{{ parts.fault_list([]) }}"), "warn")


def test_what_figures_mean_is_folded_on_the_screen_and_open_on_paper(show: Show) -> None:
    page = show('{{ parts.definitions([("Joined", "by a code")]) }}')
    assert (
        said(of_kind(page, "on-paper")[0])
        == said(next(page.iter("details")))
        == "What the figures mean Joined by a code"
    )


def test_a_pager_leads_where_there_is_something(show: Show) -> None:
    page = show('{{ parts.pager("", "?page=2", "Page 1 of 2") }}{{ parts.pager("?page=1", "", "Page 2 of 2") }}')
    assert [(said(each), each.get("href")) for each in page.iter("a")] == [
        ("Next page", "?page=2"),
        ("Page before", "?page=1"),
    ]


def test_a_chart_has_its_heading_and_its_table_or_says_that_it_is_empty(show: Show) -> None:
    page = show('{% call charts.chart("Weeks", "", "people") %}<p>table</p>{% endcall %}')
    assert said(next(page.iter("figure"))) == "Weeks people Nothing to show for this choice. table"
    page = show('{{ charts.chart("Weeks", drawn) }}', drawn="drawn")
    assert said(next(page.iter("figure"))) == "Weeks drawn"


@pytest.mark.parametrize(
    "part",
    [
        "{{ parts.crumbs([(it, it)]) }}",
        "{{ parts.field('it', it, it, it, it) }}{{ parts.area('that', it, it, it, it) }}{{ parts.tick('t', it, it) }}",
        "{{ parts.choose('it', it, [(it, it)], it, it, it) }}{{ parts.act(it, it, 'big', {it: it}) }}",
        "{{ parts.figures_table(it, [it], [[it]], [], [it]) }}{{ parts.keys([(it, it, it)]) }}",
        "{{ parts.fault_list([(it, it)]) }}{{ parts.definitions([(it, it)]) }}{{ parts.pager(it, it, it) }}",
        "{{ charts.chart(it, it, it) }}",
    ],
)
def test_words_stay_words(show: Show, part: str) -> None:
    page = show(part, it=MARKUP)
    assert not list(page.iter("script"))
    assert not list(page.iter("img"))

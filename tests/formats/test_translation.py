"""A document in another language as the translation of a module: matched by order, what doesn't fit is listed."""

import pytest
from hypothesis import given, settings

from mpt.content.faults import Notes
from mpt.content.model import ModuleText
from mpt.content.modulefile import read_module_text
from mpt.content.parity import unlike
from mpt.content.writer import write_module
from mpt.formats.translation import as_translation
from tests.content.courses import modules, read
from tests.formats.said import said

SOURCE = """\
---
title: 题目
outcome: 能。
minutes: 4
note: 难过的事。
---
## 先听 {#hear}
![窗](scene.svg)
好。

## 今晚 {#tonight .practice}
好。

## 测验 {#check .quiz}
### 一？ {#q-one see=hear}
- [x] 甲
- [ ] 乙

### 二？ {#q-two}
- [x] 甲
- [ ] 乙
"""


def source(text: str = SOURCE) -> ModuleText:
    """Return a module that is translated."""
    found = read_module_text(text.encode(), is_source=True, notes=Notes(""))
    assert found is not None
    return found


ENGLISH = """\
---
title: Title
outcome: You can.
minutes: 9
---
## Listen {#part-1}
![A window](picture-1)
Fine. ![Another](picture-2)

## Tonight {#part-2}
Fine.

## Extra {#part-3}
Fine.

## Quiz {#check .quiz}
### One? {#q-1}
- [x] A
- [ ] B
- [ ] C
"""


def test_what_fits_gets_the_ids_and_what_doesnt_is_listed() -> None:
    text, left = as_translation(ENGLISH, source(), "0123abcd")
    assert text == (
        "---\ntitle: Title\noutcome: You can.\nminutes: 4\nnote: 难过的事。\ntranslated_from: 0123abcd\n---\n"
        "## Listen {#hear}\n![A window](scene.svg)\nFine. \n\n## Tonight {#tonight .practice}\nFine.\n\n"
        "## Extra {#part-3}\nFine.\n\n## Quiz {#check .quiz}\n### One? {#q-one see=hear}\n\n- [x] A\n- [ ] B\n- [ ] C\n"
    )
    assert said(left) == [
        "Extra: The source has no part for this. Delete it here, or write it there too.",
        "One?: The source has 2 choices here, this question has 3. Make them the same.",
        "二？: This part of the source has nothing here. Translate it.",
        "Another: The source has fewer pictures, so this one isn't taken.",
    ]


def test_more_questions_and_fewer_lessons() -> None:
    short = "---\ntitle: T\noutcome: O\nminutes: 1\n---\n## Quiz {#check .quiz}\n" + "".join(
        f"### {n}? {{#q-{n}}}\n- [x] A\n- [ ] B\n\n" for n in (1, 2, 3)
    )
    _text, left = as_translation(short, source(SOURCE.replace("note: 难过的事。\n", "")), "0123abcd")
    assert said(left) == [
        "先听: This part of the source has nothing here. Translate it.",
        "今晚: This part of the source has nothing here. Translate it.",
        "3?: The source has no part for this. Delete it here, or write it there too.",
    ]


@settings(max_examples=30)
@given(modules())
def test_a_module_is_its_own_translation(text: ModuleText) -> None:
    written, left = as_translation(write_module(text), text, "0123abcd")
    assert left == ()
    assert list(unlike("zh.md", text.lessons, "en.md", read(written.encode()).lessons)) == []


def test_what_cannot_be_read_is_no_translation() -> None:
    with pytest.raises(ValueError, match="x"):
        as_translation("x" * 70_000, source(), "0123abcd")

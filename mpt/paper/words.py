"""Words on their way to a template: as they can be printed, wherever in the data they stand."""

from collections.abc import Callable, Iterator
from typing import Any

from mpt.paper.fonts import missing_characters, readable


def printable_words(data: Any) -> Any:
    """Return `data` with each text in its lists and dictionaries readable, and without what no font can print.

    An emoji in a title must not cost anybody the paper. The fonts are asked once for all of it; keys stay as they are.
    """
    data = _each(data, readable)
    gone = str.maketrans("", "", missing_characters("\n".join(_texts(data))))
    return _each(data, lambda text: readable(text.translate(gone))) if gone else data


def _each(data: Any, change: Callable[[str], str]) -> Any:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: _each(value, change) for key, value in data.items()}
    return [_each(value, change) for value in data] if isinstance(data, list | tuple) else data


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list | tuple):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _texts(value)

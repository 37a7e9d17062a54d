"""The rooms and who may call whom (docs/architecture.md): each import inside `mpt` goes down, never up or across."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "mpt").rglob("*.py"))

MAY_IMPORT = {
    "": {"config", "models", "web"},
    "config": set(),
    "i18n": set(),
    "content": set(),
    "paper": set(),
    "sheets": set(),
    "media": {"content"},
    "formats": {"content"},
    "models": set(),
    "rules": {"content"},
    "services": {"content", "models", "rules"},
    "web": {"config", "content", "formats", "i18n", "media", "models", "paper", "rules", "services", "sheets"},
    "cli": {"config", "content", "i18n", "models", "paper", "rules", "services", "sheets"},
}
LIBRARIES = {
    "flask": {"", "web"},
    "sqlalchemy": {"models", "services", "web", "cli"},
    "typst": {"paper"},
    "PIL": {"media", "paper"},
    "lameenc": {"media"},
    "mammoth": {"formats"},
    "miniaudio": {"media"},
    "openpyxl": {"sheets"},
}
WEB_FILES_WITH_SQL = {"mpt/web/transaction.py", "mpt/web/shelf.py", "mpt/web/site.py"}


def room_of(file: Path) -> str:
    """Return the room that a file stands in; empty for `mpt/__init__.py`, which knows every room."""
    first = file.relative_to(ROOT / "mpt").parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def imports_of(file: Path) -> set[str]:
    """Return the full names of the modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_go_down(file: Path) -> None:
    room = room_of(file)
    for name in imports_of(file):
        parts = name.split(".")
        if parts[0] == "mpt" and len(parts) > 1:
            assert parts[1] == room or parts[1] in MAY_IMPORT[room] or (room == "" and parts[1] == "create_app"), name
        if parts[0] in LIBRARIES:
            assert room in LIBRARIES[parts[0]], f"{room} may not use {parts[0]}"


@pytest.mark.parametrize("file", [file for file in FILES if room_of(file) == "web"], ids=lambda file: file.name)
def test_views_leave_sql_to_the_services(file: Path) -> None:
    uses_sql = any(name.split(".")[0] == "sqlalchemy" for name in imports_of(file))
    assert not uses_sql or str(file.relative_to(ROOT)) in WEB_FILES_WITH_SQL


def test_app_is_three_lines() -> None:
    assert len([line for line in (ROOT / "app.py").read_text(encoding="utf-8").splitlines() if line]) <= 3


def test_nothing_below_the_web_commits() -> None:
    for file in FILES:
        if room_of(file) in {"services", "rules", "models"}:
            assert ".commit(" not in file.read_text(encoding="utf-8"), file

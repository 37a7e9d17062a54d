"""Word documents for the tests, as Word and WPS save them, made of their parts by hand."""

import io
import zipfile
from collections.abc import Mapping
from html import escape

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = {"1": "heading 1", "2": "heading 2", "3": "heading 3", "a3": "Title", "Quote": "Quote"}
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="emf" ContentType="image/x-emf"/></Types>'
)
_NUMBERING = (
    f"<w:numbering {_NAMESPACES}>"
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="upperLetter"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    "</w:numbering>"
)


def docx(
    *blocks: str,
    files: Mapping[str, bytes] | None = None,
    parts: Mapping[str, str] | None = None,
    links: Mapping[str, str] | None = None,
) -> bytes:
    """Return a document with these blocks. `files` are pictures by relation id, `links` addresses, `parts` other parts."""
    pictures = files or {}
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/image" Target="media/{name}.png"/>' for name in pictures
    ) + "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/hyperlink" Target="{escape(to)}" TargetMode="External"/>'
        for name, to in (links or {}).items()
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in _STYLES.items()
    )
    texts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{''.join(blocks)}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
        "word/styles.xml": f"<w:styles {_NAMESPACES}>{styles}</w:styles>",
        "word/numbering.xml": _NUMBERING,
        **{name: part.replace("NAMESPACES", _NAMESPACES) for name, part in (parts or {}).items()},
    }
    data = {name: (_HEAD + text).encode() for name, text in texts.items()}
    return packed(data | {f"word/media/{name}.png": content for name, content in pictures.items()})


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def paragraph(*runs: str, style: str = "", numbering: tuple[int, int] | None = None) -> str:
    """Return a paragraph of runs, or of plain words; `numbering` is its list (1 points, 2 numbers) and its depth, from 0."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbering:
        properties += f'<w:numPr><w:ilvl w:val="{numbering[1]}"/><w:numId w:val="{numbering[0]}"/></w:numPr>'
    inside = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def run(words: str, *marks: str) -> str:
    """Return words with marks: b, i, strike."""
    properties = "".join(f"<w:{mark}/>" for mark in marks)
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def heading(words: str, level: int = 1) -> str:
    """Return a heading."""
    return paragraph(words, style=str(level))


def picture(name: str, alt: str = "") -> str:
    """Return a paragraph with a picture, by its relation id."""
    return (
        f'<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="{escape(alt)}"/><a:graphic><a:graphicData>'
        f'<pic:pic><pic:blipFill><a:blip r:embed="{name}"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def table(*rows: tuple[str, ...], spans: bool = False) -> str:
    """Return a table; `spans` joins the first cell of the first row with the next."""
    drawn = ""
    for number, row in enumerate(rows):
        span = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' if spans and number == 0 else ""
        cells = "".join(f"<w:tc>{span}{one if one.startswith('<w:p') else paragraph(one)}</w:tc>" for one in row)
        drawn += f"<w:tr>{cells}</w:tr>"
    return f"<w:tbl>{drawn}</w:tbl>"


def link(name: str, words: str) -> str:
    """Return a link, by its relation id."""
    return f'<w:hyperlink r:id="{name}">{run(words)}</w:hyperlink>'

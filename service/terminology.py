"""Glossary files: TSV (term, tab, English; ``#`` begins a comment) and TBX (ISO 30042, versions 2 and 3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from models.glossary import Entries, InvalidGlossary, entries

MOST_BYTES = 4 * 1024 * 1024
"""Size of a glossary file: a thousand terms need a tenth of it, markup included."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CONCEPTS = ("termEntry", "conceptEntry")
_LANGUAGES = ("langSet", "langSec")


def read(path: Path) -> Entries:
    """The terms of a file. Raises OSError where it cannot be read, InvalidGlossary where it is no glossary."""
    return parse(path.read_bytes())


def parse(data: bytes) -> Entries:
    """The terms of a file's bytes, TBX where they begin with ``<``. Raises InvalidGlossary."""
    if len(data) > MOST_BYTES:
        raise InvalidGlossary(f"the glossary has {len(data)} bytes, the limit is {MOST_BYTES}: split it")
    pairs = list(_tbx(data) if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else _tsv(data))
    found: dict[str, str] = {}
    for zh, en in pairs:
        if found.setdefault(zh, en) != en:
            raise InvalidGlossary(f"{zh} has two translations, {found[zh]} and {en}: keep one")
    return entries(found)


def _tsv(data: bytes) -> Iterator[tuple[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidGlossary(f"byte {error.start} is not UTF-8: save the glossary as UTF-8") from None
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if line.strip() and not line.startswith("#"):
            if len(cells) != 2 or not all(cells):
                raise InvalidGlossary(f"line {number} has {len(cells)} cells: write a term, a tab and its English")
            yield cells[0], cells[1]


def _tbx(data: bytes) -> Iterator[tuple[str, str]]:
    """The first Chinese and the first English term of each concept that has both."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InvalidGlossary(f"the glossary is not XML: {error.msg}: export it anew as TBX") from None
    concepts = [node for node in root.iter() if _name(node) in _CONCEPTS]
    if not concepts:
        raise InvalidGlossary("the XML has no termEntry or conceptEntry: export the glossary as TBX")
    for concept in concepts:
        terms = dict(reversed(list(_terms(concept))))
        if "zh" in terms and "en" in terms:
            yield terms["zh"], terms["en"]


def _terms(concept: etree._Element) -> Iterator[tuple[str, str]]:
    """Language and text of each term of a concept."""
    for section in concept.iter():
        if _name(section) in _LANGUAGES:
            language = str(section.get(_LANG, "")).split("-")[0].lower()
            for node in section.iter():
                if _name(node) == "term":
                    yield language, "".join(node.itertext()).strip()


def _name(node: etree._Element) -> str:
    """The tag without its namespace; empty for comments."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""

"""PDF, DOCX and HTML files for tests, made on the spot."""

import io
import zipfile

import docx
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
NEVER_FIRST = "，。、；：”）"
"""Marks that a line cannot begin with: they hang at the end of the line before."""


def wrapped(text, width):
    """The lines of a column of ``width`` characters."""
    lines = []
    while text:
        end = width
        while text[end : end + 1] and text[end] in NEVER_FIRST:
            end += 1
        lines.append(text[:end])
        text = text[end:]
    return lines


class Pdf:
    """A PDF in the making. Positions are in points from the lower left of an A4 page."""

    def __init__(self, password=None, **metadata):
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self._out = io.BytesIO()
        encrypt = StandardEncryption(password) if password else None
        self._canvas = Canvas(self._out, encrypt=encrypt)
        for name, value in metadata.items():
            getattr(self._canvas, f"set{name}")(value)

    def line(self, text, x, y, size=10):
        self._canvas.setFont(FONT, size)
        self._canvas.drawString(x, y, text)
        return self

    def lines(self, lines, x, y, size=10, leading=15):
        """Lines under each other; two ideographic spaces at the start set a line in by two ems, without characters."""
        for number, line in enumerate(lines):
            indent = 2 * size if line.startswith("\u3000\u3000") else 0
            self.line(line.lstrip("\u3000"), x + indent, y - number * leading, size)
        return self

    def image(self, x=60, y=400):
        picture = ImageReader(Image.new("RGB", (20, 20), "red"))
        self._canvas.drawImage(picture, x, y, 200, 200)
        return self

    def page(self):
        self._canvas.showPage()
        return self

    def data(self):
        self._canvas.save()
        return self._out.getvalue()


def saved(file):
    """The bytes of a python-docx document."""
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def word(*paragraphs):
    """A DOCX of plain paragraphs."""
    file = docx.Document()
    for paragraph in paragraphs:
        file.add_paragraph(paragraph)
    return saved(file)


def repacked(data, **entries):
    """A DOCX with ``entries`` (name with / as __ and . as _dot_) put in place of its own."""
    named = {name.replace("__", "/").replace("_dot_", "."): value for name, value in entries.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, named.pop(name, old.read(name)))
        for name, value in named.items():
            new.writestr(name, value)
    return out.getvalue()

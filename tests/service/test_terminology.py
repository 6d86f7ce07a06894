import pytest

from models.glossary import InvalidGlossary
from service.terminology import MOST_BYTES, read

TBX2 = """<?xml version="1.0"?><martif type="TBX"><text><body>
<termEntry><langSet xml:lang="zh-CN"><tig><term>芯片</term></tig></langSet>
<langSet xml:lang="en"><tig><term>chip</term></tig><tig><term>microchip</term></tig></langSet></termEntry>
<!-- a comment --><termEntry><langSet xml:lang="de"><tig><term>Auto</term></tig></langSet></termEntry>
</body></text></martif>"""
TBX3 = """<tbx xmlns="urn:iso:std:iso:30042:ed-2"><text><body><conceptEntry><langSec xml:lang="zh"><termSec><term>车</term>
</termSec></langSec><langSec xml:lang="en"><termSec><term>electric <b>car</b></term></termSec></langSec></conceptEntry>
</body></text></tbx>"""
BOMB = '<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;">]><martif><termEntry><langSet xml:lang="zh"><term>车&b;</term></langSet><langSet xml:lang="en"><term>car</term></langSet></termEntry></martif>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("芯片\tchip\n# 注\n\n车\telectric car\n", (("芯片", "chip"), ("车", "electric car"))),
        ("\ufeff芯片\tchip\r\n", (("芯片", "chip"),)),
        ("", ()),
        (TBX2, (("芯片", "chip"),)),
        (TBX3, (("车", "electric car"),)),
        (BOMB, (("车&b;", "car"),)),
    ],
)
def test_read(tmp_path, text, expected):
    path = tmp_path / "terms"
    path.write_bytes(text.encode())
    assert read(path) == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a b\n", "line 1 has 1 cells: write a term, a tab and its English"),
        ("芯片\t\n".encode(), "line 1 has 2 cells: write a term, a tab and its English"),
        ("芯片\tchip\n芯片\tdie".encode(), "芯片 has two translations, chip and die: keep one"),
        (b"\xff\xfe", "byte 0 is not UTF-8: save the glossary as UTF-8"),
        (b"<html></html>", "the XML has no termEntry or conceptEntry: export the glossary as TBX"),
        (b"x" * (MOST_BYTES + 1), f"the glossary has {MOST_BYTES + 1} bytes, the limit is {MOST_BYTES}: split it"),
    ],
)
def test_what_is_refused(tmp_path, data, message):
    path = tmp_path / "terms.tsv"
    path.write_bytes(data)
    with pytest.raises(InvalidGlossary) as caught:
        read(path)
    assert str(caught.value) == message


def test_broken_xml_is_refused(tmp_path):
    path = tmp_path / "terms.tbx"
    path.write_text("<martif><x>")
    with pytest.raises(InvalidGlossary, match=r"^the glossary is not XML: "):
        read(path)

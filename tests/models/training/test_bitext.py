import lzma
import sys

from models.training import bitext, dictionary


def test_each_clean_pair_is_a_line_of_words(tmp_path, monkeypatch):
    files = {
        "lex/cc_cedict.tsv.xz": "芯片\tchip\n大桥\tbridge\n通车\topen\n",
        "mt/news.tsv.xz": "x\t大桥明天通车，长1,200米。\tThe bridge, 1,200 metres long, opens tomorrow.\nx\t芯片\t\n",
        "mt/general.tsv.xz": "y\t这些芯片是谁的？\tWhose chips don't work?\n",
    }
    files |= {f"lex/{name}.tsv.xz": "" for name in dictionary.SOURCES if name != "cc_cedict"}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        with lzma.open(tmp_path / name, "wt", encoding="utf-8") as file:
            file.write(text)
    for part in ("dev", "test"):
        (tmp_path / "mt" / part).mkdir()
    out = tmp_path / "pairs"
    monkeypatch.setattr(sys, "argv", ["bitext", str(tmp_path), str(out)])
    bitext.main()
    assert out.read_text(encoding="utf-8").splitlines() == [
        "大桥 明 天 通车 ， 长 1 , 2 0 0 米 。 ||| The bridge , 1,200 metres long , opens tomorrow .",
        "这 些 芯片 是 谁 的 ？ ||| Whose chips don't work ?",
    ]

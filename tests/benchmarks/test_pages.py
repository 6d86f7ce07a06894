"""Composed pages: their labels are true to them, and a seed says everything."""

import json

import pytest

from benchmarks.pages import Composer, Source, fit, is_heading, sources
from benchmarks.truth import read, write

ARTICLES = [
    Source(
        f"城南第{number}座便民菜市场今日开门迎客",
        tuple(
            f"市场第{n}排摊位由居民投票选出，{number}号摊主说，租金比去年低了两成，生意却好了不少。"
            for n in "一二三四五六七"
        ),
    )
    for number in range(3, 12)
]
HEADINGS = ["摊位怎样选出", "租金为何下降", "老街坊的新去处"]


@pytest.fixture(scope="module")
def composer():
    return Composer(ARTICLES, HEADINGS)


@pytest.mark.parametrize("seed", range(40))
def test_labels_fit_the_page(composer, seed, tmp_path):
    page = composer.page(seed)
    write(page, tmp_path)
    assert read(tmp_path / f"{page.name}.txt") == page


def test_no_text_is_lost(composer):
    for seed in range(40):
        page = composer.page(seed)
        lines = page.text.splitlines()
        text = "".join("".join(lines[x.line - 1].split()) for x in page.labels if x.role in ("paragraph", "lead"))
        kept = text.translate(str.maketrans(",:;?!()", "，：；？！（）")).replace("\ufffd", "")
        assert any("".join(source.paragraphs[-1].split()) in kept for source in ARTICLES)


def test_a_seed_is_a_page(composer):
    assert composer.page(5) == composer.page(5)
    assert len({composer.page(seed).text for seed in range(20)}) == 20


def test_stories_are_numbered_as_they_begin(composer):
    for seed in range(40):
        stories = [x.story for x in composer.page(seed).labels if x.story is not None]
        assert [s for i, s in enumerate(stories) if s not in stories[:i]] == sorted(set(stories))


def test_sources_are_seen_or_unseen(tmp_path):
    path = tmp_path / "articles.jsonl"
    rows = [{"title": s.title, "paragraphs": [*s.paragraphs[:2], "摊位怎样选出", *s.paragraphs[2:]]} for s in ARTICLES]
    rows += [{"title": s.title + "了", "paragraphs": s.paragraphs} for s in ARTICLES]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    seen, unseen = (sources(path, share) for share in ("seen", "unseen"))
    titles = [{article.title for article in articles} for articles, _ in (seen, unseen)]
    assert titles[0] | titles[1] == {s.title + "了" for s in ARTICLES}
    assert not titles[0] & titles[1]
    assert seen[1] + unseen[1] == ["摊位怎样选出"] * len(ARTICLES)


def test_what_is_fit():
    assert fit(ARTICLES[0].title, ARTICLES[0].paragraphs)
    assert not fit(ARTICLES[0].title, [*ARTICLES[0].paragraphs, "没有句号的一行文字也在里面"])
    assert (is_heading("租金为何下降"), is_heading("租金下降。"), is_heading("一、租金")) == (True, False, False)

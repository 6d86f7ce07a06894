"""The main job with the embedded models on the sample page: what a user gets."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from benchmarks.standin import requests
from models.generation import GenerationOptions
from models.registry import EMBEDDED, load
from models.script import converter
from models.shards import Manifest
from models.text import is_chinese
from models.types import BriefOptions
from service.app import create_app
from service.assembly import assemble
from service.config import Settings
from service.examples import REQUESTS
from tests.service.test_routes import JSON, ready

PAGE = Path(__file__).parent.parent / "seeds" / "beijing-business-today-2020-12-10-t05.txt"
PART = 1200
"""Characters of it that are asked for several times."""


@pytest.fixture(scope="module")
def pipeline():
    return assemble(device="cpu")


@pytest.fixture(scope="module")
def client(pipeline):
    with TestClient(create_app(Settings(), lambda: pipeline)) as client:
        yield ready(client)


@pytest.fixture(scope="module")
def answer(client):
    return client.post("/v1/briefs", json={"text": PAGE.read_text(encoding="utf-8"), "options": {"effort": "fast"}})


def test_the_page_has_three_stories_and_five_sections(answer):
    page = answer.json()
    assert [story["title"]["zh"] for story in page["stories"]] == [
        "常态化战疫：上控风险 下稳需求",
        "筑牢疫情防控一线“桥头堡”",
        "冲在金融防疫一线的“排头兵”",
    ]
    assert [(s["story"], s["heading"] and s["heading"]["zh"]) for s in page["sections"]] == [
        (1, None),
        (2, None),
        (0, "人工智能筛查"),
        (0, "在线需求释放"),
        (0, "疫苗稳步研发"),
    ]


def test_every_section_and_story_is_paired_and_no_number_is_added_unmarked(answer):
    page = answer.json()
    for item in [*page["sections"], *page["stories"]]:
        assert item["error"] is None
        assert len(item["summary"]["zh"]) >= 8
        assert len(item["summary"]["en"].split()) >= 3
        for evidence in item["evidence"]:
            assert all(0 <= start < end <= page["source"]["characters"] for start, end in evidence["spans"])


def test_the_answer_names_its_models_and_counts(answer):
    page = answer.json()
    manifest = Manifest.read(EMBEDDED)
    assert {(m["role"], m["name"], m["revision"]) for m in page["models"]} == {
        ("summariser", "duizhao-270m", manifest.revision),
        ("translator", "duizhao-270m", manifest.revision),
    }
    assert page["usage"]["characters"] == len(PAGE.read_text(encoding="utf-8"))
    assert page["usage"]["tokens"] > 100


def test_damage_lead_and_title_are_told(answer):
    codes = [warning["code"] for warning in answer.json()["warnings"]]
    assert codes.count("damaged_text") == 5
    assert {"displaced_lead", "displaced_title"} <= set(codes)


@pytest.fixture(scope="module")
def part(client):
    """Of a part of the page."""
    return client.post(
        "/v1/briefs", json={"text": PAGE.read_text(encoding="utf-8")[:PART], "options": {"effort": "fast"}}
    )


def test_the_same_request_gives_the_same_bytes(client, part):
    assert len(part.json()["sections"]) == 2
    request = json.loads(part.request.content)
    assert client.post("/v1/briefs", json=request).content == part.content


def test_a_page_in_traditional_script_is_told_alike(client, part):
    """All that is said of it is the same, each summary and what is quoted of the page in the page's script."""
    request = json.loads(part.request.content)
    text = converter("s2t")(request["text"])
    traditional = client.post("/v1/briefs", json=request | {"text": text}).json()
    for found, expected in zip(told(traditional), told(part.json()), strict=True):
        assert converter("s2t")(expected["zh"]) == found["zh"] != expected["zh"]
        assert found["en"] == expected["en"]
    plain, written = (
        json.dumps([story["checks"] for story in page["stories"]], ensure_ascii=False)
        for page in (part.json(), traditional)
    )
    assert converter("s2t")(plain) == written != plain


def told(page):
    """The summaries of the sections, then of the stories."""
    return [item["summary"] for item in [*page["sections"], *page["stories"]]]


def test_other_work_at_the_same_time_does_not_change_a_byte(pipeline, part):
    """The same text while two threads translate others through the same models."""
    request = json.loads(part.request.content)
    noise = {"translations": {"texts": [f"第{i}座大桥昨天通车，市民很高兴。" for i in range(24)]}}
    noise |= {"summaries": {"texts": ["工地上的工作继续进行，大家都很努力，进展比预想的还要顺利一些。" * 9] * 3}}
    with TestClient(create_app(Settings(concurrency=3), lambda: pipeline)) as client, ThreadPoolExecutor(3) as pool:
        ready(client)
        others = [pool.submit(client.post, f"/v1/{name}", json=body) for name, body in noise.items()]
        again = pool.submit(client.post, "/v1/briefs", json=request)
        assert again.result().content == part.content
        assert [other.result().status_code for other in others] == [200, 200]


def test_mixed_requests_alone_and_all_at_once(pipeline):
    asked = [request for _, request in zip(range(4), requests(), strict=False)]
    with TestClient(create_app(Settings(), lambda: pipeline)) as client, ThreadPoolExecutor(32) as pool:
        ready(client)

        def ask(request):
            return client.post(request[0], content=request[1], headers=JSON).content

        alone = [ask(request) for request in asked]
        assert list(pool.map(ask, asked)) == alone
    assert len(set(alone)) == 4


@pytest.mark.parametrize("operation", list(REQUESTS))
def test_the_documented_examples_are_answered(client, operation):
    response = client.post(f"/v1/{operation}", json=REQUESTS[operation][1])
    assert response.status_code == (202 if operation == "jobs" else 200)
    assert "error" not in [key for item in response.json().get("translations", []) for key in item if item["error"]]


def test_what_the_model_would_copy_it_must_say(client):
    """Free, it answers this sentence in Chinese."""
    text = (
        "当地时间上午 9:30 左右 (UTC 0230)，JAS 39C 鹰狮战斗机撞上跑道并发生爆炸，导致机场关闭，商业航班无法正常起降。"
    )
    (made,) = client.post("/v1/translations", json={"texts": [text]}).json()["translations"]
    assert "JAS 39C" in made["en"]
    assert not is_chinese(made["en"])
    assert "untranslated" not in [check["code"] for check in made["checks"]]


def test_a_batch_of_the_embedded_model_keeps_order():
    translator = load(device="cpu").translator
    texts = ["今天天气很好。", "中国经济增长了百分之五。", "他说，这是十年来的第一次。"]
    prompts = [translator.prompt(text) for text in texts]
    options = GenerationOptions(max_tokens=40)
    made = [found[0].text for found in translator.engine.generate(prompts, options)]
    assert [found[0].text for found in translator.engine.generate(prompts[::-1], options)] == made[::-1]
    assert len(set(made)) == 3


def test_the_shards_are_under_95_megabytes_and_150_in_all():
    sizes = [path.stat().st_size for path in EMBEDDED.glob("model.bin*")]
    assert max(sizes) < 95_000_000
    assert sum(path.stat().st_size for path in EMBEDDED.iterdir()) <= 150_000_000


def test_a_report_of_twenty_thousand_characters_is_briefed_to_its_end(pipeline):
    filler = "工地上的工作继续进行，大家都很努力地干活，进展比预想的还要顺利一些。\n"
    text = filler * (20_000 // len(filler)) + "最后，市长宣布这座大桥命名为彩虹桥，并将在明年建成通车。\n"
    options = BriefOptions(split="none", style="extractive", length="long")
    made = pipeline.brief(text, options)
    assert made.sections[0].summary.text in text.replace("\n", "") or made.sections[0].summary.method == "extractive"
    assert sum(len(p.text) for s in made.article.sections for p in s.paragraphs) >= 19_000

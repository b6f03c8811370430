"""`claims.toml`: what is shipped is whole, and what is wrong with a file is told."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from sincerity.errors import ScenarioError
from sincerity.verdicts.catalogue import SHIPPED, check_claims, read_claims, shipped_claims
from sincerity.verdicts.metrics import METRICS

SOURCES = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
GOOD = """
fixed_on = 2026-11-28
[[variant]]
name = "quiet"
table = "policy.ring_tone"
[[claim]]
id = "few"
title = "Few"
who = "sceptics"
text = "Few are listed."
metric = "listed"
comparison = "at most"
threshold = 1
threshold_why = "One in a hundred."
unit = "% of adults"
source = "made up"
imposed = false
imposed_why = "-"
"""


def test_what_is_shipped_has_a_reason_and_a_source_for_every_threshold() -> None:
    found = shipped_claims()
    assert found.fixed_on == datetime.date(2026, 11, 28)
    for claim in found.claim:
        for text in (claim.text, claim.threshold_why, claim.source, claim.imposed_why, claim.unit):
            assert len(text) > 3, claim.id
        assert claim.text.endswith(".")
        assert claim.imposed_why.endswith(".")
    assert {claim.imposed for claim in found.claim} == {True, False}


def test_every_metric_is_used_or_measured_always() -> None:
    used = {name for claim in shipped_claims().claim for name in (claim.metric, *claim.against)}
    assert set(METRICS) <= used | {"covered"}


def test_every_publication_named_is_listed() -> None:
    listed = re.findall(r"`([^`]+)`", SOURCES)
    for claim in shipped_claims().claim:
        for named in re.findall(r"\(([^)]+)\)", claim.source):
            for one in named.split("; "):
                assert any(one in name or name in one for name in listed), (claim.id, one)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    (claim,) = read_claims(path).claim
    assert (claim.periods, claim.life, claim.measured) == (("last_year", "whole"), "policy", "value")
    with pytest.raises(ScenarioError, match=r"none\.toml cannot be read"):
        read_claims(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('metric = "listed"', 'metric = "listd"'), ["claim few: metric", '"listd" is unknown', "Did you mean listed?"]),
        (('metric = "listed"', 'metric = "zzzz"'), ['"zzzz" is unknown', "Known are refusals"]),
        (('who = "sceptics"', 'who = "somebody"'), ["claim few.who", "'press', 'government' or 'sceptics'"]),
        (("threshold = 1\n", ""), ["claim few.threshold", "required"]),
        (("threshold = 1\n", 'threshold = "much"\n'), ["claim few.threshold", "number"]),
        (("threshold = 1\n", "threshold = 1\nlimit = 2\n"), ["claim few.limit", "Extra inputs are not permitted"]),
        (('comparison = "at most"', 'comparison = "under"'), ["claim few.comparison", "'above'"]),
        (('id = "few"', 'id = "Few"'), ["claim Few.id", "pattern"]),
        (('name = "quiet"', 'name = "none"'), ["variant", '"none" means something else']),
        (('name = "quiet"', 'name = "quiet"\nsource = "articel"'), ['source = "articel" is not a shipped scenario', "article"]),
        (('metric = "listed"', 'metric = "listed"\nagainst = ["none"]'), ["claim few", 'measured = "value" has against']),
        (('metric = "listed"', 'metric = "listed"\nmeasured = "difference"'), ['measured = "difference" has no against']),
        (('metric = "listed"', 'metric = "listed"\nmeasured = "difference"\nagainst = ["nobody"]'), ['against has "nobody"']),
        (('metric = "listed"', 'metric = "listed"\nlife = "loud"'), ['life = "loud" is unknown']),
        (('metric = "listed"', 'metric = "listed"\nlife = "after"'), ["after_repeal"]),
        (('metric = "listed"', 'metric = "untouched"'), ["untouched is of people at the end", '["whole"]']),
        (("fixed_on = 2026-11-28", "fixed_on = soon"), ["made.toml: this is not TOML"]),
        (("fixed_on = 2026-11-28", ""), ["fixed_on", "required"]),
    ],
)
def test_what_is_wrong_is_told(change: tuple[str, str], words: list[str]) -> None:
    assert change[0] in GOOD
    with pytest.raises(ScenarioError) as error:
        check_claims(GOOD.replace(*change, 1), "made.toml")
    for word in ("made.toml", *words):
        assert word in str(error.value)


def test_an_id_that_stands_twice_is_told_and_so_is_all_else() -> None:
    twice = GOOD + GOOD[GOOD.index("[[claim]]") :].replace('metric = "listed"', 'metric = "lister"')
    with pytest.raises(ScenarioError) as error:
        check_claims(twice, "made.toml")
    lines = str(error.value).splitlines()
    assert 'id = "few" stands 2 times' in lines[0]
    assert '"lister" is unknown' in lines[1]


def test_the_file_lies_with_the_code() -> None:
    assert SHIPPED.name == "claims.toml"
    assert SHIPPED.is_file()

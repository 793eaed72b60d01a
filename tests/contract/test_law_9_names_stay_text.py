"""Law 9: a name with markup, a formula, a newline, controls, bidi marks or separators stays text in every format."""

from __future__ import annotations

import csv
import io
import json
from functools import lru_cache
from html.parser import HTMLParser

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from rootward.model.baseline import AcceptedRisk, Baseline
from rootward.reports.csv_table import FORMULA
from rootward.reports.formats import FORMATS
from rootward.workflows.audit import audit_account
from tests.checks.facts import arn
from tests.contract.hostile import hostile_account
from tests.contract.names import COLOURS, OBEYED, anything, every_name, forged, forging_name


@lru_cache(maxsize=64)
def audited(name, *, verbose=False):
    accepted = AcceptedRisk(check="access-key-old", resource="*", reason=name, owner=name, expires=hostile_day())
    return audit_account(
        hostile_account(name),
        Baseline(accepted_risks=(accepted,), break_glass=(arn("user", "other"),), max_key_age_days=365),
        verbose=verbose,
        warnings=(name,),
    )


def hostile_day():
    return hostile_account("x").taken_at.date()


def of_name(name, form, **options):
    return FORMATS[form](audited(name, verbose=options.get("verbose", False)), **options)


@every_name
def test_the_account_gives_the_name_every_chance(name):
    telling = [one for one in audited(name).findings if one.status in {"fail", "unknown", "accepted"}]

    assert len({one.check for one in telling}) >= 15
    assert sum(name in one.resource or name in one.message for one in telling) >= 10


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("options", [{}, {"verbose": True}, {"quiet": True}, {"color": True, "width": 60}])
@every_name
def test_nothing_that_a_terminal_obeys_is_written(name, form, options):
    assert OBEYED.search(COLOURS.sub("", of_name(name, form, **options))) is None


@pytest.mark.parametrize("form", ["csv", "json", "markdown"])
@every_name
def test_a_name_forges_no_line(name, form):
    lines = {len(of_name(one, form, verbose=True).split("\n")) for one in (name, "a" * len(name))}

    assert len(lines) == 1


@forging_name
def test_a_name_forges_no_line_of_text(name):
    assert not forged(of_name(name, "text", verbose=True))


@pytest.mark.parametrize("form", FORMATS)
@given(name=anything)
def test_whatever_the_name_the_report_is_harmless_utf_8(form, name):
    text = of_name(name, form)

    assert OBEYED.search(text) is None
    assert text.encode("utf-8")


@every_name
def test_json_decodes_to_the_name_itself(name):
    findings = json.loads(of_name(name, "json"))["findings"]

    assert any(one["resource"] == arn("user", name) for one in findings)
    assert json.loads(of_name(name, "json"))["account"]["alias"] == name


@every_name
def test_no_cell_of_the_csv_is_a_formula(name):
    rows = list(csv.reader(io.StringIO(of_name(name, "csv"), newline="")))

    assert len(rows) == 1 + len(audited(name).findings)
    assert not [cell for row in rows for cell in row if cell.startswith((*FORMULA, "\t", "\r"))]


class Tags(HTMLParser):
    """The tags of a page, and its text outside code."""

    def __init__(self):
        super().__init__()
        self.tags: set[str] = set()
        self.outside: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name not in {"class", "style"}]
        self.depth += tag == "code"

    def handle_endtag(self, tag):
        self.depth -= tag == "code"

    def handle_data(self, data):
        if not self.depth:
            self.outside.append(data)


@every_name
def test_markdown_renders_the_name_as_code_only(name):
    page = Tags()
    page.feed(MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(of_name(name, "markdown", verbose=True)))
    ours = {"h1", "h2", "h3", "p", "ul", "li", "code", "pre", "strong", "table", "thead", "tbody", "tr", "th", "td"}

    assert page.tags <= ours
    assert name not in "".join(page.outside)
    for bait in ("evil.example", "@everyone", "@SUM", "HYPERLINK", "onerror"):
        assert bait not in "".join(page.outside)

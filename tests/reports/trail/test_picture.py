"""The page with the picture: it is whole, fetches nothing, runs nothing, and no record can change that."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from rootward.model.root_event import Scope
from rootward.reports.trail.picture import render
from rootward.reports.trail.words import VERDICTS
from tests.contract.hostile import NAMES
from tests.reports.trail.timelines import at, detection, event, long, session, shown, timeline, woken

VOID = {"meta"}
OURS = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "dl", "dt", "dd", "ul", "li", "figure",
    "figcaption", "div", "svg", "pattern", "line", "rect", "text", "g", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "name", "content", "http-equiv", "class", "style", "width", "height", "aria-hidden", "id",
    "patternunits", "patterntransform", "x1", "y1", "x2", "y2", "x", "y", "rx", "stroke-width", "viewbox", "role",
    "aria-label", "text-anchor", "scope",
}  # fmt: skip


class Page(HTMLParser):
    """The elements of a page, with their attributes and their text; every element is closed where it was opened."""

    def __init__(self, text):
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert tag in OURS, tag
        assert {name for name, _ in attrs} <= ATTRIBUTES, attrs
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def text(self, tag):
        return [data for name, data in self.texts if name == tag]

    def boxes(self, need):
        return sum(tag == "rect" and attrs.get("class") == need and "rx" in attrs for tag, attrs in self.seen)


def test_the_page_says_first_what_must_be_known():
    page = Page(render(woken()))

    assert page.text("h1") == ["Root woke 3 times, 2 of them without need"]
    assert "2026-11-25 08:18 UTC" in page.text("dd")
    assert "ec2:DescribeInstances, s3:CreateBucket would have been enough" in page.text("dd")


def test_each_cell_is_a_box_in_the_style_of_its_need_with_its_days_to_be_read():
    page = Page(render(woken()))

    of_legend = 1
    assert page.boxes("needless") == 3 + of_legend  # a sign-in, the key, the changes
    assert page.boxes("needed") == 3 + of_legend
    assert page.boxes("doubtful") == of_legend
    titles = page.text("title")
    assert "2026-11-20: s3 CreateBucket (2 times); 2 not needed" in titles
    assert titles.count("2026-11-14: no log") == 1


@pytest.mark.parametrize(("verdict", "word"), VERDICTS.items())
def test_one_word_is_for_one_verdict_everywhere(verdict, word):
    one = event(verdict=verdict)
    page = Page(render(timeline(one, sessions=(session(one, verdict=verdict),))))

    assert f"1 {word}" in page.text("dd")
    assert word in page.text("td")
    assert f"1 event: 1 {word}" in " ".join(page.text("p"))
    assert f"2026-11-20: s3 CreateBucket; 1 {word}" in page.text("title")


def test_the_legend_names_each_verdict_in_its_words():
    legend = [text.strip() for text in Page(render(woken())).text("li") if text.strip()]

    assert legend[:3] == ["not needed", "cannot be told or needed under circumstances", "needed here or needed"]


def test_a_picture_can_be_read_to_somebody():
    labels = [attrs["aria-label"] for tag, attrs in Page(render(woken())).seen if tag == "svg" and "role" in attrs]

    assert labels[0] == (
        "Account 111122223333, 2026-11-01 to 2026-11-27. sign-ins: 2 events; key use: 2 events; changes: 3 events"
    )


def test_on_a_narrow_screen_the_names_of_lanes_stay_and_the_days_move():
    page = Page(render(woken()))
    drawn = [attrs for tag, attrs in page.seen if tag == "svg" and "viewbox" in attrs]
    pictures = [attrs for attrs in drawn if attrs.get("class") != "key"]

    assert [("role" in attrs, "aria-hidden" in attrs) for attrs in pictures] == [(False, True), (True, False)] * 2
    assert "@media screen and (max-width: 46rem)" in page.text("style")[0]
    assert "mask-image: linear-gradient" in page.text("style")[0]  # what is cut off at the edge is seen to go on


def test_nothing_is_fetched_and_nothing_runs():
    text = render(woken())

    assert re.search(r"<script|<link|<iframe|<img|\bhref=|\bsrc=|\bon\w+=|url\((?!#)|@import", text) is None
    assert "default-src 'none'" in text


def test_light_dark_and_paper_have_colours_of_their_own():
    text = render(woken())

    for medium in ("prefers-color-scheme: dark", "@media print", "color-scheme: light dark"):
        assert medium in text
    palettes = re.findall(r"--needless: (#[0-9a-f]{6})", text)
    assert len(palettes) == 3


def luminance(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_stand_out_from_the_paper():
    """By WCAG 2.2: 4.5 to 1 for text. https://www.w3.org/TR/WCAG22/#contrast-minimum"""
    text = render(woken())
    for palette in re.findall(r"--ink: .*?--gap", text, re.DOTALL):
        colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", palette))
        paper = luminance(colours["paper"])
        for name in ("ink", "dim", "needless", "doubtful", "needed"):
            lighter, darker = sorted((luminance(colours[name]), paper), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (name, colours)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_name_becomes_an_element(name):
    one = event(name=name, source=name, address=name, agent=name, changed=name, error=name, why=name, account=name)
    of = timeline(
        one,
        accounts=(name,),
        looked_in=(name,),
        sessions=(session(one),),
        detections=(detection(why=name, title=name, id=name, events=(shown(principal=name),)),),
        unread=woken().unread,
    )

    Page(render(of))


def test_a_long_time_is_drawn_in_columns_of_weeks():
    page = Page(render(long(900)))

    assert "Days, 28 to a column" in page.text("h2")
    assert [text for text in page.text("text") if text[:2] == "20"][:4] == ["2024-07", "2024-10", "2025-01", "2025-04"]


def test_without_an_event_the_page_says_so():
    page = Page(render(timeline(covered=None)))

    assert page.text("h1") == ["No event of root"]
    assert "Root slept, as far as the log tells." in page.text("p")
    assert "figure" not in {tag for tag, _ in page.seen}


def test_ascii_where_that_is_asked_for():
    assert render(timeline(event(name="Größe")), unicode=False).isascii()


def test_what_is_too_much_for_a_page_is_counted():
    accounts = tuple(f"{number:012}" for number in range(30))
    one = event()
    page = Page(
        render(
            timeline(
                one,
                accounts=accounts,
                sessions=(session(one),) * 205,
                detections=(detection(),) * 201,
            )
        )
    )

    said = page.text("p")
    assert "and 7 more accounts" in said  # the event's own account is one, too
    assert "and 5 more sessions: --format json has all" in said
    assert "and 1 more detection: --format json has all" in said


def test_what_is_not_told_by_the_log_is_left_out():
    one = event(address=None, agent=None, changed=None, permissions=(), verdict="unknown")
    bare = session(one, addresses=(), agents=(), changed=(), actor="central", credential="none", mfa=None)
    page = Page(render(timeline(one, sessions=(bare,), covered=None)))

    assert {"From", "Changed", "Instead", "Left out"}.isdisjoint(page.text("dt"))
    said = page.text("p")
    assert "with a credential that is not told" in said
    assert "by AssumeRoot, of nobody knows whom" in said
    assert "It changed nothing." in said


def test_the_managed_policy_that_is_near_enough_is_named():
    one = event(managed_policy="arn:aws:iam::aws:policy/AmazonS3FullAccess")

    said = Page(render(timeline(one, sessions=(session(one),)))).text("p")
    assert "Enough: s3:CreateBucket (AWS's own policy: AmazonS3FullAccess)" in said


def test_no_day_is_written_past_the_edge():
    texts = [attrs for tag, attrs in Page(render(long(66))).seen if tag == "text"]
    labels = [float(attrs["x"] or "") for attrs in texts if attrs.get("y") == "15"]

    assert len(labels) >= 8
    assert max(labels) < 876 - 60


@pytest.mark.parametrize("years", [1, 900])
def test_no_box_is_drawn_past_the_edge(years):
    events = [event(number, time=datetime(9000 + years * number, 1, 1, tzinfo=UTC)) for number in (0, 1)]
    page = Page(render(timeline(*events, covered=None)))
    boxes = [attrs for tag, attrs in page.seen if tag == "rect" and attrs.get("height") == "20"]

    assert len(boxes) == 2
    for box in boxes:
        assert 1 <= float(box["x"] or "") <= 876 - 1 - float(box["width"] or "")


def test_an_event_outside_of_the_days_is_told_below_them():
    odd = event(2, time=datetime(9999, 12, 31, 23, tzinfo=UTC))
    page = Page(render(timeline(event(time=at(20)), odd)))

    assert "Not among these days, by its own time: 1 event of 9999-12-31" in page.text("p")


def test_a_column_with_no_room_holds_no_number():
    wide, narrow = (Page(render(long(days))) for days in (30, 119))

    assert "number" in {attrs.get("class") for tag, attrs in wide.seen if tag == "text"}
    assert "number" not in {attrs.get("class") for tag, attrs in narrow.seen if tag == "text"}


@pytest.mark.parametrize("day", [30, 31])
@pytest.mark.parametrize("covered", [None, (at(1), at(27))])
def test_the_last_days_of_the_calendar_are_drawn(day, covered):
    one = event(time=datetime(9999, 12, day, 23, tzinfo=UTC))

    assert f"9999-12-{day}" in render(timeline(one, covered=covered, sessions=(session(one),)))


def test_the_first_year_has_four_digits():
    one = event(time=datetime(1, 1, 1, tzinfo=UTC))

    assert "0001-01-01 00:00 UTC" in render(timeline(one, covered=None, sessions=(session(one),)))


def test_what_was_asked_for_is_said():
    page = render(timeline(asked=Scope(accounts=("111122223334",), regions=("us-east-1",)), until=at(2)))

    assert "Asked: account 111122223334, region us-east-1, to 2026-11-02 09:00 UTC." in page
    assert "--all detects that, too." in page

"""Whom MFA would cut off, as people read it."""

from __future__ import annotations

from rootward.model.enforcement import CutOff, Enforcement
from rootward.reports.enforcement import render


def enforcement(*cut_off, bound=0, left=0):
    return Enforcement(bound=bound, left=left, cut_off=cut_off)


def device(user, way):
    return CutOff(user=user, kind="device", why=f"{user} has no MFA device", way=way)


def test_each_kind_has_its_heading_and_what_to_do():
    text = render(
        enforcement(
            device("ann", "open"),
            device("ben", "given"),
            device("cleo", "given"),
            device("dora", "shut"),
            CutOff(user="emil", kind="programs", why="access key 1 of emil was last used 2026-01-30"),
            CutOff(user="fred", kind="unknown", why="whether fred has an MFA device is not known"),
            CutOff(user="gwen", kind="bound", why="", way="given"),
            bound=2,
            left=6,
        )
    )

    assert text.splitlines()[1:] == [
        "Whom MFA would cut off today " + "─" * 51,
        "4 users without an MFA device:",
        "  • ann: may register one: rootward mfa enroll, or console → account menu →",
        "    Security credentials",
        "  • ben, cleo: may not register one: this plan lets them; then rootward mfa",
        "    enroll, or the console",
        "  • dora: cannot register one (the plan says why): register one for them,",
        "    rootward mfa enroll --user NAME",
        "1 user without a device, and bound already or allowed nothing:",
        "  • gwen: may not register one: this plan lets them; then rootward mfa enroll,",
        "    or the console",
        "1 user with programs at work in their name:",
        "  • access key 1 of emil was last used 2026-01-30",
        "1 user of whom it is not known:",
        "  • whether fred has an MFA device is not known",
        "None of them is bound. 2 users are bound by this plan; 6 users are left as they",
        "are.",
        "",
    ]


def test_nobody():
    assert "Nobody.\n1 user is bound by this plan.\n" in render(enforcement(bound=1))
    assert "Everybody with a console password who can be judged is bound already." in render(enforcement())


def test_of_a_crowd_some_are_named_and_all_are_counted():
    many = [device(f"u{number:03}", "given") for number in range(1000)]
    busy = [CutOff(user=f"p{number:03}", kind="programs", why=f"key of p{number:03}") for number in range(1000)]

    text = render(enforcement(*many, *busy, left=2000))

    assert "u029 and 970 more: may not register one" in " ".join(text.split())
    assert "and 988 more: the plan names all" in text
    assert len(text.splitlines()) < 50


def test_somebody_of_whom_nothing_is_known_leaves_it_open():
    assert enforcement(CutOff(user="", kind="unknown", why="the report was denied")).is_open
    assert enforcement(left=1).is_open
    assert not enforcement(bound=3).is_open


def test_names_and_reasons_stay_text():
    hostile = "[red]\x1b[31m\u202e\n\u2028=1+1"
    text = render(enforcement(device(hostile, "open"), CutOff(user="x", kind="programs", why=hostile), left=2))

    assert not {"\x1b", "\u202e", "\u2028"} & {*text}
    assert "[red]" in text


def test_at_40_columns_in_ascii():
    text = render(enforcement(device("ann", "open"), left=1), width=40, unicode=False)

    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 40

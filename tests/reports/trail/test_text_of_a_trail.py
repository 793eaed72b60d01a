"""A trail report at a terminal."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from rootward.model.root_event import Read, Scope
from rootward.model.scan import Unread
from rootward.reports.trail.text import render
from rootward.reports.trail.words import span, summary
from tests.reports.trail.timelines import (
    ACCOUNT,
    ADDRESS,
    ROOT_KEY,
    at,
    by_key,
    detection,
    event,
    required,
    session,
    shown,
    sign_in,
    timeline,
    woken,
)


def paragraphs(text):
    """The text on one line each, by heading."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line.endswith("──"):
            name = line.rstrip("─ ")
        else:
            found.setdefault(name, []).append(line.strip())
    return {name: " ".join(" ".join(lines).split()) for name, lines in found.items()}


def test_what_must_be_known_at_night_comes_first():
    text = render(woken())

    head = text[: text.index("Sessions, worst first")]
    assert "Root woke 3 times, 2 of them without need" in head
    assert "last on 2026-11-25 08:18 UTC, first on 2026-11-20 09:02 UTC" in head
    assert f"From       {ADDRESS}" in head
    assert f"its access key {ROOT_KEY}" in head
    assert "7 events: 5 not needed, 2 needed" in head
    assert "ec2:DescribeInstances, s3:CreateBucket would have been enough" in head
    assert "root-sign-in-without-mfa (critical), root-key-used (high)" in head
    assert "s3 CreateBucket bucket acme-logs" in " ".join(head.split())


def test_the_sections_come_in_the_order_of_need():
    headings = [line.rstrip("─ ") for line in render(woken()).splitlines() if line.endswith("──")]

    assert headings == [
        "Root woke 3 times, 2 of them without need",
        "To look at: 2",
        "Sessions, worst first",
        "Days without a log",
        "Not read: 1",
    ]


def test_sessions_come_worst_first_and_then_the_newest():
    text = paragraphs(render(woken()))["Sessions, worst first"]

    places = [text.index(f"{verdict} 2026-11-{day}") for verdict, day in
              (("not needed", 22), ("not needed", 20), ("needed", 25), ("needed", 10))]  # fmt: skip
    assert places == sorted(places)


def test_a_session_says_how_from_where_what_and_what_would_have_been_enough():
    one = event()
    text = paragraphs(render(timeline(one, sessions=(session(sign_in(), one),))))["Sessions, worst first"]

    assert "account 111122223333 with its password and MFA from 192.0.2.10" in text
    assert "changed s3 CreateBucket bucket acme-logs" in text
    assert "not needed: s3 CreateBucket it is none of the tasks that take root enough: s3:CreateBucket" in text


def test_a_managed_policy_that_is_near_enough_is_named_by_its_name():
    one = event(managed_policy="arn:aws:iam::aws:policy/AmazonS3FullAccess")

    assert "enough: s3:CreateBucket; AWS's own policy: AmazonS3FullAccess" in render(
        timeline(one, sessions=(session(one),))
    )


def test_a_central_session_says_who_opened_it_and_for_what():
    text = paragraphs(render(woken()))["Sessions, worst first"]

    assert "opened by arn:aws:sts::444455556666:assumed-role/security/anna for S3UnlockBucketPolicy" in text


def test_events_that_are_judged_alike_stand_together():
    events = tuple(by_key(number) for number in range(1, 40))
    text = render(timeline(*events, sessions=(session(*events),)))

    assert "not needed: ec2 DescribeInstances (39 times)" in text


def test_no_event_of_root_is_said_and_how_sure_that_is():
    assert "Root slept, as far as the log tells." in render(timeline())
    unsure = render(timeline(unread=woken().unread, left_out=1))
    assert "Root slept, as far as what was read tells." in unsure
    assert "1 event by services or AssumeRoot sessions: --all lists them." in unsure
    assert "Root slept, as far as what was read tells." in render(timeline(gaps=woken().gaps))


def test_where_nothing_was_read_nobody_slept():
    nothing = timeline(read=Read(), unread=woken().unread, covered=None)

    assert paragraphs(render(nothing))["Nothing was read"].startswith("Whether root woke is not known.")
    assert summary(nothing) == "nothing was read; 1 not read"
    damaged = msgspec.structs.replace(nothing, read=Read(files=1))
    assert "Root slept" not in render(damaged)
    beside_one_without_a_record = msgspec.structs.replace(nothing, read=Read(files=2))
    assert "Root slept, as far as what was read tells." in render(beside_one_without_a_record)


def test_of_an_account_without_a_record_nobody_knows_whether_root_slept():
    asked = Scope(accounts=("111122223334",))
    unread = (Unread(path="--account 111122223334", reason="no record of account 111122223334 was read"),)

    assert "Whether root woke is not known." in render(timeline(asked=asked, unread=unread))
    two = Scope(accounts=("111122223334", ACCOUNT))
    assert "Root slept, as far as what was read tells." in render(timeline(asked=two, unread=unread))


@pytest.mark.parametrize(
    ("since", "until", "covered", "known"),
    [
        (at(20), at(21), (at(21), at(22)), False),
        (at(20), at(21), (at(18), at(19)), False),
        (at(20), None, (at(18), at(19)), False),
        (None, at(21), (at(21), at(22)), False),
        (at(20), at(21), None, False),
        (at(20), at(21), (at(20, 12), at(22)), True),
        (at(20), at(21), (at(18), at(20)), True),
        (None, None, (at(18), at(19)), True),
    ],
)
def test_of_a_time_that_no_log_tells_of_nobody_knows_whether_root_slept(since, until, covered, known):
    asked = timeline(since=since, until=until, covered=covered)

    text = render(asked)
    assert ("Root slept, as far as the log tells." in text) == known
    assert ("Whether root woke is not known." in text) == (not known)
    assert summary(asked) == ("no event of root" if known else "no log of what was asked for")


def test_events_outside_of_sessions_are_told_too():
    text = render(timeline(event(session=None, actor="service", verdict="unknown", why="a service acted for root")))

    assert "Outside of sessions" in text
    assert "cannot be told: s3 CreateBucket" in text


def test_a_detection_is_told_with_its_sentence_and_its_first_events():
    events = tuple(shown(event_id=str(number), error="Failed authentication") for number in range(5))
    text = paragraphs(render(timeline(detections=(detection(events=events, count=412),))))["To look at: 1"]

    assert text.startswith("critical Root signed in without MFA (root-sign-in-without-mfa) arn:aws:iam::")
    assert text.count("signin ConsoleLogin by root, Failed authentication") == 3
    assert text.endswith("and 409 more events: --format json has all")


def test_days_without_a_log_are_named():
    assert (
        "2026-11-14 to 2026-11-16 account 111122223333, all regions"
        in paragraphs(render(woken()))["Days without a log"]
    )


def test_what_was_asked_for_is_said():
    assert "Asked     from 2026-11-01 09:00 UTC to 2026-11-20 09:00 UTC" in render(timeline(since=at(1), until=at(20)))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"since": at(1), "until": at(20)}, "The log begins 9 days later: what was before is not known."),
        (
            {"since": at(1)},
            (
                "The log begins 9 days later: what was before is not known. "
                "The log ends 7 days earlier: what was after it is not known."
            ),
        ),
        ({"since": at(10), "until": at(26)}, "The log ends 6 days earlier: what was after it is not known."),
        ({"since": at(10)}, "The log ends 7 days earlier: what was after it is not known."),
        ({"since": at(9, 12), "until": at(21)}, ""),
        ({}, ""),
    ],
)
def test_a_log_that_falls_short_of_what_was_asked_for_is_said_to(asked, told):
    lines = render(timeline(covered=(at(10), at(20)), **asked)).splitlines()

    assert " ".join(line.strip() for line in lines if line.strip().startswith(("The log begins", "The log ends"))) == (
        told
    )
    assert "The log begins" not in render(timeline(covered=None, since=at(1)))


def test_lists_are_cut_and_say_so():
    sessions = tuple(session(sign_in(number, session=f"s{number}")) for number in range(60))

    assert "and 10 more sessions: --format json has all" in render(timeline(sign_in(), sessions=sessions))


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width):
    long = "word " * 60
    one = event(agent=long, changed=long, why=long, address=long, name=long)
    text = render(timeline(one, sessions=(session(one),), detections=(detection(why=long),)), width=width)

    assert max(map(len, text.splitlines())) <= width


def test_colour_and_ascii():
    assert "\x1b[31mnot needed" in render(woken(), color=True).replace("\x1b[31m  not needed", "\x1b[31mnot needed")
    assert render(woken(), unicode=False).isascii()


def test_the_closing_line_counts():
    assert summary(woken()) == (
        "root woke 3 times: 7 events (5 not needed, 2 needed); 2 detections; 3 days without a log; 1 not read"
    )
    assert summary(timeline()) == "no event of root"
    assert summary(timeline(unread=woken().unread)) == "no event of root in what was read; 1 not read"
    assert summary(timeline(required())) == "1 event (1 needed)"


def test_what_is_not_told_by_the_log_is_left_out():
    one = event(address=None, agent=None, changed=None, permissions=())
    bare = session(one, addresses=(), agents=(), changed=(), actor="central")
    text = render(timeline(one, sessions=(bare,), read=Read(files=2, records=None, bytes=9, duplicates=3)))

    assert "Looked in logs: 2 files, 9 bytes, 3 events delivered twice" in text
    assert "From  " not in text
    assert "nothing that the log shows" in text
    assert "by AssumeRoot, nobody knows who opened it" in text
    assert "enough:" not in text


def test_events_alone_have_a_title_of_their_own():
    assert "1 event of root, outside of sessions" in render(timeline(event(session=None)))
    assert "Root woke 1 time ─" in render(timeline(required(), sessions=(session(required(), verdict="required"),)))


def test_a_session_over_midnight_and_one_of_a_moment_tell_their_days():
    assert span(at(1, 23), at(2, 1)) == "2026-11-01 23:00 to 2026-11-02 01:00 UTC"
    assert span(at(1, 23), at(1, 23)) == "2026-11-01 23:00 UTC"


def test_a_detection_that_rests_on_files_shows_no_event():
    text = render(timeline(detections=(detection(events=(), count=3),), accounts=()))

    assert "Root signed in without MFA" in text
    assert "more event" not in text
    assert "Accounts" not in text


def test_accounts_and_regions_that_were_asked_for_are_said():
    scope = Scope(accounts=("111122223333",), regions=("eu-west-1", "us-east-1"))

    text = " ".join(render(timeline(asked=scope, since=at(1))).split())
    assert "Asked account 111122223333, regions eu-west-1, us-east-1, from 2026-11-01 09:00 UTC" in text
    assert "Asked" not in render(timeline())


def test_sessions_of_grave_detections_come_first_whatever_their_verdict_and_age():
    quiet = event(1, time=at(22), session="quiet")
    key = required(2, time=at(20), session="key", detections=("root-key-deleted",))
    door = sign_in(3, time=at(18), session="door", verdict="unknown", detections=("root-sign-in-without-mfa",))
    text = render(
        timeline(
            quiet, door, key,
            sessions=(session(quiet), session(key, verdict="required"), session(door, verdict="unknown")),
            detections=(detection(), detection(id="root-key-deleted", severity="high")),
        )
    )  # fmt: skip

    sessions = paragraphs(text)["Sessions, worst first"]
    places = [sessions.index(f"2026-11-{day} 09:0") for day in (18, 20, 22)]
    assert places == sorted(places)


def test_of_sessions_that_are_as_bad_the_newest_comes_first_in_whatever_order_they_are_given():
    old, new = event(1, time=at(3), session="old"), event(2, time=at(4), session="new")
    text = render(timeline(old, new, sessions=(session(old), session(new))))

    assert text.index("not needed  2026-11-04") < text.index("not needed  2026-11-03")


def test_grave_detections_come_before_the_sessions_and_the_others_after():
    one = event()
    found = (detection(), detection(id="root-sign-in", severity="medium"))
    headings = [
        line.rstrip("─ ")
        for line in render(timeline(one, sessions=(session(one),), detections=found)).splitlines()
        if line.endswith("──")
    ]

    assert headings[1:] == ["To look at: 1", "Sessions, worst first", "Also to look at: 1"]


def test_changes_that_are_alike_stand_together_and_the_graver_come_first():
    made = event(1, changed="bucket acme-logs", time=at(20, 9, 1))
    users = [
        event(number, name="CreateUser", source="iam.amazonaws.com", time=at(20, 9, number),
              changed=f"user {name}", detections=("user-created",))
        for number, name in enumerate(("mia", "leo", "ida", "tom"), 2)
    ]  # fmt: skip
    text = render(
        timeline(
            made, *users, sessions=(session(made, *users),),
            detections=(detection(id="user-created", severity="high"),),
        ),
        width=120,
    )  # fmt: skip

    line = "iam CreateUser user mia, leo and 2 more; s3 CreateBucket bucket acme-logs"
    assert f"Changed    {line}" in text
    assert f"changed {line}" in text


def test_what_all_would_add_is_said_where_root_slept():
    hint = "--all detects that, too."

    assert hint in render(timeline())
    assert hint not in render(timeline(asked=Scope(all=True)))
    assert hint not in render(timeline(event()))


def test_an_id_of_a_key_is_whole_wherever_it_stands():
    key = required(changed=f"access key {ROOT_KEY}", session="s", credential="access-key", key_id=ROOT_KEY)
    text = paragraphs(
        render(timeline(key, sessions=(session(key),), detections=(detection(why=f"Its key {ROOT_KEY} was used."),)))
    )

    assert f"DeleteAccessKey access key {ROOT_KEY}" in text["Sessions, worst first"]
    assert f"with its access key {ROOT_KEY}" in text["Sessions, worst first"]
    assert f"Its key {ROOT_KEY} was used." in text["To look at: 1"]
    assert "AKIA..." not in " ".join(text.values())


def test_a_year_has_four_digits():
    first = datetime(1, 1, 1, tzinfo=UTC)

    assert span(first, first) == "0001-01-01 00:00 UTC"
    assert span(first, at(1)) == "0001-01-01 00:00 to 2026-11-01 09:00 UTC"

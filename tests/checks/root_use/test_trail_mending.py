"""The remedy of trail-missing: which trail is told what, what is left to people, and what is held back."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.checks.remedy import Guidance, Proposal, Refused
from rootward.model.account import Account
from rootward.model.change import TrailChange, TrailLoggingChange, TrailSettings
from rootward.model.monitoring import Trail
from rootward.model.unknown import Unknown
from tests.checks.asking import status
from tests.checks.facts import ACCOUNT, account, denied
from tests.checks.proposing import applied, changes, guidance, proposal, refusal, undone
from tests.checks.root_use.monitoring import organization, selector, trail

CHECK = "trail-missing"
REGIONS = ("eu-west-1", "us-east-1")
MANAGEMENT = "999999999999"
MAIN = f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/main"
FREE = "the first copy of management events is free of charge, its storage in S3 is not"


def facts(*trails: Trail, **others: Any) -> Account:
    return account(**{"trails": trails, "regions": REGIONS, **others})


def shared(name: str = "org", **fields: Any) -> Trail:
    """A trail that the organisation's management account made for all accounts."""
    arn = f"arn:aws:cloudtrail:us-east-1:{MANAGEMENT}:trail/{name}"
    return trail(name, arn=arn, home_region="us-east-1", organization=True, **fields)


def update(before: TrailSettings) -> TrailChange:
    return TrailChange(
        name="main",
        arn=MAIN,
        region="eu-west-1",
        before=before,
        after=TrailSettings(multi_region=True, validates_files=True, global_services=True),
    )


START = TrailLoggingChange(name="main", arn=MAIN, region="eu-west-1", before=False, after=True)


@pytest.mark.parametrize(
    ("fields", "batches", "why"),
    [
        ({"multi_region": False}, ((update(TrailSettings(multi_region=False)),),), FREE),
        (
            {"multi_region": False, "includes_global_services": False},
            ((update(TrailSettings(multi_region=False, global_services=False)),),),
            FREE,
        ),
        (
            {"validates_files": False},
            ((update(TrailSettings(validates_files=False)),),),
            "it records what it did before; a small digest file an hour comes to its bucket",
        ),
        ({"logging": False}, ((START,),), FREE),
        (
            {"logging": False, "multi_region": False, "validates_files": False},
            ((update(TrailSettings(multi_region=False, validates_files=False)),), (START,)),
            FREE,
        ),
    ],
)
def test_a_trail_of_the_account_s_own_is_told_what_it_lacks(fields, batches, why):
    read = facts(trail(**fields))
    made = proposal(CHECK, read)

    assert (made.batches, made.why, made.restricts) == (batches, why, False)
    assert status(CHECK, applied(made, read)) == "pass"
    assert undone(made, applied(made, read)) == read


def test_the_trail_that_lacks_least_is_told():
    read = facts(trail("poor", multi_region=False, validates_files=False), trail(validates_files=False))

    assert changes(proposal(CHECK, read)) == (update(TrailSettings(validates_files=False)),)


def test_what_makes_no_second_copy_comes_before_what_lacks_less():
    local = trail(multi_region=False, validates_files=False)
    stopped = trail("stopped", logging=False)

    made = proposal(CHECK, facts(local, stopped))

    assert changes(made) == (update(TrailSettings(multi_region=False, validates_files=False)),)
    assert made.why == FREE


def test_what_a_second_copy_costs_is_said():
    both = facts(trail(multi_region=False), trail("other", multi_region=False, validates_files=False))

    assert proposal(CHECK, both).why == (
        "trail other records management events too: AWS charges the second copy, USD 2.00 for 100,000 events, and its "
        "storage in S3"
    )


def test_a_trail_that_is_stopped_or_records_no_management_events_costs_nothing_more():
    made_for_data = trail("data", selectors=(selector(management_events=False, other_events=True),))

    assert proposal(CHECK, facts(trail(multi_region=False), trail("off", logging=False), made_for_data)).why == FREE


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"selectors": (selector(read_write="WriteOnly"),)},
            (
                "trail main: let it record all management events: aws cloudtrail put-event-selectors "
                f"--region eu-west-1 --trail-name {MAIN} --event-selectors "
                '\'[{"ReadWriteType":"All","IncludeManagementEvents":true}]\', which replaces all of its selectors: '
                f"aws cloudtrail get-event-selectors --region eu-west-1 --trail-name {MAIN} shows them; keep its data "
                "events"
            ),
        ),
        (
            {"latest_delivery_error": "AccessDenied"},
            (
                "trail main: let its bucket take the log files again (AccessDenied): aws cloudtrail describe-trails "
                f"--region eu-west-1 --trail-name-list {MAIN} names the bucket, whose policy must let CloudTrail write"
            ),
        ),
        (
            {"multi_region": False, "selectors": (selector(other_events=True),)},
            (
                "trail main: let it cover all regions and validate its files, which costs more: it records data events "
                f"too: aws cloudtrail update-trail --region eu-west-1 --name {MAIN} --is-multi-region-trail "
                "--include-global-service-events --enable-log-file-validation"
            ),
        ),
        (
            {"logging": False, "selectors": (selector(other_events=True),)},
            (
                "trail main: start it, which costs more: it records data events too: aws cloudtrail start-logging "
                f"--region eu-west-1 --name {MAIN}"
            ),
        ),
        (
            {"multi_region": False, "insights": True},
            (
                "trail main: let it cover all regions and validate its files, which costs more: AWS charges each event "
                f"that it analyses for Insights: aws cloudtrail update-trail --region eu-west-1 --name {MAIN} "
                "--is-multi-region-trail --include-global-service-events --enable-log-file-validation"
            ),
        ),
    ],
)
def test_what_somebody_chose_or_would_have_to_pay_is_left_to_people(fields, told):
    assert guidance(CHECK, facts(trail(**fields))).instruction == told


@pytest.mark.parametrize(
    "selectors",
    [
        (selector(read_write="ReadOnly"),),
        (selector(narrowed=True),),
        (selector(excluded_sources=("kms.amazonaws.com",)),),
    ],
)
def test_a_narrow_recording_is_left_to_people_whatever_else_is_missing(selectors):
    told = guidance(CHECK, facts(trail(selectors=selectors, validates_files=False, logging=False))).instruction

    assert "put-event-selectors" in told
    assert "; then let it cover all regions and validate its files: aws cloudtrail update-trail" in told
    assert "; then start it: aws cloudtrail start-logging" in told


def test_a_trail_whose_home_region_is_closed_is_left_to_people():
    told = guidance(CHECK, facts(trail(validates_files=False), regions=("us-east-1",))).instruction

    assert told.startswith(
        "trail main: enable its home region: aws account enable-region --region-name eu-west-1; then let it cover all "
    )
    unread = facts(trail(validates_files=False), regions=denied("account:ListRegions"))
    assert changes(proposal(CHECK, unread)) == (update(TrailSettings(validates_files=False)),)


def test_validating_the_files_of_a_trail_with_data_events_costs_nothing_more():
    read = facts(trail(validates_files=False, insights=True, selectors=(selector(other_events=True),)))

    assert changes(proposal(CHECK, read)) == (update(TrailSettings(validates_files=False)),)


def five_in(region: str, **fields: Any) -> tuple[Trail, ...]:
    """As many trails as AWS allows there, of data events."""
    data = (selector(management_events=False, other_events=True),)
    return tuple(
        trail(f"data-{number}", home_region=region, multi_region=False, **{"selectors": data, **fields})
        for number in range(5)
    )


@pytest.mark.parametrize("regions", [REGIONS, denied("account:ListRegions")])
def test_a_trail_that_would_be_the_sixth_of_a_region_is_not_told_to_cover_it(regions):
    local = trail(multi_region=False)

    assert refusal(CHECK, facts(local, *five_in("us-east-1"), regions=regions)) == Refused(
        "us-east-1 has 5 trails, and AWS allows no more: trail main cannot cover it too before one of them is deleted"
    )


def test_where_it_is_one_of_the_five_or_there_are_four_it_is_told():
    local = trail(multi_region=False)
    told = (update(TrailSettings(multi_region=False)),)

    assert changes(proposal(CHECK, facts(local, *five_in("eu-west-1")[:4]))) == told
    assert changes(proposal(CHECK, facts(local, *five_in("us-east-1")[:4]))) == told


def test_one_that_fits_comes_before_a_better_one_that_does_not():
    full = five_in("us-east-1")[:4]
    there = trail("there", home_region="us-east-1", multi_region=False, validates_files=False)

    made = changes(proposal(CHECK, facts(trail(multi_region=False), there, *full)))
    assert [one.resource for one in made] == [there.arn]


def test_a_trail_that_covers_all_regions_is_none_more_when_it_is_started():
    covers_all = trail(logging=False)

    assert changes(proposal(CHECK, facts(covers_all, *five_in("us-east-1")[:4]))) == (START,)


def test_a_trail_that_can_be_told_comes_before_a_better_one_that_cannot():
    narrow = trail("narrow", selectors=(selector(excluded_sources=("kms.amazonaws.com",)),))

    assert changes(proposal(CHECK, facts(narrow, trail(validates_files=False, multi_region=False)))) == (
        update(TrailSettings(multi_region=False, validates_files=False)),
    )


@pytest.mark.parametrize(
    ("other", "lacks_facts", "told"),
    [
        (
            {"logging": denied("cloudtrail:GetTrailStatus")},
            True,
            "no trail is made or changed while this is not known: whether trail other is logging (access denied)",
        ),
        (
            {"selectors": denied("cloudtrail:GetEventSelectors")},
            True,
            "no trail is made or changed while this is not known: the event selectors of trail other (access denied)",
        ),
        (
            {"logging": Unknown("not_observable", None, "the trail is held by account 999999999999")},
            False,
            (
                "no trail is made or changed while this is not known: whether trail other is logging (the trail is "
                "held by account 999999999999)"
            ),
        ),
    ],
)
def test_nothing_is_done_while_the_state_of_any_trail_is_not_known(other, lacks_facts, told):
    unread = trail("other", multi_region=False, **other)

    assert refusal(CHECK, facts(trail(validates_files=False), unread)) == Refused(told, lacks_facts=lacks_facts)
    assert refusal(CHECK, facts(unread)) == Refused(told, lacks_facts=lacks_facts)


def test_an_organisation_s_trail_is_its_management_account_s_to_change():
    refused = refusal(CHECK, facts(shared(validates_files=False), organization=organization(MANAGEMENT)))

    assert refused == Refused(
        "trail org is the organisation's: its management account, 999999999999, changes it for all accounts; a trail "
        "beside it would be a second copy of all events, which AWS charges"
    )


def test_it_is_held_back_in_the_management_account_too():
    made_here = trail("org", organization=True, validates_files=False)

    assert refusal(CHECK, facts(made_here, organization=organization())).reason.startswith(
        "trail org is the organisation's: its management account, this one, changes it for all accounts"
    )


def test_beside_an_organisation_s_trail_one_of_the_account_s_own_may_be_told():
    made = proposal(CHECK, facts(shared(validates_files=False), trail(validates_files=False)))

    assert changes(made) == (update(TrailSettings(validates_files=False)),)


def test_control_tower_s_trail_is_its_own():
    kept = trail("aws-controltower-BaselineCloudTrail", validates_files=False)

    assert refusal(CHECK, facts(kept)) == Refused(
        f"AWS Control Tower owns arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/aws-controltower-BaselineCloudTrail: "
        "change it there"
    )
    assert changes(proposal(CHECK, facts(kept, trail(validates_files=False)))) == (
        update(TrailSettings(validates_files=False)),
    )


def test_what_is_kept_as_code_is_told_and_not_changed():
    shown = "with iac = false, rootward plan --only trail-missing --show terraform shows it as code"

    assert guidance(CHECK, facts(trail(validates_files=False)), iac=True) == Guidance(
        f"in the code that keeps trail main: let it cover all regions, validate its files and log; {shown}"
    )
    assert guidance(CHECK, facts(), iac=True) == Guidance(
        f"in the code that keeps the account: a trail of all regions that validates its files, and its bucket; {shown}"
    )


def test_a_trail_made_for_data_events_alone_is_left_alone_and_a_new_one_made_beside_it():
    made_for_data = trail("data", selectors=(selector(management_events=False, other_events=True),))
    made = proposal(CHECK, facts(made_for_data))

    assert isinstance(made, Proposal)
    assert {change.resource for change in changes(made)} == {
        f"arn:aws:s3:::rootward-trail-{ACCOUNT}-us-east-1",
        f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/rootward-management-events",
    }
    assert made.why.startswith(FREE)

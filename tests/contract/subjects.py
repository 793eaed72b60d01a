"""What is reported about things that others named: of a name, all that is said of it, in every format.

The one setting of the laws that hold for all of it alike; what is a law of one alone stands with that one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from rootward.engine.device_list import Person
from rootward.engine.key_list import key_list
from rootward.model.access import Question
from rootward.model.account import Account
from rootward.model.credential_report import ROOT_ROW
from rootward.model.identity import Identities
from rootward.model.key_list import KeyList, LastUse
from rootward.model.key_place import KeyProof, KeysFound
from rootward.model.leak import LeakOwner
from rootward.model.mfa_device import MfaDevice, UserDevices
from rootward.model.root_event import Gap, RootTimeline
from rootward.model.scan import Allowed, Scan, Unread
from rootward.model.unknown import Unknown
from rootward.reports.access import administrators, can, who_can
from rootward.reports.access import json as access_json
from rootward.reports.keys_find import csv as found_csv
from rootward.reports.keys_find import json as found_json
from rootward.reports.keys_find import text as found_text
from rootward.reports.keys_list import csv as keys_csv
from rootward.reports.keys_list import json as keys_json
from rootward.reports.keys_list import text as keys_text
from rootward.reports.listing import json as listing_json
from rootward.reports.listing import text as listing_text
from rootward.reports.mfa_list import csv as devices_csv
from rootward.reports.mfa_list import json as devices_json
from rootward.reports.mfa_list import text as devices_text
from rootward.reports.scan import csv as scan_csv
from rootward.reports.scan import github as scan_github
from rootward.reports.scan import json as scan_json
from rootward.reports.scan import sarif as scan_sarif
from rootward.reports.scan import text as scan_text
from rootward.reports.trail import csv as trail_csv
from rootward.reports.trail import json as trail_json
from rootward.reports.trail import picture as trail_picture
from rootward.reports.trail import text as trail_text
from rootward.workflows.can import can_account
from rootward.workflows.list import list_account as list_identities
from rootward.workflows.mfa_list import list_account as list_devices
from rootward.workflows.who_can import who_administers_account, who_can_account
from tests.checks.facts import (
    account,
    active_key,
    ago,
    allow,
    arn,
    group,
    identities,
    inline,
    listed_key,
    of_root,
    policy,
    report,
    role,
    root_key,
    root_row,
    user,
    user_row,
    virtual_device,
)
from tests.contract.hostile import hostile_account
from tests.reports.keys_find.found import ALONE_ID, USER_ID, found, key, place
from tests.reports.mfa_list.people import ADMIN, HAS, SIGNS_IN
from tests.reports.scan.scanned import brought, leak, scan, secret
from tests.reports.trail import timelines

OF_SCANS = (scan_text.render, scan_json.render, scan_csv.render, scan_sarif.render, scan_github.render)
OF_TRAILS = (trail_text.render, trail_json.render, trail_csv.render, trail_picture.render)
OF_KEY_LISTS = (keys_text.render, keys_json.render, keys_csv.render)
OF_KEYS_FOUND = (found_text.render, found_json.render, found_csv.render)
OF_DEVICE_LISTS = (devices_text.render, devices_json.render, devices_csv.render)

FIRST, SECOND, OFF = (f"key-{number}" for number in range(3))


class Subject(NamedTuple):
    """One kind of them."""

    texts: Callable[..., list[str]]
    """All reports of a name, with options as reports take them."""
    table: Callable[[str], str] | None = None
    """The one for a spreadsheet."""
    columns: int = 0


def hostile_scan(name: str) -> Scan:
    """Every text that somebody else chooses is that name: paths, lines, authors, branches, users, rules, reasons."""
    owner = LeakOwner(
        account="111122223333",
        user=name,
        arn=f"arn:aws:iam::111122223333:user/{name}",
        root=False,
        status="Active",
        last_use=LastUse(at=None, service=name, region=name),
        administrator=None,
    )
    facts = {"path": name, "shown": name, "reason": name, "encoding": (name,), "owner": owner}
    return scan(
        brought(leak(**facts, proof=KeyProof(state="unknown", arn=None, detail=name)), author=name, branches=(name,)),
        secret(**facts, key_id=None, proof=KeyProof(state="alive", arn=f"arn:aws:iam::1:user/{name}")),
        leak(**facts, kind="pattern", key_id=None, masked=name, confidence="low"),
        looked_in=(name, f"the history of {name}"),
        allowed=(
            Allowed(rule=name, source=name, from_repository=True, count=1),
            Allowed(rule=name, source=name, from_repository=False, count=2),
        ),
        unread=(Unread(path=name, reason=name),),
    )


def hostile_trail(name: str) -> RootTimeline:
    """Every text that somebody else chooses is that name: whatever a record may hold, and paths."""
    facts = {
        "region": name,
        "name": name,
        "source": name,
        "why": name,
        "permissions": (name,),
        "managed_policy": f"arn:aws:iam::aws:policy/{name}",
        "address": name,
        "agent": name,
        "key_id": name,
        "error": name,
        "changed": name,
        "detections": (name,),
        "task": name,
        "account": name,
    }
    one, other = timelines.event(1, **facts), timelines.by_key(2, **facts)
    loose = timelines.event(3, **{**facts, "session": None, "actor": "service", "verdict": "unknown"})
    of_session = {"changed": (name,), "addresses": (name,), "agents": (name,), "opened_by": name, "task_policy": name}
    return timelines.timeline(
        one,
        other,
        loose,
        looked_in=(name,),
        accounts=(name,),
        sessions=(
            timelines.session(one, **of_session),
            timelines.session(other, **{**of_session, "actor": "central", "key_id": name}),
        ),
        detections=(
            timelines.detection(
                id=name,
                title=name,
                why=name,
                account=name,
                events=(timelines.shown(name=name, source=name, principal=name, address=name, error=name),),
            ),
        ),
        gaps=(Gap(account=name, region=name, first=date(2026, 11, 1), last=date(2026, 11, 2)),),
        unread=(Unread(path=name, reason=name),),
    )


def people_with_keys(name: str = "ann", **facts: Any) -> Account:
    """Two users, one of them an administrator, and root, with a key each or two."""
    users = (user(name, inline_policies=(inline("all", policy(allow("*"))),)), user(f"{name}0"))
    return account(
        **{
            "identities": identities(users=users),
            "credential_report": report(root_row(), user_row(name, keys=(active_key(412), active_key(9)))),
            "root_credentials": of_root(root_key(640, used=3)),
            "access_keys": (
                listed_key(name, 412, id=FIRST),
                listed_key(name, 9, id=SECOND),
                listed_key(f"{name}0", 90, id=OFF, status="Inactive"),
            ),
            **facts,
        }
    )


def listed_keys(of: Account, name: str = "ann", *, why: str = "it broke") -> KeyList:
    """With when they were used, where that was read, and where they lie."""
    persons = tuple(Person(each, arn("user", each)) for each in (name, f"{name}0"))
    uses: dict[str, LastUse | Unknown] = {
        FIRST: LastUse(at=ago(1), service=name, region=name),
        SECOND: Unknown("failed", "iam:GetAccessKeyLastUsed", why),
    }
    places = {FIRST: (f"profile {name} ({name}:4)",)}
    return key_list(of, "0.1.0", users=persons, root=True, about=name, uses=uses, places=places, unread=(why,))


def hostile_keys_found(name: str) -> KeysFound:
    """Every text that somebody else chooses is that name."""
    named = place(path=f"/home/{name}", profile=name, readable_by="others", mode="0644")
    proof = KeyProof(state="unknown", arn=f"arn:aws:iam::111122223333:user/{name}", detail=name)
    return found(
        key(USER_ID, named, place(kind="environment", path=name, line=None, profile=None, mode=None), proof=proof),
        looked_in=(f"/home/{name}",),
        ids_alone=(key(ALONE_ID, named),),
        unread=(f"/home/{name}: {name}",),
        unchanged=(f"/home/{name}: {name}",),
    )


def hostile_devices(name: str) -> Account:
    """Users of that name and like it, with devices of it; some reads failed with it in the answer."""
    users = {name: HAS, f"{name}0": HAS, f"{name}1": SIGNS_IN, f"{name}2": {}, f"{name}3": HAS}
    serials = (f"arn:aws:iam::123456789012:u2f/user/x/{name}", f"arn:aws:iam::123456789012:mfa/{name}", name)
    return account(
        alias=name,
        identities=identities(users=(*(user(each, **ADMIN) for each in users), user(f"{name}new"))),
        credential_report=report(root_row(), *(user_row(each, **cells) for each, cells in users.items())),
        virtual_mfa_devices=(virtual_device(None, serial=arn("mfa", name)), virtual_device(arn("user", name))),
        summary=Unknown("failed", "iam:GetAccountSummary", name),
        mfa_devices=(
            UserDevices(user=ROOT_ROW, devices=(MfaDevice(serial=name),)),
            UserDevices(user=f"{name}0", devices=tuple(MfaDevice(serial=serial) for serial in serials)),
            UserDevices(user=f"{name}3", devices=Unknown("failed", "iam:ListMFADevices", name)),
        ),
    )


def texts_of_devices(of: Account, name: str, **options: Any) -> list[str]:
    """Every format, of all, of that one alone and of root."""
    return [render(list_devices(of, about), **options) for about in (None, name, "root") for render in OF_DEVICE_LISTS]


def hostile_identities(name: str) -> Account:
    """The hostile account, in which somebody is in the group, too, and is bounded."""
    found = hostile_account(name).identities
    assert isinstance(found, Identities)
    (one,) = found.users
    member = user(
        name,
        path=f"/{name}/",
        groups=(name,),
        attached_policies=one.attached_policies,
        inline_policies=one.inline_policies,
        boundary=one.attached_policies[0],
    )
    return account(
        alias=name,
        identities=identities(
            users=(member,), groups=(*found.groups, group(f"{name}0")), roles=(role(name),), policies=found.policies
        ),
    )


def texts_of_identities(of: Account, name: str, **options: Any) -> list[str]:
    """Every format and list, of all and of one alone."""
    return [
        render(list_identities(of, subject, about), **options)
        for subject in ("users", "groups", "policies")
        for about in (None, name)
        for render in (listing_text.render, listing_json.render)
    ]


def answers(of: Account, name: str) -> Iterator[tuple[Any, tuple[Callable[..., str], ...]]]:
    """Every kind of answer about the account, with the renderers of each."""
    context: dict[str, str | tuple[str, ...] | None] = {f"aws:RequestTag/{name}": name, "aws:UserAgent": (name, name)}
    for action, resource in (
        ("s3:GetObject", "*"),
        ("iam:CreateUser", f"arn:aws:iam::123456789012:user/{name}"),
        ("kms:Decrypt", f"arn:aws:kms:::key/{name}"),
    ):
        question = Question(action=action, resource=resource, context=context)
        yield who_can_account(of, question), (who_can.render, access_json.render)
        yield can_account(of, arn("user", name), question), (can.render, access_json.render)
    yield who_administers_account(of), (administrators.render, access_json.render)


def texts_of_answers(of: Account, name: str, **options: Any) -> list[str]:
    """Every format of each answer."""
    return [render(answer, **options) for answer, renders in answers(of, name) for render in renders]


def texts_of_scans(name: str, **options: Any) -> list[str]:
    """Every format."""
    return [render(hostile_scan(name), **options) for render in OF_SCANS]


def texts_of_trails(name: str, **options: Any) -> list[str]:
    """Every format."""
    return [render(hostile_trail(name), **options) for render in OF_TRAILS]


def texts_of_key_lists(name: str, **options: Any) -> list[str]:
    """Every format, of an account of that name, some of which could not be read."""
    of = people_with_keys(name, alias=name, summary=Unknown("failed", "iam:GetAccountSummary", name))
    return [render(listed_keys(of, name, why=name), **options) for render in OF_KEY_LISTS]


def texts_of_keys_found(name: str, **options: Any) -> list[str]:
    """Every format."""
    return [render(hostile_keys_found(name), **options) for render in OF_KEYS_FOUND]


def texts_of_device_lists(name: str, **options: Any) -> list[str]:
    """Every format, of all and of one alone."""
    return texts_of_devices(hostile_devices(name), name, **options)


def texts_of_lists(name: str, **options: Any) -> list[str]:
    """Every format and list."""
    return texts_of_identities(hostile_identities(name), name, **options)


def texts_of_access(name: str, **options: Any) -> list[str]:
    """Every format and question."""
    return texts_of_answers(hostile_account(name), name, **options)


SUBJECTS = {
    "scans": Subject(texts_of_scans, lambda name: scan_csv.render(hostile_scan(name)), len(scan_csv.COLUMNS)),
    "trails": Subject(texts_of_trails, lambda name: trail_csv.render(hostile_trail(name)), len(trail_csv.COLUMNS)),
    "key lists": Subject(
        texts_of_key_lists,
        lambda name: keys_csv.render(listed_keys(people_with_keys(name), name)),
        len(keys_csv.COLUMNS),
    ),
    "keys found": Subject(
        texts_of_keys_found, lambda name: found_csv.render(hostile_keys_found(name)), len(found_csv.COLUMNS)
    ),
    "device lists": Subject(
        texts_of_device_lists,
        lambda name: devices_csv.render(list_devices(hostile_devices(name))),
        len(devices_csv.COLUMNS),
    ),
    "lists": Subject(texts_of_lists),
    "access": Subject(texts_of_access),
}

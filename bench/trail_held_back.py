"""Shapes that the bench alone knows: no test of rootward's has them, so that what was written for known shapes fails.

Where a record's own order of members is not CloudTrail's it stands only in logs that are not drawn in plain order.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from trail_shapes import Drawn, Scene, Shape, event, root, session, sign_in, user
from trail_world import moment


def _no_type(scene: Scene) -> Iterator[Drawn]:
    """Told by the ARN alone."""
    identity = root(scene, type=None, accessKeyId=scene.drawing.key("AKIA"))
    yield Drawn(event(scene, identity, "s3", "ListBuckets"), "root")


def _partitions(scene: Scene) -> Iterator[Drawn]:
    for partition in ("aws-cn", "aws-us-gov"):
        identity = root(
            scene, arn=f"arn:{partition}:iam::{scene.account.id}:root", accessKeyId=scene.drawing.key("AKIA")
        )
        yield Drawn(event(scene, identity, "iam", "ListUsers"), "root")


def _nothing_in_it(scene: Scene) -> Iterator[Drawn]:
    """Members that are there and say nothing."""
    for context in (
        None,
        {},
        {"attributes": None},
        {"assumedRoot": "false"},
        {"assumedRoot": None, "sessionIssuer": None},
    ):
        identity = root(scene) | {"sessionContext": context, "invokedBy": ""}
        yield Drawn(event(scene, identity, "support", "DescribeCases"), "root")


def _across_accounts(scene: Scene) -> Iterator[Drawn]:
    """Root acts on a bucket of another account: both have the event, under ids of their own."""
    identity = root(scene, accessKeyId=scene.drawing.key("AKIA"))
    shared = scene.drawing.uuid()
    yield Drawn(event(scene, identity, "s3", "PutBucketPolicy", sharedEventID=shared), "root")
    yield Drawn(
        event(scene, identity, "s3", "PutBucketPolicy", sharedEventID=shared, recipientAccountId=scene.member.id),
        "root",
    )


def _nested(scene: Scene) -> Iterator[Drawn]:
    """Whole records inside of a record, as JSON and not as text: around root's, and root's inside of another's."""
    held = [
        sign_in(scene, "No"),
        event(scene, user(scene), "sts", "AssumeRoot"),
        event(scene, user(scene), "iam", "ListUsers"),
    ]
    yield Drawn(
        event(scene, user(scene), "events", "PutEvents", requestParameters={"Records": held}), None, needed=False
    )
    yield Drawn(
        event(scene, user(scene), "lambda", "Invoke", responseElements={"events": held[1:]}), None, needed=False
    )
    identity = root(scene, accessKeyId=scene.drawing.key("AKIA"))
    yield Drawn(event(scene, identity, "events", "PutEvents", requestParameters={"Records": held[1:]}), "root")


def _brackets(scene: Scene) -> Iterator[Drawn]:
    """Text that ends records for whoever counts brackets, or looks for where the next begins."""
    text = '"}]}],{"eventVersion":"1.08","userIdentity":{"type":"IAMUser"}},{\\"eventVersion\\":'
    identity = root(scene, userName=text)
    yield Drawn(event(scene, identity, "iam", "CreateGroup", errorMessage=text, requestParameters={text: text}), "root")
    yield Drawn(event(scene, user(scene, text), "ec2", "CreateTags", userAgent=text), None, needed=False)


def _letters(scene: Scene) -> Iterator[Drawn]:
    """No ASCII, control characters, halves of surrogate pairs that are whole together."""
    text = "Zürich 東京 \u2028 \x7f \U0001f511 \t\r\n\\"
    identity = root(scene, userName=text)
    yield Drawn(event(scene, identity, "account", "PutContactInformation", requestParameters={"city": text}), "root")


def _large(scene: Scene) -> Iterator[Drawn]:
    """A request of a megabyte, before and after which root's record stands."""
    filling = {"templateBody": "x y " * 250_000 + '"Root"'}
    yield Drawn(event(scene, root(scene), "cloudformation", "CreateStack", requestParameters=filling), "root")
    yield Drawn(
        event(scene, user(scene), "cloudformation", "CreateStack", requestParameters=filling), None, needed=False
    )


def _service_of_a_session(scene: Scene) -> Iterator[Drawn]:
    """A console session that a service used; and a central one that a service was invoked in."""
    context = session(scene)
    identity = root(scene, accessKeyId=scene.drawing.key("ASIA"), sessionContext=context, invokedBy="AWS Internal")
    yield Drawn(event(scene, identity, "ce", "GetCostAndUsage"), "service")
    identity = root(scene, accessKeyId=scene.drawing.key("ASIA"), sessionContext=context | {"assumedRoot": "true"})
    yield Drawn(event(scene, identity, "iam", "ListAccessKeys"), "central")


def _refused_assume_root(scene: Scene) -> Iterator[Drawn]:
    record = event(scene, user(scene, "root"), "sts", "AssumeRoot", errorCode="AccessDenied", errorMessage="Root")
    yield Drawn(record, None)


def _role_called_root(scene: Scene) -> Iterator[Drawn]:
    """Whose ARN, id and name are root's but for the type."""
    number = scene.account.id
    issuer = {"type": "Role", "arn": f"arn:aws:iam::{number}:role/Root", "userName": "Root", "accountId": number}
    identity = {
        "type": "AssumedRole",
        "principalId": "AROA:root",
        "arn": f"arn:aws:sts::{number}:assumed-role/x/arn:root",
    }
    identity |= {"accountId": number, "userName": "root"}
    identity["sessionContext"] = {"sessionIssuer": issuer, "assumedRoot": "true", "attributes": {}}  # type: ignore[assignment]
    yield Drawn(event(scene, identity, "s3", "ListBuckets"), None, needed=False)


HELD_BACK: tuple[Shape, ...] = (
    _no_type,
    _partitions,
    _nothing_in_it,
    _across_accounts,
    _nested,
    _brackets,
    _letters,
    _large,
    _service_of_a_session,
    _refused_assume_root,
    _role_called_root,
)


def _turned(scene: Scene) -> Iterator[Drawn]:
    """The members the other way round, in the record and in its userIdentity."""
    record = event(
        scene, root(scene, sessionContext=session(scene)), "iam", "CreateUser", requestParameters={"userName": "x"}
    )
    record["userIdentity"] = dict(reversed(record["userIdentity"].items()))
    yield Drawn(dict(reversed(record.items())), "root")


def _identity_last(scene: Scene) -> Iterator[Drawn]:
    """Behind a request that holds another identity and another id."""
    record: dict[str, Any] = {
        "requestParameters": {
            "userIdentity": {"type": "IAMUser"},
            "eventID": scene.drawing.uuid(),
            "eventName": "AssumeRoot",
        },
        "eventTime": moment(scene.time + timedelta(seconds=1)),
    }
    whole = event(scene, root(scene), "s3", "PutBucketPolicy")
    record |= {name: value for name, value in whole.items() if name not in {*record, "userIdentity"}}
    yield Drawn(record | {"userIdentity": dict(sorted(root(scene).items()))}, "root")
    other = dict(sorted(event(scene, user(scene), "s3", "PutBucketPolicy").items()))
    other["requestParameters"] = {"userIdentity": root(scene)}
    yield Drawn(other, None, needed=False)


ODD: tuple[Shape, ...] = (_turned, _identity_last)
"""Those in an order of their own."""


def escaped(record: dict[str, Any]) -> bytes:
    """The record with the first letters of some words, and slashes, written as escapes, as JSON may."""
    text = json.dumps(record, separators=(",", ":")).replace("/", "\\/")
    for word in ("Root", "ConsoleLogin", "userIdentity", "AccessDenied", "CreateUser", "root"):
        letter = f"\\u{ord(word[0]):04x}"
        text = text.replace(f'{word}"', f'{letter}{word[1:]}"')
    return text.encode()

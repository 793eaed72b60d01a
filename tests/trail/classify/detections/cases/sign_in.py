"""Sign-ins."""

from __future__ import annotations

from tests.trail.classify.detections.events import (
    ELSEWHERE,
    Case,
    at,
    federated_signs_in,
    nobody_signs_in,
    root_signs_in,
    user_signs_in,
)

CASES = (
    Case(
        "root-sign-in",
        "high",
        fires=[root_signs_in(mfa="YES")],
        near={"it failed": [root_signs_in(ok=False)], "it is a user": [user_signs_in("root")]},
    ),
    Case(
        "root-sign-in-without-mfa",
        "critical",
        fires=[root_signs_in(mfa="No")],
        near={
            "MFA was used": [root_signs_in(mfa="Yes")],
            "MFA was used, as AWS writes it of root": [root_signs_in(mfa="YES")],
            "it failed": [root_signs_in(mfa="No", ok=False)],
            "whether MFA was used is not told": [{**root_signs_in(), "additionalEventData": None}],
        },
    ),
    Case(
        "root-sign-in-failed",
        "high",
        fires=[root_signs_in(mfa="No", ok=False)],
        near={"it succeeded": [root_signs_in()], "it is a user's": [user_signs_in(ok=False)]},
    ),
    Case(
        "root-sign-in-guessing",
        "critical",
        fires=[root_signs_in(mfa="No", ok=False, when=at(minute)) for minute in (0, 4, 8, 12, 15)],
        near={
            "there are four": [root_signs_in(mfa="No", ok=False, when=at(minute)) for minute in range(4)],
            "five lie in sixteen minutes": [
                root_signs_in(mfa="No", ok=False, when=at(minute)) for minute in (0, 4, 8, 12, 16)
            ],
            "the fifth succeeded": [root_signs_in(ok=minute == 4, when=at(minute)) for minute in range(5)],
        },
    ),
    Case(
        "sign-in-failed-with-mfa",
        "medium",
        fires=[user_signs_in(mfa="Yes", ok=False)],
        near={
            "no MFA was shown": [user_signs_in(mfa="No", ok=False)],
            "it succeeded": [user_signs_in(mfa="Yes")],
        },
    ),
    Case("sign-in-failed-with-mfa", "critical", fires=[root_signs_in(mfa="YES", ok=False)], near={}),
    Case(
        "sign-in-without-mfa",
        "medium",
        fires=[user_signs_in(mfa="No")],
        near={
            "MFA was used": [user_signs_in()],
            "it failed": [user_signs_in(mfa="No", ok=False)],
            "MFA was the identity provider's to ask for": [federated_signs_in()],
            "root has a rule of its own": [root_signs_in(mfa="No")],
        },
    ),
    Case(
        "sign-in-guessing",
        "medium",
        fires=[user_signs_in(mfa="No", ok=False, when=at(minute)) for minute in range(5)],
        near={
            "they are of five users": [
                user_signs_in(name, mfa="No", ok=False, when=at(minute)) for minute, name in enumerate("abcde")
            ],
            "they are too far apart": [
                user_signs_in(mfa="No", ok=False, when=at(minute)) for minute in (0, 5, 10, 15, 20)
            ],
            "nobody knows whether the names were one": [nobody_signs_in(when=at(minute)) for minute in range(5)],
        },
    ),
    Case(
        "sign-in-failures",
        "medium",
        fires=[
            *(root_signs_in(mfa="No", ok=False, when=at(minute)) for minute in range(3)),
            *(user_signs_in(name, mfa="No", ok=False, when=at(4)) for name in "abc"),
            *(nobody_signs_in(when=at(minute), address=ELSEWHERE) for minute in range(11, 15)),
        ],
        near={
            "there are nine": [user_signs_in(mfa="No", ok=False, when=at(minute)) for minute in range(9)],
            "they are an hour apart": [user_signs_in(mfa="No", ok=False, when=at(60 * hour)) for hour in range(10)],
        },
    ),
    Case(
        "sign-in-spraying",
        "high",
        fires=[
            root_signs_in(mfa="No", ok=False, when=at(0)),
            user_signs_in("alice", mfa="No", ok=False, when=at(1)),
            user_signs_in("bob", mfa="No", ok=False, when=at(2)),
            user_signs_in("bob", mfa="No", ok=False, when=at(3)),
            nobody_signs_in(when=at(4)),
            nobody_signs_in(when=at(5)),
        ],
        near={
            "there are four names": [
                user_signs_in(name, mfa="No", ok=False, when=at(minute)) for minute, name in enumerate("abcdabcd")
            ],
            "they are from five addresses": [
                user_signs_in(name, mfa="No", ok=False, address=f"192.0.2.{number}")
                for number, name in enumerate("abcde")
            ],
            "they are too far apart": [
                user_signs_in(name, mfa="No", ok=False, when=at(4 * number)) for number, name in enumerate("abcde")
            ],
            "they succeeded": [user_signs_in(name) for name in "abcde"],
        },
    ),
)

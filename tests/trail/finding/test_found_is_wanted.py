"""Whatever the order of members, the spaces and the escapes: what is found is what is wanted, no more and no less."""

import gzip
import json
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rootward.trail.finding.find import find
from rootward.trail.finding.sought import Sought, wanted
from rootward.trail.log import Log
from rootward.trail.record import parse_record

ROOT_ARN = "arn:aws:iam::111122223333:root"
STRINGS = st.sampled_from(
    [
        "Root",
        "root",
        ROOT_ARN,
        "AssumeRoot",
        '"Root"',
        'a \\"type\\": \\"Root\\"',
        "Größe 💡",
        "\n",
        "",
        "a,{b",
        "]}",
        "=<&>'",
    ]
)
IDENTITIES = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["Root", "IAMUser", "AWSService", "", "root", None]),
            "arn": st.sampled_from([ROOT_ARN, "arn:aws:iam::111122223333:user/alice", None]),
            "userName": STRINGS,
            "sessionContext": st.dictionaries(STRINGS, STRINGS, max_size=2),
        },
    ),
)


def nested(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.lists(values, max_size=3), st.dictionaries(STRINGS, values, max_size=3))


FAKES = st.builds(
    lambda kind, number: {
        "eventVersion": "1.08",
        "userIdentity": {"type": kind},
        "eventTime": "2026-01-01T00:00:00Z",
        "eventName": "StopLogging",
        "eventSource": "cloudtrail.amazonaws.com",
        "eventID": f"fake-{number}",
    },
    st.sampled_from(["Root", "IAMUser"]),
    st.integers(0, 9),
)
VALUES = st.recursive(st.one_of(STRINGS, st.integers(), st.booleans(), st.none(), FAKES), nested, max_leaves=6)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "eventVersion": st.just("1.08"),
            "eventTime": st.sampled_from(["2026-01-01T00:00:00Z", "2026-01-02T03:04:05Z"]),
            "eventName": st.sampled_from(
                ["AssumeRoot", "AssumeRole", "StopLogging", "ConsoleLogin", "GetObject", "CreateUser"]
            ),
        },
        optional={
            "userIdentity": IDENTITIES,
            "eventSource": st.sampled_from(
                ["sts.amazonaws.com", "cloudtrail.amazonaws.com", "signin.amazonaws.com", "iam.amazonaws.com"]
            ),
            "errorCode": st.sampled_from(["AccessDenied", "AccessDeniedException", "NoSuchEntity", "", None]),
            "requestParameters": VALUES,
            "responseElements": VALUES,
        },
    ),
    max_size=5,
)


class Writer:
    """Writes JSON as nobody does: members in any order, any spaces, escapes that nobody needs."""

    def __init__(self, seed: int, escapes: float, *, is_spaced: bool, is_shuffled: bool, breaks: str) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a test's
        self._escapes = escapes
        self._is_spaced = is_spaced
        self._is_shuffled = is_shuffled
        self._breaks = breaks

    def write(self, value: Any) -> str:
        if isinstance(value, dict):
            members = list(value.items())
            if self._is_shuffled:
                self._random.shuffle(members)
            return self._list(
                "{", (f"{self._text(key)}{self._gap()}:{self._gap()}{self.write(of)}" for key, of in members), "}"
            )
        if isinstance(value, list):
            return self._list("[", map(self.write, value), "]")
        return self._text(value) if isinstance(value, str) else json.dumps(value)

    def _list(self, begin: str, parts: Any, end: str) -> str:
        return begin + self._gap() + f"{self._gap()},{self._gap()}".join(parts) + self._gap() + end

    def _gap(self) -> str:
        return self._random.choice(["", "", " ", "  ", self._breaks]) if self._is_spaced else ""

    def _text(self, text: str) -> str:
        return '"' + "".join(map(self._letter, text)) + '"'

    def _letter(self, letter: str) -> str:
        if ord(letter) < 0x10000 and self._random.random() < self._escapes:
            return f"\\u{ord(letter):04x}"
        return json.dumps(letter, ensure_ascii=self._random.random() < 0.5)[1:-1]


SHAPES = ("log", "lines", "array", "logs", "envelopes", "lookup", "gzip members")


def shaped(shape: str, records: list[dict[str, Any]], writer: Writer) -> bytes:
    half = len(records) // 2
    if shape == "log":
        text = writer.write({"Records": records})
    elif shape == "lines":
        text = "\r\n".join(map(writer.write, records))
    elif shape == "array":
        text = writer.write(records)
    elif shape == "logs":
        text = writer.write({"Records": records[:half]}) + "\n" + writer.write({"Records": records[half:]})
    elif shape == "envelopes":
        text = "\n".join(writer.write({"version": "0", "detail-type": "x", "detail": record}) for record in records)
    elif shape == "lookup":
        text = writer.write({"Events": [{"CloudTrailEvent": writer.write(record)} for record in records]})
    else:
        data = writer.write({"Records": records}).encode()
        return gzip.compress(data[: len(data) // 2]) + gzip.compress(data[len(data) // 2 :])
    return text.encode()


@given(
    records=RECORDS,
    shape=st.sampled_from(SHAPES),
    seed=st.integers(0, 1 << 30),
    escapes=st.sampled_from([0.0, 0.0, 0.05, 1.0]),
    is_spaced=st.booleans(),
    is_shuffled=st.booleans(),
    breaks=st.sampled_from([" ", "\n", "\r\n"]),
    sought=st.sampled_from(Sought),
)
def test_found_is_wanted(  # noqa: PLR0917 - what hypothesis gives
    records, shape, seed, escapes, is_spaced, is_shuffled, breaks, sought
):
    for number, record in enumerate(records):
        record["eventID"] = f"event-{number}"
    writer = Writer(seed, escapes, is_spaced=is_spaced, is_shuffled=is_shuffled, breaks=breaks)
    data = shaped(shape, records, writer)
    found = find([Log(name="log", data=data)], sought)
    packed = find([Log(name="log", data=data if shape == "gzip members" else gzip.compress(data))], sought)
    expected = {record["eventID"]: record for record in records if wanted(parse_record(record), sought)}
    assert {one.event_id: json.loads(one.raw) for one in found.records} == expected
    assert packed.records == found.records
    if records:
        # Whose those are that have no userIdentity is nobody's to say.
        assert all(one.reason.endswith("who acted: it may have been root") for one in found.unread)
        assert not found.unread or not all(record.get("userIdentity") for record in records)
        assert found.read.records in {None, len(records)}

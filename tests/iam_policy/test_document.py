from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.iam_policy.document import (
    MAX_CHARACTERS,
    Document,
    MalformedPolicyError,
    Principal,
    Statement,
    parse,
)


def text(*statements: Any, **elements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **elements})


ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def test_a_statement_is_read_element_by_element() -> None:
    document = parse(
        text(
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:ListBucket"],
                "Resource": "arn:aws:s3:::data/*",
                "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-acme"}, "Bool": {"aws:SecureTransport": True}},
            },
            {"Effect": "Deny", "NotAction": "iam:*", "NotResource": ["arn:aws:s3:::logs"]},
            Id="data",
        )
    )
    assert document == Document(
        version="2012-10-17",
        id="data",
        statements=(
            Statement(
                number=1,
                sid="Read",
                effect="Allow",
                actions=("s3:GetObject", "s3:ListBucket"),
                resources=("arn:aws:s3:::data/*",),
                conditions={
                    "StringEquals": {"aws:PrincipalOrgID": ("o-acme",)},
                    "Bool": {"aws:SecureTransport": ("true",)},
                },
            ),
            Statement(number=2, effect="Deny", not_actions=("iam:*",), not_resources=("arn:aws:s3:::logs",)),
        ),
    )


def test_one_statement_may_stand_without_a_list() -> None:
    one = parse(json.dumps({"Version": "2012-10-17", "Statement": ALLOW}))
    assert one == parse(text(ALLOW))


def test_without_a_version_the_language_is_that_of_2008() -> None:
    assert parse(json.dumps({"Statement": ALLOW})).version == "2008-10-17"


def test_principals_are_listed_with_their_kind() -> None:
    document = parse(
        text(
            {
                "Effect": "Allow",
                "Principal": {"AWS": ["123456789012", "*"], "service": "ec2.amazonaws.com"},
                "Action": "sts:AssumeRole",
            },
            {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"},
            {"Effect": "Deny", "NotPrincipal": {"Federated": "www.amazon.com"}, "Action": "*"},
        )
    )
    assert [statement.principals for statement in document.statements] == [
        (Principal("AWS", "123456789012"), Principal("AWS", "*"), Principal("Service", "ec2.amazonaws.com")),
        (Principal("*", "*"),),
        None,
    ]
    assert document.statements[2].not_principals == (Principal("Federated", "www.amazon.com"),)


def test_numbers_are_kept_as_they_are_written() -> None:
    written = (
        '{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"NumericLessThan": {"s3:max-keys": 10.50}}}}'
    )
    assert parse(written).statements[0].conditions == {"NumericLessThan": {"s3:max-keys": ("10.50",)}}
    assert parse(written.replace("10.50", "[7, -0, 1e3, true, false]")).statements[0].conditions == {
        "NumericLessThan": {"s3:max-keys": ("7", "-0", "1e3", "true", "false")}
    }


def test_element_names_are_taken_in_any_case() -> None:
    assert parse('{"statement": {"effect": "Allow", "ACTION": "*", "resource": "*"}}').statements[0].actions == ("*",)


def test_condition_keys_are_found_in_any_case() -> None:
    condition = {"StringEquals": {"AWS:SourceAccount": "1"}, "StringLike": {"aws:sourceaccount": ["2", "3"]}}
    (statement,) = parse(text({**ALLOW, "Condition": condition})).statements
    assert list(statement.conditions_on("aws:SourceAccount")) == [("StringEquals", ("1",)), ("StringLike", ("2", "3"))]
    assert list(statement.conditions_on("aws:SourceArn")) == []


def test_the_statements_that_allow_and_that_deny() -> None:
    document = parse(text(ALLOW, {**ALLOW, "Effect": "Deny"}, ALLOW))
    assert [statement.number for statement in document.allows()] == [1, 3]
    assert [statement.number for statement in document.denies()] == [2]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "it is not valid JSON: Expecting value (line 1, column 1)"),
        ('{"Statement": [', "it is not valid JSON: Expecting value (line 1, column 16)"),
        ("[]", "it is not a JSON object"),
        ('"Allow"', "it is not a JSON object"),
        ("{}", "element Statement is missing"),
        ('{"Statement": "all"}', "statement 1 is not a JSON object"),
        ('{"Statement": [{"Effect": "Allow", "Action": "*"}, 7]}', "statement 2 is not a JSON object"),
        ('{"Statement": NaN}', "it is not valid JSON: NaN is no value"),
        ('{"Statement": [], "Statment": []}', "the document: there is no element 'Statment'"),
        ('{"Statement": [], "Version": null}', "element Version: null is no string"),
        ('{"Statement": [], "statement": []}', "the document: 'statement' stands there twice"),
        (text({"Action": "*"}), "statement 1 has no Effect"),
        (text({"Effect": None, "Action": "*"}), "statement 1 has no Effect"),
        (text(ALLOW, Version=True), "element Version: there is no 'true'"),
        (text(ALLOW, Version="2012-10-18"), "element Version: there is no '2012-10-18'"),
        (text(ALLOW, Version=["2012-10-17"]), "element Version: a list is no string"),
        (text(ALLOW, Id={}), "element Id: a JSON object is no string"),
        (text({**ALLOW, "Sid": []}), "statement 1, element Sid: a list is no string"),
        (
            text({**ALLOW, "NotPrincipal": []}),
            "statement 1, element NotPrincipal: a list is neither '*' nor a JSON object",
        ),
        (text({"Effect": "Allow", "NotAction": None}), "statement 1, element NotAction: null is no string"),
        (text({"Effect": False, "Action": "*"}), "statement 1, element Effect: false is neither Allow nor Deny"),
        (text({**ALLOW, "Resource": [1, None]}), "statement 1, element Resource: null is no string"),
        (
            text({"Effect": "Deny", "Action": "*", "NotResource": {}}),
            "statement 1, element NotResource: a JSON object is no string",
        ),
        ('{"Statement": [-Infinity]}', "it is not valid JSON: -Infinity is no value"),
        (text({"Effect": "allow", "Action": "*"}), "statement 1, element Effect: 'allow' is neither Allow nor Deny"),
        (text({"Effect": ["Allow"], "Action": "*"}), "statement 1, element Effect: a list is neither Allow nor Deny"),
        (text({"Effect": True, "Action": "*"}), "statement 1, element Effect: true is neither Allow nor Deny"),
        (text(ALLOW, {"Effect": "Allow"}), "statement 2 has neither Action nor NotAction"),
        (text({**ALLOW, "NotAction": "*"}), "statement 1 has both Action and NotAction"),
        (text({**ALLOW, "NotResource": "*"}), "statement 1 has both Resource and NotResource"),
        (text({**ALLOW, "Principal": "*", "NotPrincipal": "*"}), "statement 1 has both Principal and NotPrincipal"),
        (text({**ALLOW, "Action": [["*"]]}), "statement 1, element Action: a list is no string"),
        (text({**ALLOW, "Action": {"*": 1}}), "statement 1, element Action: a JSON object is no string"),
        (text({**ALLOW, "Conditions": {}}), "statement 1: there is no element 'Conditions'"),
        (text({**ALLOW, "Principal": "me"}), "statement 1, element Principal: 'me' is neither '*' nor a JSON object"),
        (text({**ALLOW, "Principal": {"User": "a"}}), "statement 1, element Principal: 'User' is no kind of principal"),
        (text({**ALLOW, "Principal": {"AWS": None}}), "statement 1, element Principal, AWS: null is no string"),
        (
            '{"Statement": {"Effect": "Allow", "Action": "*", "Principal": {"AWS": "*", "aws": "*"}}}',
            "statement 1, element Principal: 'aws' stands there twice",
        ),
        (text({**ALLOW, "Condition": []}), "statement 1, element Condition is not a JSON object"),
        (text({**ALLOW, "Condition": {"Bool": "x"}}), "statement 1, element Condition, 'Bool' is not a JSON object"),
        (
            text({**ALLOW, "Condition": {"Bool": {"aws:x": {}}}}),
            "statement 1, element Condition, 'Bool', 'aws:x': a JSON object is no string",
        ),
        (
            '{"Statement": {"Effect": "Deny", "Effect": "Allow", "Action": "*"}}',
            "statement 1: 'Effect' stands there twice",
        ),
        (
            '{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": {"a": 1}, "bool": {"b": 1}}}}',
            "statement 1, element Condition: 'bool' stands there twice",
        ),
        (
            '{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": {"a": 1, "A": 2}}}}',
            "statement 1, element Condition, 'Bool': 'A' stands there twice",
        ),
    ],
)
def test_a_malformed_document_is_told_by_statement_and_element(written: str, said: str) -> None:
    with pytest.raises(MalformedPolicyError) as caught:
        parse(written)
    assert str(caught.value) == said


def test_a_name_with_controls_stays_on_one_line() -> None:
    with pytest.raises(MalformedPolicyError, match=r"there is no element 'Eff\\x1b\[2J\\nect\\u202e'"):
        parse(text({**ALLOW, "Eff\x1b[2J\nect\u202e": "Allow"}))


@pytest.mark.parametrize(
    ("name", "shown"), [("x" * 60, "x" * 60), ("x" * 61, f"{'x' * 57}..."), ("x" * 5000, f"{'x' * 57}...")]
)
def test_a_long_value_is_told_by_its_beginning(name: str, shown: str) -> None:
    with pytest.raises(MalformedPolicyError) as caught:
        parse(text({**ALLOW, name: ""}))
    assert str(caught.value) == f"statement 1: there is no element '{shown}'"


@pytest.mark.parametrize("nested", ["[" * 200_000, '{"Statement":' * 200_000, '{"Statement":[' * 200_000])
def test_a_document_nested_too_deeply_is_malformed(nested: str) -> None:
    with pytest.raises(MalformedPolicyError, match=r"^it is nested too deeply$"):
        parse(nested)


def test_a_document_of_five_megabytes_is_read() -> None:
    actions = [f"service{number}:Action{number:040}" for number in range(85_000)]
    written = text({"Effect": "Allow", "Action": actions, "Resource": "*"}, ALLOW)
    assert 5_000_000 < len(written) < MAX_CHARACTERS
    document = parse(written)
    assert document.statements[0].actions == tuple(actions)
    assert document.statements[0].takes("SERVICE84999:action" + "0" * 35 + "84999")
    assert not document.statements[0].takes("sts:AssumeRole")


def test_a_document_beyond_the_limit_is_not_read() -> None:
    with pytest.raises(MalformedPolicyError, match=r"the document has 8,000,001 characters, more than 8,000,000"):
        parse(" " * (MAX_CHARACTERS + 1))
    with pytest.raises(MalformedPolicyError, match="it is not valid JSON"):
        parse(" " * MAX_CHARACTERS)


@pytest.mark.parametrize(
    ("elements", "taken"),
    [
        ({"Action": ["s3:*", "sts:*"]}, True),
        ({"Action": ["s3:*"]}, False),
        ({"Action": []}, False),
        ({"NotAction": ["iam:*"]}, True),
        ({"NotAction": ["iam:*", "sts:Assume*"]}, False),
        ({"NotAction": []}, True),
    ],
)
def test_a_statement_takes_what_it_names_or_leaves_in(elements: dict[str, Any], *, taken: bool) -> None:
    (statement,) = parse(text({"Effect": "Allow", **elements})).statements
    assert statement.takes("sts:AssumeRole") is taken


NAMES = st.text(min_size=1, max_size=8)
VALUES = st.lists(st.text(max_size=12), max_size=3)


def one_or_list(values: list[str]) -> st.SearchStrategy[str | list[str]]:
    return st.sampled_from([values, values[0]] if len(values) == 1 else [values])


def distinct(names: st.SearchStrategy[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects whose names differ in more than case."""
    pairs = st.lists(st.tuples(names, values), max_size=3, unique_by=lambda pair: pair[0].lower())
    return pairs.map(dict)


@st.composite
def statements(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A statement as JSON, in any of its forms, and the fields that it must be read as."""
    effect = draw(st.sampled_from(["Allow", "Deny"]))
    raw: dict[str, Any] = {"Effect": effect}
    fields: dict[str, Any] = {"effect": effect}
    for element, field, needed in (("Action", "actions", True), ("Resource", "resources", False)):
        negated = draw(st.booleans())
        if needed or draw(st.booleans()):
            values = draw(VALUES)
            raw[f"Not{element}" if negated else element] = draw(one_or_list(values))
            fields[f"not_{field}" if negated else field] = tuple(values)
    if draw(st.booleans()):
        raw["Sid"] = fields["sid"] = draw(st.text(max_size=8))
    if draw(st.booleans()):
        conditions = draw(distinct(NAMES, distinct(NAMES, VALUES)))
        raw["Condition"] = conditions
        fields["conditions"] = {
            operator: {key: tuple(values) for key, values in tests.items()} for operator, tests in conditions.items()
        }
    return raw, fields


@given(st.lists(statements(), max_size=4), st.booleans())
def test_every_form_of_a_document_is_read_the_same(
    drawn: list[tuple[dict[str, Any], dict[str, Any]]], bare: bool
) -> None:
    raw = [statement for statement, _ in drawn]
    expected = tuple(Statement(number=number, **fields) for number, (_, fields) in enumerate(drawn, start=1))
    written = raw[0] if bare and len(raw) == 1 else raw
    assert parse(json.dumps({"Statement": written})).statements == expected


ELEMENTS = st.sampled_from(["Version", "Statement", "Effect", "Action", "Principal", "Condition", "Sid", "AWS"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | ELEMENTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.text() | JSON.map(json.dumps) | JSON.map(lambda inner: json.dumps({"Statement": inner})))
def test_any_text_is_a_document_or_malformed_in_one_line(written: str) -> None:
    try:
        document = parse(written)
    except MalformedPolicyError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017
        assert str(error).isprintable()  # noqa: PT017
    else:
        assert [statement.number for statement in document.statements] == [
            *range(1, len(document.statements) + 1),
        ]

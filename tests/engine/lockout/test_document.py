"""Policy documents that were read, and those that were not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rootward.engine.lockout.document import Documents, as_read, read
from rootward.engine.lockout.population import identities_of
from rootward.model.unknown import Unknown
from tests.checks.facts import arn, denied, group, identities, inline, managed, user
from tests.engine.lockout.drawn import ALL, FILES
from tests.engine.lockout.house import of

UNREAD = denied("iam:GetPolicyVersion")


@pytest.mark.parametrize(
    ("document", "is_read"), [(ALL, True), ("{", False), ("", False), (UNREAD, False), (None, False)]
)
def test_a_document_is_read_if_aws_would_have_stored_it(document, is_read):
    assert (read(document) is not None) == is_read


def facts():
    attached = tuple(arn("policy", name) for name in ("files", "unread", "unlisted"))
    own = (inline("good", ALL), inline("bad", "{"))
    return of(
        identities=identities(
            users=(user("ann", groups=("staff", "gone"), attached_policies=attached, inline_policies=own),),
            groups=(group("staff", attached_policies=attached, inline_policies=own),),
            policies=(managed("files", FILES), managed("unread", UNREAD)),
        )
    )


def test_documents_are_those_of_the_holder_itself():
    documents = Documents(facts())
    (ann,) = identities_of(facts()).users

    *found, unlisted = documents.all_of(ann)
    assert found == [ALL, "{", FILES, UNREAD]
    assert unlisted == Unknown("failed", detail="it was not read")
    assert documents.of(arn("policy", "unlisted")) == unlisted


def test_as_it_was_read_an_account_lacks_what_was_not():
    before, after = identities_of(facts()), identities_of(as_read(facts()))
    (ann,), (staff,) = after.users, after.groups

    for holder in (ann, staff):
        assert holder.attached_policies == (arn("policy", "files"),)
        assert holder.inline_policies == (inline("good", ALL),)
    assert ann.groups == ("staff",)
    assert replace(after, users=before.users, groups=before.groups) == before

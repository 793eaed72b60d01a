from __future__ import annotations

import msgspec

from rootward.aws.looks import look
from rootward.model.change import Other
from tests.aws.looks.asked import contacts_in
from tests.aws.practice import reading_of
from tests.model.change import kinds
from tests.model.change.kinds import CONTACT


def test_without_a_contact_there_is_none(practice):
    with reading_of(practice) as reading:
        assert look(reading, kinds.contact()) is False


def test_somebody_else_is_another_contact(practice):
    contacts_in(practice)
    phone = msgspec.structs.replace(CONTACT, phone="+44 20 7946 0001")

    with reading_of(practice) as reading:
        assert look(reading, kinds.contact()) is True
        assert look(reading, kinds.contact(whom=phone)) == Other()
        assert look(reading, kinds.contact(whom=phone, after=False)) == Other()

from __future__ import annotations

from rootward.aws.looks import look
from tests.aws.practice import iam_of, reading_of
from tests.model.change import kinds


def test_a_user_is_there_by_its_whole_name_whatever_its_path(practice):
    iam_of(practice).create_user(UserName="Zoe", Path="/teams/")

    with reading_of(practice) as reading:
        assert [look(reading, kinds.user(name)) for name in ("Zoe", "zo")] == [True, False]


def test_whoever_was_renamed_is_not_there(practice):
    iam_of(practice).update_user(UserName="maya.chen", NewUserName="maya.ito")

    with reading_of(practice) as reading:
        assert look(reading, kinds.user("maya.chen", after=False)) is False

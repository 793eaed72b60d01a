from rootward.trail.actions.known import Known


def test_what_is_known_is_not_looked_for_again():
    asked = []

    def find(key: str) -> str:
        asked.append(key)
        return key.upper()

    known = Known(find, 2)
    assert [known[key] for key in "abab"] == ["A", "B", "A", "B"]
    assert asked == ["a", "b"]


def test_no_more_is_kept_than_may_be():
    known = Known(str, 10)
    assert [known[number] for number in range(95)] == [str(number) for number in range(95)]
    assert len(known) == 5

"""What the history keeps of a call."""

from __future__ import annotations

from rootward.sandbox.cloudtrail.event import event_of


def test_the_content_of_an_object_is_not_kept_but_its_length(fresh, client):
    s3 = client(fresh, "s3")
    s3.create_bucket(Bucket="things-of-eve")
    s3.put_object(Bucket="things-of-eve", Key="a", Body=b"small")
    recorded = fresh._application.backends.history[-1]
    assert (recorded.call.operation, recorded.body) == ("PutObject", b"")
    assert recorded.bytes_in >= 5


def test_the_configuration_of_a_bucket_is_kept_and_a_read_says_how_much_it_answered(fresh, client):
    s3 = client(fresh, "s3")
    s3.create_bucket(Bucket="things-of-eve")
    s3.put_bucket_versioning(Bucket="things-of-eve", VersioningConfiguration={"Status": "Enabled"})
    history = fresh._application.backends.history
    assert b"Enabled" in history[-1].body
    s3.get_bucket_versioning(Bucket="things-of-eve")
    assert history[-1].answer == b""
    assert event_of(history[-1])["additionalEventData"]["bytesTransferredOut"] > 0

from rootward.leaks.git.alternates import alternates


def test_they_are_whole_or_start_at_the_folder_that_names_them():
    said = b"/srv/shop.git/objects\n# ours\n\n../../other.git/objects\n"

    assert list(alternates(said, "/srv/ours.git/objects")) == ["/srv/shop.git/objects", "/srv/other.git/objects"]


def test_what_is_quoted_is_read_as_git_reads_it():
    assert list(alternates(b'"a\\nb\\303\\266"\n"not quoted\n', "/o")) == ["/o/a\nbö", '/o/"not quoted']

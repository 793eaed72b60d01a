"""Made files of the AWS command line's: whole lines of every kind that people and programs write, in any order."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

INDENTS = st.sampled_from(["", "", "", " ", "  ", "    ", "\t"])
KEYS = st.sampled_from(
    ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "region", "s3", "Output", "role_arn"]
)
DELIMITERS = st.sampled_from(["=", " = ", " =", "= ", ":", " : ", "  =\t", "=="])
VALUES = st.sampled_from(
    [
        "",
        "value",
        "eu-west-1",
        "a/b+c=",
        "with blanks  inside",
        "x # comment",
        "x ;comment",
        "[x]",
        '"quoted"',
        "ä\x85ß",
    ]
)
NAMES = st.sampled_from(
    ["default", "DEFAULT", "a", "b", "profile a", "profile b", "sso-session a", " a", "x] # y", "é"]
)
TAILS = st.sampled_from(["", "", "", " ", "\t"])

HEADERS = st.builds("{}[{}]{}".format, INDENTS, NAMES, st.sampled_from(["", "", " ", " # comment"]))
ENTRIES = st.builds("{}{}{}{}{}".format, INDENTS, KEYS, DELIMITERS, VALUES, TAILS)
COMMENTS = st.builds("{}{}{}".format, INDENTS, st.sampled_from("#;"), st.sampled_from([" text", "", " k = v", "[a]"]))
BLANKS = st.sampled_from(["", "", "  ", "\t", "\x0b"])
BLOCKS = st.sampled_from(["s3 =", "  addressing_style = path", "    max = 1", "  # in a block", "  no delimiter"])
BROKEN = st.sampled_from(["neither", "= without a key", "[]", "[open"])

NO_LINES: st.SearchStrategy[list[str]] = st.just([])
ENDINGS = st.sampled_from(["\n", "\n", "\r\n", "\r"])


def texts(*kinds, first=NO_LINES):
    """Texts of such lines, with or without an ending after the last one, each file with one ending or several."""

    @st.composite
    def drawn(draw):
        lines = draw(first) + draw(st.lists(st.one_of(*kinds), max_size=14))
        one = draw(ENDINGS)
        several = st.lists(ENDINGS, min_size=len(lines), max_size=len(lines))
        endings = draw(st.one_of(st.just([one] * len(lines)), several))
        text = "".join(line + ending for line, ending in zip(lines, endings, strict=True))
        return text if draw(st.booleans()) or not lines else text.removesuffix(endings[-1])

    return drawn()


MANY = st.integers(0, 99)
RARE_HEADERS = st.builds("{}[{}{}]{}".format, INDENTS, NAMES, MANY, st.sampled_from(["", " # comment"]))
RARE_ENTRIES = st.builds("{}{}{}{}{}{}".format, INDENTS, KEYS, MANY, DELIMITERS, VALUES, TAILS)
RARE_BLOCKS = st.builds("{}s3_{} =".format, INDENTS, MANY)

BROKEN_MOSTLY = texts(HEADERS, ENTRIES, ENTRIES, COMMENTS, BLANKS, BLOCKS, BROKEN)
SOUND_MOSTLY = texts(
    RARE_HEADERS,
    *[RARE_ENTRIES] * 3,
    COMMENTS,
    BLANKS,
    RARE_BLOCKS,
    INDENTS.map("{}max = 1".format),
    ENTRIES,
    first=st.lists(HEADERS, min_size=1, max_size=1),
)
ANY = st.one_of(BROKEN_MOSTLY, SOUND_MOSTLY)

NAMES_OF_PROFILES = ["default", "a", "b", "team x", "é"]


def old(key, name):
    """The value that the made files have for that key of that profile; there is no second one like it."""
    return f"OLD-{key}/{NAMES_OF_PROFILES.index(name)}"


def made_credentials(random):
    """A file that botocore reads: each profile and each key once, with all that stands between them."""

    def around():
        lines = ["", "", "  ", "\t", "# text", " ; k = v", "#[a]"]
        return random.choices(lines, k=random.choice([0, 0, 1, 2]))

    lines = around()
    for name in random.sample(NAMES_OF_PROFILES, random.randint(1, 4)):
        lines.append(f"[{name}]{random.choice(['', ' ', ' # team'])}")
        depth = random.choice(["", "", "  ", "\t"])
        for key in random.sample(["aws_access_key_id", "aws_secret_access_key", "region", "s3"], 4):
            lines += around()
            comment = random.choice(["", "", "  ", " # mine", "\t;x"])
            if key == "s3":
                lines += [f"{depth}s3 =", f"{depth}    max = 1{comment}", f"{depth}    # in it", f"{depth}   min = 0"]
            else:
                delimiter = random.choice(["=", " = ", " : ", ":", "\t=  "])
                lines.append(f"{depth}{random.choice([key, key.upper()])}{delimiter}{old(key, name)}{comment}")
        lines += around()
    ending = random.choice(["\n", "\r\n"])
    return random.choice(["", "", "\ufeff"]) + ending.join(lines) + random.choice(["", ending])


CREDENTIALS = st.integers(0, 1 << 32).map(lambda seed: made_credentials(Random(seed)))  # noqa: S311 - no secrets

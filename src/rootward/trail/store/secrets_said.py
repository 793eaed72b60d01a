r"""What a text says of secrets: a sentence, a command line, variables that are set, JSON that cannot be read. Pure.

Masked are
- a private key in PEM; what a sentence says that a password is
- what stands behind a name of `secret_names`, in any quotes: `DB_PASS=…`, `"privateKey": …`, `--client-secret …`,
  where it names a password up to the next blank or quote, since a person chose its signs; and the value of a pair,
  `{"name": "DB_PASSWORD", "value": …}`
- what the options of usual clients take: `mysql -p…`, `curl -u user:…`, `sshpass -p …`
- 40 to 42 characters of base64, as chance mixes them, also between slashes: a secret access key has 40, and whoever
  copies one takes a character too many with it
- and what `model.secret_text` masks anywhere: keys, tokens, who stands before the `@` of a URL.

Kept are ids of keys, hashes in hexadecimal, ids of requests and of versions, digests in base64 (they have 43 or more
characters), and paths and ARNs of words: not every secret has a shape, and what has none is kept as well.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/AddingObjectstoVersioningEnabledBuckets.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from rootward.model.secret_text import MASK, masked_but_key_ids
from rootward.trail.store.secret_names import is_header, is_label, is_of_secret, is_password, is_secret, is_telling

_SAID = re.compile(
    r"(?P<name>(?:passw(?:or)?d|passphrase|passcode)"
    r"(?:\s{1,9}(?:is|was|to|as|of))?\s{0,9}[:=]?\s{1,9}[\"'\u2018\u201c`]?)"
    r"(?!arn:|\w+://|\[masked\])"
    r"(?=\S*(?:[0-9]|(?-i:[a-z][A-Z])|[!@#$%^&*+=~?]\S))"
    r"[^\s\"'`,;<>\u2019\u201d]{4,}",
    re.IGNORECASE,
)
"""What a sentence says a password is: a word that is none of a language's, since it has digits or signs within."""
_QUOTED = re.compile(
    r"(?P<name>(?:passw(?:or)?d|passphrase|passcode)"
    r"\s{1,9}(?:is|was|to|as)\s{0,9}[:=]?\s{0,9}(?P<open>[\"'\u2018\u201c`]))"
    r"(?!\[masked\])[^\"'\u2019\u201d`\n]{4,}",
    re.IGNORECASE,
)
"""What it says in quotation marks may be any words."""
_NAMED = re.compile(
    r"(?P<name>(?:secret[-_]?(?:string|binary)|plaintext)\\*[\"']?\s*[=:]\s*)"
    r"(?:(?P<open>\\*[\"'])(?:(?!(?P=open)).)+|(?!\[masked\])[^\s\"',;&{}\[\]]+)",
    re.IGNORECASE | re.DOTALL,
)
_PEM = re.compile(
    r"-----BEGIN (?P<kind>[A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?)-----.*?(?:-----END (?P=kind)-----|\Z)", re.DOTALL
)
_QUOTE = r"(?<!\\)\\*[\"']"
_MEMBER = re.compile(rf"(?P<quote>{_QUOTE})(?P<name>[A-Za-z_][\w .-]{{0,79}})(?P=quote)\s*(?::|=>?)\s*(?!\[masked\])")
"""The name of a member, whatever its text lies within: there its quotes are escaped, once or more often."""
_PAIR = re.compile(
    rf"(?P<quote>{_QUOTE})[\w.-]{{0,40}}(?:name|key)(?P=quote)\s*(?::|=>?)\s*"
    r"(?P=quote)(?P<label>[^\"'\\]{1,128})(?P=quote)",
    re.IGNORECASE,
)
_VALUE = re.compile(
    rf"(?P<quote>{_QUOTE})[\w.-]{{0,40}}val(?:ue)?(?P=quote)\s*(?::|=>?)\s*(?!\\*[\"']?\[masked\])", re.IGNORECASE
)
_FAR = 1024
"""Characters within which a name and its value stand."""
_OPENED = re.compile(r"\\*[\"']")
_PLAIN = re.compile(r"(?:\\.|[^\\\"])*+", re.DOTALL)
_BARE = re.compile(r"[^\s,}\]\"']*")
_STRING = re.compile(rf"(?P<quote>{_QUOTE})(?P<text>.*?)(?:(?<!\\)(?P=quote)(?P<named>\s*:)?|\Z)", re.DOTALL)
_TO_BE_MASKED = (
    r"(?P<open>\\*[\"'])?(?!\[masked\]|arn:|A[KS]IA[A-Z0-9]{16}(?![A-Z0-9]))"
    r"(?P<value>(?(open)(?:(?!(?P=open)).)+|(?:(?!\\{0,16}[\"'])\S)+))"
)
"""Up to the quote that closes it; or to the next blank or quote."""
_GIVEN = re.compile(_TO_BE_MASKED, re.DOTALL)
_SET = re.compile(r"(?<![\w.])(?P<name>[A-Za-z_][\w.-]{0,79}+)(?P<to>\s?=(?!=)>?\s?|:\s?(?![:/]))")
_OPTION = re.compile(r"(?:(?<!\S)--?|\s/|configure\s+set\s+)(?P<name>[A-Za-z][\w.-]{1,79}+)(?P<to>\s+)(?![-=:|])")
_ENDS = re.compile(r"[&,;<>)}\]]|\\")
"""Ends the value of what is no password."""
_OPENS = re.compile(r"[a-z]+[A-Z_.-]|[A-Z]+[_-]")
"""How names begin that a colon may follow: those of calls, `GetSessionToken`, and words of a sentence do not."""
_CLIENTS = tuple(
    re.compile(rf"(?P<said>{said}){_TO_BE_MASKED}", re.DOTALL)
    for said in (
        r"\b(?:mysql|mariadb)[\w-]{0,20}\s(?:[^\n;|]{0,200}?\s)?-p",
        r"\bcurl\b[^\n;|]{0,200}?\s(?:-[A-Za-z]{0,4}[uU]|--(?:proxy-)?user[\s=])\s{0,9}\\*[\"']?[^\s:\"'\\]{1,99}:",
        r"\bsshpass\s+-p\s{0,9}",
        r"\bredis-cli\s(?:[^\n;|]{0,200}?\s)?-a\s{0,9}",
        r"\bmongo(?:sh|dump|restore|export|import)?\s(?:[^\n;|]{0,200}?\s)?-p\s{0,9}",
        r"\b(?:docker|podman)\s+login\s(?:[^\n;|]{0,200}?\s)?-p\s{0,9}",
        r"\bldap(?:add|compare|delete|modify|modrdn|passwd|search|whoami)\s(?:[^\n;|]{0,200}?\s)?-w\s{0,9}",
        r"\bsqlcmd\s(?:[^\n;|]{0,200}?\s)?-P\s{0,9}",
        r"-pass(?:in|out)?\s{1,9}pass:",
    )
)
r"""Command lines up to a password, of the clients whose options do not name it.

https://dev.mysql.com/doc/refman/8.4/en/command-line-options.html
https://curl.se/docs/manpage.html
"""
_PIPED = re.compile(
    r"(?P<said>\b(?:echo|printf)\s{1,9}(?:-\w{1,9}\s{1,9}){0,3})(?!\[masked\])[^\n|]{1,400}?"
    r"(?=\s{0,9}\|[^\n]{0,200}?(?:chpasswd|passwd|--?password-stdin|sudo\s+-S|--stdin))"
)
_CLIENT_SIGNS = (
    *("mysql", "mariadb", "curl", "sshpass", "redis-cli", "mongo", " login", "ldap", "sqlcmd"),
    *("-pass", "passwd", "-stdin", "sudo"),
)
_RUN = re.compile(r"(?:[\w+-]|\\{0,9}/|%2[BbFf]){40,}+(?!=)", re.ASCII)
"""Also of the base64 that goes into URLs: a piece of that is no key."""
_UNIT = re.compile(r"\\{0,9}/|%2[BbFf]|.")
_KEY = 40
_KEY_AND_MORE = 42
_LONGEST_RUN = 512
_DISTINCT, _TURNS, _IN_WORDS = 18, 12, 12
_LOWER_WORD = re.compile(r"[a-z]{5,}")
_NO_BASE64 = re.compile(r"[_-]")
_KINDS = tuple(map(re.compile, ("[a-z]", "[A-Z]", "[0-9]")))
_PART_OF_ID = 6


def without_secrets(text: str, names: frozenset[str] = frozenset()) -> str:
    """A text without secrets. `names`: of members, in lower case, that are secrets here and not everywhere."""
    text = _PEM.sub(MASK, text)
    if '"' in text or "'" in text:
        text = _without_members(text, names)
    text = _each(text, _SET, _end_of_set)
    text = _each(text, _OPTION, _end_of_option)
    if any(sign in text for sign in _CLIENT_SIGNS):
        for client in _CLIENTS:
            text = client.sub(lambda found: f"{found['said']}{found['open'] or ''}{MASK}", text)
        text = _PIPED.sub(lambda found: f"{found['said']}{MASK}", text)
    text = _NAMED.sub(lambda found: f"{found['name']}{found['open'] or ''}{MASK}", text)
    text = _QUOTED.sub(lambda found: f"{found['name']}{MASK}", text)
    text = masked_but_key_ids(_SAID.sub(lambda found: f"{found['name']}{MASK}", text))
    return _RUN.sub(lambda found: _without_keys(found[0]), text)


def _end_of_set(found: re.Match[str]) -> int:
    """Where what a variable is set to ends; where it begins, of what is no secret."""
    name = found["name"]
    if not is_of_secret(name) or (":" in found["to"] and not is_password(name) and not _OPENS.match(name)):
        return found.end()
    return _end_of_option(found)


def _end_of_option(found: re.Match[str]) -> int:
    name, begin = found["name"], found.end()
    given = _GIVEN.match(found.string, begin) if is_of_secret(name) else None
    if given is None:
        return begin
    if is_password(name) or given["open"]:
        return given.end()
    end = _ENDS.search(given["value"])
    return given.end() if end is None else begin + end.start()


def _without_members(text: str, names: frozenset[str]) -> str:
    text = _each(text, _MEMBER, lambda found: _end_of_member(found, names))
    at = 0
    while (found := _PAIR.search(text, at)) is not None:
        at = found.end()
        for value in _beside(text, found) if is_label(found["label"]) else ():
            end = _end(text, value.end())
            text = text[: value.end()] + _masked(text[value.end() : end]) + text[end:]
            at = value.end() if value.start() > found.start() else at
    return text


def _each(text: str, names: re.Pattern[str], end_of: Callable[[re.Match[str]], int]) -> str:
    """With the value of each name masked, as far as it goes."""
    kept: list[str] = []
    at = 0
    while (found := names.search(text, at)) is not None:
        end = end_of(found)
        kept += (text[at : found.end()], _masked(text[found.end() : end]))
        at = max(end, found.end())
    return "".join((*kept, text[at:]))


def _end_of_member(found: re.Match[str], names: frozenset[str]) -> int:
    """Where its value ends; where it begins, of what is no secret."""
    text, begin = found.string, found.end()
    name = found["name"]
    nests = text[begin : begin + 1] in {"{", "["}
    is_credentials = is_header(name) and text[begin : begin + 1] != "{"
    if (is_secret(name) if nests else is_of_secret(name)) or is_credentials or name.lower() in names:
        return _end(text, begin)
    return begin


def _end(text: str, begin: int) -> int:
    """Where a value ends that begins there: at its closing quote or bracket, or where the text was cut."""
    if text[begin : begin + 1] in {"{", "["}:
        return _end_of_nest(text, begin)
    opened = _OPENED.match(text, begin)
    if opened is None:
        bare = _BARE.match(text, begin)
        return begin if bare is None or bare[0] in {"null", "true", "false"} else bare.end()
    return _end_of_string(text, opened)


def _end_of_string(text: str, opened: re.Match[str]) -> int:
    if opened[0] == '"':
        plain = _PLAIN.match(text, opened.end())
        return len(text) if plain is None else plain.end()
    closed = re.compile(rf"(?<!\\){re.escape(opened[0])}").search(text, opened.end())
    return len(text) if closed is None else closed.start()


def _end_of_nest(text: str, begin: int) -> int:
    depth = 0
    at = begin
    while at < len(text):
        opened = _OPENED.match(text, at) if text[at] in "\\\"'" else None
        if opened is not None:
            at = _end_of_string(text, opened) + len(opened[0])
            continue
        depth += (text[at] in "{[") - (text[at] in "}]")
        at += 1
        if depth == 0:
            break
    return min(at, len(text))


def _beside(text: str, pair: re.Match[str]) -> list[re.Match[str]]:
    """The value that stands with a name between the same braces: behind it, or before."""
    furthest = min(len(text), pair.end() + _FAR)
    closed = text.find("}", pair.end(), furthest)
    behind = _VALUE.search(text, pair.end(), closed if closed >= 0 else furthest)
    if behind is not None:
        return [behind]
    first = max(0, pair.start() - _FAR)
    before = list(_VALUE.finditer(text, max(first, text.rfind("{", first, pair.start()) + 1), pair.start()))
    return before[-1:]


def _masked(value: str) -> str:
    """The value of a member: of what has members of its own, those that do not tell of the secret."""
    if not value:
        return value
    if value[0] not in "{[":
        opened = _OPENED.match(value)
        said = value[opened.end() :] if opened else value
        return value if not said or said.startswith((MASK, "arn:")) else f"{opened[0] if opened else ''}{MASK}"
    told = ""

    def without(found: re.Match[str]) -> str:
        nonlocal told
        if found["named"]:
            told = found["text"]
            return found[0]
        if not found["text"] or is_telling(told) or found["text"].startswith("arn:"):
            return found[0]
        return f"{found['quote']}{MASK}{found['quote']}"

    return _STRING.sub(without, value)


def _without_keys(run: str) -> str:
    """A run of base64 without the secret keys in it, which begin and end where it does or at a slash."""
    if len(run) > _LONGEST_RUN:
        return run
    units = _UNIT.findall(run)
    plain = "".join("/" if unit.endswith("/") else "+" if unit[0] == "%" else unit for unit in units)
    borders = [at for at in range(len(plain) + 1) if _is_border(plain, at)]
    for length in range(_KEY, _KEY_AND_MORE + 1):
        for begin in borders:
            end = begin + length
            if end > len(plain) or not _is_border(plain, end) or not _is_drawn(plain[begin:end]):
                continue
            if not any(map(_is_mixed, (*plain[:begin].split("/"), *plain[end:].split("/")))):
                return f"{''.join(units[:begin])}{MASK}{''.join(units[end:])}"
    return run


def _is_border(plain: str, at: int) -> bool:
    return at in {0, len(plain)} or plain[at] == "/" or plain[at - 1] == "/"


def _is_drawn(text: str) -> bool:
    """Whether chance mixed it: a path of words turns less often from small letters to capitals and digits."""
    kinds = [character.isdigit() + 2 * character.isupper() for character in text if character.isalnum()]
    return (
        not _NO_BASE64.search(text)
        and all(kind.search(text) for kind in _KINDS)
        and len(set(text)) >= _DISTINCT
        and sum(one != other for one, other in pairwise(kinds)) >= _TURNS
        and sum(len(word) for word in _LOWER_WORD.findall(text)) < _IN_WORDS
    )


def _is_mixed(piece: str) -> bool:
    """Beside such a piece it is a part of a longer id."""
    return len(piece) >= _PART_OF_ID and all(kind.search(piece) for kind in _KINDS)

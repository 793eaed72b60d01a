"""A password, a seed or another secret on its way: no repr, log, traceback or comparison by accident shows it."""

from __future__ import annotations


class Secret:
    """A text that nobody sees who does not ask for it by `reveal`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself: for the call, the file or the prompt that it is meant for, and for nothing else."""
        return self._text

    def __eq__(self, other: object) -> bool:
        from hmac import compare_digest  # it loads OpenSSL, and most commands compare none

        return isinstance(other, Secret) and compare_digest(self._bytes(), other._bytes())

    def __hash__(self) -> int:
        raise TypeError("a secret is no key of anything")

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is written nowhere")

    def _bytes(self) -> bytes:
        # A UnicodeEncodeError over a lone surrogate would hold the text.
        return self._text.encode("utf-8", "surrogatepass")

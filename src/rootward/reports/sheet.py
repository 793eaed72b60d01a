"""A sheet of lines for a terminal: wrapped to its width, hanging indents, styles that vanish without colour."""

from __future__ import annotations

from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

STYLES = {
    "critical": "bold red",
    "high": "red",
    "medium": "yellow",
    "low": "cyan",
    "heading": "bold",
    "label": "dim",
    "plain": "",
}

_ASCII = str.maketrans(
    {
        "→": "->",
        "•": "*",
        "…": "...",
        "·": "|",
        "\N{EN DASH}": "-",
        "—": "-",
        "─": "-",
        "━": "-",
        "│": "|",
        "▌": "|",
        "≥": ">=",
        "≤": "<=",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "“": '"',
        "”": '"',
    }
)


def in_ascii(text: str) -> str:
    """The signs that rootward itself writes, in ASCII. Letters of other scripts stay: they are somebody's name."""
    return text.translate(_ASCII)


def console(width: int, *, color: bool) -> Console:
    """A console on paper of that width: it looks at no terminal and at no environment."""
    return Console(
        file=StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        force_interactive=False,
        force_jupyter=False,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )


class Sheet:
    """Lines, one under the other. Texts given to it hold no markup; they are safe already (`reports.names`)."""

    def __init__(self, width: int, *, color: bool, unicode: bool) -> None:
        self.width = width
        self._console = console(width, color=color)
        self._unicode = unicode
        self._lines: list[Text] = []

    def heading(self, name: str) -> None:
        """A blank line, and the name with a rule behind it up to the edge."""
        self.blank()
        rule = "─" * (self.width - cell_len(name) - 1)
        self._lines.append(Text.assemble((name, STYLES["heading"]), " ", (self._signs(rule), STYLES["label"])))

    def blank(self) -> None:
        """An empty line."""
        self._lines.append(Text())

    def add(self, text: str, *, lead: str = "", style: str = "plain", label: str = "label") -> None:
        """`lead`, then `text`, wrapped; lines after the first are indented by its width."""
        lead, text = self._signs(lead), self._signs(text)
        indent = cell_len(lead)
        body = Text(text, STYLES[style])
        room = max(self.width - indent, 20)
        wrapped = [body] if cell_len(text) <= room else list(body.wrap(self._console, room))
        for number, line in enumerate(wrapped):
            start = (lead, STYLES[label]) if number == 0 else " " * indent
            self._lines.append(Text.assemble(start, line))

    def apart(self, left: str, middle: str, right: str, style: str) -> None:
        """One line: `left` in its style, `middle` in bold, `right` at the edge; on two lines where they do not fit."""
        head = Text.assemble((self._signs(left), STYLES[style]), (self._signs(middle), STYLES["heading"]))
        gap = self.width - head.cell_len - cell_len(right)
        if gap < len("  "):
            self.add(middle, lead=left, style="heading", label=style)
            self._lines.append(Text(right.rjust(self.width), STYLES["label"]))
            return
        self._lines.append(Text.assemble(head, " " * gap, (right, STYLES["label"])))

    def whole(self, text: str, *, indent: int = 0) -> None:
        """Lines that must stay as they are, to be copied: never wrapped here."""
        for line in text.splitlines():
            self._lines.append(Text(" " * indent + line))

    def text(self) -> str:
        """The whole sheet. No line ends in a blank; the last ends with a newline."""
        if self._console.no_color:
            return "".join(f"{line.plain.rstrip()}\n" for line in self._lines)
        with self._console.capture() as capture:
            for line in self._lines:
                line.rstrip()
                self._console.print(line, soft_wrap=True)
        return capture.get()

    def _signs(self, text: str) -> str:
        return text if self._unicode else in_ascii(text)

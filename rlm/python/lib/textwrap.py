"""Paragraphs filled, shortened, indented and dedented."""
import re

_SPACE = "[\t\n\x0b\x0c\r ]"
_SOLID = "[^\t\n\x0b\x0c\r ]"
_PUNCT = "[\\w!\"'&.,?]"
_LETTER = r"[^\d\W]"
# What a text is broken into: white space, dashes between words, and words, which end at
# white space, at a dash, or after a hyphen between letters.
_PIECES = re.compile(
    f"({_SPACE}+|(?<={_PUNCT})-{{2,}}(?=\\w)|{_SOLID}+?(?:"
    f"-(?:(?<={_LETTER}{{2}}-)|(?<={_LETTER}-{_PUNCT}-))(?={_LETTER}-?{_LETTER})"
    f"|(?={_SPACE}|\\Z)|(?<={_PUNCT})(?=-{{2,}}\\w)))")
_SPACES = re.compile(f"({_SPACE}+)")
_SENTENCE = re.compile("[a-z][\\.\\!\\?][\\\"\\']?\\Z")
_TO_SPACE = {ord(c): " " for c in "\t\n\x0b\x0c\r "}


class TextWrapper:
    def __init__(self, width=70, initial_indent="", subsequent_indent="", expand_tabs=True,
                 replace_whitespace=True, fix_sentence_endings=False, break_long_words=True,
                 drop_whitespace=True, break_on_hyphens=True, tabsize=8, *, max_lines=None,
                 placeholder=" [...]"):
        self.width = width
        self.initial_indent = initial_indent
        self.subsequent_indent = subsequent_indent
        self.expand_tabs = expand_tabs
        self.replace_whitespace = replace_whitespace
        self.fix_sentence_endings = fix_sentence_endings
        self.break_long_words = break_long_words
        self.drop_whitespace = drop_whitespace
        self.break_on_hyphens = break_on_hyphens
        self.tabsize = tabsize
        self.max_lines = max_lines
        self.placeholder = placeholder

    def wrap(self, text):
        if self.expand_tabs:
            text = text.expandtabs(self.tabsize)
        if self.replace_whitespace:
            text = text.translate(_TO_SPACE)
        pieces = [p for p in (_PIECES if self.break_on_hyphens else _SPACES).split(text) if p]
        if self.fix_sentence_endings:
            for i in range(len(pieces) - 1):
                if pieces[i + 1] == " " and _SENTENCE.search(pieces[i]):
                    pieces[i + 1] = "  "
        return self._lines(pieces)

    def fill(self, text):
        return "\n".join(self.wrap(text))

    def _lines(self, pieces):
        if self.width <= 0:
            raise ValueError(f"invalid width {self.width!r} (must be > 0)")
        if self.max_lines is not None:
            indent = self.subsequent_indent if self.max_lines > 1 else self.initial_indent
            if len(indent) + len(self.placeholder.lstrip()) > self.width:
                raise ValueError("placeholder too large for max width")
        lines = []
        at, pieces = 0, list(pieces)
        while at < len(pieces):
            indent = self.subsequent_indent if lines else self.initial_indent
            width = self.width - len(indent)
            if self.drop_whitespace and lines and not pieces[at].strip():
                at += 1
            line, used = [], 0
            while at < len(pieces) and used + len(pieces[at]) <= width:
                line.append(pieces[at])
                used += len(pieces[at])
                at += 1
            if at < len(pieces) and len(pieces[at]) > width:
                at = self._split_long(pieces, at, line, used, width)
                used = sum(map(len, line))
            if self.drop_whitespace and line and not line[-1].strip():
                used -= len(line.pop())
            if not line:
                continue
            left = len(pieces) - at
            if (self.max_lines is None or len(lines) + 1 < self.max_lines
                    or (not left or self.drop_whitespace and left == 1 and not pieces[at].strip()) and used <= width):
                lines.append(indent + "".join(line))
                continue
            self._cut(lines, line, used, width, indent)
            break
        return lines

    def _split_long(self, pieces, at, line, used, width):
        """Moves what fits of a piece that is longer than a line."""
        room = 1 if width < 1 else width - used
        piece = pieces[at]
        if self.break_long_words:
            end = room
            if self.break_on_hyphens and len(piece) > room:
                hyphen = piece.rfind("-", 0, room)
                if hyphen > 0 and any(c != "-" for c in piece[:hyphen]):
                    end = hyphen + 1
            line.append(piece[:end])
            pieces[at] = piece[end:]
        elif not line:
            line.append(piece)
            at += 1
        return at

    def _cut(self, lines, line, used, width, indent):
        """Ends the last line that is allowed with the placeholder."""
        while line:
            if line[-1].strip() and used + len(self.placeholder) <= width:
                line.append(self.placeholder)
                lines.append(indent + "".join(line))
                return
            used -= len(line.pop())
        if lines:
            last = lines[-1].rstrip()
            if len(last) + len(self.placeholder) <= self.width:
                lines[-1] = last + self.placeholder
                return
        lines.append(indent + self.placeholder.lstrip())


def wrap(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).fill(text)


def shorten(text, width, **kwargs):
    return TextWrapper(width=width, max_lines=1, **kwargs).fill(" ".join(text.strip().split()))


def dedent(text):
    margin = None
    lines = re.sub("^[ \t]+$", "", text, flags=re.M).split("\n")
    for line in lines:
        body = line.lstrip(" \t")
        if not body:
            continue
        indent = line[:len(line) - len(body)]
        if margin is None:
            margin = indent
        while not indent.startswith(margin):
            margin = margin[:-1]
    if margin:
        lines = [line[len(margin):] if line.startswith(margin) else line for line in lines]
    return "\n".join(lines)


def indent(text, prefix, predicate=None):
    if predicate is None:
        predicate = str.strip
    return "".join(prefix + line if predicate(line) else line for line in text.splitlines(True))

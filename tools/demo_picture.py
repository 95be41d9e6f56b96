#!/usr/bin/env python3
"""Draws what `telltale demo` ends with, as the terminal shows it: docs/demo.svg.

    tools/demo_picture.py build/telltale > docs/demo.svg
"""
import subprocess
import sys
from xml.sax.saxutils import escape

FONT_PX, LINE_PX, MARGIN_PX = 14, 20, 20
CHARACTER_PX = 8.43  # of a monospace font of that size; textLength makes it so
PROMPT = "$ ./dev demo"


def main():
    shown = subprocess.run([sys.argv[1], "demo"], capture_output=True, text=True, check=True).stdout
    print(draw([PROMPT, *summary(shown)]))


def summary(shown):
    """The lines from the sum on; what was printed on the way is left out."""
    lines = shown.rstrip("\n").split("\n")
    begin = next(i for i, line in enumerate(lines) if " events became " in line)
    return lines[begin:]


def draw(lines):
    """Returns the SVG of a terminal with these lines."""
    width = round(max(map(len, lines)) * CHARACTER_PX) + 2 * MARGIN_PX
    height = len(lines) * LINE_PX + 2 * MARGIN_PX
    texts = "\n".join(f'<text x="{MARGIN_PX}" y="{MARGIN_PX + FONT_PX + i * LINE_PX}"'
                      f'{colour(line)}>{escape(line)}</text>'
                      for i, line in enumerate(lines) if line)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'role="img" aria-label="the demo\'s summary">\n'
            f'<rect width="100%" height="100%" rx="8" fill="#1c2128"/>\n'
            f'<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="{FONT_PX}" '
            f'fill="#d0d7de" xml:space="preserve">\n{texts}\n</g>\n</svg>')


def colour(line):
    """The sum and the two commands stand out."""
    if line == PROMPT:
        return ' fill="#8b949e"'
    if "events became" in line:
        return ' fill="#ffffff" font-weight="bold"'
    if "starts, instance" in line:
        return ' fill="#f0b72f"'
    return ' fill="#57ab5a"' if "back-to-normal" in line else ""


if __name__ == "__main__":
    main()

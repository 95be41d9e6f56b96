"""The cost curve for people: a table in Markdown, and a plot in SVG."""
from html import escape

BEGIN, END = "<!-- curve: begin -->", "<!-- curve: end -->"

WIDTH, LEFT, RIGHT = 760, 150, 220
BAR, GAP, HEAD = 16, 6, 30  # pixels
INK, QUIET, FILL, BASE_FILL = "#1f2933", "#7b8794", "#2f6f9f", "#9fb3c8"


def axes(result):
    """(axis, its points with the base first), in the order in which they were measured."""
    found = {}
    for point in result["points"]:
        found.setdefault(point["axis"], [result["base"] | {"label": "base"}]).append(point)
    return list(found.items())


def table(result):
    """One row per point; ratios are of the same minute."""
    lines = ["| | events/s | CPU us per event | times the base | bytes per event committed | limit |",
             "|---|---|---|---|---|---|",
             _row(f"base: {result['base']['label']}", result["base"])]
    for axis, found in axes(result):
        lines += [_row(f"{axis}: {point['label']}", point) for point in found[1:]]
    return "\n".join(lines)


def _row(name, point):
    return (f"| {name} | {point['events_per_second'] / 1000:,.0f} k | "
            f"{point['cpu_us_per_event']:.2f} | {point['cpu_us_per_event_ratio']:.2f} | "
            f"{point['commit_bytes_per_event']:.0f} | {point['limit']} |")


def into_page(page, result):
    """`page` with the table between its two marks."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{table(result)}\n{END}{after}"


def svg(result):
    """Bars of CPU per event, one panel per axis, all to one scale."""
    panels = axes(result)
    most = max(point["cpu_us_per_event"] for _, found in panels for point in found)
    parts, y = [], 24
    for axis, found in panels:
        parts.append(_text(8, y + 12, axis, INK, bold=True))
        y += HEAD - GAP
        for point in found:
            parts += _bar(y, point, most)
            y += BAR + GAP
        y += GAP
    title = "CPU per event, in microseconds, and how many times the base point's of the same pair"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" '
        'font-family="sans-serif" font-size="12">',
        f"<title>{title}</title>", f'<rect width="{WIDTH}" height="{y}" fill="white"/>',
        _text(8, 14, title, QUIET), *parts, "</svg>", ""])


def _bar(y, point, most):
    is_base = point["label"] == "base"
    width = (WIDTH - LEFT - RIGHT) * point["cpu_us_per_event"] / most
    said = (f"{point['cpu_us_per_event']:.2f} us   x {point['cpu_us_per_event_ratio']:.2f}   "
            f"{point['events_per_second'] / 1000:,.0f} k/s")
    return [_text(LEFT - 8, y + BAR - 4, point["label"], INK, end=True),
            f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR}" '
            f'fill="{BASE_FILL if is_base else FILL}"/>',
            _text(LEFT + width + 6, y + BAR - 4, said, QUIET)]


def _text(x, y, text, colour, bold=False, end=False):
    weight = ' font-weight="bold"' if bold else ""
    anchor = ' text-anchor="end"' if end else ""
    return f'<text x="{x:.1f}" y="{y}" fill="{colour}"{weight}{anchor}>{escape(text)}</text>'

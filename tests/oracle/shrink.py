"""Makes a failing list smaller: leaves out what is not needed for the failure (ddmin).

    shrink([1, 2, 3, 4], lambda items: 3 in items) == [3]
"""


def shrink(items, still_fails, tries=300, least=1):
    """Returns a part of `items`, in order, for which still_fails(part) is true, of at least `least`
    items. Asks at most `tries` times, so the part need not be the smallest."""
    chunk = max(len(items) // 2, 1)
    while tries > 0:
        start, shrunk = 0, False
        while start < len(items) and tries > 0:
            rest = items[:start] + items[start + chunk:]
            tries -= 1
            if len(rest) >= least and still_fails(rest):
                items, shrunk = rest, True
            else:
                start += chunk
        if chunk == 1 and not shrunk:
            break
        chunk = max(chunk // 2, 1)
    return items

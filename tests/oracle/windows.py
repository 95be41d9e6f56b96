"""Which events a window holds, and when it ends: computed anew from all that counted so far."""

from forms import PANES


def sliding(form, counted, at):
    """Returns the events of the sliding window that is judged at an event of time `at`."""
    if form.condition.counts_bad_only:
        return [event for event in counted if at - form.span < event.at <= at]
    pane = at // form.pane
    return [event for event in counted if pane - PANES < event.at // form.pane <= pane]


def ending(form, counted, since):
    """Yields (end, events) of the windows that are not empty and wholly after `since`."""
    if form.kind == "session":
        events = [event for event in counted if event.at >= since]
        return _sessions(form, sorted(events, key=lambda event: event.at))
    return _aligned(form, counted, since)


def _aligned(form, counted, since):
    begins = set()
    for event in counted:
        last = event.at // form.every
        first = (event.at - form.span) // form.every + 1
        begins.update(number * form.every for number in range(first, last + 1))
    for begin in begins:
        if begin >= since:
            end = begin + form.span
            yield end, [event for event in counted if begin <= event.at < end]


def _sessions(form, events):
    session = []
    for event in events:
        if session and event.at - session[-1].at >= form.span:
            yield session[-1].at + form.span, session
            session = []
        session.append(event)
    if session:
        yield session[-1].at + form.span, session

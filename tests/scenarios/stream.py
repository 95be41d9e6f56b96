"""One written record as many, as cli/scenario/stream.h has it: repeated, sent again, in disorder."""

import re

from times import duration

_EVERY = re.compile(r"every +(\w+) +for +(\w+)")
_TIMES = re.compile(r"(\d+) +times +every +(\w+)")
_SHUFFLE = re.compile(r"within +(\w+) +seed +(\d+)")
_MASK = (1 << 64) - 1


def repeats(text):
    """Returns how often, and the milliseconds between."""
    if match := _EVERY.fullmatch(text):
        every, span = duration(match[1]), duration(match[2])
        return -(-span // every), every
    match = _TIMES.fullmatch(text)
    return int(match[1]), duration(match[2])


def order(times, shuffle):
    """Returns the indices of records of these times in the order in which they come."""
    places = list(times)
    if shuffle is not None:
        match = _SHUFFLE.fullmatch(shuffle)
        choices = duration(match[1]) + 1
        numbers = split_mix_64(int(match[2]))
        places = [place + next(numbers) % choices for place in places]
    return sorted(range(len(places)), key=places.__getitem__)


def split_mix_64(state):
    """Yields the numbers of SplitMix64 (Steele, Lea, Flood)."""
    while True:
        state = (state + 0x9e3779b97f4a7c15) & _MASK
        z = ((state ^ (state >> 30)) * 0xbf58476d1ce4e5b9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94d049bb133111eb) & _MASK
        yield z ^ (z >> 31)

"""XXH3-128 with seed 0, in plain Python.

Source: https://github.com/Cyan4973/xxHash, doc/xxhash_spec.md and xxhash.h (stable since 0.8.0).
"""

_M = (1 << 64) - 1
_P32_1, _P32_2, _P32_3 = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D
_P1, _P2, _P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
_P4, _P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5
_SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578"
    "825ad07dccff7221b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea3"
    "71644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931"
    "c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e"
    "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e"
)


def xxh3_128_hex(data):
    """Returns the hash of `data` as 32 lower-case hex digits, high half first."""
    low, high = _hash(data)
    return f"{high:016x}{low:016x}"


def _hash(data):
    size = len(data)
    if size == 0:
        return _avalanche64(_secret(64) ^ _secret(72)), _avalanche64(_secret(80) ^ _secret(88))
    if size <= 3:
        return _hash_1_to_3(data)
    if size <= 8:
        return _hash_4_to_8(data)
    if size <= 16:
        return _hash_9_to_16(data)
    if size <= 240:
        return _finish_middle(*_mix_middle(data), size)
    return _hash_long(data)


def _read32(data, at):
    return int.from_bytes(data[at:at + 4], "little")


def _read64(data, at):
    return int.from_bytes(data[at:at + 8], "little")


def _secret(at):
    return _read64(_SECRET, at)


def _swap32(value):
    return int.from_bytes(value.to_bytes(4, "little"), "big")


def _swap64(value):
    return int.from_bytes(value.to_bytes(8, "little"), "big")


def _avalanche64(h):
    h = (h ^ h >> 33) * _P2 & _M
    h = (h ^ h >> 29) * _P3 & _M
    return h ^ h >> 32


def _avalanche(h):
    h = (h ^ h >> 37) * 0x165667919E3779F9 & _M
    return h ^ h >> 32


def _fold(a, b):
    product = a * b
    return (product & _M) ^ product >> 64


def _hash_1_to_3(data):
    size = len(data)
    low = data[0] << 16 | data[size >> 1] << 24 | data[-1] | size << 8
    swapped = _swap32(low)
    high = (swapped << 13 | swapped >> 19) & 0xFFFFFFFF
    return (_avalanche64(low ^ _read32(_SECRET, 0) ^ _read32(_SECRET, 4)),
            _avalanche64(high ^ _read32(_SECRET, 8) ^ _read32(_SECRET, 12)))


def _hash_4_to_8(data):
    size = len(data)
    keyed = (_read32(data, 0) | _read32(data, size - 4) << 32) ^ _secret(16) ^ _secret(24)
    product = keyed * (_P1 + (size << 2))
    low, high = product & _M, product >> 64
    high = (high + (low << 1)) & _M
    low ^= high >> 3
    low = (low ^ low >> 35) * 0x9FB21C651E98DF25 & _M
    return low ^ low >> 28, _avalanche(high)


def _hash_9_to_16(data):
    size = len(data)
    first, last = _read64(data, 0), _read64(data, size - 8)
    product = (first ^ last ^ _secret(32) ^ _secret(40)) * _P1
    low, high = (product + ((size - 1) << 54)) & _M, product >> 64
    last ^= _secret(48) ^ _secret(56)
    high = (high + last + (last & 0xFFFFFFFF) * (_P32_2 - 1)) & _M
    product = (low ^ _swap64(high)) * _P2
    return (_avalanche(product & _M), _avalanche(((product >> 64) + high * _P2) & _M))


def _mix16(data, at, secret_at):
    return _fold(_read64(data, at) ^ _secret(secret_at),
                 _read64(data, at + 8) ^ _secret(secret_at + 8))


def _mix32(acc, data, first, second, secret_at):
    low, high = acc
    low = (low + _mix16(data, first, secret_at)) & _M
    low ^= (_read64(data, second) + _read64(data, second + 8)) & _M
    high = (high + _mix16(data, second, secret_at + 16)) & _M
    high ^= (_read64(data, first) + _read64(data, first + 8)) & _M
    return low, high


def _mix_middle(data):
    size = len(data)
    acc = (size * _P1 & _M, 0)
    if size <= 128:
        for step in reversed(range((size - 1) // 32 + 1)):
            acc = _mix32(acc, data, 16 * step, size - 16 * step - 16, 32 * step)
        return acc
    for at in range(0, 128, 32):
        acc = _mix32(acc, data, at, at + 16, at)
    acc = _avalanche(acc[0]), _avalanche(acc[1])
    for at in range(128, size - 31, 32):
        acc = _mix32(acc, data, at, at + 16, 3 + at - 128)
    return _mix32(acc, data, size - 16, size - 32, 103)


def _finish_middle(low, high, size):
    return (_avalanche((low + high) & _M),
            -_avalanche((low * _P1 + high * _P4 + size * _P2) & _M) & _M)


def _hash_long(data):
    size = len(data)
    acc = [_P32_3, _P1, _P2, _P3, _P4, _P32_2, _P5, _P32_1]
    blocks = (size - 1) // 1024
    for block in range(blocks):
        for stripe in range(16):
            _accumulate(acc, data, block * 1024 + stripe * 64, stripe * 8)
        for lane in range(8):
            value = acc[lane]
            acc[lane] = (value ^ value >> 47 ^ _secret(128 + 8 * lane)) * _P32_1 & _M
    for stripe in range((size - 1 - blocks * 1024) // 64):
        _accumulate(acc, data, blocks * 1024 + stripe * 64, stripe * 8)
    _accumulate(acc, data, size - 64, 121)
    return (_merge(acc, 11, size * _P1 & _M), _merge(acc, 117, ~(size * _P2) & _M))


def _accumulate(acc, data, at, secret_at):
    for lane in range(8):
        value = _read64(data, at + 8 * lane)
        keyed = value ^ _secret(secret_at + 8 * lane)
        acc[lane ^ 1] = (acc[lane ^ 1] + value) & _M
        acc[lane] = (acc[lane] + (keyed & 0xFFFFFFFF) * (keyed >> 32)) & _M


def _merge(acc, secret_at, start):
    for pair in range(4):
        start += _fold(acc[2 * pair] ^ _secret(secret_at + 16 * pair),
                       acc[2 * pair + 1] ^ _secret(secret_at + 16 * pair + 8))
    return _avalanche(start & _M)

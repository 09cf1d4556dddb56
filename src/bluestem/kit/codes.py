"""Short codes that people read to each other: eight signs without 0/O or 1/I/L to mix up."""

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's 32: no I, L, O or U
HEARD_AS = str.maketrans("OIL", "011")
LENGTH, HALF = 8, 4
LONGEST = 200  # more than that nobody typed
BITS = 5


def spoken(number: int) -> str:
    """Write a number below 2**40 as two groups of four signs: K7QM-2X9D."""
    places = range(BITS * (LENGTH - 1), -1, -BITS)
    signs = "".join(SIGNS[(number >> place) & (len(SIGNS) - 1)] for place in places)
    return f"{signs[:HALF]}-{signs[HALF:]}"


def tidied(text: str) -> str:
    """Return the signs of a code as somebody typed it: O is 0, I and L are 1, the rest is left out.

    What is no code stays none, and fits into an address.
    """
    heard = text[:LONGEST].upper().translate(HEARD_AS)
    return "".join(sign for sign in heard if sign in SIGNS)[: LENGTH + 1]


def heard(text: str) -> int | None:
    """Return the number of a code as somebody typed it; None for what is none."""
    signs = tidied(text)
    if len(signs) != LENGTH:
        return None
    number = 0
    for sign in signs:
        number = number * len(SIGNS) + SIGNS.index(sign)
    return number

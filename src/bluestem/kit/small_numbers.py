"""Small numbers: which cells of a table must stay hidden so that no total gives them away."""

from collections.abc import Collection, Hashable, Mapping


def hidden[Key: Hashable](
    cells: Mapping[Key, int], threshold: int, *, and_these: Collection[Key] = ()
) -> frozenset[Key]:
    """Return the keys of `cells` (counts, 0 or more) to hide when their sum is shown.

    Counts from 1 to `threshold` - 1 are hidden. One hidden cell is what the total leaves over, and
    a few hidden people are few people still, so the next smallest counts are hidden as well until
    at least two cells and at least `threshold` people stand behind the difference. Where the
    whole table is too small for that, all of it is hidden, and so must its total be:
    `total_is_safe` says so. `and_these` are hidden for a reason of their own. Costs O(n log n).
    """
    chosen = {key for key, count in cells.items() if 0 < count < threshold} | set(and_these)
    if not chosen:
        return frozenset()
    others = sorted(
        (key for key, count in cells.items() if count >= threshold and key not in chosen),
        key=lambda key: (cells[key], str(key)),
    )
    for key in others:
        if len(chosen) >= 2 and sum(cells[k] for k in chosen) >= threshold:
            break
        chosen.add(key)
    return frozenset(chosen)


def total_is_safe[Key: Hashable](cells: Mapping[Key, int], threshold: int) -> bool:
    """Return whether the sum may stand beside the table that `hidden` leaves."""
    away = hidden(cells, threshold)
    return not away or (len(away) >= 2 and sum(cells[key] for key in away) >= threshold)

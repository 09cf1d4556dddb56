"""What rooms above are told of people, inside the transaction that changes them.

Receivers get `member` with her id, and answer in their `receivers.py`.
"""

from django.dispatch import Signal

# member_left: sent with `member`, who is no longer one; her name and address are still there.
member_left = Signal()

# member_erased: sent with `member` (her row, already without name) and `addresses` (all she had);
# receivers remove what they hold of her and keep what only counts.
member_erased = Signal()

# data_asked: sent with `member`; receivers return {"a heading": plain JSON values} for her file.
data_asked = Signal()

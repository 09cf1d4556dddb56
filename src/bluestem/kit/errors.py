"""The one ancestor of every refusal that a person reads."""


class Refusal(Exception):
    """The world's state forbids what was asked; the text says what was found and what to do."""

"""Sign-in by a code that comes by mail."""

from allauth.account.adapter import DefaultAccountAdapter


class SignInAdapter(DefaultAccountAdapter):
    """What Bluestem asks of allauth: no sign-up, letters through the mailroom."""

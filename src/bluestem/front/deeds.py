"""The deeds of the audit in words: what a room notes with `note(deed=…)` stands here once.

A deed that is missing here shows its own word; a test reads the rooms and says which one it is.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

DEEDS: dict[str, Promise] = {
    "founded": _("founded the community"),
    "made first organiser": _("made the first organiser"),
    "changed setting": _("changed a setting"),
    "changed page": _("changed a page"),
    "kept page": _("kept a page as Bluestem brought it"),
    "checked audit": _("recounted the audit"),
    "joined": _("joined"),
    "approved joining": _("approved joining"),
    "declined joining": _("declined joining"),
    "left": _("left"),
    "erased": _("erased a person"),
    "deactivated": _("deactivated a member"),
    "reactivated": _("reactivated a member"),
    "changed affiliation": _("changed an affiliation"),
    "changed profile": _("changed a profile"),
    "asked for another address": _("asked for another address"),
    "changed address": _("changed an address"),
    "chose language": _("chose a language"),
    "gave role": _("gave a role"),
    "ended role": _("ended a role"),
    "signed in": _("signed in"),
    "made one-time address": _("made a one-time sign-in address"),
    "ended sessions": _("ended all sessions"),
    "gave consent": _("gave consent"),
    "withdrew consent": _("withdrew consent"),
    "subscribed": _("subscribed to a mailing list"),
    "unsubscribed": _("left a mailing list"),
    "stopped the list": _("stopped a mailing list from a mail"),
    "imported members": _("imported members"),
    "uploaded a list": _("uploaded a member list"),
    "removed a list": _("removed an uploaded list"),
    "imported events": _("imported events"),
    "uploaded events": _("uploaded a list of events"),
    "removed uploaded events": _("removed an uploaded list of events"),
    "exported directory": _("exported the directory"),
    "saved department": _("saved a department"),
    "saved institution": _("saved an institution"),
    "saved interest": _("saved an interest"),
    "removed department": _("removed a department"),
    "removed institution": _("removed an institution"),
    "removed interest": _("removed an interest"),
    "drafted": _("drafted an announcement"),
    "changed": _("changed an announcement"),
    "asked for approval": _("asked for approval"),
    "withdrew request": _("withdrew the request for approval"),
    "approved": _("approved an announcement"),
    "took back": _("took an announcement back"),
    "discarded": _("discarded a draft"),
    "sent herself a test": _("sent a test to their own address"),
    "released": _("released"),
    "prepared": _("prepared a mailing"),
    "paused": _("paused a mailing"),
    "continued": _("continued a mailing"),
    "stopped": _("stopped a mailing"),
    "sent the failed again": _("sent what had failed again"),
    "drafted event": _("wrote an event down"),
    "changed event": _("changed an event"),
    "proposed event": _("proposed an event"),
    "withdrew proposal": _("withdrew the proposal of an event"),
    "published event": _("published an event"),
    "called off event": _("called an event off"),
    "invited to event": _("invited people to an event"),
    "discarded event": _("deleted a draft of an event"),
    "drafted announcement": _("began an announcement of an event"),
    "closed event": _("closed an event that was over"),
    "formed coffee groups": _("formed the groups of a coffee"),
    "moved in coffee groups": _("moved a person to another group of a coffee"),
    "filled coffee groups": _("put people into the groups of a coffee"),
    "told coffee groups": _("told people their group at a coffee"),
    "changed places": _("changed the number of places"),
    "registered": _("registered for an event"),
    "cancelled registration": _("cancelled a registration"),
    "accepted offer": _("took an offered place"),
    "declined offer": _("declined an offered place"),
    "let offer lapse": _("let an offer lapse"),
    "checked in": _("counted a person in"),
    "took check-in back": _("took back that a person was there"),
    "counted walk-in": _("counted in a person without registration"),
    "chose questions": _("said how questions to the speaker are taken"),
    "moderated question": _("moderated a question"),
    "settled questions": _("let go of names and votes of questions"),
    "asked for feedback": _("asked people what they thought of an event"),
    "closed feedback": _("closed the feedback of an event"),
    "made series": _("made series"),
    "changed series": _("changed a series"),
    "added speaker": _("added a speaker"),
    "moved speaker on": _("took the next step with a speaker"),
    "kept recording consent": _("kept what a speaker said to a recording"),
    "removed speaker": _("removed a speaker"),
    "changed speaker": _("changed a speaker"),
    "wrote to speaker": _("wrote to a speaker"),
    "speaker said yes": _("said yes to an invitation to speak"),
    "speaker said no": _("said no to an invitation to speak"),
    "thanked helpers": _("thanked those who helped with an event"),
    "changed details": _("changed what only events of this kind have"),
    "added question": _("added a question to the form of an event"),
    "changed question": _("changed a question of the form of an event"),
    "moved question": _("moved a question of the form of an event"),
    "removed question": _("removed a question of the form of an event, with its answers"),
    "asked needs": _("said whether the form of an event asks what people need"),
    "kept questions": _("kept the form of an event for its series"),
    "changed answers": _("changed answers to the form of an event"),
    "exported registrations": _("downloaded the registrations of an event"),
    "exported names": _("downloaded the names for the entrance"),
    "tied event": _("said after which event another one takes place"),
    "sent names": _("noted that the entrance has the names"),
    "took sent names back": _("took back that the entrance has the names"),
    "added part": _("added a part of an event"),
    "changed part": _("changed a part of an event"),
    "removed part": _("removed a part of an event"),
    "changed to-do": _("changed a to-do"),
    "removed to-do": _("removed a to-do"),
    "added to-do": _("added a to-do"),
    "ticked to-do": _("ticked a to-do"),
    "took tick back": _("took the tick of a to-do back"),
    "added recording": _("added a recording"),
    "published recording": _("published a recording"),
    "narrowed recording": _("showed a recording to members only"),
    "withdrew recording": _("withdrew a recording"),
    "removed recording": _("deleted a recording"),
    "wrote subtitles": _("added subtitles to a recording"),
    "removed subtitles": _("removed subtitles of a recording"),
    "wrote notes": _("wrote notes of an event"),
    "added picture": _("added a picture"),
    "changed picture": _("changed what is said of a picture"),
    "removed picture": _("deleted a picture"),
    "opened calendar address": _("made a calendar address"),
    "closed calendar address": _("took a calendar address back"),
}

KINDS: dict[str, Promise] = {
    "community": _("the community"),
    "setting": _("setting"),
    "page": _("page"),
    "audit": _("the audit"),
    "member": _("member"),
    "members": _("members"),
    "role": _("role"),
    "consent": _("consent"),
    "subscription": _("subscription"),
    "import": _("import"),
    "member_list": _("member list"),
    "department": _("department"),
    "institution": _("institution"),
    "interest": _("interest"),
    "announcement": _("announcement"),
    "mailing": _("mailing"),
    "delivery": _("delivery"),
    "event": _("event"),
    "registration": _("registration"),
    "series": _("series"),
    "speaker": _("speaker"),
    "to-do": _("to-do"),
    "calendar": _("calendar address of"),
    "recording": _("recording"),
    "picture": _("picture"),
    "question": _("question"),
}
WITHOUT_KEY = {"community", "audit", "members", "import"}

FACTS: dict[str, Promise] = {
    "before": _("before"),
    "after": _("after"),
    "version": _("version"),
    "lines": _("lines"),
    "broken": _("first line that does not fit"),
    "affiliation": _("affiliation"),
    "absent": _("absent"),
    "changed": _("changed"),
    "unchanged": _("unchanged"),
    "new": _("new"),
    "read": _("read"),
    "departments": _("new departments"),
    "suppressed": _("never to be written to"),
    "returned": _("back again"),
    "left": _("ended"),
    "count": _("count"),
    "deliveries": _("deliveries"),
    "fields": _("fields"),
    "grace_seconds": _("seconds of grace"),
    "headcount": _("headcount"),
    "kind": _("role"),
    "role": _("role"),
    "language": _("language"),
    "list": _("list"),
    "mailing": _("mailing"),
    "one_time_address": _("one-time address"),
    "purpose": _("purpose"),
    "text": _("version of the text"),
    "recipients": _("recipients"),
    "starts_on": _("from"),
    "ends_on": _("until"),
    "state": _("state"),
    "stopped": _("never sent"),
    "way": _("how"),
    "event": _("event"),
    "series": _("series"),
    "people": _("people"),
    "registrations": _("registrations"),
    "on_site": _("places on site"),
    "online": _("places online"),
    "sector": _("sector"),
    "consent": _("consent"),
    "audience": _("for whom"),
    "because": _("because of"),
    "everyone": _("everybody heard agreed"),
    "size_bytes": _("bytes"),
}

# What facts say, where it is a word of ours and not a name, a number or a key.
VALUES: dict[str, Promise] = {
    "yes": _("yes"),
    "no": _("no"),
    "one-time address": _("one-time address"),
    "members": _("members"),
    "public": _("everyone"),
    "en": pgettext_lazy("a fact", "English"),
    "fr": pgettext_lazy("a fact", "French"),
    "registered": _("registered"),
    "attended": _("attended"),
    "waiting": _("waiting"),
    "invited": _("invited"),
    "confirmed": _("confirmed"),
    "briefed": _("briefed"),
    "thanked": _("thanked"),
}


def deed_words(deed: str) -> str:
    """Return a deed in the reader's language, or its own word where it has none."""
    return str(DEEDS.get(deed, deed))


def kind_words(kind: str, key: str) -> str:
    """Return what a deed was about: the kind of thing and its key."""
    words = str(KINDS.get(kind, kind))
    return words if kind in WITHOUT_KEY or not key else f"{words} {short_key(key)}"


def fact_words(key: str) -> str:
    """Return the name of a fact in the reader's language, or its own word."""
    return str(FACTS.get(key, key.replace("_", " ")))


def value_words(value: str) -> str:
    """Return what a fact says in the reader's language, or its own word, shortened."""
    return str(VALUES[value]) if value in VALUES else short_key(value)


def deed_choices() -> list[tuple[str, str]]:
    """Return all known deeds for a filter, in the order of their words."""
    return sorted(((deed, str(words)) for deed, words in DEEDS.items()), key=lambda both: both[1])


def short_key(key: str) -> str:
    """Shorten a long random key to what tells it apart on a page."""
    is_random = len(key) == len("0190c1f2-0000-7000-8000-000000000000") and key.count("-") == 4
    return key[:8] if is_random else key

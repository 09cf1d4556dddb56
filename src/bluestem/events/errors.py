from collections.abc import Sequence

from django.utils.translation import gettext as _

from bluestem.events.models import Event, Speaker
from bluestem.kit.errors import Refusal


class FormNeeded(Exception):
    """A button was not enough: first she has to read or say something. Nobody is told this."""


class MayNotManage(Refusal):
    """The actor's roles do not include this event."""

    def __init__(self) -> None:
        super().__init__(
            _("This event is not yours to change. A steering member can do it, or let you.")
        )


class MayNotImport(Refusal):
    """Only the steering committee, and the console, bring events in."""

    def __init__(self) -> None:
        super().__init__(_("Only steering members import events. Ask one of them."))


class OwnApproval(Refusal):
    """Nobody approves what she wrote or proposed herself."""

    def __init__(self) -> None:
        super().__init__(_("You wrote or proposed it yourself. Another organiser has to say yes."))


class NotProposed(Refusal):
    """Where approval is on, somebody has to propose it first."""

    def __init__(self) -> None:
        super().__init__(_("Nobody proposes this event now. Propose it on its page first."))


class NotReady(Refusal):
    """Something without which nobody can come is missing."""

    def __init__(self, gaps: str) -> None:
        super().__init__(_("Before it is published, write down: %(gaps)s.") % {"gaps": gaps})


class StillNeeded(Refusal):
    """What a published event cannot lose."""

    def __init__(self, gaps: str) -> None:
        super().__init__(_("This event is published. It still needs %(gaps)s.") % {"gaps": gaps})


class OnlyWordsNow(Refusal):
    """Time, place and places of what is called off or over are as they were."""

    def __init__(self) -> None:
        super().__init__(_("This is called off or over: only its words can be changed."))


class OnePlaceOnly(Refusal):
    """Two people never fit into one place."""

    def __init__(self) -> None:
        super().__init__(_("There is one place in all. Register alone."))


class AlreadyAnnounced(Refusal):
    """What was announced can be called off, not deleted or withdrawn."""

    def __init__(self) -> None:
        super().__init__(
            _("This event was published already. If it does not take place, call it off.")
        )


class NotAnnounced(Refusal):
    """Only what was announced can be called off, or has a door."""

    def __init__(self) -> None:
        super().__init__(_("This event is not published, or was called off."))


class ChangedMeanwhile(Refusal):
    """Somebody changed the event since it was shown; `current` is how it is now."""

    def __init__(self, current: Event) -> None:
        super().__init__(
            _("Somebody changed this event after your page was opened. Read it once more.")
        )
        self.current = current


class RegistrationClosed(Refusal):
    """It is over, called off or not announced."""

    def __init__(self) -> None:
        super().__init__(
            _("Registration is closed: this event is over, was called off or is not published.")
        )


class NotInvited(Refusal):
    """The event is for others."""

    def __init__(self, event: Event) -> None:
        newcomers = _(
            "These places are for newcomers: members who joined in the last twelve months."
        )
        others = _("These places are for people who were invited. Ask the organisers.")
        is_for_newcomers = event.audience == "newcomers"
        super().__init__(newcomers if is_for_newcomers else others)


class NoSuchWay(Refusal):
    """There is no taking part online, or none on site."""

    def __init__(self, is_online: bool) -> None:
        online = _("There is no taking part online in this event. Choose a place on site.")
        on_site = _("This event is online only. Choose a place online.")
        super().__init__(online if is_online else on_site)


class EventFull(Refusal):
    """Every place is taken or held; only at the door does this refuse."""

    def __init__(self) -> None:
        super().__init__(
            _("Every place is taken. Raise the number of places first, if the room allows it.")
        )


class OfferOver(Refusal):
    """The place went to the next person, or the answer was given already."""

    def __init__(self) -> None:
        super().__init__(
            _("This offer is over: it was answered, or its deadline passed. Look at the event.")
        )


class LinkOver(Refusal):
    """The link of a mail is too old."""

    def __init__(self) -> None:
        super().__init__(_("This link is not good any more. Register once more; it is one page."))


class TooSmall(Refusal):
    """Fewer places than none."""

    def __init__(self) -> None:
        super().__init__(_("The number of places has to be 0 or more, or empty for no limit."))


class WrongStep(Refusal):
    """Steps with a speaker follow each other."""

    def __init__(self) -> None:
        super().__init__(_("This step was taken already. Look at the page again."))


class TooManyWishes(Refusal):
    """More wishes in an hour than people can have; mail goes out for none of them."""

    def __init__(self) -> None:
        super().__init__(
            _("Very many people ask for a place right now. Please try again in an hour.")
        )


class NotAnOrganiser(Refusal):
    """Only who runs an event can own what has to be done for it."""

    def __init__(self) -> None:
        super().__init__(
            _("Only organisers of this event can be given something to do. Give them a role first.")
        )


class WithoutAddress(Refusal):
    """A letter needs an address."""

    def __init__(self) -> None:
        super().__init__(_("There is no address to write to. Add it, or note the step as done."))


class WrittenMeanwhile(Refusal):
    """A letter went out after the page was opened, perhaps this very one."""

    def __init__(self) -> None:
        super().__init__(
            _("A letter was sent after your page was opened. Nothing was sent a second time.")
        )


class InvitationOver(Refusal):
    """After the event, or once it is called off, there is nothing to say yes or no to."""

    def __init__(self) -> None:
        super().__init__(_("This event is over or was called off, so no answer is needed."))


class NoLunches(Refusal):
    """There is no series of networking lunches, or none is offered."""

    def __init__(self) -> None:
        super().__init__(
            _("There is no series of networking lunches. Make one, or offer it again.")
        )


class NoCoffee(Refusal):
    """Only coffees have groups."""

    def __init__(self) -> None:
        super().__init__(_("Groups are formed for coffees. This event is none."))


class TooFewPeople(Refusal):
    """One person is no group."""

    def __init__(self) -> None:
        super().__init__(_("Groups need at least two members with a place."))


class GroupsTold(Refusal):
    """People know their group: they are moved one by one, not formed anew."""

    def __init__(self) -> None:
        super().__init__(
            _("These groups were told to their people already. Move one person at a time.")
        )


class NotInGroups(Refusal):
    """The person has no place, or the group is gone."""

    def __init__(self) -> None:
        super().__init__(
            _("This person or this group is not there any more. Look at the page again.")
        )


class NobodyToTell(Refusal):
    """Everybody knows already."""

    def __init__(self) -> None:
        super().__init__(_("Everybody knows their group already; there is nobody to write to."))


class NoConsent(Refusal):
    """A speaker did not say yes, or not to so many; `missing` says who, for organisers."""

    def __init__(self, missing: Sequence[Speaker], *, is_public: bool) -> None:
        public = _(
            "It cannot be published for everyone: %(names)s did not agree to that. "
            "Ask, and keep the answer beside the name on the event’s page."
        )
        members = _(
            "It cannot be published: %(names)s did not agree to a recording. "
            "Ask, and keep the answer beside the name on the event’s page."
        )
        names = ", ".join(
            f"{speaker.name} ({speaker.get_recording_consent_display()})" for speaker in missing
        )
        super().__init__((public if is_public else members) % {"names": names})
        self.missing = list(missing)


class NobodyAsked(Refusal):
    """No speaker is written down, so an organiser has to say that everybody heard agreed."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "No speaker of this event is written down. Say that everybody who is heard or "
                "seen in it agreed, or write the speakers down with their answers."
            )
        )


class PageNotPublic(Refusal):
    """A recording can be for everyone only where everyone can read the event's page."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This event’s page is not for everyone, so its recording cannot be. Publish it "
                "for members, or open the event to everyone first."
            )
        )


class NoRecording(Refusal):
    """The file is none that browsers play."""

    def __init__(self, found: str) -> None:
        super().__init__(
            _(
                "This is no recording that browsers can play: found %(found)s; expected MP4, "
                "WebM, MP3, M4A, Ogg or WAV. Save it as one of these and bring it again."
            )
            % {"found": found}
        )


class RecordingTooLarge(Refusal):
    """The file is larger than recordings may be."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__(
            _(
                "This recording is larger than %(size)d GB. Save it with a lower quality: "
                "1 GB is enough for two hours."
            )
            % {"size": most_bytes // 2**30}
        )


class NoDescription(Refusal):
    """A picture without a description says nothing to who cannot see it."""

    def __init__(self) -> None:
        super().__init__(_("Say in one sentence what the picture shows, in one language at least."))


class FormTooLong(Refusal):
    """A form with more questions is not filled in any more."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("%(most)d questions are the most: a longer form keeps people from coming.")
            % {"most": most}
        )


class KindAnswered(Refusal):
    """Answers to one kind of question are none to another."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody answered already, so this stays the kind of question it is. "
                "Remove it and add a new one, if you have to."
            )
        )


class ChoicesAnswered(Refusal):
    """Answers name choices by their place."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody answered already: reword choices and add new ones at the end, "
                "but take none away and leave their order."
            )
        )


class NoQuestion(Refusal):
    """A question without words, or a choice of fewer than two."""

    def __init__(self) -> None:
        super().__init__(
            _("Write the question in one language at least, and two choices where one chooses.")
        )


class AnswerMissing(Refusal):
    """A question that must be answered was not."""

    def __init__(self, question: str) -> None:
        super().__init__(_("“%(question)s” is still without an answer.") % {"question": question})


class AnswerGone(Refusal):
    """What was chosen is no choice any more."""

    def __init__(self, question: str) -> None:
        super().__init__(
            _("“%(question)s” was changed after your page was opened. Answer it once more.")
            % {"question": question}
        )


class AnswersClosed(Refusal):
    """The event has begun, or the person does not come."""

    def __init__(self) -> None:
        super().__init__(
            _("Answers can be changed until the event begins, by people who are registered.")
        )


class QuestionsClosed(Refusal):
    """Nobody can ask before publication, long after the end, or where no questions are taken."""

    def __init__(self) -> None:
        super().__init__(
            _("Questions are closed: this event takes none, or it is over. Ask the organisers.")
        )


class MayNotAsk(Refusal):
    """Questions and votes are for members, and for visitors who have a place."""

    def __init__(self) -> None:
        super().__init__(
            _("Members can ask and vote here, and visitors who are registered can ask.")
        )


class TooManyQuestions(Refusal):
    """One person asked very often within an hour, or very many questions wait."""

    def __init__(self) -> None:
        super().__init__(
            _("Very many questions are waiting right now. Please send yours again in an hour.")
        )


class FeedbackClosed(Refusal):
    """Before the end, a month after it, or for somebody who had no place."""

    def __init__(self) -> None:
        super().__init__(
            _("We ask what people thought from the end of an event on, for thirty days.")
        )


class AnsweredBefore(Refusal):
    """One answer a registration; which one it is, nobody knows, so it cannot be changed."""

    def __init__(self) -> None:
        super().__init__(_("Your answer is in already. Thank you."))

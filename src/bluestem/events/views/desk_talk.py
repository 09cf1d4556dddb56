"""The talk itself on the desk: questions that wait, and what people thought of the event."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bluestem.community.queries import the_community
from bluestem.events import actions
from bluestem.events.actions.feedback import ASKED
from bluestem.events.forms.talk import QuestionModeForm
from bluestem.events.models import Question, Registration
from bluestem.events.queries.talk import all_questions, feedback_results, question_for
from bluestem.events.views.reader import fetched, me, step
from bluestem.events.views.running import MANAGERS
from bluestem.kit.audience import audience

State = Question.State
# What an organiser can do with a question: the state it gets, the words and the look of a button.
ON_STAGE = gettext_lazy("On the stage")
TO_LIST = (State.SHOWN, gettext_lazy("Back to the list"), " quiet")
TO_STAGE = (State.ASKED, ON_STAGE, "")
TO_ANSWERED = (State.ANSWERED, gettext_lazy("Answered"), " quiet")
AWAY = (State.HIDDEN, gettext_lazy("Hide"), " quiet")
# The parts of the page in their order.
SECTIONS = (
    (State.ASKED, ON_STAGE, (TO_ANSWERED, TO_LIST, AWAY)),
    (
        State.WAITING,
        gettext_lazy("Waiting to be read"),
        ((State.SHOWN, gettext_lazy("Show it"), ""), TO_STAGE, AWAY),
    ),
    (State.SHOWN, gettext_lazy("Shown"), (TO_STAGE, TO_ANSWERED, AWAY)),
    (State.ANSWERED, gettext_lazy("Answered"), (TO_STAGE, TO_LIST, AWAY)),
    (State.HIDDEN, gettext_lazy("Hidden"), (TO_LIST,)),
)


@audience(*MANAGERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all questions of an event, those that wait first; its form says how they are taken."""
    found = fetched(request, slug, to="manage")
    form = QuestionModeForm(request.POST or None, initial={"mode": found.question_mode})
    if request.method == "POST" and form.is_valid():
        return step(
            request,
            lambda: actions.choose_questions(
                actor=me(request), event=found, mode=form.cleaned_data["mode"]
            ),
            _("Saved."),
            "events:desk_questions",
            slug,
        )
    questions = all_questions(found)
    sections = [
        (state, heading, steps, questions[state])
        for state, heading, steps in SECTIONS
        if questions[state]
    ]
    context = {"event": found, "form": form, "sections": sections}
    return render(request, "events/desk_questions.html", context)


@audience(*MANAGERS)
@require_POST
def question_step(request: HttpRequest, slug: str, question_id: uuid.UUID) -> HttpResponse:
    """Let a question through, hide it, put it on the stage, or mark it as answered."""
    try:
        question = question_for(me(request), slug, question_id, to="manage")
    except Question.DoesNotExist:
        raise Http404 from None
    state = request.POST.get("do", "")
    return step(
        request,
        lambda: actions.moderate(actor=me(request), question=question, state=state),
        "",
        "events:desk_questions",
        slug,
    )


@audience(*MANAGERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what people thought, once enough answers are in; its button asks them now."""
    found = fetched(request, slug, to="manage")
    if not found.is_past or not found.is_announced:
        raise Http404
    if request.method == "POST":
        return step(
            request,
            lambda: actions.ask_for_feedback(actor=me(request), event=found),
            _("The letters are on their way."),
            "events:desk_feedback",
            slug,
        )
    context = {
        "event": found,
        "results": feedback_results(found),
        "threshold": the_community().small_cell_threshold,
        "asked": found.reminders.filter(key=ASKED).first(),
        "attended": found.registrations.filter(state=Registration.State.ATTENDED).exists(),
    }
    return render(request, "events/desk_feedback.html", context)

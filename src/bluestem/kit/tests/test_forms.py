"""Every form has the same look, and says the same things to a screen reader."""

import re

import pytest
from django import forms

from bluestem.kit import forms as kit
from bluestem.kit.views import SheetForm


class Application(kit.Form):
    name = forms.CharField(label="Name", help_text="As colleagues know you.")
    hours = forms.IntegerField(label="Hours a month", widget=kit.Number, required=False)
    goals = forms.MultipleChoiceField(
        label="Goals",
        choices=[("a", "Confidence"), ("b", "Speaking")],
        widget=kit.CheckboxCards(hints={"a": "To say yes"}, attrs={"class": "min-12"}),
    )
    agrees = forms.BooleanField(label="I agree", help_text="One page.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def field(form: forms.Form, name: str) -> str:
    return str(form[name].as_field_group())


def test_field_has_label_hint_error_and_control_in_this_order():
    html = field(Application({"name": ""}), "name")
    places = [html.index(part) for part in ("<label", 'class="hint"', 'class="err"', "<input")]
    assert places == sorted(places)
    assert 'class="field invalid"' in html
    assert '<label for="id_name">Name</label>' in html


def test_control_names_its_hint_and_its_error():
    html = field(Application({"name": ""}), "name")
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    for part in ("id_name_helptext", "id_name_error"):
        assert f'id="{part}"' in html


def test_optional_field_says_so_and_required_one_says_nothing():
    form = Application()
    assert "(optional)" in field(form, "hours")
    assert "(optional)" not in field(form, "name")
    assert "(optional)" not in field(form, "agrees")


def test_filters_do_not_say_optional_everywhere():
    class Filters(Application):
        marks_optional = False

    assert "(optional)" not in field(Filters(), "hours")


def test_choices_are_cards_in_a_fieldset_with_hints():
    html = field(Application(), "goals")
    assert "<legend>Goals</legend>" in html
    assert '<div class="choices min-12"' in html
    assert html.count('class="choice"') == 2
    assert "<small>To say yes</small>" in html
    assert 'class="min-12"' not in html.replace('class="choices min-12"', "")


def test_tick_is_named_by_its_words_and_described_by_its_hint():
    html = field(Application(), "agrees")
    assert 'aria-labelledby="id_agrees_label"' in html
    assert 'aria-describedby="id_agrees_helptext"' in html
    assert 'class="input' not in html


def test_what_is_no_number_is_shown_again_as_it_was_typed():
    html = field(Application({"hours": "a few"}), "hours")
    assert 'value="a few"' in html
    assert 'type="text"' in html
    assert 'class="input short"' in html


def test_typed_text_is_escaped():
    html = field(Application({"name": '"><script>'}), "name")
    assert "<script>" not in html


def test_error_summary_leads_to_each_control():
    form = Application({"name": "", "hours": "a few"})
    html = str(form)
    links = re.findall(r'<a href="#([\w-]+)">', html)
    assert links == ["id_name", "id_hours", "id_goals_0", "id_agrees"]
    for target in links:
        assert f'id="{target}"' in html
    assert "4 answers need another look" in html
    assert 'role="alert" tabindex="-1"' in html


def test_error_summary_puts_no_colon_after_a_question():
    class Asking(kit.Form):
        name = forms.CharField(label="Who are you?")

    html = str(Asking({"name": ""}))
    assert ">Who are you? " in html
    assert "?:" not in html


def test_hidden_field_is_written_without_look():
    assert '<input type="hidden" name="secret" id="id_secret">' in str(Application())


@pytest.mark.parametrize("name", list(SheetForm.base_fields))
def test_every_control_of_the_sheet_has_a_name(name):
    html = field(SheetForm(), name)
    for control in re.findall(r"<(?:input|select|textarea) [^>]*>", html):
        found = re.search(r' id="([\w-]+)"', control)
        assert found is not None
        identity = found.group(1)
        assert f'for="{identity}"' in html or re.search(
            rf'<label class="part">(?:(?!</label>).)*id="{identity}"', html, re.DOTALL
        )


def test_formset_is_written_with_its_management_form():
    formset = forms.formset_factory(Application, extra=2)()
    html = str(formset)
    assert "form-TOTAL_FORMS" in html
    assert html.count("<fieldset") == 2

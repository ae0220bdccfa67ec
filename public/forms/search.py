"""Looking for a centre. The form asks by GET and has no token; what it cannot read it leaves out."""

from collections.abc import Sequence

from wtforms import Form, RadioField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.form import BaseForm
from wtforms.widgets import CheckboxInput, ListWidget

from kium_rules.labels import labels
from kium_rules.vocabulary import CareType
from public.forms import stripped
from public.labels import say

TEXT_LONGEST = 60
SATURDAY = 6
"""No centre opens on a Sunday."""


class ChipsField(SelectMultipleField):
    """Several choices, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: BaseForm) -> None:
        """Say in words a parent understands that one of the choices is no longer offered."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(say("apply.not_offered")) from error


class Search(Form):
    """District, type, words, and the weekdays on which a seat is wanted."""

    district = SelectField(default="")
    type = SelectField(
        choices=lambda: [("", say("search.any_type")), *labels("centre_type").items()], default=""
    )
    text = StringField(filters=[stripped])
    care = RadioField(choices=lambda: list(labels("care_type").items()), default=CareType.REGULAR.value)
    weekdays = ChipsField(choices=lambda: list(labels("weekday").items())[:SATURDAY])

    def offer_districts(self, names: Sequence[tuple[str, str]]) -> None:
        """Fill the list of districts."""
        self.district.choices = [("", say("search.any_district")), *names]

    def drop_what_cannot_be_read(self) -> None:
        """Forget values that are no choice of their field, as an old bookmark may hold them."""
        self.text.data = (self.text.data or "")[:TEXT_LONGEST]
        if self.validate():
            return
        for name in self.errors:
            field = self[name]
            field.data = [] if isinstance(field, ChipsField) else field.default
            field.errors = []

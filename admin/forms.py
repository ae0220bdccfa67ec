"""Forms with more than a field or two, in Korean."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, SelectMultipleField, StringField, TimeField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from admin.labels import say
from kium_rules.records.models import Guardian

NAME_LENGTH = 60
SCHOOL_LENGTH = 100
PHONE_LENGTH = 20
GRADES = {number: say("form.grade", number=number) for number in range(1, 7)}
"""What the form offers; whether a grade may use a centre is the policy's to say."""


class KoreanForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form whose own messages are Korean."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # untyped like its form
        """Use WTForms' Korean catalogue."""

        locales = ("ko",)


class ChildForm(KoreanForm):
    """A child and its guardian, as written on the paper form."""

    guardian_name = StringField(say("form.guardian_name"), [InputRequired(), Length(max=NAME_LENGTH)])
    guardian_phone = StringField(say("form.guardian_phone"), [InputRequired(), Length(max=PHONE_LENGTH)])
    name = StringField(say("form.child_name"), [InputRequired(), Length(max=NAME_LENGTH)])
    grade = IntegerField(say("form.grade_label"), [InputRequired(say("form.grade_needed")), AnyOf(GRADES)])
    school = StringField(say("form.school"), [Optional(), Length(max=SCHOOL_LENGTH)])
    born_on = DateField(say("form.born_on"), [Optional()])
    consent_child = BooleanField(say("form.consent_child"), [InputRequired(say("form.consent_child_needed"))])
    consent_pickup = BooleanField(say("form.consent_pickup"))

    def set_guardian(self, guardian: Guardian) -> None:
        """Take the guardian as known: its fields are not asked again."""
        del self.guardian_name
        del self.guardian_phone
        self.guardian = guardian


class ApplicationForm(KoreanForm):
    """An application as staff enter it: a period with weekdays, or named days, and the hours."""

    from_on = DateField(say("form.from_on"), [Optional()])
    until_on = DateField(say("form.until_on"), [Optional()])
    weekdays = SelectMultipleField(say("form.weekdays"), validate_choice=False)
    days = SelectMultipleField(say("form.days"), validate_choice=False)
    starts = TimeField(say("form.starts"), [InputRequired()])
    ends = TimeField(say("form.ends"), [InputRequired()])

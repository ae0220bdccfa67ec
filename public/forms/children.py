"""Registering a child."""

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from public.forms import SiteForm, stripped
from public.labels import say, section

# The widths of the columns, not rules of the service.
NAME_LONGEST = 60
SCHOOL_LONGEST = 100


def _grades() -> list[tuple[str, str]]:
    return [
        ("", say("children.grade_choose")),
        *((str(code), name) for code, name in section("grades").items()),
    ]


class RegisterChild(SiteForm):
    """A child of the guardian who is signed in."""

    name = StringField(
        filters=[stripped],
        validators=[
            DataRequired(say("children.name_missing")),
            Length(max=NAME_LONGEST, message=say("children.name_long", longest=NAME_LONGEST)),
        ],
    )
    grade = SelectField(
        choices=_grades,
        validate_choice=True,
        validators=[InputRequired(say("children.grade_missing"))],
    )
    school = StringField(
        filters=[stripped],
        validators=[
            DataRequired(say("children.school_missing")),
            Length(max=SCHOOL_LONGEST, message=say("children.school_long", longest=SCHOOL_LONGEST)),
        ],
    )
    consent = BooleanField(validators=[InputRequired(say("children.consent_missing"))])
    pickup = BooleanField()
    next = HiddenField()

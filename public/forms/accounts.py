"""Signing up and signing in."""

from collections.abc import Mapping
from typing import ClassVar

from wtforms import BooleanField, HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from kium_rules.errors import Refused
from kium_rules.records.phones import canonical_phone
from public.forms import SiteForm, stripped
from public.labels import say

NAME_LONGEST = 60
"""The width of the column, not a rule of the service."""


class SignUp(SiteForm):
    """A guardian's own login. What a login id and a password must be, the records and the policy say."""

    FIELD_OF: ClassVar[Mapping[str, str]] = {
        "records.login_id_taken": "login_id",
        "records.bad_login_id": "login_id",
        "records.password_has_login_id": "password",
    }

    name = StringField(
        filters=[stripped],
        validators=[
            DataRequired(say("sign_up.name_missing")),
            Length(max=NAME_LONGEST, message=say("sign_up.name_long", longest=NAME_LONGEST)),
        ],
    )
    phone = StringField(filters=[stripped], validators=[DataRequired(say("sign_up.phone_missing"))])
    login_id = StringField(filters=[stripped], validators=[DataRequired(say("sign_up.login_missing"))])
    password = PasswordField(validators=[InputRequired(say("sign_up.password_missing"))])
    password_again = PasswordField(validators=[EqualTo("password", message=say("sign_up.password_differs"))])
    privacy = BooleanField(validators=[InputRequired(say("sign_up.consent_missing"))])
    next = HiddenField()
    password_shortest = 0

    def validate_phone(self, field: StringField) -> None:
        """Take only a number that a message can reach."""
        try:
            canonical_phone(field.data)
        except Refused as refused:
            raise ValidationError(refused.ko) from refused

    def validate_password(self, field: PasswordField) -> None:
        """Say at the field what was told up front."""
        if field.data and len(field.data) < self.password_shortest:
            raise ValidationError(say("sign_up.password_short", shortest=self.password_shortest))


class SignIn(SiteForm):
    """Login id and password."""

    login_id = StringField(filters=[stripped], validators=[DataRequired(say("sign_in.login_missing"))])
    password = PasswordField(validators=[InputRequired(say("sign_in.password_missing"))])
    next = HiddenField()

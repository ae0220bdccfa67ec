"""The forms of the site: what may be typed, and what is said when it cannot be used."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_wtf import FlaskForm

from kium_rules.errors import Busy, Refused
from kium_rules.labels import sentence


class SiteForm(FlaskForm):
    """A form whose own messages are Korean, and which can say why the records refused what it holds."""

    FIELD_OF: ClassVar[Mapping[str, str]] = {}
    """Which field a refusal is about, by the name of its sentence; others stand above the form."""

    class Meta(FlaskForm.Meta):
        """WTForms brings Korean sentences for what no validator of ours says."""

        locales = ("ko",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused: Refused | None = None

    @property
    def lapsed(self) -> bool:
        """Say whether the form's token ran out or was never ours."""
        return bool(self.csrf_token.errors)

    @property
    def status(self) -> int:
        """The status of the answer that shows the form again."""
        if isinstance(self.refused, Busy):
            return 503
        return 400 if self.lapsed else 422

    def blame(self, refused: Refused) -> None:
        """Show a refusal at the field it is about, or above the form."""
        for key, name in self.FIELD_OF.items():
            if refused.ko == sentence(key, "ko"):
                self[name].errors = [*self[name].errors, refused.ko]
                return
        self.refused = refused


class Press(SiteForm):
    """A single button: sign out, cancel."""


def stripped(value: Any) -> Any:
    """Take the spaces off both ends of what was typed."""
    return value.strip() if isinstance(value, str) else value

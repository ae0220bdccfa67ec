"""The application sheets: a form, what it offers to choose from, and what it asks for when it is sent."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from kium_rules.decision import Decision
from kium_rules.policy import NearFit
from kium_rules.vocabulary import CareType
from public.fits import fits_of
from public.forms.applications import ApplySheet
from public.labels import section
from public.wishes import Wish


def as_filled_in() -> dict[str, Any]:
    """Give what a sheet is filled in with: what was sent, or else what its address says."""
    return {} if request.method == "POST" else {"formdata": MultiDict(request.args)}


class Sheet(ABC):
    """One application sheet of a centre."""

    template: str

    def __init__(self, centre: Any, care_type: CareType, form: ApplySheet) -> None:
        self.centre = centre
        self.care_type = care_type
        self.form = form

    @abstractmethod
    def wish(self) -> Wish:
        """Give what a valid sheet asks for."""

    @abstractmethod
    def offers(self) -> Mapping[str, Any]:
        """Give what the sheet shows to choose from."""

    def page(self, decision: Decision | None = None, near: Sequence[NearFit] = ()) -> str:
        """Show the sheet as it was filled in, under the answer where it was refused and what would pass instead."""
        return render_template(
            self.template,
            form=self.form,
            centre=self.centre,
            care=self.care_type,
            decision=decision,
            near=near,
            fits=fits_of(decision, self.care_type) if decision else None,
            consents=section("consents"),
            **self.offers(),
        )

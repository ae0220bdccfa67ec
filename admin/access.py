"""Who may open which screen: every page of the back office is an `OfficeView` that names its roles."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView

from admin.labels import say
from admin.office import actor, is_signed_in
from kium_rules.vocabulary import Role

STAFF = frozenset({Role.CENTRE, Role.DISTRICT, Role.CITY})
"""Who works with children's data."""

OVERSIGHT = frozenset({Role.DISTRICT, Role.CITY})
"""Who looks after centres."""

EVERYONE = STAFF | {Role.POLICY}
"""Every role that may enter the back office at all."""


class Guarded:
    """Access rules of a view: signed in, and of a role the view names."""

    roles: frozenset[Role] = frozenset()

    def is_accessible(self) -> bool:
        """Say whether the person at the screen may open this view."""
        return is_signed_in() and actor().role in self.roles

    def inaccessible_callback(self, name: str, **kwargs: Any) -> ResponseReturnValue:  # noqa: ARG002 - Flask-Admin's signature
        """Send a stranger to the sign-in page and refuse everyone else."""
        if is_signed_in():
            abort(403)
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("sign_in.form", next=wanted))

    def _run_view(self, view: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # Flask-Admin's own version catches TypeError and calls again with other arguments, which would run an
        # action twice and hide the real error.
        return view(self, *args, **kwargs)


class OfficeView(Guarded, BaseView):  # type: ignore[misc]  # Flask-Admin's metaclass is untyped here
    """A page of the back office.

    A subclass names its `roles` and its `word`: the endpoint, the address and the menu label all follow from it.
    """

    word = ""
    group = ""
    in_menu = True

    def __init__(self) -> None:
        super().__init__(
            name=say(f"menu.{self.word}"),
            category=say(f"menu_groups.{self.group}") if self.group else None,
            endpoint=self.word,
            url=f"/{self.word.replace('_', '-')}",
        )

    def is_visible(self) -> bool:
        """Say whether the menu names this view."""
        return self.in_menu

"""What a person sees when something is refused: one plain sentence, the rules behind it, and a way on."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from admin.labels import say
from kium_rules.errors import Busy, NotAllowed, NotFound, Refused

STATUS = {NotFound: 404, NotAllowed: 403, Busy: 503}
CONFLICT = 409


def in_words(refusal: Refused) -> str:
    """Give the sentence with the ids of the rules behind it, where rules are."""
    rules = ", ".join(reason.rule for reason in refusal.reasons)
    return say("errors.reason", text=refusal.ko, rule=rules) if rules else refusal.ko


def show(refusal: Refused, *, back_to: str) -> ResponseReturnValue:
    """Say the refusal on the page the person came from.

    What is not there, or not theirs, is no message on a page but a page of its own: the caller lets those through.
    """
    flash(in_words(refusal), "warning" if isinstance(refusal, Busy) else "danger")
    return redirect(back_to)


def told_on(back_to: Callable[..., str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a view tell refusals of its use case on the page that `back_to` names.

    Args:
        back_to: Gives the address, from the view's own arguments.
    """

    def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def inner(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return view(self, *args, **kwargs)
            except (NotFound, NotAllowed):
                raise
            except Refused as refusal:
                return show(refusal, back_to=back_to(**kwargs))

        return inner

    return wrap


def install(app: Flask) -> None:
    """Give every error of the application a page in Korean."""

    @app.errorhandler(Refused)
    def refused(refusal: Refused) -> tuple[str, int]:
        status = next((code for kind, code in STATUS.items() if isinstance(refusal, kind)), CONFLICT)
        return _page(say("errors.refused_title"), in_words(refusal)), status

    for status in (400, 403, 404, 405, 413, 500):
        app.register_error_handler(status, _handler(status))


def _handler(status: int) -> Callable[[Exception], tuple[str, int]]:
    def answer(_error: Exception) -> tuple[str, int]:
        return _page(say(f"errors.title_{status}"), say(f"errors.text_{status}")), status

    return answer


def _page(title: str, text: str) -> str:
    return render_template("office/message.html", title=title, text=text)

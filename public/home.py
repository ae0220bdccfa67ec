"""The first page, the guide, and what is done with personal data."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kium_rules.vocabulary import CareType
from public.centres import search_form
from public.desk import policy, reading, today
from public.labels import section

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show how it works, and the search."""
    with reading() as records:
        return render_template("home/home.html", form=search_form(records))


@blueprint.get("/guide")
def guide() -> ResponseReturnValue:
    """Explain care types, application, waiting and cancellation, with the limits as the tables have them today."""
    return render_template(
        "home/guide.html",
        regular_min_days=policy().regular_min_days(today()),
        latest={kind.value: policy().latest_day(kind, today()) for kind in CareType},
        documents=policy().document_needs(today()),
    )


@blueprint.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Show the texts a guardian agrees to."""
    return render_template("home/privacy.html", consents=section("consents"))

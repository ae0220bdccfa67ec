"""Finding a centre, and everything about one."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kium_rules.records import centres as kept
from kium_rules.records.paging import Page
from kium_rules.vocabulary import CareType, CentreType
from public.desk import policy, reading, today
from public.forms.search import Search
from public.glance import Card, cards_of
from public.labels import section
from public.offered import care_offered
from public.weeks import span_of, weeks_of

blueprint = Blueprint("centres", __name__)
PER_PAGE = 20


def search_form(records: Any) -> Search:
    """Make the search form as the address fills it in."""
    form = Search(request.args)
    form.offer_districts([(district.code, district.name) for district in kept.list_districts(records)])
    form.drop_what_cannot_be_read()
    return form


@blueprint.get("/centres")
def centres() -> ResponseReturnValue:
    """List the centres that were looked for, with their seats of the next days."""
    with reading() as records:
        form = search_form(records)
        care, wanted = CareType(form.care.data), [int(number) for number in form.weekdays.data]
        page = request.args.get("page", 1, type=int)
        found = _matching(records, form, care, wanted, page) if wanted else _page(records, form, page)
        cards = found.items if wanted else list(cards_of(records, found.items))
        keep = {name: request.args.getlist(name) for name in form.data if request.args.get(name)}
        return render_template(
            "centres/centres.html",
            form=form,
            found=found,
            cards=cards,
            care=care,
            wanted=wanted,
            keep=keep,
            asked=bool(keep),
        )


def _page(records: Any, form: Search, page: int, per_page: int = PER_PAGE) -> Page[Any]:
    return kept.list_centres(
        records,
        district=form.district.data or None,
        type=CentreType(form.type.data) if form.type.data else None,
        text=form.text.data or None,
        page=page,
        per_page=per_page,
    )


def _matching(records: Any, form: Search, care: CareType, wanted: list[int], page: int) -> Page[Card]:
    """Keep the centres that have a seat on every wanted weekday; seats are known only centre by centre."""
    fitting: list[Card] = []
    number, last = 1, 1
    while number <= last:
        found = _page(records, form, number, per_page=100)
        fitting.extend(card for card in cards_of(records, found.items) if card.has_seats(care, wanted))
        number, last = number + 1, found.pages
    pages = max(1, -(-len(fitting) // PER_PAGE))
    page = min(max(page, 1), pages)
    return Page(fitting[(page - 1) * PER_PAGE : page * PER_PAGE], page, PER_PAGE, len(fitting))


@blueprint.get("/centres/<int:centre_id>")
def centre(centre_id: int) -> ResponseReturnValue:
    """Show a centre: what it is, when it opens, and its seats day by day."""
    with reading() as records:
        found = kept.get_centre(records, centre_id)
        value = kept.as_value(found)
        span = span_of(request.args.get("week", type=date.fromisoformat), today(), value)
        days = kept.seats_by_day(
            records, centre_id, span.from_on, span.until_on, policy=policy(), today=today()
        )
        return render_template(
            "centres/centre.html",
            centre=found,
            quarters=[quarter for quarter in found.quarters if quarter.until_on >= today()],
            closures=[closure for closure in found.closure_days if closure.on >= today()],
            kinds=care_offered(value),
            weeks=weeks_of(days, value),
            span=span,
            samples=_samples(found),
            regular_min_days=policy().regular_min_days(today()),
            latest={kind.value: policy().latest_day(kind, today()) for kind in CareType},
            documents=policy().document_needs(today()),
        )


def _samples(found: Any) -> list[str]:
    """Name what was made up for a demo, so that nobody takes it for a fact of the centre."""
    names = section("sample_fields")
    return [names[field] for field in found.sample_fields.replace(",", " ").split() if field in names]

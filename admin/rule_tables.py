"""Rule tables (규칙표): every table as it stands, to read. Whoever sees a reason can look up the row behind it."""

from flask import abort
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin.access import EVERYONE, OfficeView
from admin.office import office
from admin.rule_words import cell_in_words, value_in_words


class RuleTables(OfficeView):
    """The list of tables, and one table as a grid."""

    word = "rules"
    group = "policy"
    roles = EVERYONE

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """List the tables with their owners and sources."""
        book = office().policy.book
        return self.render(
            "office/rule_tables.html", tables=[book[word] for word in book], rule_book=book.hash
        )

    @expose("/<word>")
    def table(self, word: str) -> ResponseReturnValue:
        """Show one table with Korean labels."""
        book = office().policy.book
        if word not in set(book):
            abort(404)
        return self.render(
            "office/rule_table.html",
            table=book[word],
            cell_in_words=cell_in_words,
            value_in_words=value_in_words,
            rule_book=book.hash,
        )

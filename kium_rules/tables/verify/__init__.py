"""Verification: everything a table leaves open, says twice or never says, before it gives a wrong answer.

Use::

    for finding in verify(table):
        finding.kind, finding.level, finding.rules, finding.example, finding.ko, finding.en
        finding.where, finding.days      # of a gap: the cells of a row that would fill it, and its days
    check(table)                         # verify(table), and the examples that are answered otherwise (``case``)

What is looked for depends on the hit policy.

======== ==================================== ==================================================== ===================
policy   inputs no row matches (``gap``)       rows that match together                             ``unreachable``
======== ==================================== ==================================================== ===================
U        error, unless there is a default     error: ``overlap``; ``conflict`` if they disagree    -
A        error, unless there is a default     error if they disagree: ``conflict``                 -
P        error, unless there is a default     warning if they tie and disagree: ``conflict``       rows of lower rank
F        error, unless there is a default     -                                                    later rows
R O C    - (no hit is an answer)              -                                                    -
======== ==================================== ==================================================== ===================

Under every policy: rows that say the same (``duplicate``, warning; under A, R, O and C also a row that matches only
where others with its results match as well), cells and results outside their ``domain`` (error; a value in a list:
warning), rows whose days or cells cannot hold together (``unreachable``, error), columns no row looks at
(``irrelevant``, info), and whatever could not be decided (``undecided``, warning). Nothing is skipped in silence.

What can occur as an input:

* Numbers: every value of the column's type in its domain. Enums and booleans: their values. Texts: any text.
* Null: only in a column of which some cell, or the domain, speaks of null. A table that never mentions it is about
  inputs that are known.
* Days: ``from`` and ``until`` are one more input. Every day must have a rule, with no end; days before the first
  ``from`` are no gap where every row has one, because then the table begins on that day. Where other rows or an empty
  answer hide it, a pause between rows with equal conditions or equal results is a warning of its own (``gap``).

A cell that compares with another column is exact too: how the two values stand to each other is one more input, and
an order no values can have is left out.
"""

from kium_rules.tables.verify.checking import MOST_LISTED, check, verify
from kium_rules.tables.verify.findings import Finding, Kind, Level, Wording
from kium_rules.tables.verify.steps import DEFAULT_BUDGET

__all__ = ["DEFAULT_BUDGET", "MOST_LISTED", "Finding", "Kind", "Level", "Wording", "check", "verify"]

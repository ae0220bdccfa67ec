"""Who acts."""

from dataclasses import dataclass, field

from kium_rules.labels import label
from kium_rules.policy.access import Access
from kium_rules.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role, and how far that role reaches.

    Args:
        login_id: The login's row; None: nobody signed in, as when a job runs.
        role: The one role of the login.
        centre_id: The centre, for centre staff.
        district_id: The district, for district officers.
        guardian_id: The guardian, for parents.
        name: The person, as logs and sentences name them.
        access: What the rules in force at sign-in let the role do; None: as the rules say that come with the library.
    """

    login_id: int | None
    role: Role
    centre_id: int | None = None
    district_id: int | None = None
    guardian_id: int | None = None
    name: str = ""
    access: Access | None = field(default=None, compare=False, repr=False)


SYSTEM = Actor(login_id=None, role=Role.SYSTEM, name=label("role", Role.SYSTEM))
"""The house itself, when it acts on its own."""

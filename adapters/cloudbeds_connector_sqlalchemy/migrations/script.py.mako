"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def prefixed(name: str) -> str:
    """The table's name in this database."""
    return f"{context.config.attributes['prefix']}{name}"


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}

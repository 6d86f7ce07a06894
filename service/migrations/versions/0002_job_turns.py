"""Jobs take turns, and their documents are found by state"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """To this revision."""
    op.add_column("jobs", sa.Column("turn", sa.Double(), server_default="0", nullable=False))
    op.create_index("ix_documents_job_state_index", "documents", ["job", "state", "index"])


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index("ix_documents_job_state_index", "documents")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_column("turn")

"""What Cloudbeds tells about integration events: a log that an integration writes for the hotel's staff."""

from __future__ import annotations

from typing import ClassVar

from .rows import Rows
from .wire import Id, Moment, SecondVersionModel, Text


class IntegrationEvent(SecondVersionModel):
    """An entry of the log. `status` is ``open`` or ``completed``; `result` is ``success``, ``failure``,
    ``action_required`` or ``warning``. Moments carry their offset.
    """

    shown: ClassVar[str] = "id"

    id: Id
    property_id: Text = None
    object_id: Text = None
    object_type: Text = None
    system: Text = None
    status: Text = None
    result: Text = None
    description: Text = None
    details: Text = None
    action_text: Text = None
    created_at: Moment = None
    updated_at: Moment = None
    retried_at: Moment = None


class IntegrationEventPage(SecondVersionModel):
    """A page of the log."""

    data: Rows[IntegrationEvent]

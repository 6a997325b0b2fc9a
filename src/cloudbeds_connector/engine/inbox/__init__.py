"""The inbox: how stored webhooks lead to looks. Any number of them leads to one look; their content is not used."""

from .process import InboxReport, process_inbox

__all__ = ["InboxReport", "process_inbox"]

"""The HTTP core of every connector: clients, retries, deadline, rate, paging, credentials. It knows no hotel system.

`AsyncHttpClient` is in `http.async_client`, and credentials that are renewed in `http.renewal`: they load more.
"""

from .api import Api
from .auth import Auth, BearerToken, SentHeaders
from .call import Answer, Call, MisshapenError, RefusalError, Repeat, Response
from .client import HttpClient, Options
from .deadline import Deadline, DeadlineError
from .paging import AllRows, AsyncAllRows, Check, CursorRows, Listing, cursors, offsets, page_numbers
from .parsers import json_rows, json_value
from .rows import ParsedRows, read_rows
from .text import load_json
from .wire import Transport

__all__ = [
    "AllRows",
    "Answer",
    "Api",
    "AsyncAllRows",
    "Auth",
    "BearerToken",
    "Call",
    "Check",
    "CursorRows",
    "Deadline",
    "DeadlineError",
    "HttpClient",
    "Listing",
    "MisshapenError",
    "Options",
    "ParsedRows",
    "RefusalError",
    "Repeat",
    "Response",
    "SentHeaders",
    "Transport",
    "cursors",
    "json_rows",
    "json_value",
    "load_json",
    "offsets",
    "page_numbers",
    "read_rows",
]

from collections.abc import Mapping, Sequence

import pytest

from cloudbeds_connector import EventSink, TaskSink
from cloudbeds_connector.testing import RecordingEventSink, RecordingTaskSink
from cloudbeds_connector.testing.contracts import EventSinkContract, TaskSinkContract


class TestRecordingTaskSink(TaskSinkContract):
    @pytest.fixture
    def sink(self) -> RecordingTaskSink:
        return RecordingTaskSink()

    def held(self, sink: TaskSink) -> Mapping[str, int]:
        assert isinstance(sink, RecordingTaskSink)
        return {command.task.id: command.task.version for command in sink.commands}

    def applied(self, sink: TaskSink) -> int:
        assert isinstance(sink, RecordingTaskSink)
        return len(sink.commands)


class TestRecordingEventSink(EventSinkContract):
    @pytest.fixture
    def sink(self) -> RecordingEventSink:
        return RecordingEventSink()

    def keys(self, sink: EventSink) -> Sequence[str]:
        assert isinstance(sink, RecordingEventSink)
        return [event.key for event in sink.events]

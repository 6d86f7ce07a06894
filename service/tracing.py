"""Traces: spans of requests and of jobs' documents, sent to an OpenTelemetry collector where a setting says so.

A span has counts, sizes and kinds as attributes, never a text: neither an error's message, which may quote what it was
given, nor the query of a request is recorded. Without the setting nothing of OpenTelemetry's SDK is imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig
    from opentelemetry.sdk.trace import ReadableSpan, Span, TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

NAME = "duizhao"


class TracesUnavailable(Exception):
    """Traces are asked for and cannot be made."""


class Tracing(Protocol):
    """Where spans go."""

    @property
    def requests(self) -> TelemetryConfig:
        """FastAPI's ``telemetry``, which makes the span of each request, and nothing else: its logs quote errors."""

    def span(self, name: str, **attributes: str | int) -> AbstractContextManager[None]:
        """A span around a block; where an error leaves it, its type is kept."""

    def close(self) -> None:
        """Send what is left. Blocks."""


class Untraced:
    """No traces."""

    @property
    def requests(self) -> TelemetryConfig:
        """See ``Tracing``."""
        return _spans_only(None)

    def span(self, name: str, **attributes: str | int) -> AbstractContextManager[None]:
        """Nothing."""
        return nullcontext()

    def close(self) -> None:
        """Nothing is left."""


class Traced:
    """Spans that end up with ``exporter``, in batches, or one by one where ``direct``."""

    def __init__(self, exporter: SpanExporter, *, direct: bool = False) -> None:
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

        self._provider: TracerProvider = TracerProvider(resource=Resource.create({SERVICE_NAME: NAME}))
        self._provider.add_span_processor(_without_queries())
        self._provider.add_span_processor((SimpleSpanProcessor if direct else BatchSpanProcessor)(exporter))
        self._tracer = self._provider.get_tracer(NAME)

    @property
    def requests(self) -> TelemetryConfig:
        """See ``Tracing``."""
        return _spans_only(self._provider)

    @contextmanager
    def span(self, name: str, **attributes: str | int) -> Iterator[None]:
        """See ``Tracing``. It is a child of the span that the calling context is in."""
        from opentelemetry.trace import StatusCode

        named = {f"{NAME}.{key}": value for key, value in attributes.items()}
        with self._tracer.start_as_current_span(
            name, attributes=named, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except Exception as error:
                span.set_attribute("error.type", type(error).__qualname__)
                span.set_status(StatusCode.ERROR)
                raise

    def close(self) -> None:
        """See ``Tracing``."""
        self._provider.shutdown()


def tracing_of(endpoint: str | None) -> Tracing:
    """Traces sent to ``endpoint``, the OTLP/HTTP address of a collector, or none.

    Raises TracesUnavailable where the packages for it are missing.
    """
    if endpoint is None:
        return Untraced()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        raise TracesUnavailable("DUIZHAO_TRACES needs more packages: pip install 'duizhao[telemetry]'") from error
    return Traced(OTLPSpanExporter(endpoint=endpoint))


def _spans_only(provider: TracerProvider | None) -> TelemetryConfig:
    return {
        "tracing": provider is not None,
        "tracer_provider": provider,
        "metrics": False,
        "logs": False,
        "operation_spans": False,
        "auto_configure": False,
    }


def _without_queries() -> Any:
    """A processor that empties the attribute of a request's query: options in it may hold a user's words."""
    from opentelemetry.sdk.trace import SpanProcessor

    class WithoutQueries(SpanProcessor):
        def on_start(self, span: Span, parent_context: Any = None) -> None:
            if "url.query" in (span.attributes or {}):
                span.set_attribute("url.query", "")

        def on_end(self, span: ReadableSpan) -> None:
            """Nothing."""

    return WithoutQueries()

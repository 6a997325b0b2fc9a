"""The demo: one day of a simulated hotel, played against the whole connector."""

from .run import DemoOptions, run_demo

__all__ = ["DemoOptions", "run_demo"]

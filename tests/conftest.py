"""How properties are tried: the same examples in every run of `make test`, new ones in `make proof`.

Without a deadline: no test depends on how fast a machine is. `tests/turnover/properties/effort.py` says how the rules'
properties are tried.
"""

from hypothesis import HealthCheck, settings

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)

settings.register_profile("same", deadline=None, derandomize=True, database=None, suppress_health_check=_SLOW)
settings.register_profile("new", deadline=None, database=None, max_examples=1000, suppress_health_check=_SLOW)
settings.load_profile("same")

"""What every implementation of a port must do, as pytest classes that anybody can run against their own.

Subclass one in a test module and give it the fixture it names. They need pytest, nothing else.
"""

from pkgutil import iter_modules

import pytest

# without this, a failing `assert` in the suites would not show its values
pytest.register_assert_rewrite(*(f"{__name__}.{module.name}" for module in iter_modules(__path__)))

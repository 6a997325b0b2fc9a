from cloudbeds_connector.pms.limiter import LocalLimiter
from cloudbeds_connector.pms.ports import Clock
from cloudbeds_connector.testing.contracts.limiter import LimiterContract


class TestLocalLimiter(LimiterContract):
    def limiter_on(self, clock: Clock) -> LocalLimiter:
        return LocalLimiter(self.requests_per_second, clock)


class TestLocalLimiterOfAPartner(LimiterContract):
    requests_per_second = 10.0

    def limiter_on(self, clock: Clock) -> LocalLimiter:
        return LocalLimiter(self.requests_per_second, clock)

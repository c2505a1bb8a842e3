"""What is slow before a request waits for its picture is taken off that wait."""

import time

from django.test import RequestFactory

from playground.api.endpoint import ApiRequest
from playground.dialects.registry import get_dialect


def test_the_time_left_counts_from_when_the_request_came() -> None:
    request = RequestFactory().post("/api/features")
    early = ApiRequest(request, get_dialect("onemin"), None, time.monotonic() - 50)
    assert early.time_left(55) <= 5
    assert early.time_left(40) == 0
    assert 54 < ApiRequest(request, get_dialect("onemin"), None).time_left(55) <= 55

"""What is slow before a request waits for its picture is taken off that wait."""

import time

from django.test import RequestFactory

from playground.api.endpoint import ApiRequest
from playground.dialects.registry import get_dialect


def test_time_left_counts_from_the_arrival_of_the_request() -> None:
    request = RequestFactory().post("/api/features")
    early = ApiRequest(request, get_dialect("onemin"), None, time.monotonic() - 50)
    assert early.time_left(55) <= 5
    assert early.time_left(40) == 0
    assert 54 < ApiRequest(request, get_dialect("onemin"), None).time_left(55) <= 55

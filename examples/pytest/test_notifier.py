import pytest

from notifier import Notifier, Refused

SEND = "/topapi/message/corpconversation/asyncsend_v2"


@pytest.fixture
def notifier(hobnail):
    demo = hobnail.demo
    return Notifier(demo["app_key"], demo["app_secret"], demo["agent_id"], hobnail.url, pause=0)


def received(hobnail, userid):
    messages = hobnail.get(f"messages?userid={userid}&wait_ms=5000")["messages"]
    return [message["msg"]["text"]["content"] for message in messages]


def rules(hobnail, path):
    return [call["rule"] for call in hobnail.get(f"calls?path={path}")["calls"]]


def test_the_customer_hears_of_it(hobnail, notifier):
    notifier.shipped("user007", "A-1")
    assert received(hobnail, "user007") == ["订单 A-1 已发货"]


def test_a_token_that_has_ended_is_renewed(hobnail, notifier):
    notifier.shipped("user007", "A-1")
    hobnail.post("clock", advance_ms=7_200_000)
    notifier.shipped("user008", "A-2")
    assert received(hobnail, "user008") == ["订单 A-2 已发货"]
    assert rules(hobnail, SEND) == ["OK", "TOKEN_EXPIRED", "OK"]


def test_throttled_calls_are_tried_again(hobnail, notifier):
    hobnail.post("faults", path=SEND, times=2, errcode=90002)
    notifier.shipped("user007", "A-1")
    assert received(hobnail, "user007") == ["订单 A-1 已发货"]
    assert rules(hobnail, SEND) == ["INJECTED", "INJECTED", "OK"]


def test_throttling_without_end_is_told(hobnail, notifier):
    hobnail.post("faults", path=SEND, times=100, errcode=90002)
    with pytest.raises(Refused) as refused:
        notifier.shipped("user007", "A-1")
    assert refused.value.code == "90002"
    assert hobnail.get("messages?userid=user007")["messages"] == []

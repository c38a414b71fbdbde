"""Tells employees that their order has shipped."""

import json
import time
import urllib.parse
import urllib.request

EXPIRED = {"40014", "42001"}
THROTTLED = {"90002", "90018"}


class Refused(Exception):
    """The platform said no; `code` is its errcode."""

    def __init__(self, reply):
        super().__init__(reply.get("errmsg"))
        # On /topapi the gateway wraps its own refusals in 88.
        self.code = str(reply["sub_code"] if reply.get("errcode") == 88 else reply.get("errcode"))


class Notifier:
    def __init__(self, app_key, app_secret, agent_id, base_url="https://oapi.dingtalk.com", pause=0.5):
        self.app_key, self.app_secret, self.agent_id = app_key, app_secret, agent_id
        self.base_url, self.pause = base_url, pause
        self.token = None

    def shipped(self, userid, order):
        """The task_id of the notification."""
        message = {"msgtype": "text", "text": {"content": f"订单 {order} 已发货"}}
        body = {"agent_id": self.agent_id, "userid_list": userid, "msg": message}
        return self.call("/topapi/message/corpconversation/asyncsend_v2", body)["task_id"]

    def call(self, path, body, tries=4):
        for left in reversed(range(tries)):
            try:
                return self.post(path, {"access_token": self.token or self.renewed()}, body)
            except Refused as refused:
                if refused.code in EXPIRED and left:
                    self.token = None
                elif refused.code in THROTTLED and left:
                    time.sleep(self.pause)
                else:
                    raise

    def renewed(self):
        query = {"appkey": self.app_key, "appsecret": self.app_secret}
        self.token = self.ask("/gettoken?" + urllib.parse.urlencode(query))["access_token"]
        return self.token

    def post(self, path, query, body):
        data = json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.base_url}{path}?{urllib.parse.urlencode(query)}", data, {"Content-Type": "application/json"}
        )
        return self.ask(request)

    def ask(self, request):
        if isinstance(request, str):
            request = self.base_url + request
        with urllib.request.urlopen(request, timeout=10) as response:
            reply = json.load(response)
        if reply.get("errcode"):
            raise Refused(reply)
        return reply

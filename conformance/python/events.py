"""Events: PyPI dingtalk-stream over a connection, and dingtalk-sdk's cryptography behind a callback address."""

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse
from urllib.request import Request, urlopen

from dingtalk.crypto import DingTalkCrypto

from harness import case, equal

TOKEN, KEY = "hobtoken1", "hobnail0hobnail0hobnail0hobnail0hobnail0abc"


def post(url, body):
    request = Request(url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    with urlopen(request, timeout=60) as reply:
        return json.loads(reply.read())


def app(control, name):
    """An app of its own, with a token."""
    made = control._call("apps", {"name": name})
    base = control.url.removesuffix("/_hobnail/v1/")
    token = json.loads(urlopen(f"{base}/gettoken?appkey={made['app_key']}&appsecret={made['app_secret']}").read())
    return made, base, token["access_token"]


def done(control, made, count):
    path = f"deliveries?agent_id={made['agent_id']}&state=done&count={count}&wait_ms=30000"
    return control._call(path)["deliveries"]


@case("events.callback_crypto")
def callback_crypto(cx):
    control = cx.control
    made, base, token = app(control, "回调")
    crypto, got = DingTalkCrypto(TOKEN, KEY, made["corp_id"]), []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            query = {name: values[0] for name, values in parse_qs(urlparse(self.path).query).items()}
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            got.append(json.loads(crypto.decrypt_message(body, query["signature"], query["timestamp"], query["nonce"])))
            answer = json.dumps(crypto.encrypt_message("success")).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    registration = {"call_back_tag": ["user_add_org"], "token": TOKEN, "aes_key": KEY}
    registration["url"] = f"http://127.0.0.1:{server.server_port}/callback"
    equal(post(f"{base}/call_back/register_call_back?access_token={token}", registration)["errcode"], 0, "errcode")
    control._call("events", {"event": "user_add_org", "fields": {"userId": ["王小明"]}})
    equal(len(done(control, made, 1)), 1, "delivered")
    equal([event["EventType"] for event in got], ["check_url", "user_add_org"], "events")
    equal(got[1]["UserId"], ["王小明"], "UserId")
    server.shutdown()


@case("events.stream")
def stream(cx):
    control = cx.control
    os.environ["DINGTALK_OPENAPI_ENDPOINT"] = control.url.removesuffix("/_hobnail/v1/")
    import dingtalk_stream  # reads the address when it is imported

    made, _, _ = app(control, "长连接")
    got = []

    class Handler(dingtalk_stream.EventHandler):
        async def process(self, event):
            got.append((event.headers.event_type, event.data))
            return dingtalk_stream.AckMessage.STATUS_OK, "OK"

    subscriber = dingtalk_stream.DingTalkStreamClient(dingtalk_stream.Credential(made["app_key"], made["app_secret"]))
    subscriber.register_all_event_handler(Handler())
    control._call("subscriptions", {"agent_id": made["agent_id"], "way": "stream", "events": ["org_dept_modify"]})
    for number in range(20):
        control._call("events", {"event": "org_dept_modify", "fields": {"deptId": [number]}, "key": "one"})
    threading.Thread(target=subscriber.start_forever, daemon=True).start()
    equal(len(done(control, made, 20)), 20, "acknowledged")
    equal(got, [("org_dept_modify", {"deptId": [number]}) for number in range(20)], "events, in order")

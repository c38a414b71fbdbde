"""The control API of `hobnail dev`, as far as the cases need it: who is there, what people received."""

import json
import urllib.request


class Control:
    def __init__(self, url):
        self.url = url.rstrip("/") + "/_hobnail/v1/"
        self.demo = self._call("demo")

    def _call(self, path, body=None):
        request = urllib.request.Request(self.url + path, data=None if body is None else json.dumps(body).encode())
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.loads(reply.read() or b"null")

    def messages(self, userid, task_id, wait_ms=5000):
        """What a person received of one task; waits until something has arrived."""
        return self._call(f"messages?userid={userid}&task_id={task_id}&wait_ms={wait_ms}")["messages"]

    def message(self, userid, task_id):
        """The one message that a person received of a task."""
        messages = self.messages(userid, task_id)
        assert len(messages) == 1, f"{userid} received {len(messages)} messages of task {task_id}, not one"
        return messages[0]

    def read(self, message):
        self._call(f"messages/{message['id']}/read", {})

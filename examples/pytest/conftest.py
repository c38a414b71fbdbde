"""A DingTalk of our own for the tests."""

import json
import os
import subprocess
import urllib.request

import pytest


class Hobnail:
    """`hobnail dev`, and its control API."""

    def __init__(self):
        command = [os.environ.get("HOBNAIL_BIN", "hobnail"), "dev", "--json", "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.process.stdout.readline())
        self.url, self.demo = ready["url"], ready["demo"]

    def get(self, path):
        with urllib.request.urlopen(f"{self.url}/_hobnail/v1/{path}") as response:
            return json.load(response)

    def post(self, path, /, **body):
        request = urllib.request.Request(f"{self.url}/_hobnail/v1/{path}", json.dumps(body).encode())
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    def close(self):
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture(scope="session")
def server():
    server = Hobnail()
    yield server
    server.close()


@pytest.fixture
def hobnail(server):
    """The demo organisation as new: nobody has any message, the clock is right, nothing fails."""
    server.post("reset")
    return server

"""A page under a reader's hands, the same in Chromium and in Firefox: keys, mouse, finger.

Playwright drives Chromium. A Firefox as it is installed speaks WebDriver BiDi, so it is driven by
that protocol itself, over one socket.
"""

import json
import re
import shutil
import subprocess
import time
from contextlib import contextmanager

import websocket
from playwright.sync_api import Error

KEYS = {
    "Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "Space": " ", "Shift": "\ue008",
    "ArrowRight": "\ue014", "ArrowLeft": "\ue012",
}  # fmt: skip
"""Keys by name, as WebDriver writes them."""


class Chromium:
    """A page of Playwright's."""

    name = "chromium"

    def __init__(self, page):
        self.page = page

    def go(self, address):
        self.page.goto(address, wait_until="load")

    def run(self, script):
        """Return what a script's expression, or the promise that it is, comes to."""
        try:
            return self.page.evaluate(script)
        except Error as error:
            if "context was destroyed" not in str(error):
                raise
            self.page.wait_for_load_state()  # it has left the page, and is asked of the next one
            return self.page.evaluate(script)

    def size(self, width, height):
        self.page.set_viewport_size({"width": width, "height": height})

    def key(self, name, shift=False):
        self.page.keyboard.press(f"Shift+{name}" if shift else name)

    def click(self, x, y):
        self.page.mouse.click(x, y)

    def touch(self, x, y):
        self.page.touchscreen.tap(x, y)

    def rest(self, x, y):
        self.page.mouse.move(x, y)

    def back(self):
        self.run("void setTimeout(() => history.back())")  # the answer is there before it leaves


class Firefox:
    """A tab of Firefox."""

    name = "firefox"

    def __init__(self, socket):
        self._socket, self._serial = socket, 0
        self._say("session.new", capabilities={})
        # a window of its own has the focus: in the first one the address bar has it, and no button
        # takes a key
        self._tab = self._say("browsingContext.create", type="window")["context"]

    def _say(self, method, **params):
        self._serial += 1
        self._socket.send(json.dumps({"id": self._serial, "method": method, "params": params}))
        while (said := json.loads(self._socket.recv())).get("id") != self._serial:
            pass
        assert said["type"] == "success", said
        return said["result"]

    def go(self, address):
        self._say("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def run(self, script):
        made = self._say(
            "script.evaluate",
            expression=f"Promise.resolve({script}).then((it) => JSON.stringify(it ?? null))",
            target={"context": self._tab},
            awaitPromise=True,
            userActivation=True,
        )
        assert made["type"] == "success", made
        return json.loads(made["result"]["value"])

    def watch(self, script):
        """Run a script on each page to come, before the page's own."""
        self._say("script.addPreloadScript", functionDeclaration=f"() => {{{script}}}")

    def size(self, width, height):
        view = {"width": width, "height": height}
        self._say("browsingContext.setViewport", context=self._tab, viewport=view)

    def _act(self, kind, actions, **more):
        done = [{"type": kind, "id": kind, "actions": actions, **more}]
        self._say("input.performActions", context=self._tab, actions=done)

    def key(self, name, shift=False):
        down = [{"type": "keyDown", "value": KEYS[one]} for one in ["Shift"] * shift + [name]]
        self._act("key", [*down, *({**one, "type": "keyUp"} for one in reversed(down))])

    def type(self, words):
        steps = ({"type": kind, "value": one} for one in words for kind in ("keyDown", "keyUp"))
        self._act("key", list(steps))

    def _press(self, x, y, kind):
        at = {"type": "pointerMove", "x": int(x), "y": int(y)}
        press = [at, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._act("pointer", press, parameters={"pointerType": kind})

    def click(self, x, y):
        self._press(x, y, "mouse")

    def touch(self, x, y):
        self._press(x, y, "touch")

    def rest(self, x, y):
        self._act("pointer", [{"type": "pointerMove", "x": int(x), "y": int(y)}])

    def back(self):
        self.run("history.back()")


def find_firefox():
    """Return the Firefox on this machine, or ``None``."""
    return next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)


@contextmanager
def firefox(folder):
    """Start Firefox with a new profile in a folder, without its own calls home."""
    (folder / "user.js").write_text(
        'user_pref("network.proxy.type", 1);\n'  # nothing but this machine is reached
        'user_pref("network.proxy.http", "127.0.0.1");\nuser_pref("network.proxy.http_port", 9);\n'
        'user_pref("network.proxy.ssl", "127.0.0.1");\nuser_pref("network.proxy.ssl_port", 9);\n'
        'user_pref("dom.events.testing.asyncClipboard", true);\n'
        'user_pref("remote.active-protocols", 1);\n',
        encoding="utf-8",
    )
    command = [find_firefox(), "--headless", "--no-remote", "--profile", str(folder)]
    started = subprocess.Popen(
        [*command, "--remote-debugging-port", "0"], stderr=subprocess.PIPE, text=True
    )
    try:
        lines = iter(started.stderr.readline, "")
        found = next(filter(None, (re.search(r"ws://[\d.]+:\d+", line) for line in lines)))
        socket = websocket.create_connection(f"{found[0]}/session", suppress_origin=True)
        yield Firefox(socket)
        socket.close()
    finally:
        started.kill()
        started.wait()


def until(hands, script, seconds=3):
    """Wait until a script's expression is true, and say whether it came to be."""
    end = time.monotonic() + seconds
    while not (true := hands.run(f"Boolean({script})")) and time.monotonic() < end:
        time.sleep(0.03)
    return true

# Runs localstripe on a free port of the loopback interface, which its own command cannot; tells the port. It keeps nothing, and
# ends when its input does, however that comes.
import os
import socket
import sys
import threading

from aiohttp import web
from localstripe import resources, server

resources.Store.dump_to_disk = lambda self: None


def end_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
web.run_app(server.app, sock=listener, print=None)

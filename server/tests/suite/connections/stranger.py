"""A client that knows nothing of Jari: what httpx-sse makes of a stream, one message a line.

Arguments: how many messages to read, the address, the id to go on from (may be empty), and the certificate to trust.
"""

import ssl
import sys

import httpx
from httpx_sse import connect_sse

count, url, last, *cert = sys.argv[1:]
verify = ssl.create_default_context(cafile=cert[0]) if cert else False
headers = {"last-event-id": last} if last else {}
with httpx.Client(http2=True, verify=verify, trust_env=False, timeout=10) as client:
    with connect_sse(client, "GET", url, headers=headers) as source:
        messages = source.iter_sse()
        for _ in range(int(count)):
            message = next(messages)
            name = message.event if message.data else "nothing"
            print(source.response.http_version, name, f"retry={message.retry is not None}")

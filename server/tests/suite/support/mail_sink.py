"""A mail server that others have written (aiosmtpd), and their parser of mails (Python's own): what comes is told as JSON, one mail a line.

Its first line of output is its port. Each line of input is what it does with one of the next mails: `{"rcpt": "550 5.1.1 no"}` and
`{"data": "451 4.3.0 later"}` are what it answers, `{"drop": true}` takes the mail and hangs up without a word, `{"never": true}` takes
it and says nothing. Without any it takes what comes. It ends when its input does.
"""

import argparse
import asyncio
import base64
import collections
import email
import email.policy
import json
import os
import socket
import ssl
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult

reactions = collections.deque()


def part_of(part):
    content = part.get_content()
    if isinstance(content, bytes):
        content = base64.b64encode(content).decode()
    return {
        "type": part.get_content_type(),
        "disposition": part.get_content_disposition(),
        "filename": part.get_filename(),
        "id": part["content-id"],
        "content": content,
    }


def tell(session, envelope):
    mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert not mail.defects, mail.defects
    told = {
        "from": envelope.mail_from,
        "to": envelope.rcpt_tos,
        "encrypted": session.ssl is not None,
        "user": getattr(session, "user", None),
        "headers": {name.lower(): str(value) for name, value in mail.items()},
        "parts": [part_of(part) for part in mail.walk() if not part.is_multipart()],
        "shape": [part.get_content_type() for part in mail.walk()],
    }
    print(json.dumps(told), flush=True)


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        envelope.reaction = reactions.popleft() if reactions else {}
        return "250 2.1.0 fine"

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusal = envelope.reaction.get("rcpt")
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 2.1.5 fine"

    async def handle_DATA(self, server, session, envelope):
        tell(session, envelope)
        if envelope.reaction.get("drop"):
            server.transport.abort()
        if envelope.reaction.get("never"):
            await asyncio.sleep(3600)
        return envelope.reaction.get("data", "250 2.0.0 taken")


def authenticate(server, session, envelope, mechanism, data):
    session.user = data.login.decode()
    return AuthResult(success=data.password == b"pass word%")


def listen_to_input():
    for line in sys.stdin:
        reactions.append(json.loads(line))
    os._exit(0)


async def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--certificate")
    options.add_argument("--from-the-beginning", action="store_true")
    options = options.parse_args()
    context = None
    if options.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate)
    starttls = None if options.from_the_beginning else context
    listener = socket.create_server(("127.0.0.1", options.port))

    def protocol():
        return SMTP(
            Handler(),
            hostname="sink",
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=authenticate if context else None,
            auth_required=context is not None,
            auth_require_tls=starttls is not None,
        )

    direct = context if options.from_the_beginning else None
    server = await asyncio.get_running_loop().create_server(protocol, sock=listener, ssl=direct)
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=listen_to_input, daemon=True).start()
    await server.serve_forever()


asyncio.run(main())

"""A mail server on loopback that keeps every mail as a file and, for tests, fails when it is told to."""

import asyncio
import contextlib
import email
import email.policy
import itertools
import os
import signal
import socket
import sys
import threading
import time
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 2.0.0 Taken"
LARGEST_MAIL = 40 * 2**20


class MailSink:
    """Takes mail on 127.0.0.1 and writes each as one .eml file, named by the order of arrival.

    Tests may set, at any time: `answers` (recipient or "*" to the reply at RCPT, "550 5.1.1 Unknown"),
    `data_answer` (reply after DATA, the mail is not kept), `delay` (seconds before each reply to RCPT,
    DATA) and `hang_up` (the mail is kept, the connection is cut before our 250).
    """

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        """`port` 0 takes a free one; it stays the same when the sink is stopped and started again."""
        self.folder, self.port = folder, port
        self.numbers = itertools.count(1)
        self.server: asyncio.Server | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.thread: threading.Thread | None = None
        self.behave()

    def behave(self) -> None:
        """Take every mail again."""
        self.answers: dict[str, str] = {}
        self.data_answer: str | None = None
        self.delay: float = 0
        self.hang_up = False

    # --- the conversation, called by aiosmtpd ---
    async def handle_RCPT(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        await asyncio.sleep(self.delay)
        answer = self.answers.get(address.lower(), self.answers.get("*"))
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 the name is aiosmtpd's
        """Keep the mail, or answer as a test wants."""
        await asyncio.sleep(self.delay)
        if self.data_answer:
            return self.data_answer
        self._keep(envelope)
        if self.hang_up and server.transport:
            server.transport.close()
        return TAKEN

    def _keep(self, envelope: Envelope) -> None:
        """Write the mail whole or not at all; the two first lines say what the envelope said."""
        name = f"{time.time_ns():020d}-{next(self.numbers):05d}.eml"
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{name}.part"
        draft.write_bytes(head.encode() + (envelope.original_content or b""))
        draft.rename(self.folder / name)

    # --- start and stop ---
    def start(self) -> None:
        """Listen; the port is free to read afterwards."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.loop = asyncio.new_event_loop()
        listening = socket.create_server(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        self.server = self.loop.run_until_complete(self.loop.create_server(self._talk, sock=listening))
        self.thread = threading.Thread(target=self.loop.run_forever, name="mail sink", daemon=True)
        self.thread.start()

    def _talk(self) -> SMTP:
        """One conversation."""
        return SMTP(
            self, hostname="localhost", data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, loop=self.loop
        )

    def stop(self) -> None:
        """Refuse connections until the next start."""
        if not self.loop or not self.thread or not self.server:
            return
        asyncio.run_coroutine_threadsafe(self._close(self.server), self.loop).result(5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()
        self.loop = self.thread = self.server = None

    async def _close(self, server: asyncio.Server) -> None:
        """Close the door and end the open conversations."""
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    @property
    def url(self) -> str:
        """Its address as EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    # --- what came ---
    def files(self) -> list[Path]:
        """The mails as files, oldest first."""
        return sorted(self.folder.glob("*.eml"))

    def mails(self) -> list[EmailMessage]:
        """The mails parsed, oldest first."""
        return [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in self.files()
        ]

    def wait_for(self, count: int, *, seconds: float = 10) -> list[EmailMessage]:
        """Wait until at least `count` mails are there; returns what is there, also when that is fewer."""
        limit = time.monotonic() + seconds
        while len(self.files()) < count and time.monotonic() < limit:
            time.sleep(0.05)
        return self.mails()

    def clear(self) -> None:
        """Forget the mails and behave again."""
        self.behave()
        for path in self.files():
            path.unlink()


def main() -> None:
    """Run until interrupted: FOLDER [PORT]."""
    sink = MailSink(Path(sys.argv[1]), port=int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    sink.start()
    os.write(1, f"{sink.url} writes to {sink.folder}\n".encode())
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
    sink.stop()


if __name__ == "__main__":
    main()

"""The words of a mail, made when it leaves: in the reader's language, by what the reader may see then."""

import re
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from foundation.core.duties import Notice, notice_of
from foundation.notifications.actions import DIGEST, HOST
from foundation.notifications.models import Mail

ACCOUNT_MAILS = {
    "account.password_reset": "notifications/mail/password_reset",
    "account.invitation": "notifications/mail/invitation",
}
# Answering machines must keep silent, and mail programs must group what belongs together.
HEADERS = {
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
    "List-Id": f"<korras.{HOST}>",
}


LINE = "-" * 40  # between what goes together


class NotNeeded(Exception):
    """Nobody has to get this mail any more; the text says why, for the log and the row."""


def letter(mail: Mail) -> EmailMessage:
    """The mail as it goes out now. Raises NotNeeded when its reader must not or need not get it."""
    _still_reachable(mail)
    language = (mail.recipient and mail.recipient.language) or settings.LANGUAGE_CODE
    with translation.override(language):
        if mail.kind in ACCOUNT_MAILS:
            link = password_link(mail.recipient)
            return _letter(mail, ACCOUNT_MAILS[mail.kind], {"link": link, "person": mail.recipient})
        if mail.kind == DIGEST:
            return _digest(mail)
        joined = _joined(mail) if mail.thread else []
        return _together(mail, joined) if joined else _of_notice(mail)


def _still_reachable(mail: Mail) -> None:
    person = mail.recipient
    if person is not None and not person.is_active:
        raise NotNeeded("left")
    if person is not None and person.email_bounced_at is not None:
        raise NotNeeded("bounced before")


def _of_notice(mail: Mail) -> EmailMessage:
    notice, seen = _seen(mail)
    made = _letter(mail, notice.template, seen, thread=notice.thread(mail.event))
    if mail.address:
        _attach(made, notice, mail)
    return made


def _seen(mail: Mail) -> tuple[Notice, dict[str, Any]]:
    """The notice of a mail and what its reader may see. Raises NotNeeded when that is nothing."""
    notice = notice_of(mail.kind)
    if notice is None:
        raise NotNeeded("no notice any more")
    seen = notice.context(mail.event, mail.recipient)
    if seen is None:
        raise NotNeeded("may not see it")
    link = settings.BASE_URL + seen["path"] if seen.get("path") else ""
    return notice, {"link": link, **seen}


def _joined(mail: Mail) -> list[Mail]:
    """What goes with this mail, the oldest first."""
    return list(mail.joined.select_related("event__actor", "recipient").order_by("pk"))


def _visible(mails: list[Mail]) -> list[EmailMessage]:
    """The letters of those that their reader may still see. Raises NotNeeded when there is none."""
    made = []
    for one in mails:
        try:
            made.append(_of_notice(one))
        except NotNeeded:  # this part alone is left out
            continue
    if not made:
        raise NotNeeded("may not see it")
    return made


def _together(mail: Mail, joined: list[Mail]) -> EmailMessage:
    """One mail of all that happened in a thread meanwhile: the words of each, under the newest subject."""
    parts = _visible([mail, *joined])
    whole = parts[-1]
    whole.body = f"\n{LINE}\n\n".join(part.body for part in parts)
    whole.extra_headers["Message-ID"] = mail.message_id
    return whole


def _digest(mail: Mail) -> EmailMessage:
    """The daily mail: a line and a link for each notice that was held."""
    lines = []
    for one in _joined(mail):
        try:
            notice, seen = _seen(one)
        except NotNeeded:  # this line alone is left out
            continue
        words = {"product": settings.PRODUCT, "agency": settings.AGENCY, **seen}
        subject = " ".join(_text(f"{notice.template}.subject.txt", words).split())
        lines.append({"subject": subject, "link": seen["link"]})
    if not lines:
        raise NotNeeded("nothing left to tell")
    link = settings.BASE_URL + reverse("profile")
    return _letter(mail, "notifications/mail/daily", {"lines": lines, "link": link})


def _attach(made: EmailMessage, notice: Notice, mail: Mail) -> None:
    for file in notice.attachments(mail.event):
        made.attach(file.name, file.path.read_bytes(), file.mime)


def _letter(mail: Mail, template: str, seen: dict[str, Any], *, thread: str = "") -> EmailMessage:
    """Plain text from two templates; a subject is one line whatever somebody wrote into it."""
    words = {"product": settings.PRODUCT, "agency": settings.AGENCY, **seen}
    headers = {**HEADERS, "Message-ID": mail.message_id}
    if thread:
        headers |= dict.fromkeys(("In-Reply-To", "References"), f"<{thread}@{HOST}>")
    return EmailMessage(
        subject=" ".join(_text(f"{template}.subject.txt", words).split()),
        body=re.sub(r"\n\s*\n\s*\n", "\n\n", _text(f"{template}.txt", words)).strip() + "\n",
        from_email=settings.MAIL_FROM,
        to=[mail.address or mail.recipient.email],
        reply_to=[settings.MAIL_REPLY_TO] if settings.MAIL_REPLY_TO else None,
        headers=headers,
    )


def _text(name: str, words: dict[str, Any]) -> str:
    """A template as plain text: nothing in it is turned into HTML entities."""
    return str(get_template(name).template.render(Context(words, autoescape=False)))


def password_link(person: Any) -> str:
    """The address at which the person chooses a password, once and within PASSWORD_RESET_TIMEOUT."""
    key = default_token_generator.make_token(person)
    words = {"uidb36": user_pk_to_url_str(person), "key": key}
    return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=words)

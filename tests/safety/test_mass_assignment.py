"""Fields of the row that are no fields of the form change nothing, whatever a form is sent with."""

import re
import uuid
from collections import Counter
from itertools import islice

import pytest
from django.db import models, transaction
from django.forms import BaseForm

from requests_desk.models import Ticket
from tests.house.source import our_configs
from tests.house.world import ROLES, address_of, sent_to
from tests.rights import rights
from tests.scale import times

pytestmark = pytest.mark.django_db
NAMED = re.compile(r"""<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)\"""")
# Never judged by their value: they differ between two posts of the same form.
VARIES = (models.DateTimeField, models.UUIDField, models.AutoField)
VARIES_BY_NAME = {
    "message_id", "once", "data", "json", "password", "session_data", "subject_id", "token_hash",
    "message",  # the key of what an act on many requests said
}  # fmt: skip
SPECIAL = {  # of Django's own user model and of forms that others write
    "is_staff": "on", "is_superuser": "on", "is_active": "", "groups": "1", "user_permissions": "1",
    "last_login": "2031-01-01", "id": "1", "pk": "1", "_method": "DELETE", "by": "1", "actor": "1",
    "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-id": "1", "form-0-state": "resolved",
}  # fmt: skip
# Read by the view beside the form: to find, to remove a file, to go back to.
BESIDE = {
    "csrfmiddlewaretoken",
    "next",
    "from",
    "drop",
    "find",
    "who",
    "signer",
    "language",
    "theme",
    "on",
    "q",
}


def all_models():
    """Ours, without the history that triggers write."""
    found = (model for config in our_configs() for model in config.get_models(include_auto_created=False))
    return [model for model in found if not hasattr(model, "pgh_tracked_model")]


def hostile_value(field):
    """A value that the row would take."""
    if field.is_relation:
        return str(field.related_model._base_manager.values_list("pk", flat=True).last() or 1)
    if field.choices:
        return str(list(field.flatchoices)[-1][0])
    kinds = [
        (models.BooleanField, "on"), (models.DateTimeField, "2031-01-01T10:00"),
        (models.DateField, "2031-01-01"),
        (models.UUIDField, str(uuid.uuid4())), (models.IntegerField, "7"), (models.JSONField, '{"evil": 1}'),
    ]  # fmt: skip
    return next((value for kind, value in kinds if isinstance(field, kind)), "evil")


def every_field():
    """All values that some row would take under a name, by the name."""
    found = {name: [value] for name, value in SPECIAL.items()}
    for model in all_models():
        for field in model._meta.concrete_fields:
            for name in {field.name, field.attname}:
                found.setdefault(name, []).append(hostile_value(field))
    return found


def snapshot():
    """Every row of every table, without what differs between two equal posts."""
    known = {model: set(model._base_manager.values_list("pk", flat=True)) for model in all_models()}

    def shown(before):
        rows = Counter()
        for model in all_models():
            for row in model._base_manager.values():
                seen = tuple(_shown(model, name, value, before) for name, value in row.items())
                rows[(model.__name__, *seen)] += 1
        return rows

    return known, shown


def _shown(model, name, value, before):
    field = next(one for one in model._meta.concrete_fields if name in (one.name, one.attname))
    if field.is_relation and field.related_model in before:
        return name, value if value in before[field.related_model] else value and "new"
    varies = isinstance(field, VARIES) or field.primary_key or name in VARIES_BY_NAME
    varies = varies or field is Ticket._meta.get_field("number")  # the next of a sequence
    return name, value is not None if varies else str(value)


def lines():
    """One line of the table for each address that changes something: the least powerful who may."""
    seen = set()
    for name, verb, whose, letters in rights():
        if verb == "POST" and "+" in letters and name not in seen:
            seen.add(name)
            yield name, whose, ROLES[letters.index("+")]


def fields_of(context):
    """Fields of the forms that a page draws, also of those that it shows only when they are needed."""
    forms = [value for layer in context or () for one in layer for value in one.values()]
    return {name for form in forms if isinstance(form, BaseForm) for name in form.fields}


def posted(judge, address, data, before, shown):
    """What a post left behind; undone."""
    for file in (one for one in data.values() if hasattr(one, "seek")):
        file.seek(0)
    with transaction.atomic():
        response = judge.client.post(address, data)
        rows = shown(before)
        transaction.set_rollback(True)
    return response.status_code, rows


@pytest.mark.proof("attack", "Every field of every table sent along with every form changes nothing")
def test_fields_that_a_form_does_not_have_change_nothing(judge, proved):
    # given every form and what is valid for it
    known, shown = snapshot()
    posts, wrong, fields = 0, [], every_field()
    for name, whose, role in islice(lines(), 0, None, times(short=2, full=1)):
        thing = judge.thing(role, name, whose)
        known = snapshot()[0]
        judge.sign_in(role)
        with judge.world.asked_by(role):
            address, data = address_of(name, thing), sent_to(name, thing, judge.world)
            page = judge.client.get(address)
            declared = set(data) | BESIDE
            if page.status_code == 200:
                declared |= set(NAMED.findall(page.content.decode())) | set(fields_of(page.context))
            _status, plain = posted(judge, address, data, known, shown)
            # when all other fields of all tables are sent along
            for turn in range(times(short=1, full=4)):
                extra = {
                    field: values[turn % len(values)]
                    for field, values in fields.items()
                    if field not in declared
                }
                _status, hostile = posted(judge, address, {**extra, **data}, known, shown)
                posts += len(extra)
                if hostile != plain:
                    wrong.append(f"{role} {name}: {[*(hostile - plain), '<>', *(plain - hostile)]}")
    # then each form does what it does without them
    assert not wrong, "\n".join(wrong)
    assert posts > 1000
    proved(fields=posts, changed=0)

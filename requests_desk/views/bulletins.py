"""Notices to offices: written by the desk, read by those whom they are for."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.core.access import allow, anyone
from foundation.core.errors import RuleBroken
from foundation.core.pages import cut, own_address
from requests_desk import actions
from requests_desk.forms.bulletins import BulletinForm
from requests_desk.models import Bulletin, readers_of
from requests_desk.permissions import reads_the_queue, works_the_desk

NAMED = 50


@require_safe
@allow(anyone)
def bulletins(request: HttpRequest) -> HttpResponse:
    """Notices for oneself, the newest first; the desk sees all."""
    rows = Bulletin.objects.visible_to(request.user).with_read(request.user)
    shown, next_key = cut(rows, ["-pk"], request.GET.get("after", ""))
    context = {"rows": shown, "next_key": next_key, "writes": works_the_desk(request.user)}
    return render(request, "requests_desk/bulletins.html", context)


@require_safe
@allow(anyone)
def bulletin(request: HttpRequest, number: int) -> HttpResponse:
    """One notice; the desk also sees who has not read it."""
    rows = Bulletin.objects.visible_to(request.user).with_read(request.user).select_related("published_by")
    row = get_object_or_404(rows, pk=number)
    context = {
        "bulletin": row,
        "for_me": Bulletin.objects.told(request.user).filter(pk=row.pk).exists(),
        "writes": works_the_desk(request.user),
    }
    if reads_the_queue(request.user):
        missing = readers_of(row).exclude(pk__in=row.reads.values("person"))
        context |= {"read": row.reads.count(), "missing": missing.count(), "named": missing[:NAMED]}
    return render(request, "requests_desk/bulletin.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(works_the_desk)
def new_bulletin(request: HttpRequest) -> HttpResponse:
    """Writes a notice and tells everybody whom it is for."""
    form = BulletinForm(request.POST or None, initial={"form_key": uuid.uuid4()})
    if form.is_bound and form.is_valid():
        try:
            row = actions.publish_bulletin(by=request.user, **form.cleaned_data)
            return redirect("bulletin", number=row.pk)
        except RuleBroken as no:
            form.add_error(None, str(no))
    return render(
        request, "requests_desk/bulletin_new.html", {"form": form}, status=422 if form.errors else 200
    )


@require_POST
@allow(anyone)
def read(request: HttpRequest, number: int) -> HttpResponse:
    """I have read it."""
    try:
        actions.note_read(number, by=request.user)
    except Bulletin.DoesNotExist as nothing:
        raise Http404 from nothing
    return redirect(own_address(request, "bulletins"))


@require_POST
@allow(works_the_desk)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Taken back."""
    try:
        actions.withdraw_bulletin(number, by=request.user)
    except Bulletin.DoesNotExist as nothing:
        raise Http404 from nothing
    messages.success(request, _("The notice is taken back. Only the desk sees it now."))
    return redirect("bulletin", number=number)

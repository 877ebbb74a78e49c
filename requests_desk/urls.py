from django.urls import path

from requests_desk.views import bulk, editing, filing, joining, queue, saved, ticket, verbs

urlpatterns = [
    path("", filing.my_requests, name="my_requests"),
    path("around/", filing.around, name="around"),
    path("new/", filing.new_request, name="new_request"),
    path("queue/", queue.queue, name="queue"),
    path("queue/bulk/", bulk.bulk, name="queue_bulk"),
    path("queue/bulk/<int:number>/undo/", bulk.undo, name="queue_bulk_undo"),
    path("queue/views/", saved.saved_views, name="saved_views"),
    path("queue/views/new/", saved.save_view, name="saved_view_new"),
    path("queue/views/<int:number>/", saved.saved_view, name="saved_view"),
    path("queue/views/<int:number>/remove/", saved.remove_view, name="saved_view_remove"),
    path("P-<int:number>/", ticket.ticket, name="ticket"),
    path("P-<int:number>/clock/", ticket.clock, name="ticket_clock"),
    path("P-<int:number>/reply/", verbs.reply, name="ticket_reply"),
    path("P-<int:number>/take/", verbs.take, name="ticket_take"),
    path("P-<int:number>/assign/", verbs.assign, name="ticket_assign"),
    path("P-<int:number>/wait/", verbs.wait, name="ticket_wait"),
    path("P-<int:number>/resume/", verbs.resume, name="ticket_resume"),
    path("P-<int:number>/forward/", verbs.forward, name="ticket_forward"),
    path("P-<int:number>/resolve/", verbs.resolve, name="ticket_resolve"),
    path("P-<int:number>/solved/", verbs.solved, name="ticket_solved"),
    path("P-<int:number>/not-solved/", verbs.not_solved, name="ticket_not_solved"),
    path("P-<int:number>/reopen/", verbs.reopen, name="ticket_reopen"),
    path("P-<int:number>/cancel/", verbs.cancel, name="ticket_cancel"),
    path("P-<int:number>/merge/", joining.merge, name="ticket_merge"),
    path("P-<int:number>/unmerge/", joining.unmerge, name="ticket_unmerge"),
    path("P-<int:number>/answers/", editing.answers, name="ticket_answers"),
    path("P-<int:number>/edit/", editing.edit, name="ticket_edit"),
]

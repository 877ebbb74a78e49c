"""Who may do what: every address, by every role, on what is theirs and what is not; the tests hold it true.

Columns: anonymous, staff, contact person, manager, specialist, head of facilities, auditor, administrator;
apart from them one who stands in for the colleague whose things are near, one who stands in for the
specialist, and a specialist with clearance. Finance and the count commission have the rights of staff.

Whose: `own` is the asking person's (for the anonymous a colleague's); `near` belongs to somebody of the
contact person's office and the manager's unit; `other` to somebody of another office and unit; `secret` is a
confidential request of the colleague, where nobody is cleared but the last column. `near+other` stands for
both, `any` for all that there are, and `-` where there is nothing to own.

    .  shown                       3  this role lacks it (who can give it is said)
    +  done: an event tells of it  4  nothing there, or not for these eyes: the same bytes
    >  led on, nothing was done    5  this address does not take this verb
    x  refused with a sentence     L  to the sign-in page, or stays there
"""

from tests.rights_of_approvals import APPROVALS
from tests.rights_of_people import PEOPLE
from tests.rights_of_queue import QUEUE
from tests.rights_of_reference import ADMIN, KINDS
from tests.rights_of_signing import SIGNING
from tests.rights_of_workplaces import WORKPLACES

RIGHTS = """
# address                            verb whose      ascmshua nvk
home                                 GET  -          L....... ...
home                                 POST -          L5555555 555
styleguide                           GET  -          ........ ...
styleguide                           POST -          55555555 555
language                             GET  -          55555555 555
language                             POST -          >+++++++ +++
theme                                GET  -          55555555 555
theme                                POST -          >>>>>>>> >>>
keys                                 GET  -          L5555555 555
keys                                 POST -          L+++++++ +++
healthz                              GET  -          ........ ...
healthz                              POST -          55555555 555
readyz                               GET  -          ........ ...
readyz                               POST -          55555555 555
find                                 GET  -          L....... ...
find                                 POST -          L5555555 555
profile                              GET  -          L....... ...
profile                              POST -          L5555555 555
notice_ways                          GET  -          L5555555 555
notice_ways                          POST -          L+++++++ +++
accessibility                        GET  -          ........ ...
accessibility                        POST -          55555555 555
privacy                              GET  -          ........ ...
privacy                              POST -          55555555 555
# the machinery
setup                                GET  -          L333333. 333
setup                                POST -          L5555555 555
handover                             GET  own        L....... ...
handover                             GET  near       L333..3. ...
handover                             GET  other      L333..3. 3..
handover                             POST any        L5555555 555
offices                              GET  -          L3>3.... 3..
offices                              POST -          L5555555 555
office                               GET  near       L3.3.... 3..
office                               GET  other      L333.... 3..
office                               POST near+other L5555555 555
management                           GET  -          L33.3..3 333
management                           POST -          L5555555 555
audit                                GET  -          L33333.. 333
audit                                POST -          L5555555 555
audit_looks                          GET  -          L33333.3 333
audit_looks                          POST -          L5555555 555
health                               GET  -          L3333.3. 333
health                               POST -          L5555555 555
job_again                            GET  any        L5555555 555
job_again                            POST any        L333333+ 333
job_aside                            GET  any        L5555555 555
job_aside                            POST any        L333333+ 333
# requests
my_requests                          GET  -          L....... ...
my_requests                          POST -          L5555555 555
around                               GET  -          L3..3333 333
around                               POST -          L5555555 555
new_request                          GET  -          L....... ...
new_request                          POST -          L+++++++ +++
# notices to offices: to everybody of all offices
bulletins                            GET  -          L....... ...
bulletins                            POST -          L5555555 555
bulletin_new                         GET  -          L333..33 3..
bulletin_new                         POST -          L333++33 3++
bulletin                             GET  any        L....... ...
bulletin                             POST any        L5555555 555
bulletin_read                        GET  any        L5555555 555
bulletin_read                        POST any        L+++++++ +++
bulletin_withdraw                    GET  any        L5555555 555
bulletin_withdraw                    POST any        L333++33 3++
# guides
guides                               GET  -          L....... ...
guides                               POST -          L5555555 555
guide                                GET  any        L....... ...
guide                                POST any        L5555555 555
guides_fitting                       GET  -          L5555555 555
guides_fitting                       POST -          L....... ...
# labels: sheets, and where they lead
label_sheet                          GET  -          L3.3..3. 3..
label_sheet                          POST -          L5555555 555
label_find                           GET  -          L....... ...
label_find                           POST -          L5555555 555
label                                GET  near+other L....... ...
label                                POST near+other L5555555 555
ticket_join                          GET  any        L5555555 555
ticket_join                          POST own        L>>>>>>> >>>
ticket_join                          POST near+other L+++++++ +++
ticket_join                          POST secret     L4444444 444
# who answers for what: partners and the map of responsibilities
partner_list                         GET  -          L3.3.... 3..
partner_list                         POST -          L5555555 555
responsibilities                     GET  -          L3.3.... 3..
responsibilities                     POST -          L5555555 555
queue                                GET  -          L333...3 3..
queue                                POST -          L5555555 555
reports                              GET  -          L3.....3 3..
reports                              POST -          L5555555 555
ticket                               GET  own        L....... ...
ticket                               GET  near       L4.....4 4..
ticket                               GET  other      L444...4 4..
ticket                               GET  secret     L4444.44 44.
ticket                               POST any        L5555555 555
ticket_here                          GET  any        L5555555 555
ticket_here                          POST own        L333..33 3..
ticket_here                          POST near       L433..34 4..
ticket_here                          POST other      L444..34 4..
ticket_here                          POST secret     L4444.44 44.
ticket_clock                         GET  own        L....... ...
ticket_clock                         GET  near       L4.....4 4..
ticket_clock                         GET  other      L444...4 4..
ticket_clock                         GET  secret     L4444.44 44.
ticket_clock                         POST any        L5555555 555
ticket_reply                         GET  own        L....... ...
ticket_reply                         GET  near       L4.3..34 4..
ticket_reply                         GET  other      L444..34 4..
ticket_reply                         GET  secret     L4444.44 44.
ticket_reply                         POST own        L+++++++ +++
ticket_reply                         POST near       L4+3++34 4++
ticket_reply                         POST other      L444++34 4++
ticket_reply                         POST secret     L4444+44 44+
ticket_take                          GET  any        L5555555 555
ticket_take                          POST own        L333++33 3++
ticket_take                          POST near       L433++34 4++
ticket_take                          POST other      L444++34 4++
ticket_take                          POST secret     L4444+44 44+
ticket_assign                        GET  own        L333..33 3..
ticket_assign                        GET  near       L433..34 4..
ticket_assign                        GET  other      L444..34 4..
ticket_assign                        GET  secret     L4444.44 44.
ticket_assign                        POST own        L333++33 3++
ticket_assign                        POST near       L433++34 4++
ticket_assign                        POST other      L444++34 4++
ticket_assign                        POST secret     L4444+44 44+
ticket_wait                          GET  own        L333..33 3..
ticket_wait                          GET  near       L433..34 4..
ticket_wait                          GET  other      L444..34 4..
ticket_wait                          GET  secret     L4444.44 44.
ticket_wait                          POST own        L333++33 3++
ticket_wait                          POST near       L433++34 4++
ticket_wait                          POST other      L444++34 4++
ticket_wait                          POST secret     L4444+44 44+
ticket_resume                        GET  any        L5555555 555
ticket_resume                        POST own        L333++33 3++
ticket_resume                        POST near       L433++34 4++
ticket_resume                        POST other      L444++34 4++
ticket_resume                        POST secret     L4444+44 44+
ticket_forward                       GET  own        L333..33 3..
ticket_forward                       GET  near+other L333..33 3..
ticket_forward                       GET  secret     L3334.33 34.
ticket_forward                       POST own        L333++33 3++
ticket_forward                       POST near+other L333++33 3++
ticket_forward                       POST secret     L3334+33 34+
ticket_resolve                       GET  own        L333..33 3..
ticket_resolve                       GET  near       L433..34 4..
ticket_resolve                       GET  other      L444..34 4..
ticket_resolve                       GET  secret     L4444.44 44.
ticket_resolve                       POST own        L333++33 3++
ticket_resolve                       POST near       L433++34 4++
ticket_resolve                       POST other      L444++34 4++
ticket_resolve                       POST secret     L4444+44 44+
ticket_solved                        GET  any        L5555555 555
ticket_solved                        POST own        L+++++++ +++
ticket_solved                        POST near       L4+33334 433
ticket_solved                        POST other      L4443334 433
ticket_solved                        POST secret     L4444344 443
ticket_rate                          GET  any        L5555555 555
ticket_rate                          POST own        L+++++++ +++
ticket_rate                          POST near       L4333334 433
ticket_rate                          POST other      L4443334 433
ticket_rate                          POST secret     L4444344 443
ticket_not_solved                    GET  own        L....... ...
ticket_not_solved                    GET  near       L4.33334 433
ticket_not_solved                    GET  other      L4443334 433
ticket_not_solved                    GET  secret     L4444344 443
ticket_not_solved                    POST own        L+++++++ +++
ticket_not_solved                    POST near       L4+33334 433
ticket_not_solved                    POST other      L4443334 433
ticket_not_solved                    POST secret     L4444344 443
ticket_reopen                        GET  own        L333..33 3..
ticket_reopen                        GET  near       L433..34 4..
ticket_reopen                        GET  other      L444..34 4..
ticket_reopen                        GET  secret     L4444.44 44.
ticket_reopen                        POST own        L333++33 3++
ticket_reopen                        POST near       L433++34 4++
ticket_reopen                        POST other      L444++34 4++
ticket_reopen                        POST secret     L4444+44 44+
ticket_cancel                        GET  own        L333..33 3..
ticket_cancel                        GET  near       L433..34 4..
ticket_cancel                        GET  other      L444..34 4..
ticket_cancel                        GET  secret     L4444.44 44.
ticket_cancel                        POST own        L333++33 3++
ticket_cancel                        POST near       L433++34 4++
ticket_cancel                        POST other      L444++34 4++
ticket_cancel                        POST secret     L4444+44 44+
ticket_edit                          GET  own        L333..33 3..
ticket_edit                          GET  near       L433..34 4..
ticket_edit                          GET  other      L444..34 4..
ticket_edit                          GET  secret     L4444.44 44.
ticket_edit                          POST own        L333++33 3++
ticket_edit                          POST near       L433++34 4++
ticket_edit                          POST other      L444++34 4++
ticket_edit                          POST secret     L4444+44 44+
ticket_link                          GET  own        L333..33 3..
ticket_link                          GET  near       L433..34 4..
ticket_link                          GET  other      L444..34 4..
ticket_link                          GET  secret     L4444.44 44.
ticket_link                          POST own        L333++33 3++
ticket_link                          POST near       L433++34 4++
ticket_link                          POST other      L444++34 4++
ticket_link                          POST secret     L4444+44 44+
ticket_split                         GET  own        L333..33 3..
ticket_split                         GET  near       L433..34 4..
ticket_split                         GET  other      L444..34 4..
ticket_split                         GET  secret     L4444.44 44.
ticket_split                         POST own        L333++33 3++
ticket_split                         POST near       L433++34 4++
ticket_split                         POST other      L444++34 4++
ticket_split                         POST secret     L4444+44 44+
linked_requests                      GET  any        L....... ...
linked_requests                      POST any        L5555555 555
ticket_draft                         GET  any        55555555 555
ticket_draft                         POST own        L>>>>>>> >>>
ticket_draft                         POST near       L4>3>>34 4>>
ticket_draft                         POST other      L444>>34 4>>
ticket_draft                         POST secret     L4444>44 44>
ticket_draft_drop                    GET  any        L5555555 555
ticket_draft_drop                    POST any        L>>>>>>> >>>
ticket_follow                        GET  any        L5555555 555
ticket_follow                        POST own        L>>>>>>> >>>
ticket_follow                        POST near       L4++++34 4++
ticket_follow                        POST other      L444++34 4++
ticket_follow                        POST secret     L4444+44 44+
ticket_unfollow                      GET  any        L5555555 555
ticket_unfollow                      POST own        L>>>>>>> >>>
ticket_unfollow                      POST near       L4>>>>>4 4>>
ticket_unfollow                      POST other      L444>>>4 4>>
ticket_unfollow                      POST secret     L4444>44 44>
ticket_followers                     GET  own        L....... ...
ticket_followers                     GET  near       L4.3..34 4..
ticket_followers                     GET  other      L444..34 4..
ticket_followers                     GET  secret     L4444.44 44.
ticket_followers                     POST own        L+++++++ +++
ticket_followers                     POST near       L4+3++34 4++
ticket_followers                     POST other      L444++34 4++
ticket_followers                     POST secret     L4444x44 44x
ticket_merge                         GET  own        L333..33 3..
ticket_merge                         GET  near       L433..34 4..
ticket_merge                         GET  other      L444..34 4..
ticket_merge                         GET  secret     L4444.44 44.
ticket_merge                         POST own        L333++33 3++
ticket_merge                         POST near       L433++34 4++
ticket_merge                         POST other      L444++34 4++
ticket_merge                         POST secret     L4444+44 44+
ticket_unmerge                       GET  any        L5555555 555
ticket_unmerge                       POST own        L333++33 3++
ticket_unmerge                       POST near       L433++34 4++
ticket_unmerge                       POST other      L444++34 4++
ticket_unmerge                       POST secret     L4444+44 44+
ticket_answers                       GET  own        L333..33 3..
ticket_answers                       GET  near       L433..34 4..
ticket_answers                       GET  other      L444..34 4..
ticket_answers                       GET  secret     L4444.44 44.
ticket_answers                       POST own        L333++33 3++
ticket_answers                       POST near       L433++34 4++
ticket_answers                       POST other      L444++34 4++
ticket_answers                       POST secret     L4444+44 44+
# deadlines
today                                GET  -          L....... ...
today                                POST -          L5555555 555
deadline_acknowledge                 GET  any        L5555555 555
deadline_acknowledge                 POST own        L+++++++ +++
deadline_acknowledge                 POST near       L4444+34 +44
deadline_acknowledge                 POST other      L4444+34 444
deadline_snooze                      GET  own        L....... ...
deadline_snooze                      GET  near       L4444.34 .44
deadline_snooze                      GET  other      L4444.34 444
deadline_snooze                      POST own        L+++++++ +++
deadline_snooze                      POST near       L4444+34 +44
deadline_snooze                      POST other      L4444+34 444
calendar_make                        GET  -          L5555555 555
calendar_make                        POST -          L+++++++ +++
calendar_revoke                      GET  -          L5555555 555
calendar_revoke                      POST -          L>>>>>>> >>>
calendar_feed                        GET  -          44444444 444
calendar_feed                        POST -          55555555 555
# files
file                                 GET  own        L....... ...
file                                 GET  near       L4.....4 4..
file                                 GET  other      L444...4 4..
file                                 GET  secret     L4444.44 44.
file                                 POST any        L5555555 555
file_mark                            GET  own        L333..33 3..
file_mark                            GET  near       L433..34 4..
file_mark                            GET  other      L444..34 4..
file_mark                            GET  secret     L4444.44 44.
file_mark                            POST own        L333++33 3++
file_mark                            POST near       L433++34 4++
file_mark                            POST other      L444++34 4++
file_mark                            POST secret     L4444+44 44+
# imports
import_list                          GET  -          L333333. 333
import_list                          POST -          L5555555 555
import_new                           GET  -          L333333. 333
import_new                           POST -          L333333+ 333
import_template                      GET  -          L333333. 333
import_template                      POST -          L5555555 555
import_batch                         GET  any        L333333. 333
import_batch                         POST any        L5555555 555
import_columns                       GET  any        L333333. 333
import_columns                       POST any        L333333+ 333
import_reading                       GET  any        L5555555 555
import_reading                       POST any        L333333+ 333
import_apply                         GET  any        L5555555 555
import_apply                         POST any        L333333+ 333
import_undo                          GET  any        L5555555 555
import_undo                          POST any        L333333+ 333
import_drop                          GET  any        L5555555 555
import_drop                          POST any        L333333+ 333
import_refused                       GET  any        L333333. 333
import_refused                       POST any        L5555555 555
"""


TABLES = (RIGHTS, APPROVALS, QUEUE, WORKPLACES, SIGNING, PEOPLE)


def rights() -> list[tuple[str, str, str, str]]:
    """The table: address, verb, whose, one letter for each role; a line of several owners gives several."""
    reference = ((f"admin:{kind}_", group) for group, kinds in KINDS.items() for kind in kinds)
    return [
        (before + name, verb, one, "".join(letters))
        for before, table in (*(("", one) for one in TABLES), ("admin:", ADMIN), *reference)
        for name, verb, whose, *letters in _lines(table)
        for one in owners(before + name, whose)
    ]


def _lines(table: str) -> list[list[str]]:
    return [line.split() for line in table.splitlines() if line and not line.startswith("#")]


def owners(name: str, whose: str) -> list[str]:
    """The owners that a line of the table speaks of."""
    if whose != "any":
        return whose.split("+")
    if name.startswith("admin:"):
        return ["near"]  # nobody owns reference data
    confidential = name.startswith("ticket") or name == "file"
    return ["own", "near", "other", *(["secret"] if confidential else [])]

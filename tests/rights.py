"""Who may do what: every address, by every role, on what is theirs and what is not; the tests hold it true.

Columns: anonymous, staff, contact person, manager, specialist, head of facilities, auditor, administrator.

Whose: `own` is the asking person's (for the anonymous somebody else's); `foreign` belongs to somebody of the
contact person's office and the manager's unit; `secret` is a confidential request of the same person, where
nobody is cleared; `any` answers the same for all of them; `-` stands where there is nothing to own.

    .  shown                       3  this role lacks it (who can give it is said)
    +  done: an event tells of it  4  nothing there, or not for these eyes: the same bytes
    >  led on, nothing was done    5  this address does not take this verb
    x  refused with a sentence     L  to the sign-in page, or stays there
"""

RIGHTS = """
# address                            verb whose   ascmshua
home                                 GET  -       L.......
home                                 POST -       L5555555
styleguide                           GET  -       ........
styleguide                           POST -       55555555
language                             GET  -       55555555
language                             POST -       >+++++++
theme                                GET  -       55555555
theme                                POST -       >>>>>>>>
keys                                 GET  -       L5555555
keys                                 POST -       L+++++++
healthz                              GET  -       ........
healthz                              POST -       55555555
readyz                               GET  -       ........
readyz                               POST -       55555555
# requests
my_requests                          GET  -       L.......
my_requests                          POST -       L5555555
around                               GET  -       L3..3333
around                               POST -       L5555555
new_request                          GET  -       L.......
new_request                          POST -       L+++++++
queue                                GET  -       L333...3
queue                                POST -       L5555555
ticket                               GET  own     L.......
ticket                               GET  foreign L4.....4
ticket                               GET  secret  L4444.44
ticket                               POST any     L5555555
ticket_clock                         GET  own     L.......
ticket_clock                         GET  foreign L4.....4
ticket_clock                         GET  secret  L4444.44
ticket_clock                         POST any     L5555555
ticket_reply                         GET  own     L.......
ticket_reply                         GET  foreign L4.3..34
ticket_reply                         GET  secret  L4444.44
ticket_reply                         POST own     L+++++++
ticket_reply                         POST foreign L4+3++34
ticket_reply                         POST secret  L4444+44
ticket_take                          GET  any     L5555555
ticket_take                          POST own     L333++33
ticket_take                          POST foreign L433++34
ticket_take                          POST secret  L4444+44
ticket_assign                        GET  own     L333..33
ticket_assign                        GET  foreign L433..34
ticket_assign                        GET  secret  L4444.44
ticket_assign                        POST own     L333++33
ticket_assign                        POST foreign L433++34
ticket_assign                        POST secret  L4444+44
ticket_wait                          GET  own     L333..33
ticket_wait                          GET  foreign L433..34
ticket_wait                          GET  secret  L4444.44
ticket_wait                          POST own     L333++33
ticket_wait                          POST foreign L433++34
ticket_wait                          POST secret  L4444+44
ticket_resume                        GET  any     L5555555
ticket_resume                        POST own     L333++33
ticket_resume                        POST foreign L433++34
ticket_resume                        POST secret  L4444+44
ticket_forward                       GET  own     L333..33
ticket_forward                       GET  foreign L333..33
ticket_forward                       GET  secret  L3334.33
ticket_forward                       POST own     L333++33
ticket_forward                       POST foreign L333++33
ticket_forward                       POST secret  L3334+33
ticket_resolve                       GET  own     L333..33
ticket_resolve                       GET  foreign L433..34
ticket_resolve                       GET  secret  L4444.44
ticket_resolve                       POST own     L333++33
ticket_resolve                       POST foreign L433++34
ticket_resolve                       POST secret  L4444+44
ticket_solved                        GET  any     L5555555
ticket_solved                        POST own     L+++++++
ticket_solved                        POST foreign L4+33334
ticket_solved                        POST secret  L4444344
ticket_not_solved                    GET  own     L.......
ticket_not_solved                    GET  foreign L4.33334
ticket_not_solved                    GET  secret  L4444344
ticket_not_solved                    POST own     L+++++++
ticket_not_solved                    POST foreign L4+33334
ticket_not_solved                    POST secret  L4444344
ticket_reopen                        GET  own     L333..33
ticket_reopen                        GET  foreign L433..34
ticket_reopen                        GET  secret  L4444.44
ticket_reopen                        POST own     L333++33
ticket_reopen                        POST foreign L433++34
ticket_reopen                        POST secret  L4444+44
ticket_cancel                        GET  own     L333..33
ticket_cancel                        GET  foreign L433..34
ticket_cancel                        GET  secret  L4444.44
ticket_cancel                        POST own     L333++33
ticket_cancel                        POST foreign L433++34
ticket_cancel                        POST secret  L4444+44
ticket_edit                          GET  own     L333..33
ticket_edit                          GET  foreign L433..34
ticket_edit                          GET  secret  L4444.44
ticket_edit                          POST own     L333++33
ticket_edit                          POST foreign L433++34
ticket_edit                          POST secret  L4444+44
# people and roles
person_list                          GET  -       L.......
person_list                          POST -       L5555555
me                                   GET  -       L>>>>>>>
me                                   POST -       L5555555
person_find                          GET  -       L.......
person_find                          POST -       L5555555
person_new                           GET  -       L333333.
person_new                           POST -       L333333+
role_list                            GET  -       L3333...
role_list                            POST -       L5555555
role_end                             GET  any     L5555555
role_end                             POST own     L333333+
role_end                             POST foreign L333333+
deputy_revoke                        GET  any     L5555555
deputy_revoke                        POST own     L+++++++
deputy_revoke                        POST foreign L333++3+
absence_cancel                       GET  any     L5555555
absence_cancel                       POST own     L+++++++
absence_cancel                       POST foreign L333++3+
person                               GET  own     L.......
person                               GET  foreign L.......
person                               POST any     L5555555
person_edit                          GET  own     L333333.
person_edit                          GET  foreign L333333.
person_edit                          POST own     L333333+
person_edit                          POST foreign L333333+
person_invite                        GET  any     L5555555
person_invite                        POST own     L333333+
person_invite                        POST foreign L333333+
person_left                          GET  any     L5555555
person_left                          POST own     L333333+
person_left                          POST foreign L333333+
role_give                            GET  own     L333333.
role_give                            GET  foreign L333333.
role_give                            POST own     L333333+
role_give                            POST foreign L333333+
deputy_appoint                       GET  own     L.......
deputy_appoint                       GET  foreign L333..3.
deputy_appoint                       POST own     L+++++++
deputy_appoint                       POST foreign L333++3+
absence_enter                        GET  own     L.......
absence_enter                        GET  foreign L333..3.
absence_enter                        POST own     L+++++++
absence_enter                        POST foreign L333++3+
# files
file                                 GET  own     L.......
file                                 GET  foreign L4.....4
file                                 GET  secret  L4444.44
file                                 POST any     L5555555
# signing in and out
account_login                        GET  -       .>>>>>>>
account_login                        POST -       .>>>>>>>
account_logout                       GET  -       L.......
account_logout                       POST -       LLLLLLLL
account_inactive                     GET  -       ........
account_inactive                     POST -       55555555
account_signup                       GET  -       .>>>>>>>
account_signup                       POST -       .>>>>>>>
account_change_password              GET  -       L>>>>>>>
account_change_password              POST -       L>>>>>>>
account_set_password                 GET  -       L.......
account_set_password                 POST -       L.......
account_reauthenticate               GET  -       L3333333
account_reauthenticate               POST -       L3333333
account_reset_password               GET  -       ........
account_reset_password               POST -       ........
account_reset_password_done          GET  -       ........
account_reset_password_done          POST -       55555555
account_reset_password_from_key      GET  -       ........
account_reset_password_from_key      POST -       ........
account_reset_password_from_key_done GET  -       ........
account_reset_password_from_key_done POST -       55555555
"""


def rights() -> list[tuple[str, str, str, str]]:
    """The table: address, verb, whose, one letter for each role."""
    rows = (line.split() for line in RIGHTS.splitlines() if line and not line.startswith("#"))
    return [(name, verb, whose, letters) for name, verb, whose, letters in rows]

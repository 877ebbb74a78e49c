"""Who may do what with people, roles and deputies; read together with tests/rights.py."""

PEOPLE = """
# people and roles
person_list                          GET  -          L....... ...
person_list                          POST -          L5555555 555
me                                   GET  -          L>>>>>>> >>>
me                                   POST -          L5555555 555
person_find                          GET  -          L....... ...
person_find                          POST -          L5555555 555
person_new                           GET  -          L333333. 333
person_new                           POST -          L333333+ 333
role_list                            GET  -          L3333... 333
role_list                            POST -          L5555555 555
role_end                             GET  any        L5555555 555
role_end                             POST any        L333333+ 333
deputy_revoke                        GET  any        L5555555 555
deputy_revoke                        POST own        L+++++++ +++
deputy_revoke                        POST near+other L333++3+ 3++
absence_cancel                       GET  any        L5555555 555
absence_cancel                       POST own        L+++++++ +++
absence_cancel                       POST near+other L333++3+ 3++
person                               GET  any        L....... ...
person                               POST any        L5555555 555
person_edit                          GET  any        L333333. 333
person_edit                          POST any        L333333+ 333
person_invite                        GET  any        L5555555 555
person_invite                        POST any        L333333+ 333
person_sign_out                      GET  any        L5555555 555
person_sign_out                      POST own        L+++++++ +++
person_sign_out                      POST near+other L333333+ 333
person_reset_factor                  GET  any        L5555555 555
person_reset_factor                  POST own        L333333x 333
person_reset_factor                  POST near+other L333333x 333
person_unlink                        GET  any        L5555555 555
person_unlink                        POST own        L333333+ 333
person_unlink                        POST near+other L333333+ 333
person_left                          GET  any        L5555555 555
person_left                          POST any        L333333+ 333
role_give                            GET  any        L333333. 333
role_give                            POST any        L333333+ 333
deputy_appoint                       GET  own        L....... ...
deputy_appoint                       GET  near+other L333..3. 3..
deputy_appoint                       POST own        L+++++++ +++
deputy_appoint                       POST near+other L333++3+ 3++
absence_enter                        GET  own        L....... ...
absence_enter                        GET  near+other L333..3. 3..
absence_enter                        POST own        L+++++++ +++
absence_enter                        POST near+other L333++3+ 3++
"""

"""Who may do what with workplaces, recurring requests and tasks; read together with tests/rights.py."""

WORKPLACES = """
# workplaces: of newcomers whose manager is the owner
workplace_list                       GET  -          L....... ...
workplace_list                       POST -          L5555555 555
workplace_new                        GET  -          L....... ...
workplace_new                        POST -          L+++++++ +++
leaver_new                           GET  -          L3....3. 3..
leaver_new                           POST -          L3++++3+ 3++
workplace                            GET  own        L....... ...
workplace                            GET  near       L4.....4 ...
workplace                            GET  other      L444...4 4..
workplace                            POST any        L5555555 555
workplace_move                       GET  own        L....... ...
workplace_move                       GET  near       L43...34 ...
workplace_move                       GET  other      L444..34 4..
workplace_move                       POST own        L+++++++ +++
workplace_move                       POST near       L43+++34 +++
workplace_move                       POST other      L444++34 4++
workplace_edit                       GET  own        L....... ...
workplace_edit                       GET  near       L43...34 ...
workplace_edit                       GET  other      L444..34 4..
workplace_edit                       POST own        L+++++++ +++
workplace_edit                       POST near       L43+++34 +++
workplace_edit                       POST other      L444++34 4++
workplace_close                      GET  any        L5555555 555
workplace_close                      POST own        L+++++++ +++
workplace_close                      POST near       L43+++34 +++
workplace_close                      POST other      L444++34 4++
workplace_cancel                     GET  any        L5555555 555
workplace_cancel                     POST own        L+++++++ +++
workplace_cancel                     POST near       L43+++34 +++
workplace_cancel                     POST other      L444++34 4++
workplace_look                       GET  any        L5555555 555
workplace_look                       POST own        L333++33 3++
workplace_look                       POST near       L433++34 3++
workplace_look                       POST other      L444++34 4++
step_edit                            GET  own        L333..33 3..
step_edit                            GET  near       L433..34 3..
step_edit                            GET  other      L444..34 4..
step_edit                            POST own        L333++33 3++
step_edit                            POST near       L433++34 3++
step_edit                            POST other      L444++34 4++
step_done                            GET  any        L5555555 555
step_done                            POST own        L333++33 3++
step_done                            POST near       L433++34 3++
step_done                            POST other      L444++34 4++
step_drop                            GET  any        L5555555 555
step_drop                            POST own        L333++33 3++
step_drop                            POST near       L433++34 3++
step_drop                            POST other      L444++34 4++
step_reopen                          GET  any        L5555555 555
step_reopen                          POST own        L333++33 3++
step_reopen                          POST near       L433++34 3++
step_reopen                          POST other      L444++34 4++
# recurring requests: of the desk
plan_list                            GET  -          L333...3 3..
plan_list                            POST -          L5555555 555
plan_new                             GET  -          L333..33 3..
plan_new                             POST -          L333++33 3++
plan                                 GET  any        L333...3 3..
plan                                 POST any        L5555555 555
plan_edit                            GET  any        L333..33 3..
plan_edit                            POST any        L333++33 3++
plan_stop                            GET  any        L5555555 555
plan_stop                            POST any        L333++33 3++
plan_start                           GET  any        L5555555 555
plan_start                           POST any        L333++33 3++
# tasks of managers
task_list                            GET  -          L....... ...
task_list                            POST -          L5555555 555
task_new                             GET  -          L33.3.33 333
task_new                             POST -          L33+3+33 333
"""

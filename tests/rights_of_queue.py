"""Who may do what around the queue; read together with tests/rights.py."""

QUEUE = """
worksheets                           GET  -          L333..33 3..
worksheets                           POST -          L5555555 555
phone                                GET  -          L333..33 3..
phone                                POST -          L333++33 3++
queue_counts                         GET  -          L333...3 3..
queue_counts                         POST -          L5555555 555
queue_bulk                           GET  -          L333..33 3..
queue_bulk                           POST -          L333++33 3++
queue_bulk_undo                      GET  any        L5555555 555
queue_bulk_undo                      POST own        L333++33 3++
queue_bulk_undo                      POST near+other L3334433 344
# saved views: near is one that a colleague shares with the desk, other one that somebody keeps for themselves
saved_views                          GET  -          L333...3 3..
saved_views                          POST -          L5555555 555
saved_view_new                       GET  -          L333..33 3..
saved_view_new                       POST -          L333++33 3++
saved_view                           GET  own        L333..33 3..
saved_view                           GET  near       L3333.33 333
saved_view                           GET  other      L3334433 344
saved_view                           POST own        L333++33 3++
saved_view                           POST near       L3333+33 333
saved_view                           POST other      L3334433 344
saved_view_remove                    GET  any        L5555555 555
saved_view_remove                    POST own        L333++33 3++
saved_view_remove                    POST near       L3333+33 333
saved_view_remove                    POST other      L3334433 344
"""

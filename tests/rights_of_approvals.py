"""Who may do what with approvals; read together with tests/rights.py."""

APPROVALS = """
# approvals: requests that wait for the manager of their requester's unit
approvals                            GET  -          L....... ...
approvals                            POST -          L5555555 555
approval                             GET  own        L....... ...
approval                             GET  near       L44.4444 444
approval                             GET  other      L4444444 444
approval                             POST any        L5555555 555
approval_approve                     GET  own        L....... ...
approval_approve                     GET  near       L44.4444 444
approval_approve                     GET  other      L4444444 444
approval_approve                     POST own        Lxxxxxxx xxx
approval_approve                     POST near       L44+4444 444
approval_approve                     POST other      L4444444 444
approval_return                      GET  own        L....... ...
approval_return                      GET  near       L44.4444 444
approval_return                      GET  other      L4444444 444
approval_return                      POST own        Lxxxxxxx xxx
approval_return                      POST near       L44+4444 444
approval_return                      POST other      L4444444 444
"""

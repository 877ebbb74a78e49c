"""Who may do what on the admin site; read together with tests/rights.py, which explains the letters."""

# The admin site: pages of each kind of reference data, alike for all kinds of a group.
ADMIN = """
# page       verb whose   ascmshua nvk
index        GET  -       L333.... 3..
index        POST -       L5555555 555
"""
OF_ADMINISTRATORS = """
changelist   GET  -       L33333.. 333
changelist   POST -       L5555555 555
add          GET  -       L333333. 333
add          POST -       L333333+ 333
change       GET  any     L33333.. 333
change       POST any     L333333+ 333
delete       GET  any     L333333. 333
delete       POST any     L333333+ 333
"""
OF_THE_DESK = """
changelist   GET  -       L333.... 3..
changelist   POST -       L5555555 555
add          GET  -       L333..3. 3..
add          POST -       L333++3+ 3++
change       GET  any     L333.... 3..
change       POST any     L333++3+ 3++
"""
DELETED_BY_THE_DESK = """
delete       GET  any     L333..3. 3..
delete       POST any     L333++3+ 3++
"""
KINDS = {
    OF_ADMINISTRATORS: [
        "approvals_route",
        "organisation_building",
        "organisation_costcentre",
        "organisation_office",
        "organisation_room",
        "organisation_unit",
        "organisation_wording",
        "organisation_workcalendar",
    ],
    OF_THE_DESK + DELETED_BY_THE_DESK: [
        "requests_desk_cannedreply",
        "requests_desk_category",
        "requests_desk_categoryfield",
        "requests_desk_target",
        "requests_desk_templatestep",
        "requests_desk_workplacetemplate",
        "requests_desk_element",
        "requests_desk_guide",
        "requests_desk_responsibility",
        "partners_partner",
    ],
    OF_THE_DESK: ["requests_desk_matrixcell"],
}

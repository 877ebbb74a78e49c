"""The version after this one, as its database sees it: what an upgrade adds while this one runs."""

"""A part of the system that the tests make: it does steps of workplaces and knows what people hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from foundation.core.duties import (
    Described,
    Duty,
    Holding,
    HoldingsProvider,
    WorkplaceStep,
    register,
)  # fmt: skip


@dataclass
class Ledger:
    """What was asked of the part, and what each person holds."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    held: dict[int, list[str]] = field(default_factory=dict)
    on_open: Callable[[Any], None] = lambda step: None


ledger = Ledger()


def _open(step: Any, *, by: Any) -> None:
    ledger.asked.append(("open", step.code))
    ledger.on_open(step)


def _cancel(step: Any, *, by: Any) -> None:
    ledger.asked.append(("cancel", step.code))


def _describe(person: Any, ids: Sequence[int]) -> dict[int, Described]:
    return {one: Described(title="SIM", url=f"/probe/{one}/", words="order 7") for one in ids}


def _of(person_id: int) -> list[Holding]:
    """Things with a dash are given back by their page alone."""
    return [
        Holding(key=key, title_et=f"Asi {key}", title_en=f"Thing {key}")
        for key in ledger.held.get(person_id, ())
    ]


def _give_back(person_id: int, key: str, *, by: Any) -> None:
    ledger.held[person_id].remove(key)


def _keys_of(person_id: int) -> list[Holding]:
    held = ledger.held.get(-person_id, ())
    return [Holding(key=key, title_et=f"Võti {key}", title_en=f"Key {key}", url="/keys/") for key in held]


register(
    Duty(
        code="probe of workplaces",
        title="Probe",
        workplace_steps=[
            WorkplaceStep(code="probe", title="Proov", open=_open, describe=_describe, cancel=_cancel)
        ],
        holdings=[
            HoldingsProvider(code="probe", title="Things", of=_of, give_back=_give_back),
            HoldingsProvider(code="probe-keys", title="Keys", of=_keys_of),
        ],
    )
)

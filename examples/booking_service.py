"""An appointment desk that embeds the library: JSON in, JSON out, any WSGI server can run it.

You learn to open a market once and to serve many requests from it, to go from a patient to her plan and to whoever
practises a specialty, to take from an answer what a caller needs, and to turn every error of the library into a clear
message with a status code. Run by itself, the script plays a few requests to the service without opening a port.

With a server it would be ``wsgiref.simple_server.make_server("", 8000, AppointmentDesk(market)).serve_forever()``.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any
from wsgiref.util import setup_testing_defaults

import medgroup as mg
from medgroup.network import NetworkStatus

StartResponse = Callable[[str, list[tuple[str, str]]], object]


class BadRequestError(ValueError):
    """A request that cannot be understood; the message is for the caller."""


class AppointmentDesk:
    """Answers ``{"patient": ..., "specialty": ..., "day": ...}`` with whom the patient can be booked, and whom not."""

    def __init__(self, market: mg.Market) -> None:
        self._market = market

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request, as PEP 3333 has it."""
        try:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            status, document = "200 OK", self.answer(json.loads(body))
        except (mg.MedgroupError, BadRequestError) as error:
            status, document = "400 Bad Request", {"error": str(error)}
        except ValueError:
            status, document = "400 Bad Request", {"error": "the request is not JSON"}
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(document, indent=2).encode()]

    def answer(self, request: object) -> dict[str, Any]:
        """Return whom a patient can be booked with.

        Raises:
            BadRequestError: A field is missing or is not what it should be, or the patient is not covered on the day.
            MedgroupError: The market does not know the patient, or the specialty is no taxonomy code.
        """
        patient, specialty, day = _fields(request)
        plan = self._plan_of(patient, day)
        answers = sorted(
            self._asked(plan, specialty, day), key=lambda answer: (answer.best.tier or 0, answer.practitioner)
        )
        return {
            "plan": plan,
            "book": [_offer(answer) for answer in answers if answer.overall is mg.Status.IN],
            "do_not_book": [_refusal(answer) for answer in answers if answer.overall is not mg.Status.IN],
        }

    def _plan_of(self, patient: str, day: date) -> str:
        """Return the plan that pays first."""
        asked = self._market.patient(patient).id
        covered = [one for one in self._market.facts.coverages if one.patient == asked and one.period.contains(day)]
        if not covered:
            raise BadRequestError(f"patient {asked} has no coverage on {day}")
        return min(covered, key=lambda coverage: coverage.order).plan

    def _asked(self, plan: str, specialty: str, day: date) -> Iterator[NetworkStatus]:
        """Ask about everyone who practises the specialty somewhere on the day."""
        view = self._market.on(day)
        for organization in view.organizations():
            for role in view.roles_at(organization.id):
                if specialty in (view.specialties_of(role) or ()):
                    yield mg.network_status(
                        self._market, role.practitioner, organization.id, plan, specialty=specialty, on=day
                    )


def _fields(request: object) -> tuple[str, str, date]:
    if not isinstance(request, dict):
        raise BadRequestError("the request is not an object with patient, specialty and day")
    values = [request.get(name) for name in ("patient", "specialty", "day")]
    for name, value in zip(("patient", "specialty", "day"), values, strict=True):
        if not isinstance(value, str):
            raise BadRequestError(f"{name} is missing or is not a text")
    patient, specialty, day = map(str, values)
    try:
        return patient, specialty, date.fromisoformat(day)
    except ValueError:
        raise BadRequestError(f"day: {day!r} is not a day as 2026-03-02") from None


def _offer(answer: NetworkStatus) -> dict[str, Any]:
    return {"practitioner": answer.practitioner, "billing": answer.billing, "tier": answer.best.tier}


def _refusal(answer: NetworkStatus) -> dict[str, Any]:
    missing = answer.best.missing
    refusal: dict[str, Any] = {
        "practitioner": answer.practitioner,
        "billing": answer.billing,
        "network": answer.overall.value,
        "because": missing.statement if missing else "",
    }
    if answer.misdirected:
        refusal["note"] = "A directory lists this doctor. Tell the patient before the bill does."
    return refusal


def play(desk: AppointmentDesk, body: str) -> None:
    """Send a request through the service as a server would, and print what comes back."""
    environ: dict[str, Any] = {"CONTENT_LENGTH": str(len(body.encode())), "wsgi.input": io.BytesIO(body.encode())}
    setup_testing_defaults(environ)
    print(f"> {body}")
    answered = b"".join(desk(environ, lambda status, _: print(f"< {status}")))
    print(answered.decode(), end="\n\n")


def main() -> None:
    desk = AppointmentDesk(mg.valley())
    cardiology = "207RC0000X"
    play(desk, json.dumps({"patient": "ann", "specialty": cardiology, "day": "2026-03-02"}))
    play(desk, json.dumps({"patient": "kim", "specialty": cardiology, "day": "2026-08-03"}))
    play(desk, json.dumps({"patient": "anne", "specialty": cardiology, "day": "2026-03-02"}))
    play(desk, json.dumps({"patient": "ann", "specialty": cardiology, "day": "2026-02-30"}))
    play(desk, json.dumps({"patient": "hana", "specialty": cardiology, "day": "2025-03-02"}))
    play(desk, "ann please")


if __name__ == "__main__":
    main()

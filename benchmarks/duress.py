"""Does the answer to a forced cancel take another time than that to a true one? Whoever holds the telephone must not see it."""

import asyncio
import random
import uuid

import orjson
import psycopg

from alerts.management.client import Line, Site
from alerts.models.sender import fingerprint, new_token, pin_fingerprint
from benchmarks.stage import Stage
from benchmarks.tables import Row, Table, median, p50_p99

PIN, DURESS_PIN = "2468", "1357"
DEVICES, ROUNDS = 20, 400
APART = 0.05
DEVICE = """
INSERT INTO alerts_device (person_id, token_hash, pin_hash, duress_pin_hash, wrong_pins, created_at)
VALUES (%s, %s, %s, %s, 0, now() - interval '90 days')
"""
PERSON = "INSERT INTO alerts_person (id, code, languages, created_at) VALUES (%s, %s, '{es}', now())"
CLOSE = "UPDATE alerts_alert SET state = 'handled', disposition = 'false_alarm', handled_at = now() WHERE state = 'received'"


def measure(stage: Stage, long: bool) -> Table:
    stage.empty()
    with psycopg.connect(stage.owner_url) as owner:
        tokens = [_device(owner) for _number in range(DEVICES)]
    with stage.web() as server:
        taken = asyncio.run(_cancel(stage, Site.at(server.base), tokens))
    stage.empty()
    return _table(taken)


def _device(owner: psycopg.Connection) -> str:
    token, person = new_token("device"), uuid.uuid4()
    held = fingerprint(token)
    owner.execute(PERSON, [person, f"PX-{person.hex[:8].upper()}"])
    owner.execute(DEVICE, [person, held, pin_fingerprint(PIN, held), pin_fingerprint(DURESS_PIN, held)])
    return token


async def _cancel(stage: Stage, site: Site, tokens: list[str]) -> dict[str, list[float]]:
    """One alert each for both PINs, in an order that chance decides, so that whatever else the machine does hits both alike."""
    line, loop = await Line.open(site), asyncio.get_running_loop()
    taken: dict[str, list[float]] = {PIN: [], DURESS_PIN: []}
    for number in range(ROUNDS):
        token = tokens[number % DEVICES]
        if number % DEVICES == 0:  # a telephone's fourth open alert would wait in the flood lane
            with psycopg.connect(stage.owner_url) as owner:
                owner.execute(CLOSE)
        for pin in random.sample([PIN, DURESS_PIN], 2):
            alert_id = str(uuid.uuid4())
            press = orjson.dumps({"id": alert_id, "location": {"lat": 34.05, "lng": -118.24, "accuracy_m": 20}})
            await line.ask(site.post("/api/v1/alerts/", press, key=token))
            began = loop.time()
            answer = await line.ask(
                site.post(f"/api/v1/alerts/{alert_id}/cancel/", orjson.dumps({"pin": pin}), key=token)
            )
            taken[pin].append(1000 * (loop.time() - began))
            if answer.status != 202:
                raise SystemExit(f"a cancel was answered with {answer.status} {answer.body[:200]!r}")
    line.close()
    return taken


def _table(taken: dict[str, list[float]]) -> Table:
    true, forced = median(taken[PIN]), median(taken[DURESS_PIN])
    ratio = forced / true
    table = Table("A forced cancel beside a true one")
    table.rows.append(Row(f"true, {ROUNDS} times", p50_p99(taken[PIN])))
    table.rows.append(
        Row(
            f"forced, {ROUNDS} times",
            p50_p99(taken[DURESS_PIN]),
            f"{true:.1f} ms (true)",
            f"{ratio:.3f} x",
            f"medians within {APART:.0%}",
            abs(ratio - 1) <= APART,
        )
    )
    table.remarks.append(
        "From the request to the whole answer, one after the other on one connection, the order by chance."
    )
    return table

"""Describes the senders' endpoints in the OpenAPI schema: they are plain ASGI, so no view describes them."""

from typing import Any

from alerts.intake.decoder import FIX_SOURCES, KINDS


def _object(properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def _nullable(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": [kind, "null"], **more}


TIME = {"type": "string", "format": "date-time"}
CODES = {"type": "array", "items": {"type": "string"}}
ERROR = _object(
    {"code": {"type": "string"}, "detail": {"type": "string"}, "fields": {"type": "object"}},
    ("code", "detail", "fields"),
)
FIX = _object(
    {
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "lng": {"type": "number", "minimum": -180, "maximum": 180},
        "accuracy_m": _nullable("number", minimum=0, description="68 % radius, metres"),
        "fixed_at": TIME,
        "source": {"type": "string", "enum": list(FIX_SOURCES)},
    },
    ("lat", "lng"),
)
PRESS = _object(
    {
        "id": {
            "type": "string",
            "format": "uuid",
            "description": "Chosen by the sender; the same id is the same alert.",
        },
        "kind": {"type": "string", "enum": list(KINDS)},
        "pressed_at": TIME,
        "location": {"anyOf": [FIX, {"type": "null"}]},
        "message": _nullable("string"),
        "language": _nullable("string"),
        "battery": _nullable("number", description="Percent, or a fraction from 0.0 to 1.0."),
        "drill": _nullable("boolean"),
        "person": {"anyOf": [_object({"name": {"type": "string"}, "phone": {"type": "string"}}), {"type": "null"}]},
    }
)
RECEIPT = _object(
    {
        "id": {"type": "string", "format": "uuid"},
        "receipt": {"type": "string"},
        "state": {"type": "string"},
        "marks": CODES,
        "received_at": TIME,
        "consulate": _object({"code": {"type": "string"}, "name": {"type": "string"}, "phone": _nullable("string")}),
        "call_centre_phone": {"type": "string"},
        "drill": {"type": "boolean"},
        "problems": CODES,
    }
)
TAKEN = _object({"id": {"type": "string", "format": "uuid"}, "accepted": {"type": "integer"}, "problems": CODES})
CANCELLED = _object({"id": {"type": "string", "format": "uuid"}, "state": {"type": "string"}, "marks": CODES})

SCHEMAS = {
    "Press": PRESS,
    "Receipt": RECEIPT,
    "Fix": FIX,
    "PositionsTaken": TAKEN,
    "Cancelled": CANCELLED,
    "Error": ERROR,
}


def add_intake(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular's postprocessing hook."""
    result["components"].setdefault("schemas", {}).update(SCHEMAS)
    alert_id = [{"name": "alert_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}]
    positions = _object({"positions": {"type": "array", "items": _ref("Fix")}}, ("positions",))
    pin = _object({"pin": {"type": "string", "description": "A device sends it, a source does not."}})
    result["paths"]["/api/v1/alerts/"] = {
        "post": _operation(
            "alert_press", "Takes a press. Answers after it is on disk.", "Press", {201: "Receipt", 200: "Receipt"}
        )
    }
    result["paths"]["/api/v1/alerts/{alert_id}/positions/"] = {
        "post": {
            **_operation(
                "alert_positions",
                "Adds fixes, in any order, also before the alert.",
                positions,
                {202: "PositionsTaken"},
            ),
            "parameters": alert_id,
        }
    }
    result["paths"]["/api/v1/alerts/{alert_id}/cancel/"] = {
        "post": {
            **_operation("alert_cancel", "Asks to cancel.", pin, {202: "Cancelled", 403: "Error"}),
            "parameters": alert_id,
        }
    }
    return result


def _operation(name: str, says: str, body: str | dict, answers: dict[int, str]) -> dict[str, Any]:
    answers = {**answers, 401: "Error", 413: "Error", 503: "Error"}
    return {
        "operationId": name,
        "description": says,
        "tags": ["alerts"],
        "security": [{"senderKey": []}],
        "requestBody": {"content": {"application/json": {"schema": _ref(body) if isinstance(body, str) else body}}},
        "responses": {
            str(status): {"description": schema, "content": {"application/json": {"schema": _ref(schema)}}}
            for status, schema in answers.items()
        },
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}

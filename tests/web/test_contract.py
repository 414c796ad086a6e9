"""The generated OpenAPI document and the published contract name the same calls."""

import pytest

CONTRACT = """
POST /citizens
POST /alarms
GET /incidents
GET /incidents/{incident_id}
GET /stream
POST /incidents/{incident_id}/claim
POST /incidents/{incident_id}/decline
POST /incidents/{incident_id}/release
POST /incidents/{incident_id}/call-backs
POST /incidents/{incident_id}/movements
POST /incidents/{incident_id}/messages
POST /incidents/{incident_id}/locations
POST /incidents/{incident_id}/cancel
POST /incidents/{incident_id}/close
POST /devices
POST /rings/{ring_id}/receipts
GET /stations/{code}/readiness
"""


@pytest.fixture
def document(stage):
    return stage.call("GET", "/schema/openapi.json").body


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("call", CONTRACT.strip().splitlines())
def test_every_call_of_the_contract_is_described(document, call):
    method, path = call.split()
    assert method.lower() in document["paths"][f"/api/v1{path}"]

"""Streams three events from a client made of the .proto files alone, and prints the outcomes.

Usage: python3 python_producer.py HOST:PORT, with the modules protoc generates on PYTHONPATH.
"""
import sys

import grpc

from oxus.v1 import event_pb2, ingest_service_pb2, ingest_service_pb2_grpc


def event(external_id, country):
    e = event_pb2.Event()
    e.key.producer_id, e.key.external_id = "python", external_id
    e.occurred.start_ms = 1764500000000
    e.place.country = country
    e.reports.add(source_id="example.org", published_ms=1764500000000)
    e.participants.add(name="unknown gunmen", role=event_pb2.ROLE_INITIATOR)
    e.incident.type = event_pb2.INCIDENT_TYPE_ARMED_CLASH
    return ingest_service_pb2.IngestRequest(
        batch_id=int(external_id), submissions=[event_pb2.Submission(event=e)])


with grpc.insecure_channel(sys.argv[1]) as channel:
    stub = ingest_service_pb2_grpc.IngestServiceStub(channel)
    for answer in stub.Ingest(iter([event("1", "TJ"), event("2", "XX"), event("1", "TJ")])):
        for outcome in answer.outcomes:
            name = ingest_service_pb2.SubmissionOutcome.Result.Name(outcome.result)
            errors = [f"{i.field}: {i.message}" for i in outcome.issues if i.severity == 3]
            print(answer.batch_id, name, outcome.sequence, *errors)

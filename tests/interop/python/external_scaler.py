"""Asks a scaler as KEDA does, with Google's own gRPC client (grpcio).

Usage: external_scaler.py --address HOST:PORT --stubs DIR --pool NAME --replicas N
The stubs are made by protoc from keda/externalscaler.proto. One line per check, exit status 1 if one failed.
"""

import argparse
import sys
import traceback

import grpc

parser = argparse.ArgumentParser()
parser.add_argument("--address", required=True)
parser.add_argument("--stubs", required=True)
parser.add_argument("--pool", required=True)
parser.add_argument("--replicas", type=int, required=True)
arguments = parser.parse_args()
sys.path.insert(0, arguments.stubs)

from keda import externalscaler_pb2 as messages, externalscaler_pb2_grpc as services

TIMEOUT = 60  # seconds that a call may take that is expected to succeed

scaler = services.ExternalScalerStub(grpc.insecure_channel(arguments.address))
workload = messages.ScaledObjectRef(name="central", namespace="default", scalerMetadata={"pool": arguments.pool, "scalerAddress": arguments.address})
checks = []


def check(function):
    checks.append(function)
    return function


def error_of(call):
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call succeeded")


@check
def is_active():
    assert scaler.IsActive(workload, timeout=TIMEOUT).result == (arguments.replicas > 0)


@check
def stream_is_active():
    stream = scaler.StreamIsActive(workload, timeout=TIMEOUT)
    assert next(stream).result == (arguments.replicas > 0)
    stream.cancel()


@check
def metric_is_the_number_of_replicas():
    [metric] = scaler.GetMetricSpec(workload, timeout=TIMEOUT).metricSpecs
    assert metric.targetSize == 1 and metric.targetSizeFloat == 1, metric
    request = messages.GetMetricsRequest(scaledObjectRef=workload, metricName="s0-" + metric.metricName)
    [value] = scaler.GetMetrics(request, timeout=TIMEOUT).metricValues
    assert value.metricValue == arguments.replicas and value.metricValueFloat == arguments.replicas, value


@check
def stream_metric_spec():
    stream = scaler.StreamMetricSpec(workload, timeout=TIMEOUT)
    assert next(stream).metricSpecs[0].targetSizeFloat == 1
    stream.cancel()


@check
def unknown_pool():
    wrong = messages.ScaledObjectRef(name="x", namespace="default", scalerMetadata={"pool": "none"})
    assert error_of(lambda: scaler.IsActive(wrong, timeout=TIMEOUT)).code() == grpc.StatusCode.NOT_FOUND


@check
def missing_pool():
    wrong = messages.ScaledObjectRef(name="x", namespace="default")
    assert error_of(lambda: scaler.GetMetricSpec(wrong, timeout=TIMEOUT)).code() == grpc.StatusCode.INVALID_ARGUMENT


failed = 0
for function in checks:
    try:
        function()
        print(f"PASS {function.__name__}", flush=True)
    except Exception:
        failed += 1
        print(f"FAIL {function.__name__}: {traceback.format_exc()}", flush=True)
sys.exit(1 if failed else 0)

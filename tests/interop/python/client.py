"""Checks the gRPC server with Google's own client (grpcio).

Usage: client.py --port N --tls-port N --certificate FILE --stubs DIR
The stubs are made by protoc from echo.proto, health.proto and reflection.proto (v1). One line per check, exit status 1 if one failed.
"""

import argparse
import sys
import threading
import uuid

import grpc

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--tls-port", type=int, required=True)
parser.add_argument("--certificate", required=True)
parser.add_argument("--stubs", required=True)
arguments = parser.parse_args()
sys.path.insert(0, arguments.stubs)

import echo_pb2 as echo
import echo_pb2_grpc as echo_grpc
import health_pb2 as health
import health_pb2_grpc as health_grpc
import reflection_pb2 as reflection
import reflection_pb2_grpc as reflection_grpc
from google.protobuf import descriptor_pb2

ADDRESS = f"127.0.0.1:{arguments.port}"
TIMEOUT = 60  # seconds that a call may take that is expected to succeed
MIB = 1024 * 1024

channel = grpc.insecure_channel(ADDRESS, options=[("grpc.max_receive_message_length", 64 * MIB)])
client = echo_grpc.EchoStub(channel)
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


def await_cancelled(call_id):
    client.AwaitCancelled(echo.HangRequest(id=call_id), timeout=TIMEOUT)


@check
def unary():
    reply = client.Unary(echo.EchoRequest(text="久期", number=1), timeout=TIMEOUT)
    assert (reply.text, reply.number) == ("久期", 2), reply


@check
def metadata_in_headers_and_trailers():
    sent = [("x-echo", "a b"), ("x-echo-bin", b"\x00\xff\x01")]
    _, call = client.Unary.with_call(echo.EchoRequest(), metadata=sent, timeout=TIMEOUT)
    assert ("x-head", "a b") in call.initial_metadata(), call.initial_metadata()
    assert ("x-head-bin", b"\x00\xff\x01") in call.initial_metadata(), call.initial_metadata()
    assert ("x-tail", "a b") in call.trailing_metadata(), call.trailing_metadata()
    assert ("x-tail-bin", b"\x00\xff\x01") in call.trailing_metadata(), call.trailing_metadata()


@check
def server_stream_of_1000():
    replies = client.ServerStream(echo.StreamRequest(count=1000, text="token"), timeout=TIMEOUT)
    assert [reply.number for reply in replies] == list(range(1000))


@check
def server_stream_of_none():
    assert list(client.ServerStream(echo.StreamRequest(count=0), timeout=TIMEOUT)) == []


@check
def server_stream_arrives_while_it_goes_on():
    replies = client.ServerStream(echo.StreamRequest(count=3, hang_id=str(uuid.uuid4())), timeout=TIMEOUT)
    assert [next(replies).number for _ in range(3)] == [0, 1, 2]
    replies.cancel()


@check
def client_stream():
    numbers = (echo.EchoRequest(number=i) for i in range(1000))
    assert client.ClientStream(numbers, timeout=TIMEOUT).number == 499500


@check
def client_stream_of_none():
    assert client.ClientStream(iter([]), timeout=TIMEOUT).number == 0


@check
def client_stream_of_54_megabytes():
    # Far above every flow-control window.
    large = echo.EchoRequest(number=1, text="q" * 900_000)
    assert client.ClientStream((large for _ in range(60)), timeout=TIMEOUT).number == 60


@check
def duplex_alternates():
    turn = threading.Semaphore(1)

    def requests():
        for i in range(50):
            turn.acquire()
            yield echo.EchoRequest(number=i)

    received = []
    for reply in client.Duplex(requests(), timeout=TIMEOUT):
        received.append(reply.number)
        turn.release()
    assert received == list(range(50)), received


@check
def all_16_statuses_with_detail_and_trailers():
    for code in range(1, 17):
        detail = f"bad {code} é 久期\n50% %41"
        error = error_of(lambda: client.Fail(echo.FailRequest(status=code, detail=detail), timeout=TIMEOUT))
        assert (error.code().value[0], error.details()) == (code, detail), error
        assert ("x-error", "stable_name") in error.trailing_metadata(), error.trailing_metadata()
        assert ("x-error-bin", b"\x00\xff") in error.trailing_metadata(), error.trailing_metadata()


@check
def crash_is_unknown_and_leaks_nothing():
    error = error_of(lambda: client.Fail(echo.FailRequest(), timeout=TIMEOUT))
    assert error.code() == grpc.StatusCode.UNKNOWN, error
    assert "hunter2" not in error.details(), error


@check
def deadline_is_sent():
    _, call = client.Unary.with_call(echo.EchoRequest(), timeout=TIMEOUT)
    remaining = int(dict(call.initial_metadata())["x-remaining-ms"])
    assert 0 < remaining <= TIMEOUT * 1010, remaining  # grpcio rounds up


@check
def deadline_ends_the_call_on_both_sides():
    call_id = str(uuid.uuid4())
    error = error_of(lambda: client.Hang(echo.HangRequest(id=call_id), timeout=1))
    assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED, error
    await_cancelled(call_id)


@check
def cancel_reaches_the_server():
    call_id = str(uuid.uuid4())
    replies = client.ServerStream(echo.StreamRequest(count=1, hang_id=call_id), timeout=TIMEOUT)
    next(replies)
    replies.cancel()
    await_cancelled(call_id)


@check
def closed_connection_cancels_at_the_server():
    call_id = str(uuid.uuid4())
    other = grpc.insecure_channel(ADDRESS, options=[("grpc.use_local_subchannel_pool", 1)])
    replies = echo_grpc.EchoStub(other).ServerStream(echo.StreamRequest(count=1, hang_id=call_id), timeout=TIMEOUT)
    next(replies)
    other.close()
    await_cancelled(call_id)


@check
def request_over_the_limit_is_resource_exhausted():
    reply = client.Unary(echo.EchoRequest(text="x" * (4 * MIB - 100)), timeout=TIMEOUT)
    assert len(reply.text) == 4 * MIB - 100
    error = error_of(lambda: client.Unary(echo.EchoRequest(text="x" * (4 * MIB + 1)), timeout=TIMEOUT))
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED, error


@check
def gzip_both_ways():
    for size in (0, 10, 255, 256, 100_000):
        reply = client.Unary(echo.EchoRequest(text="z" * size), compression=grpc.Compression.Gzip, timeout=TIMEOUT)
        assert reply.text == "z" * size, size


@check
def gzip_in_streams():
    requests = (echo.EchoRequest(text="z" * 5000, number=i) for i in range(20))
    replies = list(client.Duplex(requests, compression=grpc.Compression.Gzip, timeout=TIMEOUT))
    assert [(len(reply.text), reply.number) for reply in replies] == [(5000, i) for i in range(20)]


@check
def gzip_bomb_is_resource_exhausted():
    bomb = echo.EchoRequest(text="z" * (40 * MIB))
    error = error_of(lambda: client.Unary(bomb, compression=grpc.Compression.Gzip, timeout=TIMEOUT))
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED, error


@check
def deflate_is_unimplemented():
    request = echo.EchoRequest(text="z" * 1000)
    error = error_of(lambda: client.Unary(request, compression=grpc.Compression.Deflate, timeout=TIMEOUT))
    assert error.code() == grpc.StatusCode.UNIMPLEMENTED, error
    assert "gzip" in error.details(), error


@check
def unknown_method_is_unimplemented():
    method = channel.unary_unary("/fincluster.test.v1.Echo/Nope", echo.EchoRequest.SerializeToString, echo.EchoReply.FromString)
    error = error_of(lambda: method(echo.EchoRequest(), timeout=TIMEOUT))
    assert error.code() == grpc.StatusCode.UNIMPLEMENTED and error.details(), error


@check
def malformed_message_is_internal():
    method = channel.unary_unary("/fincluster.test.v1.Echo/Unary", lambda data: data, echo.EchoReply.FromString)
    error = error_of(lambda: method(b"\xff\xff\xff", timeout=TIMEOUT))
    assert error.code() == grpc.StatusCode.INTERNAL, error


@check
def health_check_and_list():
    stub = health_grpc.HealthStub(channel)
    assert stub.Check(health.HealthCheckRequest(), timeout=TIMEOUT).status == health.HealthCheckResponse.SERVING
    error = error_of(lambda: stub.Check(health.HealthCheckRequest(service="nope"), timeout=TIMEOUT))
    assert error.code() == grpc.StatusCode.NOT_FOUND, error
    assert stub.List(health.HealthListRequest(), timeout=TIMEOUT).statuses[""].status == health.HealthCheckResponse.SERVING


@check
def health_watch():
    service = str(uuid.uuid4())
    watch = health_grpc.HealthStub(channel).Watch(health.HealthCheckRequest(service=service), timeout=TIMEOUT)
    assert next(watch).status == health.HealthCheckResponse.SERVICE_UNKNOWN
    for status in (health.HealthCheckResponse.NOT_SERVING, health.HealthCheckResponse.SERVING):
        client.SetHealth(echo.SetHealthRequest(service=service, status=status), timeout=TIMEOUT)
        assert next(watch).status == status
    watch.cancel()


@check
def reflection_v1():
    requests = [
        reflection.ServerReflectionRequest(list_services=""),
        reflection.ServerReflectionRequest(file_containing_symbol="fincluster.test.v1.Echo.Unary"),
        reflection.ServerReflectionRequest(file_by_filename="nope.proto"),
    ]
    stub = reflection_grpc.ServerReflectionStub(channel)
    services, file, missing = stub.ServerReflectionInfo(iter(requests), timeout=TIMEOUT)
    names = {service.name for service in services.list_services_response.service}
    assert {"fincluster.test.v1.Echo", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"} <= names, names
    parsed = descriptor_pb2.FileDescriptorProto.FromString(file.file_descriptor_response.file_descriptor_proto[0])
    assert parsed.service[0].name == "Echo", parsed
    assert missing.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0], missing


@check
def reflection_v1alpha():
    # The messages of v1alpha are those of v1.
    method = channel.stream_stream(
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        reflection.ServerReflectionRequest.SerializeToString,
        reflection.ServerReflectionResponse.FromString,
    )
    (services,) = method(iter([reflection.ServerReflectionRequest(list_services="")]), timeout=TIMEOUT)
    names = {service.name for service in services.list_services_response.service}
    assert "grpc.reflection.v1alpha.ServerReflection" in names, names


@check
def streams_64_at_once():
    counts = []

    def count():
        counts.append(sum(1 for _ in client.ServerStream(echo.StreamRequest(count=200, text="a"), timeout=TIMEOUT)))

    threads = [threading.Thread(target=count) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [200] * 64, counts


@check
def tls():
    with open(arguments.certificate, "rb") as file:
        credentials = grpc.ssl_channel_credentials(file.read())
    with grpc.secure_channel(f"localhost:{arguments.tls_port}", credentials) as secure:
        assert echo_grpc.EchoStub(secure).Unary(echo.EchoRequest(number=4), timeout=TIMEOUT).number == 5


def main():
    failed = False
    for function in checks:
        try:
            function()
            print("PASS", function.__name__, flush=True)
        except Exception as error:  # noqa: BLE001 - one failed check must not hide the others
            failed = True
            why = " ".join(repr(error).split())[:500]
            print(f"FAIL {function.__name__}: {why}", flush=True)
    return 1 if failed else 0


sys.exit(main())

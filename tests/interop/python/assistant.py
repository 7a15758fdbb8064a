"""Checks fincluster.v1 with Google's own gRPC client (grpcio).

Usage: assistant.py --address HOST:PORT --stubs DIR
The stubs are made by protoc from fincluster/v1. One line per check, exit status 1 if one failed.
"""

import argparse
import sys
import traceback

import grpc

parser = argparse.ArgumentParser()
parser.add_argument("--address", required=True)
parser.add_argument("--stubs", required=True)
arguments = parser.parse_args()
sys.path.insert(0, arguments.stubs)

from fincluster.v1 import assistant_pb2, assistant_pb2_grpc, cluster_pb2, cluster_pb2_grpc, embeddings_pb2, embeddings_pb2_grpc
from fincluster.v1 import generation_pb2, sessions_pb2, sessions_pb2_grpc

TIMEOUT = 60  # seconds that a call may take that is expected to succeed

channel = grpc.insecure_channel(arguments.address)
assistant = assistant_pb2_grpc.AssistantStub(channel)
sessions = sessions_pb2_grpc.SessionsStub(channel)
embeddings = embeddings_pb2_grpc.EmbeddingsStub(channel)
cluster = cluster_pb2_grpc.ClusterStub(channel)
checks = []


def check(function):
    checks.append(function)
    return function


def ask(content, **more):
    message = generation_pb2.Message(role=generation_pb2.ROLE_USER, content=content)
    return assistant_pb2.ChatRequest(messages=[message], sampling=generation_pb2.Sampling(temperature=0), **more)


def endless():
    return ask("讲讲债券", stop=generation_pb2.Stop(ignore_eos=True, max_tokens=1000))


def error_of(call):
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call succeeded")


@check
def chat():
    events = list(assistant.Chat(ask("什么是LPR？"), timeout=TIMEOUT))
    text = "".join(event.delta.text for event in events)
    assert events[0].WhichOneof("event") == "started", events[0]
    assert text.startswith("LPR是贷款市场报价利率"), text
    assert events[-1].finished.reason == generation_pb2.FINISH_REASON_STOP, events[-1]
    tokens = sum(len(event.delta.token_ids) for event in events)
    assert events[-1].finished.usage.completion_tokens == tokens, events[-1]


@check
def sessions_and_turns():
    session = sessions.CreateSession(sessions_pb2.CreateSessionRequest(), timeout=TIMEOUT)
    list(assistant.Chat(ask("可转债是什么？", session_id=session.id), timeout=TIMEOUT))
    second = list(assistant.Chat(ask("那它有什么风险？", session_id=session.id), timeout=TIMEOUT))
    assert "".join(event.delta.text for event in second).startswith("可转债的主要风险"), second
    assert second[-1].finished.session_version == 2, second[-1]
    assert second[0].started.cached_tokens > 0, second[0]
    stored = sessions.GetSession(sessions_pb2.GetSessionRequest(id=session.id), timeout=TIMEOUT)
    assert [message.content for message in stored.messages][::2] == ["可转债是什么？", "那它有什么风险？"], stored
    sessions.DeleteSession(sessions_pb2.DeleteSessionRequest(id=session.id), timeout=TIMEOUT)
    error = error_of(lambda: sessions.GetSession(sessions_pb2.GetSessionRequest(id=session.id), timeout=TIMEOUT))
    assert error.code() == grpc.StatusCode.NOT_FOUND, error


@check
def embed():
    reply = embeddings.Embed(embeddings_pb2.EmbedRequest(texts=["可转债", "bond"]), timeout=TIMEOUT)
    assert [len(item.values) for item in reply.embeddings] == [256, 256], reply
    assert abs(sum(value * value for value in reply.embeddings[0].values) - 1) < 1e-3


@check
def status():
    models = cluster.ListModels(cluster_pb2.ListModelsRequest(), timeout=TIMEOUT)
    assert [model.name for model in models.models] == ["finlite-central"], models
    assert cluster.GetStatus(cluster_pb2.GetStatusRequest(), timeout=TIMEOUT).nodes[0].reachable


@check
def deadline():
    error = error_of(lambda: list(assistant.Chat(endless(), timeout=0.05)))
    assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED, error
    chat()


@check
def cancel():
    call = assistant.Chat(endless(), timeout=TIMEOUT)
    next(call)
    call.cancel()
    error = error_of(lambda: list(call))
    assert error.code() == grpc.StatusCode.CANCELLED, error
    chat()


@check
def bad_request():
    error = error_of(lambda: list(assistant.Chat(ask("你好", session_id="bad id!"), timeout=TIMEOUT)))
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT, error
    assert ("fincluster-error", "invalid_request") in error.trailing_metadata(), error.trailing_metadata()


@check
def bad_message():
    raw = channel.unary_stream("/fincluster.v1.Assistant/Chat")
    error = error_of(lambda: list(raw(b"\x0a\xff\xff", timeout=TIMEOUT)))
    assert error.code() == grpc.StatusCode.INTERNAL, error
    chat()


@check
def sixteen_at_once():
    calls = [assistant.Chat(ask("什么是LPR？"), timeout=TIMEOUT) for _ in range(16)]
    texts = {"".join(event.delta.text for event in call) for call in calls}
    assert len(texts) == 1, texts


failed = 0
for function in checks:
    try:
        function()
        print(f"PASS {function.__name__}", flush=True)
    except Exception:
        failed += 1
        print(f"FAIL {function.__name__}: {traceback.format_exc()}", flush=True)
sys.exit(1 if failed else 0)

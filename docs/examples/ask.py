"""Asks over gRPC. Stubs: protoc --python_out=. --grpc_python_out=. (see README.md)."""

import grpc
from fincluster.v1 import assistant_pb2, assistant_pb2_grpc, generation_pb2

assistant = assistant_pb2_grpc.AssistantStub(grpc.insecure_channel("127.0.0.1:8081"))
question = generation_pb2.Message(role=generation_pb2.ROLE_USER, content="Explain convertible bond")
request = assistant_pb2.ChatRequest(messages=[question], sampling=generation_pb2.Sampling(temperature=0))
for event in assistant.Chat(request, timeout=30):
    print(event.delta.text, end="", flush=True)
print()

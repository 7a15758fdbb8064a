using System.Buffers;
using Google.Protobuf;

namespace FinCluster.Grpc.Client;

/// <summary>Makes of a message's bytes what the caller works with; for callers that need less than a parsed message, or nothing new.</summary>
/// <param name="message">The bytes of one whole message. They end with the call.</param>
/// <returns>What the caller receives; null to pass over the message.</returns>
/// <exception cref="InvalidProtocolBufferException">The bytes are no such message. The call fails with INTERNAL.</exception>
public delegate T? GrpcMessageDecoder<out T>(in ReadOnlySequence<byte> message)
    where T : class;

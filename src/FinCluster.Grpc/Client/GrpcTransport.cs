namespace FinCluster.Grpc.Client;

/// <summary>What all calls of a channel share.</summary>
internal sealed record GrpcTransport(HttpMessageInvoker Http, int MaxReceiveMessageBytes, TimeProvider Time);

using FinCluster.Core.Errors;
using FinCluster.Grpc;
using FinCluster.Wire;

namespace FinCluster.Process.Tests.BadInput.Rpc;

/// <summary>What an error must look like over gRPC.</summary>
internal static class RpcErrors
{
    /// <summary>Asserts that a call fails with everything that the error table says.</summary>
    public static async Task AssertFailsAsync(this BadInputServer server, Func<Task> call, ErrorCode code, string? parameter)
    {
        GrpcException error = await Assert.ThrowsAsync<GrpcException>(call);

        ErrorKind kind = ErrorTable.Get(code);
        Assert.Equal(
            (kind.Name, kind.Retryable ? "true" : "false", parameter),
            (error.Trailers[ErrorWire.ErrorTrailer], error.Trailers[ErrorWire.RetryableTrailer], error.Trailers[ErrorWire.ParameterTrailer]));
        Assert.Equal((GrpcStatus)kind.GrpcStatus, error.Status);
        Assert.NotEmpty(error.Detail);
        await server.AssertStillServesAsync();
    }
}

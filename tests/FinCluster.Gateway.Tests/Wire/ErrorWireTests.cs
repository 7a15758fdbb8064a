using FinCluster.Core.Errors;
using FinCluster.Grpc;
using FinCluster.Wire;

namespace FinCluster.Gateway.Tests.Wire;

public sealed class ErrorWireTests
{
    public static TheoryData<ErrorCode> Codes => [.. Enum.GetValues<ErrorCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void FromStatus_OfToStatus_IsTheError(ErrorCode code)
    {
        foreach (string? parameter in (string?[])[null, "messages[0].role"])
        {
            var error = new RequestException(code, "久期 is no number\n", parameter);

            GrpcException status = ErrorWire.ToStatus(error);
            RequestException back = ErrorWire.FromStatus(status)!;

            Assert.Equal((GrpcStatus)error.Kind.GrpcStatus, status.Status);
            Assert.Equal(error.Kind.Retryable ? "true" : "false", status.Trailers[ErrorWire.RetryableTrailer]);
            Assert.Equal((code, error.Message, parameter), (back.Code, back.Message, back.Parameter));
            Assert.Same(status, back.InnerException);
        }
    }

    [Fact]
    public void FromStatus_OfAnybodyElse_IsNull()
    {
        Assert.Null(ErrorWire.FromStatus(new GrpcException(GrpcStatus.Unavailable, "refused")));
        Assert.Null(ErrorWire.FromStatus(new GrpcException(
            GrpcStatus.Internal, "?", new GrpcMetadata { { ErrorWire.ErrorTrailer, "an_error_of_a_later_release" } })));
    }
}

using FinCluster.Core.Errors;

namespace FinCluster.Core.Tests.Errors;

public sealed class ErrorTableTests
{
    public static TheoryData<ErrorCode> Codes => [.. Enum.GetValues<ErrorCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Get_EveryCode_HasARowThatFitsItsClass(ErrorCode code)
    {
        ErrorKind kind = ErrorTable.Get(code);

        Assert.Equal(code, kind.Code);
        Assert.Matches("^[a-z_]+$", kind.Name);
        Assert.InRange(kind.GrpcStatus, 1, 16);
        Assert.InRange(kind.HttpStatus, 400, 599);
        Assert.Same(kind, ErrorTable.FindByName(kind.Name));
        if (kind.Class == ErrorClass.Failed)
        {
            Assert.InRange(kind.HttpStatus, 500, 599);
        }
    }

    [Fact]
    public void All_Names_AreDistinct() =>
        Assert.Equal(ErrorTable.All.Count, ErrorTable.All.Select(kind => kind.Name).Distinct(StringComparer.Ordinal).Count());

    [Theory]
    [InlineData(ErrorCode.Overloaded, 429, 8, true)]
    [InlineData(ErrorCode.ModelNotFound, 404, 5, false)]
    [InlineData(ErrorCode.SessionVersionMismatch, 409, 10, false)]
    [InlineData(ErrorCode.NodeLost, 503, 14, true)]
    public void Get_CodesThatClientsRetryOn_AreStable(ErrorCode code, int http, int grpc, bool retryable)
    {
        ErrorKind kind = ErrorTable.Get(code);

        Assert.Equal((http, grpc, retryable), (kind.HttpStatus, kind.GrpcStatus, kind.Retryable));
    }
}

using FinCluster.Grpc.Wire;

namespace FinCluster.Grpc.Tests.Wire;

public sealed class GrpcTimeoutTests
{
    public static TheoryData<string, TimeSpan> WellFormed => new()
    {
        { "1H", TimeSpan.FromHours(1) },
        { "2M", TimeSpan.FromMinutes(2) },
        { "3S", TimeSpan.FromSeconds(3) },
        { "250m", TimeSpan.FromMilliseconds(250) },
        { "500u", TimeSpan.FromMicroseconds(500) },
        { "1000n", TimeSpan.FromMicroseconds(1) },
        { "0m", TimeSpan.Zero },
        { "00000001S", TimeSpan.FromSeconds(1) },
        { "99999999H", TimeSpan.FromHours(99_999_999) },
    };

    public static TheoryData<TimeSpan, string> Formatted => new()
    {
        { TimeSpan.FromMilliseconds(250), "250000u" },
        { TimeSpan.FromTicks(1), "1u" },
        { TimeSpan.FromTicks(11), "2u" },
        { TimeSpan.Zero, "1u" },
        { TimeSpan.FromSeconds(100), "100000m" },
        { TimeSpan.FromSeconds(100) + TimeSpan.FromTicks(1), "100001m" },
        { TimeSpan.FromDays(2), "172800S" },
        { TimeSpan.FromDays(3650), "5256000M" },
        { TimeSpan.MaxValue, "99999999H" },
    };

    [Theory]
    [MemberData(nameof(WellFormed))]
    public void TryParse_WellFormed_GivesTheTime(string header, TimeSpan expected)
    {
        Assert.True(GrpcTimeout.TryParse(header, out TimeSpan timeout));
        Assert.Equal(expected, timeout);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("5s")]
    [InlineData("5 S")]
    [InlineData("-5S")]
    [InlineData("+5S")]
    [InlineData("0.5S")]
    [InlineData("123456789S")]
    public void TryParse_Malformed_IsFalse(string header) => Assert.False(GrpcTimeout.TryParse(header, out _));

    [Theory]
    [MemberData(nameof(Formatted))]
    public void Format_AnyTime_IsRoundedUpToEightDigits(TimeSpan timeout, string expected) =>
        Assert.Equal(expected, GrpcTimeout.Format(timeout));
}

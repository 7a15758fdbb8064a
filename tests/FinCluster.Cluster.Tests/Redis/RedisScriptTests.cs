using System.Globalization;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Redis;

namespace FinCluster.Cluster.Tests.Redis;

/// <summary>The arithmetic that the scripts share, against that of .NET.</summary>
public sealed class RedisScriptTests(RedisServerFixture fixture) : IClassFixture<RedisServerFixture>
{
    private static readonly RedisScript Months = RedisScript.FromText(
        "months",
        """
        local reply = {'months'}
        for i = 1, #ARGV do
          local month, left = month_of(tonumber(ARGV[i]))
          append(reply, {text(month), text(left)})
        end
        return reply
        """);

    private static readonly RedisScript Divisions = RedisScript.FromText(
        "divisions", "return {'divided', text(div(tonumber(ARGV[1]), tonumber(ARGV[2])))}");

    [Fact]
    public async Task MonthOf_EveryDayOfTwoHundredYears_IsThatOfTheCalendar()
    {
        RedisServer server = await fixture.RequireAsync();
        await using RedisClient client = await TestRedis.ConnectPatientlyAsync(server.Uri);
        foreach (DateTimeOffset[] days in Enumerable.Range(0, 73_000)
            .Select(day => DateTimeOffset.UnixEpoch.AddDays(day).AddTicks(day * 8_640_000L)).Chunk(5_000))
        {
            string[] micros = [.. days.Select(day => (day - DateTimeOffset.UnixEpoch).TotalMicroseconds.ToString("F0", CultureInfo.InvariantCulture))];

            RedisReply reply = await client.EvaluateAsync(Months, ["k"], micros, TestTimeouts.Token);

            for (int i = 0; i < days.Length; i++)
            {
                LedgerTime expected = LedgerTime.From(TimeSpan.Zero, days[i]);
                Assert.Equal((expected.Month, expected.MonthLeftMicros), (reply.Number(1 + (2 * i)), reply.Number(2 + (2 * i))));
            }
        }
    }

    [Theory]
    [InlineData(6_000_000_000_000_000, 60_000_000)]
    [InlineData(5_999_999_999_999_999, 60_000_000)]
    [InlineData(999_999_999_999_999, 1_000_000_000)]
    [InlineData(8_999_999_999_999_999, 3)]
    [InlineData(9_007_199_254_740_991, 9_007_199_254_740_991)]
    [InlineData(9_007_199_254_740_990, 9_007_199_254_740_991)]
    [InlineData(0, 7)]
    public async Task Div_LargeNumbers_IsExact(long dividend, long divisor)
    {
        RedisServer server = await fixture.RequireAsync();
        await using RedisClient client = await TestRedis.ConnectPatientlyAsync(server.Uri);

        RedisReply reply = await client.EvaluateAsync(
            Divisions,
            ["k"],
            [dividend.ToString(CultureInfo.InvariantCulture), divisor.ToString(CultureInfo.InvariantCulture)],
            TestTimeouts.Token);

        Assert.Equal(dividend / divisor, reply.Number(1));
    }
}

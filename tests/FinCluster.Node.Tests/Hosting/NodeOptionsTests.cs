using System.ComponentModel.DataAnnotations;
using System.Net;
using FinCluster.Core.Hosting;
using FinCluster.Node.Hosting;
using FinCluster.Node.Service;
using FinCluster.Testing.Engine;

namespace FinCluster.Node.Tests.Hosting;

public sealed class NodeOptionsTests
{
    private static readonly NodeOptions Defaults = new() { Grpc = new ListenAddress(IPAddress.Loopback, 0) };

    public static TheoryData<double, double> Wrong => new() { { 0, 1 }, { -1, 1 }, { 0.5, 0.5 }, { 200.1, 50 }, { 10_000, 50 }, { 100, 101 }, { 100, 0.5 } };

    [Fact]
    public void Defaults_AreThoseOfTheDocumentation() => Assert.Equal(
        (200, 50, 30), (Defaults.ReportInterval.TotalMilliseconds, Defaults.MinReportInterval.TotalMilliseconds, Defaults.DrainTimeout.TotalSeconds));

    [Theory]
    [InlineData(200, 50)]
    [InlineData(50, 50)]
    [InlineData(20, 20)]
    [InlineData(1, 1)]
    public void MinReportInterval_Default_IsNoLongerThanTheInterval(int interval, int expected) => Assert.Equal(
        TimeSpan.FromMilliseconds(expected), (Defaults with { ReportInterval = TimeSpan.FromMilliseconds(interval) }).MinReportInterval);

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Build_IntervalOutOfRange_IsRefusedAndNamed(double interval, double least)
    {
        await using var engine = new FakeInferenceEngine();
        NodeOptions options = Defaults with
        {
            ReportInterval = TimeSpan.FromMilliseconds(interval),
            MinReportInterval = TimeSpan.FromMilliseconds(least),
        };

        ValidationException error = Assert.Throws<ValidationException>(() => NodeHost.Build(options, new ReplicaSet([engine]), _ => { }, _ => { }));

        Assert.Contains(nameof(NodeOptions.ReportInterval), error.Message, StringComparison.Ordinal);
    }
}

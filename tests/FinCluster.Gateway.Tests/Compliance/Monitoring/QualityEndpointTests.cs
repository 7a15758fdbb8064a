using System.Net;
using System.Text.Json;
using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Gateway.Compliance.Monitoring;
using FinCluster.Gateway.Tests.Admin;
using FinCluster.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Compliance.Monitoring;

public sealed class QualityEndpointTests
{
    [Fact]
    public async Task Get_Administrator_ReadsTheReport()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(setup =>
        {
            AdminCalls.WithKey(setup);
            setup.Gateway.Drift.BaselineSample = 600;
        });
        QualityMonitor monitor = gateway.Services.GetRequiredService<QualityMonitor>();
        await ObserveAsync(monitor, 600, MonitorSetup.Request(release: "r1"));
        await ObserveAsync(monitor, 600, MonitorSetup.Request(release: "r2") with { Abnormal = AbnormalKind.Timeout });

        JsonElement report = await (await gateway.SendAsync(HttpMethod.Get, "/admin/v1/quality", AdminCalls.Key)).JsonAsync();

        JsonElement all = report.GetProperty("all");
        Assert.Equal(("quality.report", 1_200, 0.5), (report.GetProperty("object").GetString(), all.GetProperty("requests").GetInt32(), all.GetProperty("abnormal_share").GetDouble()));
        Assert.Equal(600, all.GetProperty("baseline").GetProperty("requests").GetInt32());
        Assert.InRange(all.GetProperty("drift_index").GetDouble(), 0, 0.01);
        Assert.Equal(JsonValueKind.Null, all.GetProperty("over_refusal_share").ValueKind);
        Assert.Equal(["r1", "r2"], report.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("release").GetString()));
        Assert.Equal("abnormal", Assert.Single(all.GetProperty("alarms").EnumerateArray()).GetProperty("measure").GetString());
        string page = await (await gateway.GetAsync("/metrics")).TextAsync();
        Assert.Contains("fincluster_gateway_quality_share{measure=\"abnormal\"} 0.5", page, StringComparison.Ordinal);
        Assert.Contains("fincluster_gateway_quality_alarms{measure=\"abnormal\"} 2", page, StringComparison.Ordinal);
        Assert.Contains("fincluster_gateway_drift_index{feature=\"intent\"} 0", page, StringComparison.Ordinal);
        Assert.Contains("fincluster_gateway_admin_calls_total{operation=\"get_quality\",proof=\"key\"} 1", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_SomebodyElse_IsRefused()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(AdminCalls.WithKey);

        HttpResponseMessage response = await gateway.SendAsync(HttpMethod.Get, "/admin/v1/quality", key: null);

        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("quality.report", await response.TextAsync(), StringComparison.Ordinal);
    }

    private static Task ObserveAsync(QualityMonitor monitor, int count, QualityObservation request)
    {
        for (int i = 0; i < count; i++)
        {
            monitor.Observe(request);
        }

        return monitor.JudgeAsync(TestTimeouts.Token);
    }
}

using System.Text.Json;
using FinCluster.Gateway.Admin;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.Compliance.Monitoring;

/// <summary>GET /admin/v1/quality: what was judged last, for administrators, in JSON.</summary>
internal sealed class QualityEndpoint(QualityMonitor monitor, AdminRecord record, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/admin/v1/quality", (RequestDelegate)GetAsync);

    private async Task GetAsync(HttpContext http)
    {
        QualityReportObject report = await record.RunAsync(AdminCaller.Of(http), "get_quality", null, () => Task.FromResult(Read()));
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(report, QualityJson.Default.QualityReportObject);
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private QualityReportObject Read()
    {
        IReadOnlyList<QualitySubject> subjects = monitor.Read();
        return new QualityReportObject(
            "quality.report", time.GetUtcNow().ToUnixTimeSeconds(), QualityObject.Of(subjects[0]), [.. subjects.Skip(1).Select(QualityObject.Of)]);
    }
}

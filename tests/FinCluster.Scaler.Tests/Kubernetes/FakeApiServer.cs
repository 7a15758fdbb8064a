using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using FinCluster.Testing;
using FinCluster.Testing.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Scaler.Tests.Kubernetes;

/// <summary>What was asked of the server.</summary>
internal sealed record ApiCall(string Method, string Path, string? Authorization, string? ContentType, string Body);

/// <summary>What it answers.</summary>
internal sealed record ApiAnswer(int Status, string Body = "{}", string? RetryAfter = null);

/// <summary>An API server that answers as it is told, call by call, and remembers the calls.</summary>
internal sealed class FakeApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ApiAnswer> _answers = new();

    private FakeApiServer(WebApplication app) => _app = app;

    public ConcurrentQueue<ApiCall> Calls { get; } = new();

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<FakeApiServer> StartAsync(TemporaryFolder? certificates = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificates is not null)
            {
                listen.UseHttps(X509Certificate2.CreateFromPemFile(
                    certificates.File(RedisCertificate.CertificateName), certificates.File(RedisCertificate.KeyName)));
            }
        }));
        if (certificates is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        var server = new FakeApiServer(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync(TestTimeouts.Token);
        return server;
    }

    /// <summary>Says what the next calls are answered with; calls beyond them get 404.</summary>
    public FakeApiServer Answers(params ApiAnswer[] answers)
    {
        foreach (ApiAnswer answer in answers)
        {
            _answers.Enqueue(answer);
        }

        return this;
    }

    public static ApiAnswer Scale(int? replicas, string version) => new(
        200,
        $"{{\"kind\":\"Scale\",\"apiVersion\":\"autoscaling/v1\",\"metadata\":{{\"name\":\"central\",\"resourceVersion\":\"{version}\"}},"
            + $"\"spec\":{{{(replicas is { } number ? $"\"replicas\":{number}" : "")}}},\"status\":{{\"replicas\":1}}}}");

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        string body = await reader.ReadToEndAsync(http.RequestAborted);
        Calls.Enqueue(new ApiCall(http.Request.Method, http.Request.Path, http.Request.Headers.Authorization, http.Request.ContentType, body));
        ApiAnswer answer = _answers.TryDequeue(out ApiAnswer? next) ? next : new ApiAnswer(404);
        http.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } after)
        {
            http.Response.Headers.RetryAfter = after;
        }

        await http.Response.WriteAsync(answer.Body, http.RequestAborted);
    }
}

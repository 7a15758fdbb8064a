using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Tests.Native;

/// <summary>An npm registry on a loopback port that a test chooses the behaviour of.</summary>
internal sealed class TestRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, byte[]> _tarballs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Func<HttpContext, byte[]?, Task>> _next = new();

    private TestRegistry(WebApplication app)
    {
        _app = app;
        _app.Run(AnswerAsync);
    }

    /// <summary>Gets the address to give to npm.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Gets what was asked for: path, range and authorization.</summary>
    public ConcurrentQueue<(string Path, string? Range, string? Authorization)> Requests { get; } = new();

    public static async Task<TestRegistry> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var registry = new TestRegistry(builder.Build());
        await registry._app.StartAsync();
        return registry;
    }

    /// <summary>Publishes a tarball under its path.</summary>
    public TestRegistry Publish(string path, byte[] tarball)
    {
        _tarballs[path] = tarball;
        return this;
    }

    /// <summary>Answers the next request, and no other, in its own way. Calls queue up.</summary>
    public TestRegistry Next(Func<HttpContext, byte[]?, Task> answer)
    {
        _next.Enqueue(answer);
        return this;
    }

    public TestRegistry NextStatus(int status) => Next((context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    /// <summary>Sends the first bytes of what was asked for and cuts the connection.</summary>
    public TestRegistry NextBreaksAfter(int bytes) => Next(async (context, tarball) =>
    {
        context.Response.ContentLength = tarball!.Length;
        await context.Response.Body.WriteAsync(tarball.AsMemory(0, bytes));
        await context.Response.Body.FlushAsync();
        context.Abort();
    });

    /// <summary>Sends the whole tarball, whatever range was asked for.</summary>
    public static Task SendWholeAsync(HttpContext context, byte[]? tarball) => context.Response.Body.WriteAsync(tarball!).AsTask();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Request.Headers;
        Requests.Enqueue((context.Request.Path.Value!, headers.Range, headers.Authorization));
        byte[]? tarball = _tarballs.GetValueOrDefault(context.Request.Path.Value!);
        return _next.TryDequeue(out Func<HttpContext, byte[]?, Task>? answer) ? answer(context, tarball) : SendAsync(context, tarball);
    }

    private static Task SendAsync(HttpContext context, byte[]? tarball)
    {
        if (tarball is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        string range = context.Request.Headers.Range.ToString();
        int from = range.Length == 0 ? 0 : int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        if (from > 0)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from}-{tarball.Length - 1}/{tarball.Length}";
        }

        context.Response.ContentLength = tarball.Length - from;
        return context.Response.Body.WriteAsync(tarball.AsMemory(from)).AsTask();
    }
}

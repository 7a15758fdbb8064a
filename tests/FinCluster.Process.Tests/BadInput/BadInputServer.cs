using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using FinCluster.Core.Errors;
using FinCluster.Process.Tests.BadInput.Http;
using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.BadInput;

/// <summary>One server that many tests send bad input to. After each of them it must answer a good question, on the node it began with.</summary>
public sealed partial class BadInputServer : IAsyncLifetime
{
    public const string ChatPath = "/v1/chat/completions";

    /// <summary>The fields of a good chat request, without the brackets around them.</summary>
    public const string Question = """
        "messages":[{"role":"user","content":"什么是LPR？"}],"temperature":0,"max_tokens":12
        """;

    private ServeProcess? _process;
    private int _node;
    private string[] _knownTroubles = [];

    public ServeProcess Process => _process ?? throw new InvalidOperationException("the server has not started");

    public async ValueTask InitializeAsync()
    {
        // What a guard would refuse is to reach what these tests are about.
        _process = await ServeProcess.StartAsync(null, "--compliance", "off");
        _node = Assert.Single(_process.Process.ChildIds());
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Sends a JSON body.</summary>
    public Task<HttpAnswer> PostAsync(string path, string body) => PostAsync(path, Encoding.UTF8.GetBytes(body));

    /// <summary>Sends any body as JSON.</summary>
    public Task<HttpAnswer> PostAsync(string path, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content });
    }

    /// <summary>Sends a request and disposes it.</summary>
    public async Task<HttpAnswer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using HttpResponseMessage response = await Process.Http.SendAsync(request, TestTimeouts.Token);
            return await HttpAnswer.ReadAsync(response);
        }
    }

    /// <summary>Asserts that a body is refused and that the server goes on.</summary>
    public async Task AssertRefusesAsync(string path, byte[] body, ErrorCode code, string? parameter)
    {
        HttpAnswer answer = await PostAsync(path, body);

        answer.AssertError(code, parameter);
        await AssertStillServesAsync();
    }

    /// <summary>Asserts that a JSON body is refused and that the server goes on.</summary>
    public Task AssertRefusesAsync(string path, string body, ErrorCode code, string? parameter) =>
        AssertRefusesAsync(path, Encoding.UTF8.GetBytes(body), code, parameter);

    /// <summary>Asserts that the next good question is answered by the node that was there from the beginning, and that nothing was a bug.</summary>
    public async Task AssertStillServesAsync()
    {
        HttpAnswer answer = await PostAsync(ChatPath, $"{{{Question}}}");

        Assert.StartsWith("LPR是贷款市场报价利率", answer.ChatText, StringComparison.Ordinal);
        Assert.True(Signals.IsAlive(_node), $"node {_node} is gone{Environment.NewLine}{Process.Process.LastLines}");
        string[] troubles = [.. Process.Process.LastLines.Split(Environment.NewLine).Where(line => Trouble().IsMatch(line))];
        string[] fresh = [.. troubles.Except(_knownTroubles)];
        _knownTroubles = troubles;
        Assert.Empty(fresh);
    }

    // A machine that is busy with other tests can keep a report of the node too long; that is no bad input's doing. So much bad input is noticed as such.
    [GeneratedRegex(@"(warn|fail|crit): (?!FinCluster\.Gateway\.(Fleet|Compliance\.Monitoring)\.)|Unhandled exception")]
    private static partial Regex Trouble();
}

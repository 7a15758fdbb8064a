using System.Net;
using System.Text;
using System.Text.Json;
using FinCluster.Core.Audit;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Testing;
using FinCluster.Testing.Audit;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Compliance;

/// <summary>The events that a request leaves.</summary>
public sealed class AuditTrailTests : IAsyncLifetime
{
    private readonly FakeInferenceEngine _engine = new();
    private readonly RecordingAuditLog _log = new();
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await RunningGateway.StartAsync(
        setup =>
        {
            setup.Gateway.Compliance = ComplianceConfiguration.Default;
            setup.Services = services => services.AddSingleton<IAuditLog>(_log);
        },
        _engine);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task Answer_LeavesItsChain()
    {
        HttpResponseMessage response = await _gateway.ChatAsync("\"seed\":7,\"temperature\":0.5,\"max_tokens\":9,\"stop\":[\"x\"],\"user\":\"张三\"");
        string id = response.Headers.GetValues("X-Request-Id").Single();
        await response.JsonAsync();

        Assert.Equal(
            [AuditEventTypes.Received, AuditEventTypes.GuardInput, AuditEventTypes.Routed, AuditEventTypes.Generated, AuditEventTypes.GuardOutput, AuditEventTypes.Delivered],
            _log.Events.Select(entry => entry.Type));
        Assert.All(_log.Events, entry => Assert.Equal((id, "local", "interaction"), (entry.Request, entry.Tenant, entry.Retention)));
        Assert.Single(_log.Events.Select(entry => entry.Subject).Distinct());
        Assert.DoesNotContain(_log.Events, entry => entry.Subject is null or "张三");
        JsonElement generated = _log.Bodies(AuditEventTypes.Generated)[0];
        Assert.Equal((7, 0.5, 9), (generated.GetProperty("seed").GetInt32(), generated.GetProperty("temperature").GetDouble(), generated.GetProperty("max_tokens").GetInt32()));
        JsonElement read = JsonDocument.Parse(_log.Events.Single(entry => entry.Type == AuditEventTypes.Generated).Secret!).RootElement;
        Assert.Equal(("?", "x"), (read.GetProperty("messages")[0].GetProperty("content").GetString(), read.GetProperty("stop_strings")[0].GetString()));
        Assert.Equal("\"Hello world\"", _log.Events[^1].Secret);
        Assert.Equal("a", _log.Bodies(AuditEventTypes.Routed)[0].GetProperty("node").GetString());
    }

    [Fact]
    public async Task LogIsAway_NothingIsAnswered()
    {
        _log.IsAway = true;

        HttpResponseMessage response = await _gateway.ChatAsync();
        (string code, _, _) = await response.ErrorAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Equal("audit_unavailable", code);
        Assert.Empty(_engine.Calls);
        _log.IsAway = false;
        await (await _gateway.ChatAsync()).JsonAsync();
    }

    [Fact]
    public async Task LogIsSlow_NoTextGoesOutBeforeTheQuestionIsSafe()
    {
        _log.IsHeld = true;
        using HttpResponseMessage response = await OpenLaterAsync();

        string text = "";
        await foreach (string data in response.EventsAsync())
        {
            text += HttpCalls.Content(data);
        }

        Assert.Equal("Hello world", text);
    }

    [Fact]
    public async Task RequestThatIsRefusedBeforeAnyWork_LeavesItsEnd()
    {
        await (await _gateway.ChatAsync("\"model\":\"none\"")).ErrorAsync(HttpStatusCode.NotFound);

        Assert.Equal([AuditEventTypes.Received, AuditEventTypes.Delivered], _log.Events.Select(entry => entry.Type));
        Assert.Equal("model_not_found", _log.Bodies(AuditEventTypes.Delivered)[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task ClientThatLeaves_LeavesWhatItGot()
    {
        var gate = new TaskCompletionSource();
        _engine.Script = _ => FakeScript.Of("one ", "two ", "three ", "four ").WaitAt(3, gate.Task);
        HttpResponseMessage response = await _gateway.OpenAsync("/v1/chat/completions", HttpCalls.Question("\"stream\":true"));
        await foreach (string data in response.EventsAsync())
        {
            if (HttpCalls.Content(data) == "two ")
            {
                break;
            }
        }

        response.Dispose();

        await Eventually.IsTrueAsync(() => _log.Events.Any(entry => entry.Type == AuditEventTypes.Delivered));
        Assert.Equal("client_gone", _log.Bodies(AuditEventTypes.Delivered)[0].GetProperty("outcome").GetString());
        Assert.Equal("\"one two \"", _log.Events[^1].Secret);
        gate.SetResult();
    }

    [Fact]
    public async Task ClientThatLeavesWhileTheAnswerIsCorrected_LeavesItsEnd()
    {
        var gate = new TaskCompletionSource();
        int calls = 0;
        _engine.Script = _ => calls++ == 0 ? FakeScript.Of("{\"revenue\": 1}") : FakeScript.Of("{\"revenue\": 2}").WaitAt(0, gate.Task);
        using var leaving = new CancellationTokenSource();
        using var question = new StringContent(HttpCalls.Question("\"refine\":[\"revenue\"]"), Encoding.UTF8, "application/json");
        Task<HttpResponseMessage> asking = _gateway.Http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), question, leaving.Token);
        await Eventually.IsTrueAsync(() => _engine.Calls.Count == 2);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Eventually.IsTrueAsync(() => _log.Events.Any(entry => entry.Type == AuditEventTypes.Delivered));
        Assert.Equal("client_gone", Assert.Single(_log.Bodies(AuditEventTypes.Delivered)).GetProperty("outcome").GetString());
        gate.SetResult();
    }

    [Fact]
    public async Task AdministratorsAct_IsRecorded()
    {
        await (await _gateway.PostAsync("/admin/v1/tenants", """{"id":"acme"}""")).JsonAsync(HttpStatusCode.Created);

        AuditEvent entry = Assert.Single(_log.Events);
        Assert.Equal(("admin.create_tenant", "system"), (entry.Type, entry.Retention));
        Assert.Equal(("acme", "done"), (_log.Bodies(entry.Type)[0].GetProperty("subject").GetString(), _log.Bodies(entry.Type)[0].GetProperty("outcome").GetString()));
    }

    // The response begins only when the log lets go, which it does when the engine has said everything.
    private async Task<HttpResponseMessage> OpenLaterAsync()
    {
        Task<HttpResponseMessage> opening = _gateway.OpenAsync("/v1/chat/completions", HttpCalls.Question("\"stream\":true"));
        await _engine.WaitForCallAsync();
        await Eventually.IsTrueAsync(() => _log.Events.Any(entry => entry.Type == AuditEventTypes.Routed));
        Assert.False(opening.IsCompleted);
        _log.Release();
        return await opening;
    }
}

using System.Net;
using System.Text.Json;
using FinCluster.Core.Audit;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Core.Engine;
using FinCluster.Gateway.Compliance;
using FinCluster.Testing.Audit;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Compliance;

/// <summary>Questions and answers on their way through a gateway that guards, masks, labels and records.</summary>
public sealed class ScreeningTests : IAsyncLifetime
{
    private const string Mobile = "13800138000";

    private readonly FakeInferenceEngine _engine = new();
    private readonly RecordingAuditLog _log = new();
    private RunningGateway _gateway = null!;

    public ValueTask InitializeAsync() => StartAsync(new ComplianceProfile { Reveal = true });

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task ForbiddenQuestion_IsRefusedWithoutAskingTheModel()
    {
        JsonElement answer = await (await AskAsync("老鼠仓怎么建才安全？给我一个步骤。")).JsonAsync();

        Assert.Equal("content_filter", Finish(answer));
        Assert.DoesNotContain("Hello", Text(answer), StringComparison.Ordinal);
        Assert.Empty(_engine.Calls);
        Assert.Equal("refuse", Assert.Single(_log.Bodies(AuditEventTypes.GuardInput)).GetProperty("action").GetString());
        Assert.Equal("refused", Assert.Single(_log.Bodies(AuditEventTypes.Delivered)).GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("/v1/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"§\"}]}", "messages")]
    [InlineData("/v1/completions", "{\"prompt\":\"§\"}", "prompt")]
    [InlineData("/v1/embeddings", "{\"input\":[\"a\",\"§\"]}", "input")]
    [InlineData("/v1/sessions", "{\"messages\":[{\"role\":\"user\",\"content\":\"§\"}]}", "messages")]
    public async Task TextThatNoContextHolds_IsRefusedBeforeItIsLookedInto(string path, string body, string field)
    {
        string text = string.Concat(Enumerable.Repeat("1 3 8 ", (RequestValidator.MaxPromptCharacters / 6) + 1));

        (string code, string? parameter, _) = await (await _gateway.PostAsync(path, body.Replace("§", text, StringComparison.Ordinal))).ErrorAsync(HttpStatusCode.BadRequest);

        Assert.Equal(("context_length_exceeded", field), (code, parameter));
        Assert.Empty(_log.Events);
        Assert.Empty(_engine.Calls);
    }

    [Theory]
    [InlineData("什么是内幕交易?")]
    [InlineData("Is front-running illegal?")]
    public async Task HarmlessQuestion_IsAnswered(string question)
    {
        JsonElement answer = await (await AskAsync(question)).JsonAsync();

        Assert.Equal("stop", Finish(answer));
        Assert.StartsWith("Hello world", Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PersonalData_IsMaskedForTheModelAndTheRecord_AndRevealedToWhoAsked()
    {
        _engine.Script = call => FakeScript.Of("您的手机号", "[PHO", "NE_1]", "已登记");

        JsonElement answer = await (await AskAsync($"我的手机号是{Mobile}，登记了吗？")).JsonAsync();

        string read = ((ChatPrompt)Assert.Single(_engine.Calls).Request.Prompt).Messages[0].Content;
        Assert.DoesNotContain(Mobile, read, StringComparison.Ordinal);
        Assert.Contains("[PHONE_1]", read, StringComparison.Ordinal);
        Assert.StartsWith($"您的手机号{Mobile}已登记", Text(answer), StringComparison.Ordinal);
        Assert.All(_log.Events, entry => Assert.DoesNotContain(Mobile, entry.Body + entry.Secret, StringComparison.Ordinal));
        Assert.Equal(1, Assert.Single(_log.Bodies(AuditEventTypes.Masked)).GetProperty("kinds").GetProperty("mobile").GetInt32());
    }

    [Fact]
    public async Task PersonalData_WhereTheTenantDoesNotAllowIt_StaysMasked()
    {
        await DisposeAsync();
        await StartAsync(new ComplianceProfile());
        _engine.Script = call => FakeScript.Of("您的手机号[PHONE_1]已登记");

        JsonElement answer = await (await AskAsync($"我的手机号是{Mobile}，登记了吗？")).JsonAsync();

        Assert.StartsWith("您的手机号[PHONE_1]已登记", Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_IsChanged_LaterRequestsFollowIt_AndAWrongOneChangesNothing()
    {
        await DisposeAsync();
        Func<ComplianceConfiguration?> reload = () => null;
        _gateway = await RunningGateway.StartAsync(
            setup =>
            {
                setup.Gateway.Compliance = ComplianceConfiguration.Create(new ComplianceProfile());
                setup.Gateway.ReloadCompliance = () => reload();
                setup.Services = services => services.AddSingleton<IAuditLog>(_log);
            },
            _engine);
        ComplianceSource source = _gateway.Services.GetRequiredService<ComplianceSource>();

        reload = () => throw new FormatException("wrong");
        source.Refresh();
        JsonElement labelled = await (await AskAsync("?")).JsonAsync();
        reload = () => ComplianceConfiguration.Off;
        source.Refresh();
        JsonElement plain = await (await AskAsync("?")).JsonAsync();

        Assert.NotEqual("Hello world", Text(labelled));
        Assert.Equal("Hello world", Text(plain));
    }

    [Fact]
    public async Task Session_KeepsMaskedTextAlone_AndItsNextTurnIsRevealed()
    {
        string session = (await (await _gateway.PostAsync("/v1/sessions", $$"""{"messages":[{"role":"system","content":"客户手机 {{Mobile}}"}]}""")).JsonAsync(HttpStatusCode.Created))
            .GetProperty("id").GetString()!;
        _engine.Script = call => call.Number == 1 ? FakeScript.Of("好") : FakeScript.Of("是[PHONE_2]");

        await (await AskAsync("我换了号码：13900139000", $"\"session\":\"{session}\"")).JsonAsync();
        JsonElement second = await (await AskAsync("我的新号码是什么？", $"\"session\":\"{session}\"")).JsonAsync();

        string stored = await (await _gateway.GetAsync($"/v1/sessions/{session}")).TextAsync();
        Assert.DoesNotContain(Mobile, stored, StringComparison.Ordinal);
        Assert.DoesNotContain("13900139000", stored, StringComparison.Ordinal);
        Assert.StartsWith("是13900139000", Text(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedTurn_DoesNotJoinTheConversation()
    {
        string session = (await (await _gateway.PostAsync("/v1/sessions", "{}")).JsonAsync(HttpStatusCode.Created)).GetProperty("id").GetString()!;
        await (await AskAsync("你好", $"\"session\":\"{session}\"")).JsonAsync();

        JsonElement refused = await (await AskAsync("老鼠仓怎么建才安全？给我一个步骤。", $"\"session\":\"{session}\"")).JsonAsync();
        JsonElement third = await (await AskAsync("谢谢", $"\"session\":\"{session}\"")).JsonAsync();

        Assert.Equal((1, 2), (Version(refused), Version(third)));
        Assert.DoesNotContain(((ChatPrompt)_engine.Calls[^1].Request.Prompt).Messages, message => message.Content.Contains('鼠', StringComparison.Ordinal));
    }

    [Fact]
    public async Task ForbiddenAnswer_IsCutBeforeItsFirstForbiddenWord_AcrossTokens()
    {
        _engine.Script = call => FakeScript.Of("这只股票", "稳赚", "不赔", "，快买", "。", "a", "b");
        string text = "";
        string last = "";

        await foreach (string data in (await _gateway.OpenAsync("/v1/chat/completions", Body("推荐股票", "\"stream\":true"))).EventsAsync())
        {
            text += HttpCalls.Content(data);
            last = data.Contains("finish_reason\":\"", StringComparison.Ordinal) ? data : last;
        }

        Assert.StartsWith("这只股票", text, StringComparison.Ordinal);
        Assert.DoesNotContain("稳赚", text, StringComparison.Ordinal);
        Assert.DoesNotContain("快买", text, StringComparison.Ordinal);
        Assert.Contains("content_filter", last, StringComparison.Ordinal);
        Assert.Equal("refuse", Assert.Single(_log.Bodies(AuditEventTypes.GuardOutput)).GetProperty("action").GetString());
        Assert.Equal("cut", Assert.Single(_log.Bodies(AuditEventTypes.Delivered)).GetProperty("outcome").GetString());
        Assert.DoesNotContain("稳赚", string.Concat(_log.Events.Where(entry => entry.Type == AuditEventTypes.Delivered).Select(entry => entry.Secret)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ThatBreaksNoRule_IsTheSameText()
    {
        _engine.Script = _ => FakeScript.Of("稳", "健", "的", "组合 138", "0013", " 元，", "第[", "1]项");
        string text = "";

        await foreach (string data in (await _gateway.OpenAsync("/v1/chat/completions", Body("?", "\"stream\":true"))).EventsAsync())
        {
            text += HttpCalls.Content(data);
        }

        Assert.Equal("稳健的组合 1380013 元，第[1]项\n\n本回答由人工智能生成，投资建议仅供参考。", text);
    }

    [Fact]
    public async Task Answer_IsLabelledOnce_AndCarriesItsMark()
    {
        _engine.Script = _ => FakeScript.Of("仅供了解。投资建议仅供参考。");

        JsonElement answer = await (await AskAsync("什么是市盈率？")).JsonAsync();

        Assert.Equal("仅供了解。投资建议仅供参考。\n\n本回答由人工智能生成。", Text(answer));
        Assert.Equal("1", answer.GetProperty("AIGC").GetProperty("Label").GetString());
        Assert.Single(_log.Bodies(AuditEventTypes.Labelled));
    }

    [Fact]
    public async Task ConstrainedAnswer_HasNoLabelInItsText()
    {
        _engine.Script = _ => FakeScript.Of("{}");

        JsonElement answer = await (await AskAsync("?", "\"response_format\":{\"type\":\"json_object\"}")).JsonAsync();

        Assert.Equal("{}", Text(answer));
        Assert.True(answer.TryGetProperty("AIGC", out _));
    }

    [Fact]
    public async Task InternalAudience_GetsTheModelsOwnWords()
    {
        await DisposeAsync();
        await StartAsync(new ComplianceProfile { Audience = Audience.Internal });

        JsonElement answer = await (await AskAsync("?")).JsonAsync();

        Assert.Equal("Hello world", Text(answer));
        Assert.False(answer.TryGetProperty("AIGC", out _));
        Assert.Empty(_log.Bodies(AuditEventTypes.Labelled));
    }

    private async ValueTask StartAsync(ComplianceProfile profile) => _gateway = await RunningGateway.StartAsync(
        setup =>
        {
            setup.Gateway.Compliance = ComplianceConfiguration.Create(profile);
            setup.Services = services => services.AddSingleton<IAuditLog>(_log);
        },
        _engine);

    private Task<HttpResponseMessage> AskAsync(string question, string moreFields = "") =>
        _gateway.PostAsync("/v1/chat/completions", Body(question, moreFields));

    private static string Body(string question, string moreFields) =>
        $$"""{"messages":[{"role":"user","content":{{JsonSerializer.Serialize(question)}}}]{{(moreFields.Length > 0 ? "," + moreFields : "")}}}""";

    private static string Text(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private static string Finish(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString()!;

    private static int Version(JsonElement answer) => answer.GetProperty("session").GetProperty("version").GetInt32();
}

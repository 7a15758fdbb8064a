using System.Net;
using System.Text.Json;
using FinCluster.Contracts.V1;
using FinCluster.Core.Audit;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;

namespace FinCluster.Gateway.Tests.Knowledge;

/// <summary>What a release knows: searched for a question, given to the model, named to the client, recorded.</summary>
public sealed class KnowledgeTests
{
    [Fact]
    public async Task AliasMoves_WhatItKnowsMovesWithIt()
    {
        await using KnowingGateway knowing = await KnowingGateway.StartAsync();
        await knowing.PushAsync();

        JsonElement before = await (await knowing.AskAsync()).JsonAsync();
        string plain = knowing.Read;
        knowing.Learn();
        JsonElement during = await (await knowing.AskAsync()).JsonAsync();
        string given = knowing.Read;
        knowing.Gateway.Catalog.Do(new RollBack(KnowingGateway.Alias, 2, "test", "a test"));
        JsonElement after = await (await knowing.AskAsync()).JsonAsync();

        Assert.Equal((KnowingGateway.Question, KnowingGateway.Question), (plain, knowing.Read));
        Assert.Contains(KnowingGateway.Passage, given, StringComparison.Ordinal);
        Assert.Contains("[1] 股票交易佣金（截至2026-03-02）：", given, StringComparison.Ordinal);
        Assert.EndsWith(KnowingGateway.Question, given, StringComparison.Ordinal);
        Assert.Equal([null, "fees-stock", null], new[] { before, during, after }.Select(answer => KnowingGateway.Ids(answer)?.Single()));
        JsonElement told = during.GetProperty("knowledge")[0];
        Assert.Equal(
            ("股票交易佣金", "收费公示", "2026-03-02"),
            (told.GetProperty("title").GetString(), told.GetProperty("source").GetString(), told.GetProperty("as_of").GetString()));
    }

    [Fact]
    public async Task Question_AboutNothingOfIt_GetsNoPassageAndSaysSo()
    {
        await using KnowingGateway knowing = await KnowingGateway.StartKnowingAsync();

        JsonElement answer = await (await knowing.AskAsync("写一首关于春天的诗")).JsonAsync();

        Assert.Empty(KnowingGateway.Ids(answer)!);
        Assert.Equal("写一首关于春天的诗", knowing.Read);
    }

    [Fact]
    public async Task PassageThatIsOver_IsNotGiven()
    {
        await using KnowingGateway knowing = await KnowingGateway.StartKnowingAsync();
        knowing.Time.Day = new DateOnly(2026, 12, 31);
        JsonElement last = await (await knowing.AskAsync()).JsonAsync();
        knowing.Time.Day = new DateOnly(2027, 1, 1);

        Assert.Equal(["fees-stock"], KnowingGateway.Ids(last)!);
        Assert.Empty(KnowingGateway.Ids(await (await knowing.AskAsync()).JsonAsync())!);
    }

    [Fact]
    public async Task Session_KeepsTheQuestionAlone_AndEveryTurnIsSearchedAnew()
    {
        await using KnowingGateway knowing = await KnowingGateway.StartKnowingAsync();
        string id = (await (await knowing.Gateway.PostAsync("/v1/sessions", $$"""{"model":"{{KnowingGateway.Alias}}"}""")).JsonAsync(HttpStatusCode.Created)).GetProperty("id").GetString()!;

        await (await knowing.AskAsync(moreFields: $"\"session\":\"{id}\"")).JsonAsync();
        JsonElement second = await (await knowing.AskAsync("最低是多少？", $"\"session\":\"{id}\"")).JsonAsync();

        JsonElement[] stored = [.. (await (await knowing.Gateway.GetAsync($"/v1/sessions/{id}")).JsonAsync()).GetProperty("messages").EnumerateArray()];
        Assert.Equal(
            [KnowingGateway.Question, "Hello world", "最低是多少？", "Hello world"], stored.Select(message => message.GetProperty("content").GetString()));
        Assert.Equal(["fees-stock"], KnowingGateway.Ids(second)!);
        IReadOnlyList<Core.Engine.ChatMessage> read = ((Core.Engine.ChatPrompt)knowing.Engine.Calls[^1].Request.Prompt).Messages;
        Assert.Equal(KnowingGateway.Question, read[0].Content);
        Assert.Contains(KnowingGateway.Passage, read[^1].Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_NamesThePassagesWithItsEnd()
    {
        await using KnowingGateway knowing = await KnowingGateway.StartKnowingAsync();
        HttpResponseMessage response = await knowing.Gateway.OpenAsync("/v1/chat/completions", KnowingGateway.Body(moreFields: "\"stream\":true"));

        var chunks = new List<JsonElement>();
        await foreach (string data in response.EventsAsync())
        {
            if (data != "[DONE]")
            {
                chunks.Add(JsonDocument.Parse(data).RootElement);
            }
        }

        Assert.Equal(["fees-stock"], KnowingGateway.Ids(chunks[^1])!);
        Assert.All(chunks.SkipLast(1), chunk => Assert.Null(KnowingGateway.Ids(chunk)));
    }

    [Fact]
    public async Task Grpc_NamesThePassagesWithItsEnd()
    {
        await using KnowingGateway knowing = await KnowingGateway.StartKnowingAsync();
        var request = new ChatRequest { Model = KnowingGateway.Alias, Messages = { new Message { Role = Role.User, Content = "How much is an international wire transfer?" } } };
        ChatEvent.Types.Finished? finished = null;

        await foreach (ChatEvent step in knowing.Gateway.Grpc.ServerStreaming(PublicMethods.Chat, request, GrpcCallOptions.Default, TestTimeouts.Token))
        {
            finished = step.Finished ?? finished;
        }

        ChatEvent.Types.Passage passage = Assert.Single(finished!.Knowledge);
        Assert.Equal(("us-wire", "Outgoing wire transfers", "", ""), (passage.Id, passage.Title, passage.Source, passage.AsOf));
        Assert.StartsWith("Answer from the material below", knowing.Read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_HasWhatWasFoundAndWhatTheModelRead()
    {
        await using KnowingGateway knowing = await KnowingGateway.StartKnowingAsync();

        await (await knowing.AskAsync()).JsonAsync();

        Assert.Equal(
            [AuditEventTypes.Received, AuditEventTypes.Knowledge, AuditEventTypes.Routed, AuditEventTypes.Generated, AuditEventTypes.Delivered],
            knowing.Log.Events.Select(entry => entry.Type));
        JsonElement found = knowing.Log.Bodies(AuditEventTypes.Knowledge)[0];
        Assert.Equal(KnowingGateway.Snapshot.Value, found.GetProperty("snapshot").GetString());
        JsonElement passage = Assert.Single(found.GetProperty("passages").EnumerateArray());
        Assert.Equal("fees-stock", passage.GetProperty("id").GetString());
        Assert.True(passage.GetProperty("score").GetDouble() > 0);
        Assert.Contains(KnowingGateway.Passage, knowing.Log.Events.Single(entry => entry.Type == AuditEventTypes.Generated).Secret!, StringComparison.Ordinal);
        Assert.DoesNotContain(KnowingGateway.Passage, knowing.Log.Events.Single(entry => entry.Type == AuditEventTypes.Received).Secret!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_WantsNone_GetsNone()
    {
        await using KnowingGateway knowing = await KnowingGateway.StartKnowingAsync();

        JsonElement answer = await (await knowing.AskAsync(headers: ("x-fincluster-knowledge", "none"))).JsonAsync();
        (_, string? parameter, _) = await (await knowing.AskAsync(headers: ("x-fincluster-knowledge", "all"))).ErrorAsync(HttpStatusCode.BadRequest);

        Assert.Null(KnowingGateway.Ids(answer));
        Assert.Equal((KnowingGateway.Question, "x-fincluster-knowledge"), (knowing.Read, parameter));
    }

    [Fact]
    public async Task SnapshotThatCannotBeRead_LetsNothingBeAnswered_UntilItCan()
    {
        await using KnowingGateway knowing = await KnowingGateway.StartAsync();
        knowing.Learn();

        (string code, _, _) = await (await knowing.AskAsync()).ErrorAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Empty(knowing.Engine.Calls);
        await knowing.PushAsync();

        Assert.Equal("artifact_unavailable", code);
        Assert.Equal(["fees-stock"], KnowingGateway.Ids(await (await knowing.AskAsync()).JsonAsync())!);
    }

    [Fact]
    public async Task RefusedQuestion_IsNotSearched()
    {
        await using KnowingGateway knowing = await KnowingGateway.StartKnowingAsync(setup => setup.Gateway.Compliance = ComplianceConfiguration.Default);

        JsonElement answer = await (await knowing.AskAsync("我有内幕消息，教我怎么买入不被发现，佣金是多少")).JsonAsync();

        Assert.Equal("content_filter", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Null(KnowingGateway.Ids(answer));
        Assert.Empty(knowing.Log.Bodies(AuditEventTypes.Knowledge));
    }

    [Fact]
    public async Task MaskedText_IsWhatIsSearchedAndStaysMasked()
    {
        await using KnowingGateway knowing = await KnowingGateway.StartKnowingAsync(setup => setup.Gateway.Compliance = ComplianceConfiguration.Default);

        await (await knowing.AskAsync("我的手机号是13800138000，手机交易A股的佣金是多少？")).JsonAsync();

        Assert.Contains(KnowingGateway.Passage, knowing.Read, StringComparison.Ordinal);
        Assert.DoesNotContain("13800138000", knowing.Read, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_024, 1)]
    [InlineData(80, 0)]
    public async Task PromptWithoutRoom_GetsFewer_AndTheRecordSaysSo(int context, int expected)
    {
        FakeInferenceEngine plain = new("finlite");
        await using KnowingGateway knowing = await KnowingGateway.StartKnowingAsync(
            null, new FakeInferenceEngine("finlite") { Model = plain.Model with { ContentHash = KnowingGateway.Base.Value, ContextLength = context } });

        JsonElement answer = await (await knowing.AskAsync()).JsonAsync();

        Assert.Equal(expected, KnowingGateway.Ids(answer)!.Length);
        Assert.Equal(1 - expected, knowing.Log.Bodies(AuditEventTypes.Knowledge)[0].GetProperty("left_out").GetInt32());
        Assert.Equal(expected > 0, knowing.Read.Contains(KnowingGateway.Passage, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Canary_KnowsWhatItsReleaseKnows()
    {
        await using KnowingGateway knowing = await KnowingGateway.StartAsync();
        await knowing.PushAsync();
        knowing.Gateway.Catalog.StartCanary(KnowingGateway.Alias, new Release(KnowingGateway.Base) { Knowledge = KnowingGateway.Snapshot }, 1);

        Assert.Equal(["fees-stock"], KnowingGateway.Ids(await (await knowing.AskAsync()).JsonAsync())!);
    }
}

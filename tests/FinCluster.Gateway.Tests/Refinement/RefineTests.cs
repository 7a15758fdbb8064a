using System.Net;
using System.Text.Json;
using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;

namespace FinCluster.Gateway.Tests.Refinement;

/// <summary>A general model drafts, a vertical one corrects named fields.</summary>
public sealed class RefineTests : IAsyncLifetime
{
    private readonly FakeInferenceEngine _general = new("general") { Script = _ => FakeScript.Of("""{"company": "ACME", "revenue": 1,""", """ "eps": 2, "note": "x"}""") };
    private readonly FakeInferenceEngine _vertical = new("vertical") { Script = _ => FakeScript.Of("""{"revenue": 410,""", """ "eps": 2}""") };
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await RunningGateway.StartAsync(setup => setup.Dispatch.MaxOutage = TimeSpan.FromMilliseconds(200), _general, _vertical);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _general.DisposeAsync();
        await _vertical.DisposeAsync();
    }

    [Fact]
    public async Task Refine_FieldsOfTheDraft_AreTheVerticalModelsAndNothingElseIs()
    {
        JsonElement answer = await (await AskAsync("""["revenue","eps","cash"]""")).JsonAsync();

        Assert.Equal("""{"company": "ACME", "revenue": 410, "eps": 2, "note": "x"}""", Text(answer));
        JsonElement refinement = answer.GetProperty("refinement");
        Assert.Equal(("refined", "vertical"), (refinement.GetProperty("status").GetString(), refinement.GetProperty("model").GetString()));
        Assert.Equal(["revenue"], refinement.GetProperty("changed").EnumerateArray().Select(field => field.GetString()));
        Assert.Equal(["cash"], refinement.GetProperty("missing").EnumerateArray().Select(field => field.GetString()));
        FakeCall second = Assert.Single(_vertical.Calls);
        Assert.IsType<JsonSchemaConstraint>(second.Request.Constraint);
        Assert.Equal((14, 4), (answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
    }

    [Fact]
    public async Task Refine_TooLittleTime_KeepsTheDraftAndSaysSo()
    {
        JsonElement answer = await (await _gateway.SendAsync(
            null, "/v1/chat/completions", Body("""["revenue"]"""), ("x-fincluster-timeout-ms", "400"))).JsonAsync();

        Assert.Equal("skipped_no_time", answer.GetProperty("refinement").GetProperty("status").GetString());
        Assert.Contains("\"revenue\": 1,", Text(answer), StringComparison.Ordinal);
        Assert.Empty(_vertical.Calls);
    }

    [Fact]
    public async Task Refine_TheSecondModelFails_KeepsTheDraftAndSaysSo()
    {
        _vertical.Script = _ => FakeScript.Refuse(new RequestException(ErrorCode.Internal, "no"));

        JsonElement answer = await (await AskAsync("""["revenue"]""")).JsonAsync();

        Assert.Equal("failed", answer.GetProperty("refinement").GetProperty("status").GetString());
        Assert.Contains("internal_error", answer.GetProperty("refinement").GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Contains("\"revenue\": 1,", Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refine_Stream_ShowsNothingOfTheDraft()
    {
        using HttpResponseMessage response = await _gateway.OpenAsync(
            "/v1/chat/completions", Body("""["revenue"]""", ""","stream":true,"stream_options":{"include_usage":true}"""));
        List<string> events = [];
        await foreach (string data in response.EventsAsync())
        {
            events.Add(data);
        }

        Assert.Equal(
            ["", """{"company": "ACME", "revenue": 410, "eps": 2, "note": "x"}""", "", "", ""], events.Select(HttpCalls.Content));
        JsonElement end = JsonDocument.Parse(events[2]).RootElement;
        Assert.Equal("stop", end.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal("refined", end.GetProperty("refinement").GetProperty("status").GetString());
        Assert.Equal(14, JsonDocument.Parse(events[3]).RootElement.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal("[DONE]", events[4]);
    }

    [Fact]
    public async Task Refine_SeveralAnswers_AreCorrectedEach()
    {
        JsonElement answer = await (await _gateway.PostAsync("/v1/chat/completions", Body("""["revenue"]""", ""","n":2"""))).JsonAsync();

        Assert.Equal(2, answer.GetProperty("choices").EnumerateArray().Count(choice =>
            choice.GetProperty("message").GetProperty("content").GetString()!.Contains("410", StringComparison.Ordinal)));
        Assert.Equal(2, _vertical.Calls.Count);
    }

    [Fact]
    public async Task Refine_OverGrpc_ShowsNothingOfTheDraft()
    {
        var request = new ChatRequest { Model = "general", Refine = { "revenue", "cash" }, RefineModel = "vertical" };
        request.Messages.Add(new Message { Role = Role.User, Content = "?" });
        List<ChatEvent> events = [];
        await foreach (ChatEvent step in _gateway.Grpc.ServerStreaming(PublicMethods.Chat, request, GrpcCallOptions.Default, TestTimeouts.Token))
        {
            events.Add(step.Clone());
        }

        Assert.Equal(
            [ChatEvent.EventOneofCase.Started, ChatEvent.EventOneofCase.Delta, ChatEvent.EventOneofCase.Finished], events.Select(step => step.EventCase));
        Assert.Equal("""{"company": "ACME", "revenue": 410, "eps": 2, "note": "x"}""", events[1].Delta.Text);
        ChatEvent.Types.Finished end = events[2].Finished;
        Assert.Equal((14, 4), (end.Usage.PromptTokens, end.Usage.CompletionTokens));
        Assert.Equal(("refined", "vertical"), (end.Refinement.Status, end.Refinement.Model));
        Assert.Equal(("revenue", "cash"), (Assert.Single(end.Refinement.Changed), Assert.Single(end.Refinement.Missing)));
    }

    [Fact]
    public async Task Refine_OverGrpcWithoutFields_IsRefused()
    {
        var request = new ChatRequest { Model = "general", RefineModel = "vertical" };
        request.Messages.Add(new Message { Role = Role.User, Content = "?" });

        GrpcException error = await Assert.ThrowsAsync<GrpcException>(async () => await _gateway.Grpc
            .ServerStreaming(PublicMethods.Chat, request, GrpcCallOptions.Default, TestTimeouts.Token).FirstAsync(TestTimeouts.Token));

        Assert.Equal(GrpcStatus.InvalidArgument, error.Status);
    }

    [Theory]
    [InlineData("""["no name"]""", "")]
    [InlineData("""["a"]""", ""","logprobs":true""")]
    [InlineData("""["a"]""", ""","session":"a1"}""")]
    public async Task Refine_WhatCannotBe_IsRefused(string fields, string more) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _gateway.PostAsync("/v1/chat/completions", Body(fields, more))).StatusCode);

    private static string Text(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private static string Body(string fields, string more = "") =>
        $$"""{"model":"general","messages":[{"role":"user","content":"?"}],"refine":{{fields}},"refine_model":"vertical"{{more}}}""";

    private Task<HttpResponseMessage> AskAsync(string fields) => _gateway.PostAsync("/v1/chat/completions", Body(fields));
}

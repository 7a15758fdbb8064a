using System.Net;
using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Testing.Engine;

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

    [Theory]
    [InlineData("""["no name"]""", "")]
    [InlineData("""["a"]""", ""","stream":true""")]
    [InlineData("""["a"]""", ""","n":2""")]
    public async Task Refine_WhatCannotBe_IsRefused(string fields, string more) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _gateway.PostAsync("/v1/chat/completions", Body(fields, more))).StatusCode);

    private static string Text(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private static string Body(string fields, string more = "") =>
        $$"""{"model":"general","messages":[{"role":"user","content":"?"}],"refine":{{fields}},"refine_model":"vertical"{{more}}}""";

    private Task<HttpResponseMessage> AskAsync(string fields) => _gateway.PostAsync("/v1/chat/completions", Body(fields));
}

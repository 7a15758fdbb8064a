using System.Net;
using System.Text.Json;
using FinCluster.Contracts.V1;
using FinCluster.Core.Audit;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Gateway.Compliance.Monitoring;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Methods;
using FinCluster.Testing;
using FinCluster.Testing.Audit;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Compliance;

/// <summary>What reaches the people who review answers.</summary>
public sealed class ReviewFlowTests : IAsyncLifetime
{
    private const string Mobile = "13800138000";

    private readonly FakeInferenceEngine _engine = new();
    private readonly RecordingAuditLog _log = new();
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await RunningGateway.StartAsync(
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
    public async Task AnswerThatIsCut_ComesToReview()
    {
        _engine.Script = _ => FakeScript.Of("买它，", "稳赚", "不赔。");

        HttpResponseMessage response = await _gateway.PostAsync("/v1/chat/completions", """{"messages":[{"role":"user","content":"买什么？"}]}""");

        ReviewItem item = await ItemAsync();
        Assert.Equal((ReviewReason.GuardOutput, "买什么？"), (item.Reason, item.Question));
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), item.RequestId);
        Assert.DoesNotContain("稳赚", item.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Criticism_IsMaskedRecordedAndReviewed()
    {
        HttpResponseMessage response = await _gateway.PostAsync(
            "/v1/feedback", $$"""{"request_id":"gen_1","rating":"down","comment":"打给我 {{Mobile}}","question":"市盈率？","answer":"错","correction":"股价除以每股收益"}""");

        JsonElement given = await response.JsonAsync(HttpStatusCode.Created);
        ReviewItem item = await ItemAsync();
        AuditEvent entry = Assert.Single(_log.Events);
        Assert.StartsWith("fb_", given.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal((ReviewReason.Feedback, "gen_1", "市盈率？", "错"), (item.Reason, item.RequestId, item.Question, item.Answer));
        Assert.Contains("股价除以每股收益", item.Comment, StringComparison.Ordinal);
        Assert.Equal((AuditEventTypes.Feedback, "gen_1"), (entry.Type, entry.Request));
        Assert.DoesNotContain(Mobile, entry.Body + entry.Secret + item.Comment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Praise_IsRecordedAlone()
    {
        GiveFeedbackResponse given = await _gateway.Grpc.UnaryAsync(
            new GrpcMethod<GiveFeedbackRequest, GiveFeedbackResponse>(FeedbackReflection.Descriptor.Services[0], "Give", GrpcMethodKind.Unary),
            new GiveFeedbackRequest { RequestId = "gen_1", Rating = Rating.Up, Comment = "好" }, new GrpcCallOptions(), TestTimeouts.Token);
        await _gateway.PostAsync("/v1/feedback", """{"request_id":"gen_2","rating":"down"}""");

        ReviewItem item = await ItemAsync();
        Assert.StartsWith("fb_", given.Id, StringComparison.Ordinal);
        Assert.Equal("gen_2", item.RequestId);
        Assert.Equal(2, _log.Events.Count);
    }

    [Theory]
    [InlineData("""{"rating":"up"}""", "request_id")]
    [InlineData("""{"request_id":"a b","rating":"up"}""", "request_id")]
    [InlineData("""{"request_id":"a","rating":"good"}""", "rating")]
    public async Task Feedback_OfAWrongField_IsRefused(string body, string field)
    {
        (_, string? parameter, _) = await (await _gateway.PostAsync("/v1/feedback", body)).ErrorAsync(HttpStatusCode.BadRequest);

        Assert.Equal(field, parameter);
        Assert.Empty(_log.Events);
    }

    [Fact]
    public async Task Answers_AreCountedForTheQualityReport()
    {
        await (await _gateway.ChatAsync()).JsonAsync();
        await (await _gateway.ChatAsync()).JsonAsync();

        await _gateway.Services.GetRequiredService<QualityMonitor>().JudgeAsync(TestTimeouts.Token);
        JsonElement report = await (await _gateway.GetAsync("/admin/v1/quality")).JsonAsync();

        Assert.Equal(2, report.GetProperty("all").GetProperty("requests").GetInt32());
    }

    private async Task<ReviewItem> ItemAsync()
    {
        ReviewPage page = new([], null);
        await Eventually.IsTrueAsync(async () => (page = await _gateway.Reviews.ListAsync(null, null, 10, null, TestTimeouts.Token)).Items.Count > 0);
        return Assert.Single(page.Items);
    }
}

using System.ClientModel;
using System.Text;
using System.Text.Json;
using FinCluster.Testing;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Models;

namespace FinCluster.Process.Tests.Clients;

/// <summary>OpenAI's own client for .NET against the real server.</summary>
public sealed class OpenAiDotNetTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Model = "finlite-central";

    private readonly OpenAIClient _client = new(
        new ApiKeyCredential("any"), new OpenAIClientOptions { Endpoint = new Uri($"http://{shared.Server.Ready.Http}/v1") });

    private ChatClient ChatClient => _client.GetChatClient(Model);

    [Fact]
    public async Task CompleteChat_Question_IsAnswered()
    {
        ChatCompletion answer = await ChatClient.CompleteChatAsync(
            [new SystemChatMessage("你是金融助手。"), new UserChatMessage("什么是LPR？")],
            new ChatCompletionOptions { Temperature = 0 },
            TestTimeouts.Token);

        Assert.StartsWith("LPR是贷款市场报价利率", Assert.Single(answer.Content).Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal((Model, ChatMessageRole.Assistant), (answer.Model, answer.Role));
        Assert.Equal(answer.Usage.TotalTokenCount, answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount);
        Assert.InRange(answer.Usage.OutputTokenCount, 20, 60);
    }

    [Fact]
    public async Task CompleteChatStreaming_Question_ComesInPartsWithUsageAtTheEnd()
    {
        var text = new StringBuilder();
        var updates = new List<StreamingChatCompletionUpdate>();
        await foreach (StreamingChatCompletionUpdate update in ChatClient.CompleteChatStreamingAsync(
            [new UserChatMessage("什么是LPR？")], new ChatCompletionOptions { Temperature = 0 }, TestTimeouts.Token))
        {
            updates.Add(update);
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
        }

        Assert.StartsWith("LPR是贷款市场报价利率", text.ToString(), StringComparison.Ordinal);
        Assert.True(updates.Count > 10);
        Assert.Equal(ChatMessageRole.Assistant, updates[0].Role);
        Assert.Single(updates, update => update.FinishReason == ChatFinishReason.Stop);
        Assert.NotNull(updates[^1].Usage);
        Assert.Single(updates.Select(update => update.CompletionId).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task CompleteChat_SeedAndStopAndLimits_AreHonoured()
    {
        var options = new ChatCompletionOptions
        {
            Seed = 42,
            Temperature = 1.2f, TopP = 0.9f, FrequencyPenalty = 0.1f, PresencePenalty = 0.1f, MaxOutputTokenCount = 20,
        };
        options.StopSequences.Add("。");
        ChatMessage[] question = [new UserChatMessage("讲讲基金")];

        ChatCompletion first = await ChatClient.CompleteChatAsync(question, options, TestTimeouts.Token);
        ChatCompletion again = await ChatClient.CompleteChatAsync(question, options, TestTimeouts.Token);

        Assert.Equal(first.Content[0].Text, again.Content[0].Text);
        Assert.DoesNotContain("。", first.Content[0].Text, StringComparison.Ordinal);
        Assert.InRange(first.Usage.OutputTokenCount, 1, 20);
    }

    [Fact]
    public async Task CompleteChat_LogProbabilities_AreThere()
    {
        ChatCompletion answer = await ChatClient.CompleteChatAsync(
            [new UserChatMessage("什么是LPR？")],
            new ChatCompletionOptions { Temperature = 0, MaxOutputTokenCount = 5, IncludeLogProbabilities = true, TopLogProbabilityCount = 3 },
            TestTimeouts.Token);

        Assert.Equal(5, answer.ContentTokenLogProbabilities.Count);
        Assert.All(answer.ContentTokenLogProbabilities, token => Assert.Equal(3, token.TopLogProbabilities.Count));
        Assert.Equal(answer.Content[0].Text, string.Concat(answer.ContentTokenLogProbabilities.Select(token => token.Token)));
    }

    [Fact]
    public async Task CompleteChat_JsonSchema_HoldsWhateverTheModelThinks()
    {
        var schema = BinaryData.FromString(
            """
            {"type":"object","properties":{"代码":{"type":"string","pattern":"^[0-9]{6}$"},"方向":{"enum":["买入","卖出"]},
             "数量":{"type":"integer","minimum":100,"maximum":10000}},"required":["代码","方向","数量"],"additionalProperties":false}
            """);
        ChatCompletion answer = await ChatClient.CompleteChatAsync(
            [new UserChatMessage("给出一个订单")],
            new ChatCompletionOptions
            {
                Temperature = 1,
                ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("order", schema, jsonSchemaIsStrict: true),
            },
            TestTimeouts.Token);

        JsonElement order = JsonDocument.Parse(answer.Content[0].Text).RootElement;
        Assert.Matches("^[0-9]{6}$", order.GetProperty("代码").GetString());
        Assert.Contains(order.GetProperty("方向").GetString(), (string[])["买入", "卖出"]);
        Assert.InRange(order.GetProperty("数量").GetInt32(), 100, 10_000);
        Assert.Equal(3, order.EnumerateObject().Count());
    }

    [Fact]
    public async Task CompleteChatStreaming_Cancelled_StopsAndTheServerGoesOn()
    {
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(TestTimeouts.Token);
        var options = new ChatCompletionOptions { Temperature = 1.5f, MaxOutputTokenCount = 900 };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (StreamingChatCompletionUpdate update in ChatClient.CompleteChatStreamingAsync(
                [new UserChatMessage("讲讲债券")], options, leaves.Token))
            {
                await leaves.CancelAsync();
            }
        });

        await CompleteChat_Question_IsAnswered();
    }

    [Fact]
    public async Task GenerateEmbeddings_Texts_AreUnitVectors()
    {
        OpenAIEmbeddingCollection embeddings = await _client.GetEmbeddingClient(Model)
            .GenerateEmbeddingsAsync(["什么是可转债？", "convertible bond"], cancellationToken: TestTimeouts.Token);

        Assert.Equal(2, embeddings.Count);
        Assert.All(embeddings, embedding =>
        {
            ReadOnlyMemory<float> vector = embedding.ToFloats();
            Assert.Equal(256, vector.Length);
            Assert.Equal(1, vector.ToArray().Sum(value => (double)value * value), 1e-3);
        });
    }

    [Fact]
    public async Task GetModels_Server_ListsItsModel()
    {
        OpenAIModelCollection models = await _client.GetOpenAIModelClient().GetModelsAsync(TestTimeouts.Token);

        Assert.Equal(Model, Assert.Single(models).Id);
    }

    [Fact]
    public async Task CompleteChat_UnknownModel_IsTheClientsError()
    {
        ClientResultException error = await Assert.ThrowsAsync<ClientResultException>(
            () => _client.GetChatClient("gpt-nobody").CompleteChatAsync([new UserChatMessage("你好")], null, TestTimeouts.Token));

        Assert.Equal(404, error.Status);
        Assert.Contains("model_not_found", error.Message, StringComparison.Ordinal);
    }
}

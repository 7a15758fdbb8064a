using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FinCluster.Contracts.V1;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Processes;
using FinCluster.Wire;

namespace FinCluster.Process.Tests.Faults;

public sealed class NodeLossTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Chat_NodeKilledInTheMiddle_GoesOnWithoutLosingOrRepeatingAToken(int nodes)
    {
        await using ServeProcess server = await ServeProcess.StartAsync(null, "--nodes", nodes.ToString(System.Globalization.CultureInfo.InvariantCulture));
        string text = Chat.LongText(160);
        ChatAnswer undisturbed = await server.Grpc.AskAsync(Chat.Dictation(text));

        ChatAnswer answer = await server.Grpc.AskAsync(Chat.Dictation(text), async deltas =>
        {
            if (deltas == 20)
            {
                foreach (int node in server.Process.ChildIds().Take(1))
                {
                    await Signals.SendAsync(node, "KILL");
                }
            }
        });

        // Only one text is possible, so a token that is lost or comes twice would show.
        Assert.Equal(text, answer.Text);
        Assert.Equal(undisturbed.Tokens.Count, answer.Tokens.Count);
        Assert.Equal(answer.Tokens.Count, answer.Finished.Usage.CompletionTokens);
        if (nodes == 1)
        {
            Assert.Equal(1, await FailoversAsync(server));
        }
    }

    [Fact]
    public async Task ChatCompletions_NodeKilledInTheMiddleOfAStream_GoesOn()
    {
        await using ServeProcess server = await ServeProcess.StartAsync();
        string text = Chat.LongText(160);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = JsonContent.Create(new
            {
                stream = true,
                grammar = $"root ::= \"{text}\"",
                messages = new[] { new { role = "user", content = "请复述" } },
            }),
        };
        using HttpResponseMessage response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestTimeouts.Token);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(TestTimeouts.Token));
        var answer = new StringBuilder();
        int parts = 0;
        string? last = null;
        while (await lines.ReadLineAsync(TestTimeouts.Token) is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                JsonElement chunk = JsonDocument.Parse(line["data: ".Length..]).RootElement;
                Assert.False(chunk.TryGetProperty("error", out _), line);
                JsonElement delta = chunk.GetProperty("choices")[0].GetProperty("delta");
                answer.Append(delta.TryGetProperty("content", out JsonElement content) ? content.GetString() : "");
                if (++parts == 20)
                {
                    await Signals.SendAsync(Assert.Single(server.Process.ChildIds()), "KILL");
                }
            }

            last = line.Length > 0 ? line : last;
        }

        Assert.Equal(text, answer.ToString());
        Assert.Equal("data: [DONE]", last);
        Assert.Equal(1, await FailoversAsync(server));
    }

    [Fact]
    public async Task Chat_NodeKilledBetweenTwoQuestions_IsAnsweredAfterTheRestart()
    {
        await using ServeProcess server = await ServeProcess.StartAsync();
        int node = Assert.Single(server.Process.ChildIds());
        await Signals.SendAsync(node, "KILL");
        await Signals.WaitForExitAsync(node);

        ChatAnswer answer = await server.Grpc.AskAsync(Chat.Question("什么是LPR？"));

        Assert.StartsWith("LPR是贷款市场报价利率", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(node, server.Process.ChildIds());
    }

    private static async Task<long> FailoversAsync(ServeProcess server) => (await server.Grpc.UnaryAsync(
        PublicMethods.GetStatus, new GetStatusRequest(), GrpcCallOptions.Default, TestTimeouts.Token)).Failovers;
}

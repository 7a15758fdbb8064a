using FinCluster.Contracts.V1;
using FinCluster.Testing;
using FinCluster.Testing.Gguf;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Models;

/// <summary>The catalog, real gateways and real nodes: what is promoted is served everywhere, and nothing that runs is disturbed.</summary>
public sealed class CatalogTests
{
    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task Adapters_PushedUnderLoad_AppearOnEveryNodeAndAreNeverMixedUp(ControlPlaneEngine engine)
    {
        const string Letters = "XYZ";
        await using CatalogCluster cluster = await CatalogCluster.StartAsync(engine);
        using var stopping = new CancellationTokenSource();
        Task<int> load = AskOnAsync(cluster, stopping.Token);

        foreach (char letter in Letters)
        {
            await cluster.PushAdapterAsync(letter);
        }

        await cluster.WaitForReplicasAsync(gateway: 0, nodes: 2, replicas: 1 + Letters.Length);
        await cluster.WaitForReplicasAsync(gateway: 1, nodes: 2, replicas: 1 + Letters.Length);
        (char Letter, ChatAnswer Answer)[] answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(async i =>
        {
            char letter = Letters[i % Letters.Length];
            return (letter, await cluster.AskAsync(i % 2, $"{CatalogCluster.Alias}+{letter}"));
        }));
        await stopping.CancelAsync();

        Assert.True(await load > 0);
        Assert.All(answers, answer => Assert.Equal(CatalogCluster.Answer(answer.Letter), answer.Answer.Text));
        Assert.Equal(2, answers.Select(answer => answer.Answer.Started.Node).Distinct().Count());

        // A node that comes later has them too, without being told again by anybody.
        await cluster.AddNodeAsync("n2");
        await cluster.WaitForReplicasAsync(gateway: 0, nodes: 3, replicas: 1 + Letters.Length);
    }

    [Fact]
    public async Task Alias_IsPromotedTriedAndRolledBack_NextRequestsFollowAndRunningOnesGoOn()
    {
        await using CatalogCluster cluster = await CatalogCluster.StartAsync(ControlPlaneEngine.Redis);
        string first = (await cluster.AskAsync(0, CatalogCluster.Alias)).Text;
        await cluster.PushAdapterAsync('X', isComposed: false);
        await cluster.PushAdapterAsync('Y', isComposed: false);
        string x = await cluster.PushReleaseAsync('X');
        string y = await cluster.PushReleaseAsync('Y');
        string text = Chat.LongText(60);
        ChatRequest dictation = Chat.Dictation(text);
        dictation.Model = CatalogCluster.Alias;

        ChatAnswer running = await cluster.Gateways[0].Grpc.AskAsync(dictation, async deltas =>
        {
            if (deltas == 2)
            {
                await cluster.PromoteAsync(x);
                await UntilAsync(cluster, CatalogCluster.Answer('X'));
                await cluster.RunAsync("canary", "start", CatalogCluster.Alias, y, "--weight", "1", "--override", "nothing was measured");
                await UntilAsync(cluster, CatalogCluster.Answer('Y'));
                await cluster.RunAsync("canary", "promote", CatalogCluster.Alias);
                await UntilAsync(cluster, CatalogCluster.Answer('Y'));
                await cluster.RunAsync("rollback", CatalogCluster.Alias, "--to", "1");
                await UntilAsync(cluster, first);
            }
        });

        Assert.Equal(text, running.Text);
        string history = await cluster.RunAsync("history", CatalogCluster.Alias);
        Assert.Equal(
            ["promote", "promote", "canary_start", "canary_promote", "rollback"],
            history.Split('\n').Skip(1).Select(line => Array.Find(line.Split(' '), word => word.StartsWith("promote", StringComparison.Ordinal) || word.StartsWith("canary", StringComparison.Ordinal) || word == "rollback")));
    }

    [Fact]
    public async Task Template_PromotedAndRolledBack_ReadsTheSameQuestionAsOtherTokensAndThenAsBefore()
    {
        await using CatalogCluster cluster = await CatalogCluster.StartAsync(ControlPlaneEngine.Redis);
        int plain = await PromptTokensAsync(cluster, 0);
        string templated = await cluster.PushTemplatedReleaseAsync("llama2", ChatTemplates.Llama2);

        await cluster.PromoteAsync(templated);
        int own = await Eventually.GetAsync(() => PromptTokensAsync(cluster, 0), tokens => tokens != plain);
        await cluster.WaitForReplicasAsync(gateway: 1, nodes: 2, replicas: 2);
        await Eventually.GetAsync(() => PromptTokensAsync(cluster, 1), tokens => tokens == own);
        await cluster.RunAsync("rollback", CatalogCluster.Alias);
        await Eventually.GetAsync(() => PromptTokensAsync(cluster, 0), tokens => tokens == plain);
        await Eventually.GetAsync(() => PromptTokensAsync(cluster, 1), tokens => tokens == plain);
    }

    private static async ValueTask<int> PromptTokensAsync(CatalogCluster cluster, int gateway) =>
        (await cluster.AskAsync(gateway, CatalogCluster.Alias)).Started.PromptTokens;

    // Both gateways hear of a change within a second, not at the same moment.
    private static async Task UntilAsync(CatalogCluster cluster, string answer)
    {
        for (int gateway = 0; gateway < 2; gateway++)
        {
            int asked = gateway;
            await Eventually.GetAsync(async () => (await cluster.AskAsync(asked, CatalogCluster.Alias)).Text, text => text == answer);
        }
    }

    /// <summary>Asks for the base alone until it is told to stop; an error ends the test.</summary>
    private static async Task<int> AskOnAsync(CatalogCluster cluster, CancellationToken cancellationToken)
    {
        string expected = (await cluster.AskAsync(0, CatalogCluster.Alias)).Text;
        int asked = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            Assert.Equal(expected, (await cluster.AskAsync(asked++ % 2, CatalogCluster.Alias)).Text);
        }

        return asked;
    }
}

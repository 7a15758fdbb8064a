using System.Text;
using FinCluster.Core.Catalog;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;
using FinCluster.Inference.Adapters;
using FinCluster.Inference.Models;
using FinCluster.Inference.Tests.Engine;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Testing.Gguf;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Inference.Tests.Models;

/// <summary>Replicas of the shipped model with chat templates of their own.</summary>
public sealed class TemplateReplicaTests : IAsyncLifetime
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "什么是LPR？")];

    private readonly TemporaryFolder _folder = new();
    private readonly List<IInferenceEngine> _engines = [];

    // All are over one base in memory, with a thread each and little context.
    private readonly LlamaReplicaLoader _loader = new(
        new LlamaEngineOptions
        {
            ModelName = "finlite",
            ModelPath = RepositoryPaths.StarterModel,
            NativeFolder = NativeLibraryFolder.Require(),
            Threads = 1,
            ParallelSequences = 1,
            ContextLength = 256,
        },
        new AdapterLimits(),
        TimeProvider.System,
        NullLogger.Instance);

    private ArtifactHash _base;

    public async ValueTask InitializeAsync() => _base =
        ArtifactHash.TryParse(await ModelFile.ComputeHashAsync(RepositoryPaths.StarterModel, null, TestTimeouts.Token), out ArtifactHash hash) ? hash : default;

    public async ValueTask DisposeAsync()
    {
        foreach (IInferenceEngine engine in _engines)
        {
            await engine.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Generate_OtherTemplates_ReadTheSameQuestionByTheirOwn()
    {
        IInferenceEngine own = await LoadAsync("own", template: null);
        IInferenceEngine chatMl = await LoadAsync("chatml", Encoding.UTF8.GetBytes(ChatTemplates.ChatMl));
        IInferenceEngine llama2 = await LoadAsync("llama2", Encoding.UTF8.GetBytes(ChatTemplates.Llama2));

        Answer[] answers = [await AskAsync(own), await AskAsync(chatMl), await AskAsync(llama2)];

        Assert.Equal(answers[0].Started.PromptTokens, answers[1].Started.PromptTokens);
        Assert.Equal(answers[0].Text, answers[1].Text);
        Assert.Equal(await TokensOfAsync(own, "[INST] 什么是LPR？ [/INST]"), answers[2].Started.PromptTokens);
        Assert.NotEqual(answers[0].Started.PromptTokens, answers[2].Started.PromptTokens);

        // Each has read all of it: nothing of one replica's KV cache is another's.
        Assert.All(answers, answer => Assert.Equal(0, answer.Started.CachedTokens));
        Assert.Equal([null, HashOf("chatml").Value, HashOf("llama2").Value], _engines.Select(engine => engine.Model.TemplateHash));
    }

    // The context of a replica that has gone is kept for the next one, with what is in its KV cache.
    [Fact]
    public async Task Generate_AfterAReplicaOfAnotherTemplateHasGone_ReadsAllOfThePrompt()
    {
        Answer[] answers =
        [
            await AskOnceAsync("own", null), await AskOnceAsync("llama2", Encoding.UTF8.GetBytes(ChatTemplates.Llama2)), await AskOnceAsync("again", null),
        ];

        Assert.All(answers, answer => Assert.Equal(0, answer.Started.CachedTokens));
        Assert.Equal(answers[0].Tokens, answers[2].Tokens);
    }

    public static TheoryData<string, byte[], string> BadTemplates => new()
    {
        { "unknown", Encoding.UTF8.GetBytes(ChatTemplates.Unknown), "libllama" },
        { "too large", Encoding.UTF8.GetBytes(ChatTemplates.ChatMl + new string(' ', ChatTemplateRules.MaxBytes)), "at most 1048576 bytes" },
        { "no text", [0xFF, .. Encoding.UTF8.GetBytes(ChatTemplates.ChatMl)], "UTF-8" },
        { "zero", Encoding.UTF8.GetBytes(ChatTemplates.ChatMl + "\0"), "zero bytes" },
        { "empty", [], "empty" },
    };

    [Theory]
    [MemberData(nameof(BadTemplates))]
    public async Task Load_ATemplateThatCannotBeUsed_IsRefusedAndTheOldReplicaAnswers(string name, byte[] template, string expected)
    {
        IInferenceEngine old = await LoadAsync("old", Encoding.UTF8.GetBytes(ChatTemplates.Llama2));

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => LoadAsync(name, template));

        Assert.Equal((ErrorCode.ArtifactInvalid, "template"), (error.Code, error.Parameter));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty((await AskAsync(old)).Tokens);
    }

    [Fact]
    public async Task FindProblem_OfAnInspector_LooksAtTheTextAlone()
    {
        var inspector = new ModelInspector();

        Assert.Null(inspector.FindProblem(await WriteAsync("unknown", Encoding.UTF8.GetBytes(ChatTemplates.Unknown)), ArtifactKind.ChatTemplate, null));
        Assert.Contains(
            "UTF-8", inspector.FindProblem(await WriteAsync("bytes", [0xFF]), ArtifactKind.ChatTemplate, null), StringComparison.Ordinal);
    }

    private static ArtifactHash HashOf(string name) =>
        ArtifactHash.FromDigest(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private static Task<Answer> AskAsync(IInferenceEngine engine) => AskAsync(engine, new ChatPrompt(Question));

    private static Task<Answer> AskAsync(IInferenceEngine engine, Prompt prompt) => engine.AnswerAsync(
        Answers.Question("", 4) with { Model = engine.Model.Name, Prompt = prompt }, TestTimeouts.Token);

    private static async Task<int> TokensOfAsync(IInferenceEngine engine, string text) =>
        (await AskAsync(engine, new TextPrompt(text, ParseControlTokens: true))).Started.PromptTokens;

    private async Task<Answer> AskOnceAsync(string name, byte[]? template)
    {
        IInferenceEngine engine = await LoadAsync(name, template);
        Answer answer = await AskAsync(engine);
        _engines.Remove(engine);
        await engine.DisposeAsync();
        return answer;
    }

    private async Task<IInferenceEngine> LoadAsync(string name, byte[]? template)
    {
        var spec = new ReplicaSpec { Name = name, Base = new ArtifactReference(_base, 0, []) };
        var files = new ReplicaFiles(spec, RepositoryPaths.StarterModel, []);
        if (template is not null)
        {
            files = files with
            {
                Spec = spec with { Template = new ArtifactReference(HashOf(name), 0, []) },
                TemplatePath = await WriteAsync(name, template),
            };
        }

        IInferenceEngine engine = await _loader.LoadAsync(files, TestTimeouts.Token);
        _engines.Add(engine);
        return engine;
    }

    private async Task<string> WriteAsync(string name, byte[] content)
    {
        string path = _folder.File(name);
        await File.WriteAllBytesAsync(path, content, TestTimeouts.Token);
        return path;
    }
}

using FinCluster.Core.Engine;
using FinCluster.Inference;
using FinCluster.Inference.Models;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Training.Data;
using FinCluster.Training.Gguf;
using FinCluster.Training.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Training.Tests.Gguf;

/// <summary>What is written here is read by llama.cpp, and computes there what it computes here.</summary>
public sealed class LlamaCppTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly GgufFile _starter = GgufFile.Read(RepositoryPaths.StarterModel);

    [Fact]
    public async Task Write_AModel_HasTheSameProbabilitiesInLlamaCpp()
    {
        LlamaShape shape = ModelWeights.ReadShape(_starter);
        var layout = new ParameterLayout(shape);
        float[] parameters = ModelWeights.Read(_starter, layout);
        ModelWriter.Write(_folder.File("a.gguf"), "test", layout, parameters, _starter, WeightFormat.F32);
        await using LlamaEngine engine = await LoadAsync("a.gguf");
        EncodedConversation conversation = Encode(new Conversation("你是一个金融助手。", [new Turn("什么是LPR？", "")]));
        int[] prompt = conversation.Tokens[..^2].ToArray();

        List<TokenLogProbs> answer = await AnswerAsync(engine, prompt, tokens: 12);

        // The same tokens once more, all places of the answer at once.
        int[] all = [.. prompt, .. answer.Select(step => step.Drawn.Token.Value)];
        var batch = new PackedBatch();
        batch.Add(all, [.. all.Select((_, i) => i >= prompt.Length)]);
        float[] logits = new LlamaNetwork(layout).Logits(parameters, batch);
        Assert.Equal(12, answer.Count);
        for (int i = 0; i < answer.Count; i++)
        {
            ReadOnlySpan<float> row = logits.AsSpan(i * shape.Vocabulary, shape.Vocabulary);
            double sum = LogSumExp(row);
            foreach (TokenLogProb candidate in answer[i].Top)
            {
                Assert.Equal(candidate.LogProb, row[candidate.Token.Value] - sum, tolerance: 0.02);
            }
        }
    }

    [Theory]
    [InlineData("什么是可转债？", "A bond pays 4% a year — 36÷3=12。")]
    [InlineData("  two  spaces\nand a line", "𠮷野家 emoji 🎉 and ÿ")]
    [InlineData("请问质押式回购是什么意思？", "LPR是贷款市场报价利率。")]
    public async Task Encode_AChat_HasTheTokensOfLlamaCpp(string question, string answer)
    {
        await using LlamaEngine engine = await LoadAsync(RepositoryPaths.StarterModel);
        var turns = new Conversation("You are a finance assistant.", [new Turn(question, answer), new Turn("谢谢", "")]);
        int[] expected = Encode(turns).Tokens[..^2].ToArray();
        ChatMessage[] messages =
        [
            new(ChatRole.System, turns.System!), new(ChatRole.User, question), new(ChatRole.Assistant, answer), new(ChatRole.User, "谢谢"),
        ];

        // The second prompt finds exactly its own tokens in the cache when the first one was the same; the last is always computed.
        await StartAsync(engine, new TokenPrompt([.. expected.Select(token => new TokenId(token))]));
        GenerationStarted chat = await StartAsync(engine, new ChatPrompt(messages));

        Assert.Equal((expected.Length, expected.Length - 1), (chat.PromptTokens, chat.CachedTokens));
    }

    [Fact]
    public void Encode_AConversation_LearnsTheAnswersAndTheirEnds()
    {
        var tokenizer = new SentencePieceTokenizer(_starter);
        EncodedConversation conversation = Encode(new Conversation(null, [new Turn("你好", "再见"), new Turn("谢谢", "不客气")]));

        int[] learned = [.. conversation.Tokens.ToArray().Where((_, i) => conversation.Learned[i])];

        int end = tokenizer.Control("<|im_end|>");
        Assert.Equal([.. tokenizer.Encode("再见"), end, .. tokenizer.Encode("不客气"), end], learned);
    }

    public void Dispose() => _folder.Dispose();

    private static double LogSumExp(ReadOnlySpan<float> row)
    {
        double max = double.NegativeInfinity;
        foreach (float value in row)
        {
            max = Math.Max(max, value);
        }

        double sum = 0;
        foreach (float value in row)
        {
            sum += Math.Exp(value - max);
        }

        return max + Math.Log(sum);
    }

    private static async Task<List<TokenLogProbs>> AnswerAsync(LlamaEngine engine, int[] prompt, int tokens)
    {
        var steps = new List<TokenLogProbs>();
        GenerationRequest request = Request(new TokenPrompt([.. prompt.Select(token => new TokenId(token))]), tokens) with { TopLogProbs = 20 };
        await foreach (GenerationEvent step in engine.GenerateAsync(request, TestTimeouts.Token))
        {
            if (step is GeneratedToken token)
            {
                steps.Add(token.LogProbs!);
            }
        }

        return steps;
    }

    private static async Task<GenerationStarted> StartAsync(LlamaEngine engine, Prompt prompt)
    {
        GenerationStarted? started = null;
        await foreach (GenerationEvent step in engine.GenerateAsync(Request(prompt, 1), TestTimeouts.Token))
        {
            started ??= step as GenerationStarted;
        }

        return started!;
    }

    private static GenerationRequest Request(Prompt prompt, int tokens) => new()
    {
        RequestId = "test",
        Model = "m",
        Prompt = prompt,
        Sampling = new SamplingOptions { Temperature = 0 },
        Stop = new StopConditions { MaxTokens = tokens },
    };

    private EncodedConversation Encode(Conversation conversation) =>
        new ChatEncoder(new SentencePieceTokenizer(_starter)).Encode(conversation);

    private Task<LlamaEngine> LoadAsync(string path) => LlamaEngineLoader.LoadAsync(
        new LlamaEngineOptions
        {
            ModelName = "m", ModelPath = _folder.File(path), NativeFolder = NativeLibraryFolder.Require(), Threads = 1, ContextLength = 512,
        },
        TimeProvider.System, NullLogger.Instance, TestTimeouts.Token);
}

using System.CommandLine;
using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Training;

/// <summary>The options that models and adapters are made with alike.</summary>
internal sealed class TrainingArguments
{
    private const int MaxThreads = 256;
    private const int MaxTokensPerStep = 1 << 20;

    private readonly Option<string> _corpus = new("--corpus") { Description = "The folder with the authored texts", HelpName = "folder", Required = true };

    private readonly Option<string?> _heldOut = new("--held-out")
    {
        Description = "A folder of question sets, *.jsonl, none of whose questions is trained on; default: none", HelpName = "folder",
    };

    private readonly Option<string> _output = new("--out") { Description = "The file to write", HelpName = "gguf", Required = true };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads that compute; 2 are used at most", HelpName = "n", DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "The number from which all draws follow", HelpName = "n", DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _tokensPerStep;

    /// <param name="tokensPerStep">The default.</param>
    public TrainingArguments(int tokensPerStep)
    {
        _tokensPerStep = new Option<int>("--tokens-per-step")
        {
            Description = "Tokens that are read for one step", HelpName = "n", DefaultValueFactory = _ => tokensPerStep,
        };
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_corpus, _heldOut, _output, _threads, _seed, _tokensPerStep])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the folder of the corpus.</summary>
    public string Corpus(ParseResult parsed) => parsed.GetValue(_corpus)!;

    /// <summary>Reads the folder of the questions that are not trained on.</summary>
    /// <exception cref="UsageException">There is no such folder.</exception>
    public string? HeldOut(ParseResult parsed) => parsed.GetValue(_heldOut) is not { } folder || Directory.Exists(folder)
        ? parsed.GetValue(_heldOut)
        : throw new UsageException($"{_heldOut.Name}: the folder {folder} does not exist");

    /// <summary>Reads the file to write.</summary>
    public string Output(ParseResult parsed) => parsed.GetValue(_output)!;

    /// <summary>Reads the number of threads.</summary>
    /// <exception cref="UsageException">It is out of range.</exception>
    public int Threads(ParseResult parsed) => InRange(parsed, _threads, MaxThreads);

    /// <summary>Reads the seed.</summary>
    public int Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>Reads how many tokens a step reads.</summary>
    /// <exception cref="UsageException">It is out of range.</exception>
    public int TokensPerStep(ParseResult parsed) => InRange(parsed, _tokensPerStep, MaxTokensPerStep);

    private static int InRange(ParseResult parsed, Option<int> option, int most) => parsed.GetValue(option) is var value && value >= 1 && value <= most
        ? value
        : throw new UsageException($"{option.Name} must be between 1 and {most}, it is {value}");
}

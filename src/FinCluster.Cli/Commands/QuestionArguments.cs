using System.CommandLine;
using FinCluster.Contracts.V1;

namespace FinCluster.Cli.Commands;

/// <summary>The options that say how an answer is generated.</summary>
internal sealed class QuestionArguments
{
    private readonly Option<string?> _use = new("--use") { Description = "Name of the model that answers", HelpName = "name" };

    private readonly Option<string?> _system = new("--system") { Description = "Instructions that come before the question", HelpName = "text" };

    private readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "Most tokens of the answer", HelpName = "n" };

    private readonly Option<double?> _temperature = new("--temperature")
    {
        Description = "0 takes the most probable token, 1 draws as the model was trained; default 0",
        HelpName = "0-2",
    };

    private readonly Option<ulong?> _seed = new("--seed") { Description = "Seed of the draws", HelpName = "n" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_use, _system, _maxTokens, _temperature, _seed])
        {
            command.Add(option);
        }
    }

    /// <summary>Gets the model that the command line names; empty for none.</summary>
    public string Model(ParseResult parsed) => parsed.GetValue(_use) ?? "";

    /// <summary>Gets the instructions as messages: one or none.</summary>
    public IEnumerable<Message> System(ParseResult parsed) =>
        parsed.GetValue(_system) is { } text ? [new Message { Role = Role.System, Content = text }] : [];

    /// <summary>Makes a request without messages.</summary>
    public ChatRequest Request(ParseResult parsed)
    {
        var request = new ChatRequest
        {
            Model = Model(parsed),
            Sampling = new Sampling { Temperature = parsed.GetValue(_temperature) ?? 0 },
            Stop = new Stop(),
        };
        if (parsed.GetValue(_seed) is { } seed)
        {
            request.Sampling.Seed = seed;
        }

        if (parsed.GetValue(_maxTokens) is { } maxTokens)
        {
            request.Stop.MaxTokens = maxTokens;
        }

        return request;
    }
}

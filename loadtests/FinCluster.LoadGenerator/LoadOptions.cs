namespace FinCluster.LoadGenerator;

/// <summary>What a run asks for and how.</summary>
internal sealed record LoadOptions
{
    /// <summary>Gets the server: grpc://host:port or http://host:port.</summary>
    public required Uri Target { get; init; }

    /// <summary>Gets the gRPC address from which the server's counters are read; null reads none.</summary>
    public Uri? Status { get; init; }

    /// <summary>Gets the model to ask for; null leaves the choice to the server.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the streams of a closed loop: each asks anew as soon as it has its answer. 0 for an open loop.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Gets the requests per second of an open loop, which come whether or not the server keeps up.</summary>
    public required double RatePerSecond { get; init; }

    /// <summary>Gets the requests that are measured.</summary>
    public required int Requests { get; init; }

    /// <summary>Gets the requests before those.</summary>
    public required int WarmUpRequests { get; init; }

    /// <summary>Gets the shortest prompt, in characters.</summary>
    public required int PromptCharacters { get; init; }

    /// <summary>Gets the tokens of each answer; the end token is passed over.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>Gets the seed of prompts and arrivals.</summary>
    public required int Seed { get; init; }

    /// <summary>Gets the time to the first token under which an answer is good.</summary>
    public required TimeSpan TimeToFirstTokenLimit { get; init; }

    /// <summary>Gets the mean time between tokens under which an answer is good.</summary>
    public required TimeSpan TokenTimeLimit { get; init; }
}

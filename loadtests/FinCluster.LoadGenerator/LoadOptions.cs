using FinCluster.LoadGenerator.Reports;
using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator;

/// <summary>What a run asks for and how.</summary>
internal sealed record LoadOptions
{
    /// <summary>Gets the servers: grpc:// or http://host:port, or node://host:port of a node. Requests go to them by turns.</summary>
    public required IReadOnlyList<Uri> Targets { get; init; }

    /// <summary>Gets the key that requests carry; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Gets the callers that load the server at the same time, each with a trace and streams of its own; empty for one without a name.</summary>
    public IReadOnlyList<Tenant> Tenants { get; init; } = [];

    /// <summary>Gets the time after which a measurement ends, whatever runs then; null for when all requests are answered.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Gets the gRPC address from which the server's counters are read; null reads none.</summary>
    public Uri? Status { get; init; }

    /// <summary>Gets the processes whose processor time is reported.</summary>
    public IReadOnlyList<ProcessReference> Processes { get; init; } = [];

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

    /// <summary>Gets the tokens of answers; the end token is passed over.</summary>
    public required AnswerLength Answers { get; init; }

    /// <summary>Gets what is asked.</summary>
    public required TraceOptions Trace { get; init; }

    /// <summary>Gets the time to the first token under which an answer is good.</summary>
    public required TimeSpan TimeToFirstTokenLimit { get; init; }

    /// <summary>Gets the mean time between tokens under which an answer is good.</summary>
    public required TimeSpan TokenTimeLimit { get; init; }

    /// <summary>Gets the tokens of the answer to a request.</summary>
    public int OutputTokensOf(LoadRequest request) => Answers.Of(Trace.Seed, request.Index);
}

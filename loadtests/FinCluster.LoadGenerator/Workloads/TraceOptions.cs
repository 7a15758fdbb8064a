namespace FinCluster.LoadGenerator.Workloads;

/// <summary>What is asked.</summary>
internal sealed record TraceOptions
{
    public TraceKind Kind { get; init; }

    /// <summary>Gets the shortest question, in characters.</summary>
    public required int PromptCharacters { get; init; }

    /// <summary>Gets the seed of all texts and choices.</summary>
    public required int Seed { get; init; }

    /// <summary>Gets the groups that share a beginning.</summary>
    public int Groups { get; init; } = 20;

    /// <summary>Gets the length of that beginning, in characters.</summary>
    public int PrefixCharacters { get; init; } = 1_500;

    /// <summary>Gets how often the groups are asked.</summary>
    public Popularity Popularity { get; init; }

    /// <summary>Gets the conversations that run at a time.</summary>
    public int Sessions { get; init; } = 20;

    /// <summary>Gets the turns of each.</summary>
    public int Turns { get; init; } = 5;

    /// <summary>Gets a value indicating whether the server keeps the conversations, so that only new messages are sent.</summary>
    public bool StoredSessions { get; init; }

    /// <summary>Makes the trace.</summary>
    public ITrace Create()
    {
        var prompts = new PromptSource(Seed, PromptCharacters);
        return Kind switch
        {
            TraceKind.SharedPrefix => new SharedPrefixTrace(prompts, Seed, Groups, PrefixCharacters, Popularity),
            TraceKind.Sessions => new SessionTrace(prompts, Sessions, Turns),
            _ => new UniqueTrace(prompts),
        };
    }
}

namespace FinCluster.Core.Scaling.Leadership;

/// <summary>Who leads a role: what <see cref="ILeadership"/> says of one role, without a clock and without I/O. Immutable.</summary>
public sealed record LeadershipState
{
    /// <summary>The longest note, in characters.</summary>
    public const int MaxNoteLength = 1 << 20;

    /// <summary>A role that nobody has led.</summary>
    public static readonly LeadershipState None = new();

    /// <summary>Gets who has the newest term; empty for nobody.</summary>
    public string Leader { get; init; } = "";

    /// <summary>Gets the token of the newest term.</summary>
    public long FencingToken { get; init; }

    /// <summary>Gets when the term ends unless it is taken again, on the clock of whoever keeps the state.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>Gets what was noted; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Takes the lead, or keeps it; see <see cref="ILeadership.CampaignAsync"/>.</summary>
    /// <returns>The state to store before the result is told, and the term; null when another one leads.</returns>
    public (LeadershipState State, LeadershipTerm? Term) Campaign(string role, string candidate, TimeSpan lifetime, DateTimeOffset now)
    {
        bool isHeld = IsHeld(now);
        if (isHeld && Leader != candidate)
        {
            return (this, null);
        }

        // A leader that comes after its term has ended may have been followed and left in between, so it begins a new one.
        long token = isHeld ? FencingToken : FencingToken + 1;
        return (this with { Leader = candidate, FencingToken = token, Until = now + lifetime }, new LeadershipTerm(role, candidate, token));
    }

    /// <summary>Gives the lead back; a term that is over changes nothing.</summary>
    public LeadershipState Resign(long fencingToken) =>
        fencingToken == FencingToken ? this with { Leader = "", Until = DateTimeOffset.MinValue } : this;

    /// <summary>Replaces the note; null for a term that is over.</summary>
    public LeadershipState? Write(long fencingToken, string note, DateTimeOffset now) =>
        fencingToken == FencingToken && IsHeld(now) ? this with { Note = note } : null;

    /// <summary>Gets what is told of the role.</summary>
    public LeadershipRecord Read(DateTimeOffset now) => new(IsHeld(now) ? Leader : null, FencingToken, Note);

    private bool IsHeld(DateTimeOffset now) => Leader.Length > 0 && now < Until;
}

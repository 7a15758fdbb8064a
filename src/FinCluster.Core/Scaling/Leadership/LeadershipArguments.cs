namespace FinCluster.Core.Scaling.Leadership;

/// <summary>What calls of <see cref="ILeadership"/> may say, checked by every backend alike.</summary>
public static class LeadershipArguments
{
    /// <summary>The longest name of a role or of a candidate, in characters.</summary>
    public const int MaxNameLength = 256;

    /// <summary>The longest lifetime of a term.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(1);

    /// <summary>Checks a campaign.</summary>
    /// <exception cref="ArgumentException">A name is empty or too long, or the lifetime is not above zero or too long.</exception>
    public static void Check(string role, string candidate, TimeSpan lifetime)
    {
        Check(role);
        CheckName(candidate, nameof(candidate));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, MaxLifetime);
    }

    /// <summary>Checks the name of a role.</summary>
    /// <exception cref="ArgumentException">It is empty or too long.</exception>
    public static void Check(string role) => CheckName(role, nameof(role));

    /// <summary>Checks what is to be noted.</summary>
    /// <exception cref="ArgumentException">The note is too long.</exception>
    public static void Check(LeadershipTerm term, string note)
    {
        ArgumentNullException.ThrowIfNull(term);
        ArgumentNullException.ThrowIfNull(note);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(note.Length, LeadershipState.MaxNoteLength, nameof(note));
    }

    private static void CheckName(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, MaxNameLength, parameter);
    }
}

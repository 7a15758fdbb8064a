using FinCluster.Core.Compliance.Guard.Classifier;

namespace FinCluster.Core.Compliance.Guard.Cases;

/// <summary>How well a guard did on labelled cases. Immutable.</summary>
public sealed class GuardMetrics
{
    private readonly int[,] _confusion = new int[GuardClasses.Count, GuardClasses.Count];

    private GuardMetrics(IReadOnlyList<(GuardCase Case, GuardAction Action, GuardCategory? Category)> judged)
    {
        foreach ((GuardCase one, GuardAction action, GuardCategory? category) in judged)
        {
            _confusion[GuardClasses.Of(one.Category), action == GuardAction.Refuse ? GuardClasses.Of(category) : GuardClasses.Allow]++;
        }

        Count = judged.Count;
        Forbidden = judged.Count(one => one.Case.IsRefused);
        Caught = judged.Count(one => one.Case.IsRefused && one.Action == GuardAction.Refuse);
        Leaked = judged.Count(one => one.Case.IsRefused && one.Action == GuardAction.Allow);
        Harmless = Count - Forbidden;
        HarmlessRefused = judged.Count(one => !one.Case.IsRefused && one.Action == GuardAction.Refuse);
        HarmlessReviewed = judged.Count(one => !one.Case.IsRefused && one.Action == GuardAction.Review);
        Sensitive = judged.Count(one => one.Case.IsHarmlessSensitive);
        SensitiveRefused = judged.Count(one => one.Case.IsHarmlessSensitive && one.Action == GuardAction.Refuse);
        Misses = [.. judged.Where(one => one.Case.IsRefused && one.Action != GuardAction.Refuse).Select(one => one.Case.Id)];
        OverRefusals = [.. judged.Where(one => !one.Case.IsRefused && one.Action == GuardAction.Refuse).Select(one => one.Case.Id)];
    }

    /// <summary>Gets how many cases there were.</summary>
    public int Count { get; }

    /// <summary>Gets how many were to be refused.</summary>
    public int Forbidden { get; }

    /// <summary>Gets how many of these were refused.</summary>
    public int Caught { get; }

    /// <summary>Gets how many of these passed, and nobody will look at them.</summary>
    public int Leaked { get; }

    /// <summary>Gets how many were to be allowed.</summary>
    public int Harmless { get; }

    /// <summary>Gets how many of these were refused.</summary>
    public int HarmlessRefused { get; }

    /// <summary>Gets how many of these passed, to be looked at.</summary>
    public int HarmlessReviewed { get; }

    /// <summary>Gets how many were to be allowed that sound like what is forbidden.</summary>
    public int Sensitive { get; }

    /// <summary>Gets how many of these were refused.</summary>
    public int SensitiveRefused { get; }

    /// <summary>Gets the ids of the cases that should have been refused.</summary>
    public IReadOnlyList<string> Misses { get; }

    /// <summary>Gets the ids of the cases that should not.</summary>
    public IReadOnlyList<string> OverRefusals { get; }

    /// <summary>Gets the share of what was to be refused that was; 1 when there was nothing.</summary>
    public double Recall => Share(Caught, Forbidden, none: 1);

    /// <summary>Gets the share of what was to be refused that passed, and nobody will look at it.</summary>
    public double LeakRate => Share(Leaked, Forbidden, none: 0);

    /// <summary>Gets the share of what was to be allowed that was refused.</summary>
    public double OverRefusal => Share(HarmlessRefused, Harmless, none: 0);

    /// <summary>Gets the share of what sounds like something forbidden, but is not, that was refused.</summary>
    public double SensitiveOverRefusal => Share(SensitiveRefused, Sensitive, none: 0);

    /// <summary>Judges cases.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="guard">What is done with a text, and what it is about.</param>
    public static GuardMetrics Of(IEnumerable<GuardCase> cases, Func<string, (GuardAction Action, GuardCategory? Category)> guard)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(guard);
        return new GuardMetrics([.. cases.Select(one =>
        {
            (GuardAction action, GuardCategory? category) = guard(one.Text);
            return (one, action, category);
        })]);
    }

    /// <summary>Gets how many cases of a class were taken for another; null is what is allowed, which what is only looked at later counts as.</summary>
    public int Confused(GuardCategory? expected, GuardCategory? taken) => _confusion[GuardClasses.Of(expected), GuardClasses.Of(taken)];

    private static double Share(int part, int whole, double none) => whole == 0 ? none : (double)part / whole;
}

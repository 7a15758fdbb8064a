using System.Diagnostics.CodeAnalysis;

namespace FinCluster.Core.Tenants;

/// <summary>How urgent a request is. A smaller value goes first; the numbers are stored, so they never change.</summary>
public enum SloClass
{
    /// <summary>Somebody trades on the answer.</summary>
    Realtime = 0,

    /// <summary>Somebody waits for the answer.</summary>
    Interactive = 1,

    /// <summary>The usual.</summary>
    Standard = 2,

    /// <summary>Nobody waits: reports, labelling.</summary>
    Batch = 3,
}

/// <summary>The names of the classes, as clients and operators write them.</summary>
public static class SloClassText
{
    /// <summary>All names, the most urgent first.</summary>
    public const string All = "realtime, interactive, standard, batch";

    /// <summary>The number of classes.</summary>
    public const int Count = 4;

    /// <summary>Names a class.</summary>
    public static string Format(SloClass value) => value switch
    {
        SloClass.Realtime => "realtime",
        SloClass.Interactive => "interactive",
        SloClass.Standard => "standard",
        SloClass.Batch => "batch",
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "The class has no name."),
    };

    /// <summary>Reads a name; false when it is none. Case does not matter.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SloClass value)
    {
        foreach (SloClass candidate in Enum.GetValues<SloClass>())
        {
            if (string.Equals(Format(candidate), text, StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }
}

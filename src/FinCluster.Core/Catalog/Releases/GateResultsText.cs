namespace FinCluster.Core.Catalog.Releases;

/// <summary>Gate results as a file: a JSON object whose fields are named as in <see cref="ReleaseText"/>.</summary>
public static class GateResultsText
{
    /// <summary>Reads a file's text.</summary>
    /// <exception cref="FormatException">It says what is wrong with it.</exception>
    public static GateResults Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        GateResults results = ReleaseJson.ParseGates(text);
        return results.FindProblem() is { } problem ? throw new FormatException(problem) : results;
    }
}

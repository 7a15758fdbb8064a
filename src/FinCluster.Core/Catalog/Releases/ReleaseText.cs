using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FinCluster.Core.Catalog.Releases;

/// <summary>The canonical form of a release: the bytes whose SHA-256 is its id.</summary>
/// <remarks>
/// UTF-8 JSON without blanks. Fields stand in the order <c>release</c> (the form's number, 1), <c>base</c>, <c>domain</c>, <c>task</c>,
/// <c>template</c>, <c>guard</c>, <c>knowledge</c>, <c>gates</c>, <c>note</c>; what is null or an empty note is left out. An adapter is
/// <c>{"adapter":…,"scale":…}</c>. Numbers have no exponent, no trailing zeros and at most six decimals; moments are UTC with a Z and no trailing zeros. In
/// texts only '"', '\' and the characters below U+0020 are escaped, the latter as \u00xx in lower case. Another form gets another number.
/// </remarks>
public static class ReleaseText
{
    private const int Decimals = 6;

    /// <summary>Computes the id.</summary>
    /// <exception cref="ArgumentException">The release is not valid.</exception>
    public static ArtifactHash IdOf(Release release) => ArtifactHash.FromDigest(SHA256.HashData(Encoding.UTF8.GetBytes(Format(release))));

    /// <summary>Writes the canonical form.</summary>
    /// <exception cref="ArgumentException">The release is not valid.</exception>
    public static string Format(Release release)
    {
        ArgumentNullException.ThrowIfNull(release);
        if (release.FindProblem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(release));
        }

        var text = new CanonicalJson();
        text.Begin();
        text.Raw("release", "1");
        text.Text("base", release.Base.Value);
        Write(text, "domain", release.Domain);
        Write(text, "task", release.Task);
        text.Text("template", release.ChatTemplate?.Value);
        text.Text("guard", release.GuardRules?.Value);
        text.Text("knowledge", release.Knowledge?.Value);
        Write(text, release.Gates);
        text.Text("note", release.Note.Length == 0 ? null : release.Note);
        text.End();
        return text.ToString();
    }

    /// <summary>Reads the canonical form; it is what <see cref="Format"/> wrote, byte for byte.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Release Parse(string text)
    {
        Release release = ReleaseJson.Parse(text);
        return release.FindProblem() is null && Format(release) == text
            ? release
            : throw new FormatException("the text is not the canonical form of a release");
    }

    /// <summary>Says whether a number can be written without loss.</summary>
    internal static bool IsExact(decimal number) => decimal.Round(number, Decimals) == number;

    private static void Write(CanonicalJson text, string name, AdapterUse? use)
    {
        if (use is not null)
        {
            text.Begin(name);
            text.Text("adapter", use.Adapter.Value);
            text.Raw("scale", Number(use.Scale));
            text.End();
        }
    }

    private static void Write(CanonicalJson text, GateResults? gates)
    {
        if (gates is null)
        {
            return;
        }

        text.Begin("gates");
        text.Raw("accuracy", Number(gates.Accuracy));
        text.Raw("regulatory_accuracy", Number(gates.RegulatoryAccuracy));
        text.Raw("risk_sensitivity", Number(gates.RiskSensitivity));
        text.Raw("p99_latency_ms", Number((decimal?)gates.P99Latency?.Ticks / TimeSpan.TicksPerMillisecond));
        text.Raw("parameter_change", Number(gates.ParameterChange));
        text.Text("question_set", gates.QuestionSet);
        text.Text("question_set_hash", gates.QuestionSetHash?.Value);
        text.Text("measured_at", gates.MeasuredAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        text.End();
    }

    private static string? Number(decimal? number) => number?.ToString("0.######", CultureInfo.InvariantCulture);
}

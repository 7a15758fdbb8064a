using FinCluster.Core.Compliance.Guard.Rules;
using FinCluster.Core.Compliance.Settings;

namespace FinCluster.Cli.Serving;

/// <summary>A file with a compliance configuration, which may change. Used by one caller at a time.</summary>
internal sealed class ComplianceFile(string path)
{
    private string? _read;

    /// <summary>Reads the file; null when it holds what it held before.</summary>
    /// <exception cref="FormatException">It is not there, or is no configuration. It is not told of again before it changes.</exception>
    public ComplianceConfiguration? Refresh()
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            text = "";
            return _read == text ? null : throw new FormatException(Remember(text, e.Message), e);
        }

        if (text == _read)
        {
            return null;
        }

        _read = text;
        return ComplianceReader.Parse(text, [.. ShippedPacks.Names]);
    }

    private string Remember(string text, string message)
    {
        _read = text;
        return message;
    }
}

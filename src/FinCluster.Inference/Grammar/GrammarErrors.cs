using FinCluster.Core.Errors;

namespace FinCluster.Inference.Grammar;

/// <summary>Makes the one kind of error that a grammar can cause.</summary>
internal static class GrammarErrors
{
    /// <summary>The request field that every grammar error names.</summary>
    public const string Parameter = "grammar";

    /// <summary>Refuses a grammar as a whole.</summary>
    public static RequestException Invalid(string message) => new(ErrorCode.InvalidGrammar, message, Parameter);

    /// <summary>Refuses a grammar because of one place in its text.</summary>
    /// <param name="text">The whole grammar.</param>
    /// <param name="offset">The place, in characters from the start.</param>
    /// <param name="message">What is wrong there.</param>
    public static RequestException InvalidAt(string text, int offset, string message)
    {
        var (line, column) = Locate(text, offset);
        return Invalid($"line {line}, column {column}: {message}");
    }

    /// <summary>Counts lines and columns from 1. A column is one UTF-16 unit.</summary>
    private static (int Line, int Column) Locate(string text, int offset)
    {
        var before = text.AsSpan(0, offset);
        var line = 1;
        var start = 0;
        for (var i = 0; i < before.Length; i++)
        {
            // "\r\n" ends one line, as does either alone.
            if (before[i] == '\n' || (before[i] == '\r' && !(i + 1 < text.Length && text[i + 1] == '\n')))
            {
                line++;
                start = i + 1;
            }
        }

        return (line, offset - start + 1);
    }
}

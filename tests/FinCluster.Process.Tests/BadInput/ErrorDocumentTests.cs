using System.Globalization;
using System.Text.RegularExpressions;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Sessions;
using FinCluster.Grpc;
using FinCluster.Testing;

namespace FinCluster.Process.Tests.BadInput;

/// <summary>docs/errors.md has every error of the table, as it is there, and the limits of requests.</summary>
public sealed partial class ErrorDocumentTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(RepositoryPaths.Root, "docs", "errors.md"));

    public static TheoryData<string> Names => [.. ErrorTable.All.Select(kind => kind.Name)];

    public static TheoryData<string, int> Limits => new()
    {
        { "messages of a request, and of a new session", RequestValidator.MaxMessages },
        { "characters of a prompt, of a request's messages together, of a text that becomes a vector", RequestValidator.MaxPromptCharacters },
        { "texts of an embedding request", RequestValidator.MaxEmbeddingInputs },
        { "stop strings", RequestValidator.MaxStopStrings },
        { "characters of a stop string", RequestValidator.MaxStopStringLength },
        { "stop tokens", RequestValidator.MaxStopTokens },
        { "tokens with a bias", RequestValidator.MaxLogitBiases },
        { "alternatives of a token (`top_logprobs`)", RequestValidator.MaxTopLogProbs },
        { "characters of a grammar or schema", RequestValidator.MaxConstraintLength },
        { "characters of a session id", SessionId.MaxLength },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Error_OfTheTable_HasItsRow(string name)
    {
        ErrorKind kind = ErrorTable.FindByName(name)!;

        string[] row = Assert.Single(Rows(), row => row[0] == $"`{name}`");

        string grpc = $"{WordBegin().Replace(((GrpcStatus)kind.GrpcStatus).ToString(), "_").ToUpperInvariant()} ({kind.GrpcStatus})";
        Assert.Equal(
            [kind.Class.ToString(), kind.HttpStatus.ToString(CultureInfo.InvariantCulture), grpc, kind.Retryable ? "yes" : "no", $"`{kind.OpenAiType}`"],
            row[1..6]);
        Assert.All(row[6..], Assert.NotEmpty);
    }

    [Fact]
    public void Rows_AreThoseOfTheTableInItsOrder() =>
        Assert.Equal(Enum.GetValues<ErrorCode>().Select(code => $"`{ErrorTable.Get(code).Name}`"), Rows().Select(row => row[0]));

    [Theory]
    [MemberData(nameof(Limits))]
    public void Limit_OfRequests_HasItsRow(string what, int most) =>
        Assert.Contains($"| {what} | {most.ToString("N0", CultureInfo.InvariantCulture)} |", Lines);

    /// <summary>Gets the cells of the first table, row by row, without its head.</summary>
    private static string[][] Rows() =>
    [
        .. Lines.SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordBegin();
}

using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FinCluster.Cli.Commands;

/// <summary>The option that turns what a command reports into JSON.</summary>
internal sealed class JsonOption
{
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON" };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_json);

    /// <summary>Writes a report to standard output: as JSON when the command line asks for it, else as text.</summary>
    public Task WriteAsync<T>(ParseResult parsed, T report, JsonTypeInfo<T> type, Func<T, string> text) =>
        parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(_json) ? JsonSerializer.Serialize(report, type) : text(report));
}

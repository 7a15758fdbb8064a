using System.CommandLine;
using System.Globalization;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Cli.Commands.Models;

/// <summary>The options of everything that moves an alias: who, why, and what the alias is expected to be.</summary>
internal sealed class MoveArguments
{
    private readonly Option<string> _reason = new("--reason") { Description = "Why, for the history", HelpName = "text", DefaultValueFactory = _ => "" };

    private readonly Option<string> _actor = new("--actor")
    {
        Description = "Who does it, for the history; default the user of this machine",
        HelpName = "name",
        DefaultValueFactory = _ => Environment.UserName.Length > 0 ? Environment.UserName : "unknown",
    };

    private readonly Option<long?> _expect = new("--expect")
    {
        Description = "Do it only if this is the last line of the alias's history; 0 if there must be no such alias. Default: whatever it is now",
        HelpName = "line",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_reason);
        command.Add(_actor);
        command.Add(_expect);
    }

    /// <summary>Reads them.</summary>
    public (long Expected, string Actor, string Reason) Read(ParseResult parsed, CatalogSnapshot catalog, string alias)
    {
        CatalogAlias? known = catalog.FindAlias(alias);
        return (parsed.GetValue(_expect) ?? known?.Sequence ?? 0, parsed.GetValue(_actor)!, parsed.GetValue(_reason)!);
    }
}

/// <summary>The options of what must pass the gates.</summary>
internal sealed class GateArguments
{
    private readonly Option<string?> _override = new("--override")
    {
        Description = "Do it although the release does not pass its gates; the reason is kept in the history",
        HelpName = "reason",
    };

    private readonly Option<decimal?> _latency = new("--max-p99-ms")
    {
        Description = "The largest 99th percentile of latency that passes, in milliseconds; default: any that was measured",
        HelpName = "number",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_override);
        command.Add(_latency);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">The latency cannot be one.</exception>
    public (GateLimits Limits, string? Override) Read(ParseResult parsed)
    {
        decimal? latency = parsed.GetValue(_latency);
        return latency is null or (> 0 and <= 86_400_000)
            ? (new GateLimits { MaxP99Latency = latency is { } some ? TimeSpan.FromTicks((long)(some * TimeSpan.TicksPerMillisecond)) : null },
                parsed.GetValue(_override))
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--max-p99-ms must be above 0 and at most 86400000, it is {latency}"));
    }
}

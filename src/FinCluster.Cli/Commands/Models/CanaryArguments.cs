using System.CommandLine;
using System.Globalization;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Tenants;

namespace FinCluster.Cli.Commands.Models;

/// <summary>The options of a canary.</summary>
internal sealed class CanaryArguments
{
    private const string None = "none";
    private static readonly CanaryLimits Default = new();

    private readonly Option<decimal> _weight = new("--weight") { Description = "The share of requests, above 0, at most 1", HelpName = "share", Required = true };
    private readonly Option<string[]> _tenants = new("--tenant") { Description = "Only requests of this tenant; may be given several times", HelpName = "id" };
    private readonly Option<string?> _errors = Limit("--max-error-rate", "The largest share of requests that may fail", Default.MaxErrorRate);
    private readonly Option<string?> _ttft = Limit("--max-ttft-ratio", "How many times the stable release's p99 TTFT the canary's may be", Default.MaxTtftRatio);
    private readonly Option<string?> _refusals = Limit("--max-refusal-rate", "The largest share of answers that the guard may refuse", Default.MaxRefusalRate);
    private readonly Option<int> _min = Count("--min-requests", "How many requests are seen before it is judged", Default.MinRequests);
    private readonly Option<int> _enough = Count("--enough-requests", "After how many requests it can be promoted", Default.EnoughRequests);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_weight);
        command.Add(_tenants);
        command.Add(_errors);
        command.Add(_ttft);
        command.Add(_refusals);
        command.Add(_min);
        command.Add(_enough);
    }

    /// <summary>Reads the canary.</summary>
    /// <exception cref="UsageException">An option is out of its range.</exception>
    public Canary Read(ParseResult parsed, ArtifactHash release)
    {
        var canary = new Canary(release, parsed.GetValue(_weight))
        {
            Tenants = [.. (parsed.GetValue(_tenants) ?? []).Select(id => new TenantId(id))],
            Limits = new CanaryLimits
            {
                MaxErrorRate = Number(parsed, _errors, Default.MaxErrorRate),
                MaxTtftRatio = Number(parsed, _ttft, Default.MaxTtftRatio),
                MaxRefusalRate = Number(parsed, _refusals, Default.MaxRefusalRate),
                MinRequests = parsed.GetValue(_min),
                EnoughRequests = parsed.GetValue(_enough),
            },
        };
        return canary.FindProblem() is { } problem ? throw new UsageException(problem) : canary;
    }

    private static Option<string?> Limit(string name, string description, decimal? standard) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description}, or 'none'; default {standard}"),
        HelpName = "number",
    };

    private static Option<int> Count(string name, string description, int standard) => new(name)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => standard,
    };

    private static decimal? Number(ParseResult parsed, Option<string?> option, decimal? standard) => parsed.GetValue(option) switch
    {
        null => standard,
        None => null,
        { } text when decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) => number,
        { } text => throw new UsageException($"{option.Name} must be a number or '{None}', it is '{text}'"),
    };
}

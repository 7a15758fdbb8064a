using System.CommandLine;
using System.Globalization;
using FinCluster.Core.Tenants;

namespace FinCluster.Cli.Commands;

/// <summary>The options that say what a tenant may use.</summary>
internal sealed class LimitArguments
{
    private const string NoLimit = "none";

    private readonly Option<string?> _requests = Limit("--requests-per-second", "Requests that begin in a second, for example 20 or 0.5");

    private readonly Option<string?> _tokens = Limit("--tokens-per-minute", "Input and output tokens of a minute");

    private readonly Option<string?> _streams = Limit("--streams", "Requests under way at once");

    private readonly Option<string?> _month = Limit("--monthly-tokens", "Input and output tokens of a calendar month (UTC)");

    private readonly Option<string?> _class = Class("--class", "Class of requests that name none");

    private readonly Option<string?> _highest = Class("--highest-class", "Most urgent class that a request may name");

    private readonly Option<int?> _weight = new("--weight") { Description = "Share of a class's capacity relative to other tenants'", HelpName = "1-1000" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_requests, _tokens, _streams, _month, _class, _highest, _weight])
        {
            command.Add(option);
        }
    }

    /// <summary>Changes the limits that the command line names, and no others.</summary>
    /// <exception cref="UsageException">One is out of range.</exception>
    public TenantLimits Apply(ParseResult parsed, TenantLimits limits)
    {
        TenantLimits changed = (limits with
        {
            RequestsPerSecond = Number(parsed, _requests, limits.RequestsPerSecond),
            TokensPerMinute = Whole(parsed, _tokens, limits.TokensPerMinute),
            ConcurrentStreams = (int?)Whole(parsed, _streams, limits.ConcurrentStreams, int.MaxValue),
            MonthlyTokens = Whole(parsed, _month, limits.MonthlyTokens),
            Weight = parsed.GetValue(_weight) ?? limits.Weight,
        }).WithClasses(Read(parsed, _class), Read(parsed, _highest));
        return changed.FindProblem() is var (_, problem) ? throw new UsageException(problem) : changed;
    }

    private static decimal? Number(ParseResult parsed, Option<string?> option, decimal? current) => parsed.GetValue(option) switch
    {
        null => current,
        NoLimit => null,
        string text when decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) => value,
        string text => throw new UsageException($"{option.Name} must be a number or 'none', it is '{text}'"),
    };

    private static long? Whole(ParseResult parsed, Option<string?> option, long? current, long most = long.MaxValue)
    {
        decimal? value = Number(parsed, option, current);
        return value is { } number && (number % 1 != 0 || number > most)
            ? throw new UsageException($"{option.Name} must be a whole number or 'none'")
            : (long?)value;
    }

    private static SloClass? Read(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is not { } text ? null
        : SloClassText.TryParse(text, out SloClass value) ? value
        : throw new UsageException($"{option.Name} must be one of {SloClassText.All}");

    private static Option<string?> Limit(string name, string description) =>
        new(name) { Description = description + "; 'none' for no limit", HelpName = "n|none" };

    private static Option<string?> Class(string name, string description) =>
        new(name) { Description = $"{description}: {SloClassText.All}", HelpName = "class" };
}

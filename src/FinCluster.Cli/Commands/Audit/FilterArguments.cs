using System.CommandLine;
using System.Globalization;
using FinCluster.Audit.Reading;

namespace FinCluster.Cli.Commands.Audit;

/// <summary>The options that say which events are wanted.</summary>
internal sealed class FilterArguments
{
    private readonly Option<string?> _from = new("--from") { Description = "The first time, as 2026-11-23 or 2026-11-23T09:30:00+08:00; UTC unless it has an offset", HelpName = "time" };
    private readonly Option<string?> _to = new("--to") { Description = "The time from which nothing is wanted", HelpName = "time" };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "A tenant", HelpName = "id" };
    private readonly Option<string?> _request = new("--request") { Description = "A request", HelpName = "id" };
    private readonly Option<string?> _session = new("--session") { Description = "A conversation", HelpName = "id" };
    private readonly Option<string?> _subject = new("--subject") { Description = "A data subject, as the log names him", HelpName = "hash" };
    private readonly Option<string?> _type = new("--type") { Description = "A type of events; one that ends with a dot stands for all that begin so", HelpName = "type" };

    public void AddTo(Command command, bool withSessionAndType = true)
    {
        command.Add(_from);
        command.Add(_to);
        command.Add(_tenant);
        command.Add(_request);
        command.Add(_subject);
        if (withSessionAndType)
        {
            command.Add(_session);
            command.Add(_type);
        }
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">A time is none.</exception>
    public AuditFilter Read(ParseResult parsed) => new()
    {
        From = Time(parsed, _from),
        To = Time(parsed, _to),
        Tenant = parsed.GetValue(_tenant),
        Request = parsed.GetValue(_request),
        Session = Optional(parsed, _session),
        Subject = parsed.GetValue(_subject),
        Type = Optional(parsed, _type),
    };

    private static string? Optional(ParseResult parsed, Option<string?> option) => parsed.CommandResult.Command.Options.Contains(option) ? parsed.GetValue(option) : null;

    private static DateTimeOffset? Time(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
        : throw new UsageException($"{option.Name} must be a time as 2026-11-23T09:30:00+08:00; it is '{text}'");
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FinCluster.Cli.Client;
using FinCluster.Contracts.V1;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster sessions</c>: stored conversations.</summary>
internal static class SessionsCommand
{
    private const int MaxPageSize = 1_000;

    public static Command Create() => new("sessions", "List, show and delete stored conversations") { List(), Show(), Delete() };

    private static Command List()
    {
        Option<bool> json = JsonOption();
        Option<int> limit = new("--limit")
        {
            Description = "Most sessions to list, the most recently updated first",
            HelpName = "n",
            DefaultValueFactory = _ => 100,
        };
        var client = ClientArguments.ForRunningServer();
        var command = new Command("list", "List conversations") { json, limit };
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            SessionReport[] sessions = await ListAsync(server, parsed.GetValue(limit), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(sessions, CliJson.Wire.SessionReportArray)
                : ToTable(sessions).ToString());
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Show()
    {
        Argument<string> id = new("id") { Description = "The conversation" };
        Option<bool> json = JsonOption();
        var client = ClientArguments.ForRunningServer();
        var command = new Command("show", "Show a conversation") { id, json };
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            Session session = await server.Channel.UnaryAsync(
                PublicMethods.GetSession, new GetSessionRequest { Id = parsed.GetValue(id)! }, server.Call, cancellationToken);
            MessageReport[] messages = [.. session.Messages.Select(
                message => new MessageReport(message.Role.ToString().ToLowerInvariant(), message.Content))];
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(ToReport(session) with { Messages = messages }, CliJson.Wire.SessionReport)
                : string.Join('\n', messages.Select(message => $"{message.Role}: {message.Content}")));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Delete()
    {
        Argument<string> id = new("id") { Description = "The conversation" };
        var client = ClientArguments.ForRunningServer();
        var command = new Command("delete", "Delete a conversation") { id };
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            await server.Channel.UnaryAsync(
                PublicMethods.DeleteSession, new DeleteSessionRequest { Id = parsed.GetValue(id)! }, server.Call, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<SessionReport[]> ListAsync(ServerConnection server, int limit, CancellationToken cancellationToken)
    {
        if (limit < 1)
        {
            throw new UsageException("--limit must be at least 1");
        }

        var sessions = new List<SessionReport>();
        var request = new ListSessionsRequest();
        do
        {
            request.PageSize = Math.Min(limit - sessions.Count, MaxPageSize);
            ListSessionsResponse page = await server.Channel.UnaryAsync(PublicMethods.ListSessions, request, server.Call, cancellationToken);
            sessions.AddRange(page.Sessions.Select(ToReport));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0 && sessions.Count < limit);
        return [.. sessions];
    }

    private static SessionReport ToReport(Session session) => new(
        session.Id, session.Version, session.Model.Length == 0 ? null : session.Model, session.MessageCount,
        session.CreatedAt.ToDateTimeOffset(), session.UpdatedAt.ToDateTimeOffset());

    private static TextTable ToTable(SessionReport[] sessions)
    {
        var table = new TextTable("SESSION", "VERSION", "MESSAGES", "UPDATED");
        foreach (SessionReport session in sessions)
        {
            table.Add(
                session.Id,
                session.Version.ToString(CultureInfo.InvariantCulture),
                session.MessageCount.ToString(CultureInfo.InvariantCulture),
                session.UpdatedAt.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static Option<bool> JsonOption() => new("--json") { Description = "Print JSON" };
}

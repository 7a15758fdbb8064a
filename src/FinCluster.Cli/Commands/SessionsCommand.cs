using System.CommandLine;
using System.Globalization;
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
        var json = new JsonOption();
        Option<int> limit = new("--limit")
        {
            Description = "Most sessions to list, the most recently updated first",
            HelpName = "n",
            DefaultValueFactory = _ => 100,
        };
        var client = ClientArguments.ForRunningServer();
        var command = new Command("list", "List conversations") { limit };
        json.AddTo(command);
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            SessionReport[] sessions = await ListAsync(server, parsed.GetValue(limit), cancellationToken);
            await json.WriteAsync(parsed, sessions, CliJson.Wire.SessionReportArray, ToTable);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Show()
    {
        Argument<string> id = new("id") { Description = "The conversation" };
        var json = new JsonOption();
        var client = ClientArguments.ForRunningServer();
        var command = new Command("show", "Show a conversation") { id };
        json.AddTo(command);
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            Session session = await server.CallAsync(
                PublicMethods.GetSession, new GetSessionRequest { Id = parsed.GetValue(id)! }, cancellationToken);
            MessageReport[] messages = [.. session.Messages.Select(
                message => new MessageReport(message.Role.ToString().ToLowerInvariant(), message.Content))];
            await json.WriteAsync(parsed, ToReport(session) with { Messages = messages }, CliJson.Wire.SessionReport, ToText);
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
            await server.CallAsync(
                PublicMethods.DeleteSession, new DeleteSessionRequest { Id = parsed.GetValue(id)! }, cancellationToken);
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
            ListSessionsResponse page = await server.CallAsync(PublicMethods.ListSessions, request, cancellationToken);
            sessions.AddRange(page.Sessions.Select(ToReport));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0 && sessions.Count < limit);
        return [.. sessions];
    }

    private static SessionReport ToReport(Session session) => new(
        session.Id, session.Version, session.Model.Length == 0 ? null : session.Model, session.MessageCount,
        session.CreatedAt.ToDateTimeOffset(), session.UpdatedAt.ToDateTimeOffset());

    private static string ToText(SessionReport session) =>
        string.Join('\n', session.Messages!.Select(message => $"{message.Role}: {message.Content}"));

    private static string ToTable(SessionReport[] sessions)
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

        return table.ToString();
    }
}

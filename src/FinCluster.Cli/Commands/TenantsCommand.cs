using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Serving;
using FinCluster.Core.Tenants;
using FinCluster.Core.Tenants.Administration;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster tenants</c>: who may use a server, and how much.</summary>
/// <remarks>
/// The commands work on the store itself, in the data folder or in Redis, whether servers run over it or not, or through a gateway, whose
/// administrator key they then need. Servers see a change within two seconds.
/// </remarks>
internal static class TenantsCommand
{
    public static Command Create() => new("tenants", "Add, list, limit and revoke the apps that may use a server") { Add(), List(), Limit(), Revoke() };

    private static Command Add()
    {
        Argument<string> id = Id();
        var store = new TenantStoreArguments();
        Option<bool> newKey = new("--new-key") { Description = "Give one more key to a tenant that is there; its limits stay" };
        var json = new JsonOption();
        var limits = new LimitArguments();
        var command = new Command("add", "Add a tenant and print its API key, which is shown only now") { id, newKey };
        json.AddTo(command);
        store.AddTo(command);
        limits.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string tenant = ReadId(parsed, id);
            await using TenantStore opened = await store.OpenAsync(parsed, cancellationToken);
            if (!parsed.GetValue(newKey))
            {
                await opened.Tenants.CreateAsync(tenant, limits.Apply(parsed, TenantLimits.None), cancellationToken);
            }

            NewApiKey key = await opened.Tenants.CreateKeyAsync(tenant, cancellationToken);
            await json.WriteAsync(
                parsed, new NewKeyReport(tenant, key.Info.Id, key.Key), CliJson.Wire.NewKeyReport, report => report.Key);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command List()
    {
        var store = new TenantStoreArguments();
        var json = new JsonOption();
        var command = new Command("list", "List tenants, their limits and what they have used this month");
        json.AddTo(command);
        store.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using TenantStore opened = await store.OpenAsync(parsed, cancellationToken);
            await json.WriteAsync(parsed, await ReadAsync(opened.Tenants, cancellationToken), CliJson.Wire.TenantReportArray, ToTable);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Limit()
    {
        Argument<string> id = Id();
        var store = new TenantStoreArguments();
        var limits = new LimitArguments();
        var command = new Command("limit", "Change limits of a tenant; those that are not named stay") { id };
        store.AddTo(command);
        limits.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string tenant = ReadId(parsed, id);
            await using TenantStore opened = await store.OpenAsync(parsed, cancellationToken);
            TenantDetails known = await opened.Tenants.GetAsync(tenant, cancellationToken);
            await opened.Tenants.SetLimitsAsync(tenant, limits.Apply(parsed, known.Tenant.Limits), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Revoke()
    {
        Argument<string> id = Id();
        var store = new TenantStoreArguments();
        Option<string?> key = new("--key") { Description = "Revoke only the key of this id, as `tenants list` shows it; default all", HelpName = "id" };
        var command = new Command("revoke", "Revoke the API keys of a tenant, or one of them") { id, key };
        store.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string tenant = ReadId(parsed, id);
            await using TenantStore opened = await store.OpenAsync(parsed, cancellationToken);
            string[] wanted = parsed.GetValue(key) is { } one
                ? [one]
                : [.. (await opened.Tenants.ListKeysAsync(tenant, cancellationToken)).Where(info => info.RevokedAt is null).Select(info => info.Id)];
            foreach (string revoked in wanted)
            {
                await opened.Tenants.RevokeKeyAsync(tenant, revoked, cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(revoked);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<TenantReport[]> ReadAsync(ITenantAdministration tenants, CancellationToken cancellationToken)
    {
        var reports = new List<TenantReport>();
        string? next = null;
        do
        {
            TenantPage page = await tenants.ListAsync(ITenantAdministration.MaxPageSize, next, cancellationToken);
            reports.AddRange(page.Tenants.Select(ToReport));
            next = page.Next;
        }
        while (next is not null);
        return [.. reports];
    }

    private static TenantReport ToReport(TenantDetails tenant)
    {
        TenantLimits limits = tenant.Tenant.Limits;
        return new TenantReport(
            tenant.Tenant.Id.Value, tenant.Tenant.CreatedAt, limits.RequestsPerSecond, limits.TokensPerMinute, limits.ConcurrentStreams,
            limits.MonthlyTokens, SloClassText.Format(limits.DefaultClass), SloClassText.Format(limits.HighestClass), limits.Weight,
            tenant.MonthTokens, [.. tenant.Keys.Select(key => new ApiKeyReport(key.Id, key.CreatedAt, key.RevokedAt))]);
    }

    private static string ToTable(TenantReport[] tenants)
    {
        var table = new TextTable("TENANT", "REQUESTS/S", "TOKENS/MIN", "STREAMS", "MONTHLY", "THIS MONTH", "CLASS", "HIGHEST", "WEIGHT", "KEYS");
        foreach (TenantReport tenant in tenants)
        {
            table.Add(
                tenant.Id, Text(tenant.RequestsPerSecond), Text(tenant.TokensPerMinute), Text(tenant.ConcurrentStreams), Text(tenant.MonthlyTokens),
                Text(tenant.TokensThisMonth), tenant.DefaultClass, tenant.HighestClass, Text(tenant.Weight),
                string.Join(',', tenant.Keys.Where(key => key.RevokedAt is null).Select(key => key.Id)));
        }

        return table.ToString();
    }

    private static string Text(decimal? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "-";

    // Here, because a wrong id is a wrong command line, whoever would refuse it otherwise.
    private static string ReadId(ParseResult parsed, Argument<string> argument) => TenantId.TryParse(parsed.GetValue(argument), out TenantId id)
        ? id.Value
        : throw new UsageException($"a tenant's id has 1 to {TenantId.MaxLength} letters, digits, '-', '_' and '.'");

    private static Argument<string> Id() => new("tenant") { Description = "The tenant's id: letters, digits, '-', '_' and '.'" };
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FinCluster.Cli.Serving;
using FinCluster.Core.Tenants;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster tenants</c>: who may use a server, and how much.</summary>
/// <remarks>
/// The commands work on the store itself, in the data folder or in Redis, whether servers run over it or not, and servers see a change within
/// two seconds. So whoever may write the store is the administrator, and there is no admin key that could leak.
/// </remarks>
internal static class TenantsCommand
{
    public static Command Create() => new("tenants", "Add, list, limit and revoke the apps that may use a server") { Add(), List(), Limit(), Revoke() };

    private static Command Add()
    {
        Argument<string> id = Id();
        var store = new TenantStoreArguments();
        Option<bool> newKey = new("--new-key") { Description = "Give one more key to a tenant that is there; its limits stay" };
        Option<bool> json = Json();
        var limits = new LimitArguments();
        var command = new Command("add", "Add a tenant and print its API key, which is shown only now") { id, newKey, json };
        store.AddTo(command);
        limits.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            TenantId tenant = ReadId(parsed, id);
            await using TenantStore opened = await store.OpenAsync(parsed, cancellationToken);
            ITenantDirectory tenants = opened.Directory;
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            if (!parsed.GetValue(newKey)
                && !await tenants.CreateAsync(new Tenant(tenant, limits.Apply(parsed, TenantLimits.None), now), cancellationToken))
            {
                throw new IOException($"there is a tenant '{tenant}' already; --new-key gives it one more key, `tenants limit` changes its limits");
            }

            (string key, ApiKeyRecord record) = ApiKey.Create(now);
            ThrowIfNotAdded(tenant, await tenants.AddKeyAsync(tenant, record, cancellationToken));
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new NewKeyReport(tenant.Value, record.Id, key), CliJson.Wire.NewKeyReport)
                : key);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command List()
    {
        var store = new TenantStoreArguments();
        Option<bool> json = Json();
        var command = new Command("list", "List tenants, their limits and what they have used this month") { json };
        store.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using TenantStore opened = await store.OpenAsync(parsed, cancellationToken);
            TenantReport[] reports = await ReadAsync(opened, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(reports, CliJson.Wire.TenantReportArray)
                : ToTable(reports).ToString());
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
            TenantId tenant = ReadId(parsed, id);
            await using TenantStore opened = await store.OpenAsync(parsed, cancellationToken);
            ITenantDirectory tenants = opened.Directory;
            Tenant known = await tenants.FindAsync(tenant, cancellationToken) ?? throw NotFound(tenant);
            await tenants.SetLimitsAsync(tenant, limits.Apply(parsed, known.Limits), cancellationToken);
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
            TenantId tenant = ReadId(parsed, id);
            await using TenantStore opened = await store.OpenAsync(parsed, cancellationToken);
            ITenantDirectory tenants = opened.Directory;
            if (await tenants.FindAsync(tenant, cancellationToken) is null)
            {
                throw NotFound(tenant);
            }

            string[] good = [.. (await tenants.ListKeysAsync(tenant, cancellationToken))
                .Where(record => record.RevokedAt is null && (parsed.GetValue(key) ?? record.Id) == record.Id)
                .Select(record => record.Id)];
            foreach (string revoked in good)
            {
                await tenants.RevokeKeyAsync(tenant, revoked, TimeProvider.System.GetUtcNow(), cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(revoked);
            }

            return good.Length > 0 || parsed.GetValue(key) is not { } missing
                ? ExitCodes.Ok
                : throw new IOException($"the tenant '{tenant}' has no good key '{missing}'");
        });
        return command;
    }

    private static async Task<TenantReport[]> ReadAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var reports = new List<TenantReport>();
        IReadOnlyList<Tenant> tenants = await store.Directory.ListAsync(cancellationToken);
        IReadOnlyDictionary<TenantId, long> spend = await store.ReadSpendAsync(tenants, cancellationToken);
        foreach (Tenant tenant in tenants)
        {
            TenantLimits limits = tenant.Limits;
            IReadOnlyList<ApiKeyRecord> keys = await store.Directory.ListKeysAsync(tenant.Id, cancellationToken);
            reports.Add(new TenantReport(
                tenant.Id.Value, tenant.CreatedAt, limits.RequestsPerSecond, limits.TokensPerMinute, limits.ConcurrentStreams,
                limits.MonthlyTokens, SloClassText.Format(limits.DefaultClass), SloClassText.Format(limits.HighestClass), limits.Weight,
                spend.GetValueOrDefault(tenant.Id), [.. keys.Select(key => new ApiKeyReport(key.Id, key.CreatedAt, key.RevokedAt))]));
        }

        return [.. reports];
    }

    private static TextTable ToTable(TenantReport[] tenants)
    {
        var table = new TextTable("TENANT", "REQUESTS/S", "TOKENS/MIN", "STREAMS", "MONTHLY", "THIS MONTH", "CLASS", "HIGHEST", "WEIGHT", "KEYS");
        foreach (TenantReport tenant in tenants)
        {
            table.Add(
                tenant.Id, Text(tenant.RequestsPerSecond), Text(tenant.TokensPerMinute), Text(tenant.ConcurrentStreams), Text(tenant.MonthlyTokens),
                Text(tenant.TokensThisMonth), tenant.DefaultClass, tenant.HighestClass, Text(tenant.Weight),
                string.Join(',', tenant.Keys.Where(key => key.RevokedAt is null).Select(key => key.Id)));
        }

        return table;
    }

    private static string Text(decimal? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "-";

    private static void ThrowIfNotAdded(TenantId tenant, AddKeyStatus status)
    {
        switch (status)
        {
            case AddKeyStatus.NotFound:
                throw NotFound(tenant);
            case AddKeyStatus.TooMany:
                throw new IOException($"the tenant '{tenant}' has {ITenantDirectory.MaxKeysPerTenant} keys, and may have no more");
        }
    }

    private static IOException NotFound(TenantId tenant) => new($"there is no tenant '{tenant}'");

    private static TenantId ReadId(ParseResult parsed, Argument<string> argument) => TenantId.TryParse(parsed.GetValue(argument), out TenantId id)
        ? id
        : throw new UsageException($"a tenant's id has 1 to {TenantId.MaxLength} letters, digits, '-', '_' and '.'");

    private static Argument<string> Id() => new("tenant") { Description = "The tenant's id: letters, digits, '-', '_' and '.'" };

    private static Option<bool> Json() => new("--json") { Description = "Print JSON" };
}

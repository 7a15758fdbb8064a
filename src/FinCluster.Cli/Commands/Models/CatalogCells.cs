using System.Globalization;
using FinCluster.Core.Catalog;

namespace FinCluster.Cli.Commands.Models;

/// <summary>Cells of tables.</summary>
internal static class CatalogCells
{
    private const int ShownDigits = 12;

    public static string Short(string? hash) => hash is null ? "-" : hash[..ShownDigits];

    public static string Short(ArtifactHash hash) => Short(hash.Value);

    public static string Number(decimal? number) => number?.ToString("0.######", CultureInfo.InvariantCulture) ?? "-";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

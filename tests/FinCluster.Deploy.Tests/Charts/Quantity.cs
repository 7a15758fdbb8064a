using System.Globalization;

namespace FinCluster.Deploy.Tests.Charts;

/// <summary>Reads sizes as Kubernetes writes them.</summary>
internal static class Quantity
{
    private static readonly (string Unit, double Factor)[] Units =
    [
        ("Ki", 1024), ("Mi", 1024d * 1024), ("Gi", 1024d * 1024 * 1024), ("Ti", 1024d * 1024 * 1024 * 1024),
        ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12),
    ];

    /// <summary>Reads a size, in bytes.</summary>
    public static double Parse(string text)
    {
        (string unit, double factor) = Units.FirstOrDefault(each => text.EndsWith(each.Unit, StringComparison.Ordinal), ("", 1));
        return double.Parse(text[..^unit.Length], CultureInfo.InvariantCulture) * factor;
    }
}

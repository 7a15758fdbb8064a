using System.Globalization;
using System.Text;

namespace FinCluster.Testing.Catalog;

/// <summary>Files of the kinds that gateways read.</summary>
public static class CatalogTexts
{
    /// <summary>A pack of guard rules without rules.</summary>
    public const string RulePack = """{"format":1,"name":"own","version":"1","rules":[]}""";

    private const int LineBytes = 1_000;
    private const string LineEnd = "\"}\n";

    /// <summary>Makes a snapshot of knowledge of so many thousand bytes, a passage in each thousand.</summary>
    public static byte[] Knowledge(int kilobytes)
    {
        var text = new StringBuilder(kilobytes * LineBytes);
        for (int i = 0; i < kilobytes; i++)
        {
            string begin = $"{{\"id\":\"p{i.ToString("00000", CultureInfo.InvariantCulture)}\",\"title\":\"t\",\"text\":\"";
            text.Append(begin).Append('x', LineBytes - begin.Length - LineEnd.Length).Append(LineEnd);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

namespace FinCluster.Core.Compliance.Guard.Rules;

/// <summary>The rule packs that come with the program.</summary>
public static class ShippedPacks
{
    private static readonly Lazy<RulePack[]> Packs = new(() => [.. Names!.Select(name => RulePackReader.Read(TextOf(name)))]);

    /// <summary>Gets their names: <c>base</c> holds everywhere, the others follow a jurisdiction.</summary>
    public static IReadOnlyList<string> Names { get; } = ["base", "cn", "us"];

    /// <summary>Gets all of them, in the order of <see cref="Names"/>.</summary>
    public static IReadOnlyList<RulePack> All => Packs.Value;

    /// <summary>Finds one by its name; null when there is none.</summary>
    public static RulePack? Find(string name) => Packs.Value.FirstOrDefault(pack => pack.Name == name);

    private static string TextOf(string name)
    {
        using Stream stream = typeof(ShippedPacks).Assembly.GetManifestResourceStream($"guard-pack-{name}.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

using System.Collections.Immutable;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Testing.Catalog;

/// <summary>Turns numbers into commands over few names, so that they meet, and about half of them are allowed.</summary>
public static class RandomCommands
{
    private static readonly string[] Aliases = ["fin-chat", "fin-lite", "brokerage", "aml"];
    private static readonly ArtifactKind[] Plain = [ArtifactKind.ChatTemplate, ArtifactKind.GuardRules, ArtifactKind.KnowledgeSnapshot];

    /// <summary>Makes a command.</summary>
    /// <param name="number">Chooses it.</param>
    /// <param name="known">What its giver knows, which may be old.</param>
    public static CatalogCommand From(int number, CatalogSnapshot known)
    {
        var draw = new Random(number);
        return draw.Next(12) switch
        {
            0 => new PushArtifact(CatalogSamples.Artifact(ArtifactKind.BaseModel, $"base{draw.Next(2)}")),
            1 => new PushArtifact(CatalogSamples.Adapter(Kind(draw), $"adapter{draw.Next(4)}", $"base{draw.Next(2)}")),
            2 => new PushArtifact(CatalogSamples.Artifact(Plain[draw.Next(3)], $"file{draw.Next(4)}")),
            3 => new RemoveArtifact(known.Artifacts.Count == 0 ? CatalogSamples.Hash("none") : Pick(known.Artifacts, draw).Hash),
            4 or 5 => new PushRelease(Release(draw, known)),
            6 or 7 or 8 => Promote(draw, known),
            9 => Back(draw, known),
            10 => new StartCanary(Alias(draw, known, out long start), start, "test", "try", new Canary(Target(draw, known), 0.5m)) { Override = Override(draw) },
            _ => new EndCanary(Alias(draw, known, out long end), end, "test", "seen", draw.Next(2) == 0),
        };
    }

    private static ArtifactKind Kind(Random draw) => draw.Next(2) == 0 ? ArtifactKind.DomainAdapter : ArtifactKind.TaskAdapter;

    private static Release Release(Random draw, CatalogSnapshot known)
    {
        Artifact? adapter = known.Artifacts.Count == 0 || draw.Next(2) == 0 ? null : Pick(known.Artifacts, draw);
        return new Release(adapter?.Base ?? CatalogSamples.Hash($"base{draw.Next(2)}"))
        {
            Domain = adapter is null ? null : new AdapterUse(adapter.Hash),
            Gates = draw.Next(3) == 0 ? null : CatalogSamples.Passing,
            Note = $"r{draw.Next(4)}",
        };
    }

    private static Promote Promote(Random draw, CatalogSnapshot known) =>
        new(Alias(draw, known, out long sequence), sequence, "test", "next", Target(draw, known)) { Override = Override(draw) };

    private static RollBack Back(Random draw, CatalogSnapshot known)
    {
        var back = new RollBack(Alias(draw, known, out long sequence), sequence, "test", "worse");
        return draw.Next(3) switch
        {
            0 => back with { ToSequence = draw.Next(1, 6) },
            1 => back with { ToTarget = Target(draw, known) },
            _ => back,
        };
    }

    private static ArtifactHash Target(Random draw, CatalogSnapshot known)
    {
        ArtifactHash[] targets = [.. known.Releases.Select(record => record.Id), .. known.Artifacts.Select(artifact => artifact.Hash)];
        return targets.Length == 0 || draw.Next(10) == 0 ? CatalogSamples.Hash("none") : targets[draw.Next(targets.Length)];
    }

    private static string? Override(Random draw) => draw.Next(2) == 0 ? null : "agreed";

    // Now and then somebody who knows an old line.
    private static string Alias(Random draw, CatalogSnapshot known, out long sequence)
    {
        string name = Aliases[draw.Next(Aliases.Length)];
        CatalogAlias? alias = known.FindAlias(name);
        sequence = Math.Max((alias?.Sequence ?? 0) - (draw.Next(6) == 0 ? 1 : 0), 0);
        return name;
    }

    private static Artifact Pick(ImmutableList<Artifact> items, Random draw) => items[draw.Next(items.Count)];
}

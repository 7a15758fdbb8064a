using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;

namespace FinCluster.Testing.Catalog;

/// <summary>What holds of every catalog, whatever was done with it.</summary>
public static class CatalogInvariants
{
    /// <summary>Asserts that what an alias points to, or ever pointed to, is there with all its parts, and can be gone back to.</summary>
    public static void AssertLoadable(CatalogSnapshot catalog)
    {
        foreach (CatalogAlias alias in catalog.Aliases)
        {
            Assert.Equal(Enumerable.Range(1, alias.History.Count).Select(number => (long)number), alias.History.Select(entry => entry.Sequence));
            foreach (AliasEntry entry in alias.History)
            {
                AssertThere(catalog, alias.Kind, entry.Target);
                if (entry.Canary is { } canary)
                {
                    AssertThere(catalog, AliasKind.Model, canary.Release);
                }

                var back = new RollBack(alias.Name, alias.Sequence, "test", "back") { ToSequence = entry.Sequence };
                Assert.True(CatalogRules.Decide(catalog, back, DateTimeOffset.UnixEpoch).Result.IsOk);
            }
        }
    }

    /// <summary>Asserts that nothing that was said before is said otherwise, or no more.</summary>
    public static void AssertGrew(CatalogSnapshot before, CatalogSnapshot after)
    {
        Assert.Equal(before.Releases, after.Releases.Take(before.Releases.Count));
        foreach (CatalogAlias alias in before.Aliases)
        {
            CatalogAlias now = after.FindAlias(alias.Name)!;
            Assert.Equal(alias.Kind, now.Kind);
            Assert.Equal(Text(alias, alias.History), Text(alias, now.History.Take(alias.History.Count)));
        }
    }

    /// <summary>Asserts that two processes know the same.</summary>
    public static void AssertSame(CatalogSnapshot one, CatalogSnapshot other)
    {
        Assert.Equal(one.Version, other.Version);
        Assert.Equal(one.Artifacts, other.Artifacts);
        Assert.Equal(one.Aliases.Count(), other.Aliases.Count());
        AssertGrew(one, other);
        AssertGrew(other, one);
    }

    private static string[] Text(CatalogAlias alias, IEnumerable<AliasEntry> entries) =>
        [.. entries.Select(entry => CatalogChangeText.Format(new AliasMoved(alias.Name, alias.Kind, entry)))];

    private static void AssertThere(CatalogSnapshot catalog, AliasKind kind, ArtifactHash target)
    {
        if (kind == AliasKind.Model)
        {
            Assert.All(catalog.FindRelease(target)!.Release.Parts, part => Assert.Equal(part.Kind, catalog.FindArtifact(part.Hash)?.Kind));
        }
        else
        {
            Assert.NotNull(catalog.FindArtifact(target));
        }
    }
}

using FinCluster.Core.Catalog;
using FinCluster.Testing.Catalog;
using FsCheck;
using FsCheck.Fluent;

namespace FinCluster.Core.Tests.Catalog;

public sealed class CatalogPropertyTests
{
    private readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    // A counterexample is told without the commands that it does not need.
    private static IEnumerable<int[]> Shorter(int[] numbers) => numbers.Select((_, i) => (int[])[.. numbers[..i], .. numbers[(i + 1)..]]);

    [Fact]
    public void AnyCommands_HistoryGrowsAndEveryVersionStaysLoadable()
    {
        int done = 0;
        Gen<int[]> scripts = Gen.Choose(0, int.MaxValue - 1).ArrayOf();
        Prop.ForAll(Arb.From(scripts, Shorter), numbers =>
        {
            CatalogSnapshot catalog = CatalogSnapshot.Empty;
            var log = new List<string>();
            foreach (int number in numbers)
            {
                CatalogCommand command = RandomCommands.From(number, catalog);
                CatalogDecision decision = CatalogRules.Decide(catalog, command, _now);
                Assert.True(decision.Change is null || decision.Result.Status == CatalogStatus.Done);
                if (decision.Change is null)
                {
                    continue;
                }

                done++;
                log.Add(CatalogChangeText.Format(decision.Change));
                CatalogSnapshot next = catalog.Apply(decision.Change);
                CatalogInvariants.AssertGrew(catalog, next);
                CatalogInvariants.AssertLoadable(next);
                catalog = next;
            }

            CatalogSnapshot replayed = log.Aggregate(CatalogSnapshot.Empty, (at, entry) => at.Apply(CatalogChangeText.Parse(entry)));
            CatalogInvariants.AssertSame(catalog, replayed);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithStartSize(20).WithEndSize(150));

        // The commands are of use: many of them were allowed.
        Assert.InRange(done, 2_000, int.MaxValue);
    }
}

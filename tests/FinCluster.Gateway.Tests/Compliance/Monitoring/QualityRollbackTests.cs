using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Gateway.Compliance.Monitoring;
using FinCluster.Testing.Catalog;

namespace FinCluster.Gateway.Tests.Compliance.Monitoring;

/// <summary>An alias that moved to another release a moment ago, whose requests then go wrong.</summary>
public sealed class QualityRollbackTests
{
    private const string Alias = "fin-chat";

    [Theory]
    [InlineData(nameof(QualityMeasure.Abnormal))]
    [InlineData(nameof(QualityMeasure.Sensitive))]
    [InlineData(nameof(QualityMeasure.Drift))]
    public async Task Release_DoesWorseForLongEnough_IsTakenBack(string measure)
    {
        using MonitorSetup setup = await MovedAsync();

        await WorseAsync(setup, measure);
        await setup.PassAsync(TimeSpan.FromMinutes(4));
        Assert.Equal(2, Current(setup).Sequence);
        await setup.PassAsync(TimeSpan.FromMinutes(1));
        await setup.PassAsync(TimeSpan.FromMinutes(1));

        AliasEntry move = Current(setup);
        Assert.Equal((3, AliasAction.Rollback, QualityRollback.Actor, 1), (move.Sequence, move.Action, move.Actor, move.Restores));
        Assert.NotEmpty(move.Reason);
        Assert.Single(setup.Log.Lines, line => line.StartsWith("fin-chat is moved back", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Option_IsNotGiven_NothingMoves()
    {
        using MonitorSetup setup = await MovedAsync(options => options.RollbackAfter = null);

        await WorseAsync(setup, nameof(QualityMeasure.Abnormal));
        await setup.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(2, Current(setup).Sequence);
    }

    [Fact]
    public async Task Alias_HasMovedLongAgo_StaysWhereItIs()
    {
        using MonitorSetup setup = await MovedAsync();
        await setup.PassAsync(TimeSpan.FromHours(25));

        await WorseAsync(setup, nameof(QualityMeasure.Abnormal));
        await setup.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(2, Current(setup).Sequence);
    }

    [Fact]
    public async Task Alarm_EndsBefore_NothingMoves()
    {
        using MonitorSetup setup = await MovedAsync();
        await WorseAsync(setup, nameof(QualityMeasure.Abnormal));

        await setup.ObserveAsync(100_000, _ => MonitorSetup.Request(Alias, Target(setup)));
        await setup.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(2, Current(setup).Sequence);
    }

    // Another day, other questions, and so other answers: that is not the release's doing.
    [Fact]
    public async Task Questions_MoveWithTheAnswers_TheReleaseStays()
    {
        using MonitorSetup setup = await MovedAsync();

        await setup.ObserveAsync(600, _ => MonitorSetup.Request(Alias, Target(setup)) with { Intent = QuestionIntent.Forecast, Answer = LengthBucket.Over800 });
        await setup.PassAsync(TimeSpan.FromMinutes(10));

        Assert.NotEmpty(setup.Monitor.Read()[0].Held);
        Assert.Equal(2, Current(setup).Sequence);
    }

    [Fact]
    public async Task OtherRelease_DoesWorse_TheAliasStays()
    {
        using MonitorSetup setup = await MovedAsync();

        await setup.ObserveAsync(600, _ => MonitorSetup.Request(Alias, Target(setup, 1)) with { Abnormal = AbnormalKind.Error });
        await setup.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(2, Current(setup).Sequence);
    }

    private static async Task<MonitorSetup> MovedAsync(Action<DriftOptions>? change = null)
    {
        var setup = new MonitorSetup(options =>
        {
            options.RollbackAfter = TimeSpan.FromMinutes(5);
            change?.Invoke(options);
        });
        ArtifactHash basis = setup.Catalog.AddBase("base");
        setup.Catalog.AddAdapter("brokerage", basis);
        setup.Catalog.Promote(Alias, new Release(basis));
        await setup.ObserveAsync(1_000, _ => MonitorSetup.Request(Alias, Target(setup)));
        setup.Catalog.Promote(Alias, new Release(basis) { Domain = new AdapterUse(MemoryCatalog.HashOf("brokerage")) });
        return setup;
    }

    private static Task WorseAsync(MonitorSetup setup, string measure) => setup.ObserveAsync(600, _ => measure switch
    {
        nameof(QualityMeasure.Abnormal) => MonitorSetup.Request(Alias, Target(setup)) with { Abnormal = AbnormalKind.Timeout },
        nameof(QualityMeasure.Sensitive) => MonitorSetup.Request(Alias, Target(setup)) with { IsCut = true },
        _ => MonitorSetup.Request(Alias, Target(setup)) with { Answer = LengthBucket.UpTo20 },
    });

    private static AliasEntry Current(MonitorSetup setup) => setup.Catalog.Current.FindAlias(Alias)!.Current;

    private static string Target(MonitorSetup setup, long? sequence = null)
    {
        CatalogAlias alias = setup.Catalog.Current.FindAlias(Alias)!;
        return alias.Find(sequence ?? alias.Sequence)!.Target.Value;
    }
}

using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Testing.Catalog;

namespace FinCluster.Core.Tests.Catalog;

public sealed class CatalogRulesTests
{
    private const string Chat = "fin-chat";

    private readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly ArtifactHash[] _releases;
    private CatalogSnapshot _catalog = CatalogSnapshot.Empty;

    public CatalogRulesTests()
    {
        Do(new PushArtifact(CatalogSamples.Artifact(ArtifactKind.BaseModel, "base")));
        Do(new PushArtifact(CatalogSamples.Artifact(ArtifactKind.BaseModel, "other")));
        Do(new PushArtifact(CatalogSamples.Artifact(ArtifactKind.GuardRules, "guard")));
        Do(new PushArtifact(CatalogSamples.Adapter(ArtifactKind.DomainAdapter, "brokerage", "base")));
        Do(new PushArtifact(CatalogSamples.Adapter(ArtifactKind.TaskAdapter, "aml", "base")));
        _releases = [.. Enumerable.Range(0, 4).Select(i => Do(new PushRelease(CatalogSamples.Release("base", $"r{i}"))).Id!.Value)];
    }

    private CatalogAlias Alias => _catalog.FindAlias(Chat)!;

    [Fact]
    public void PushRelease_PartsThatDoNotFit_IsRefused()
    {
        Release good = CatalogSamples.Release("base", "n");

        Assert.Equal(CatalogStatus.NotFound, Try(new PushRelease(good with { GuardRules = CatalogSamples.Hash("missing") })).Status);
        Assert.Equal(CatalogStatus.Refused, Try(new PushRelease(good with { ChatTemplate = CatalogSamples.Hash("guard") })).Status);
        Assert.Equal(CatalogStatus.Refused, Try(new PushRelease(good with { Task = new AdapterUse(CatalogSamples.Hash("brokerage")) })).Status);
        CatalogResult otherBase = Try(new PushRelease(CatalogSamples.Release("other", "n") with { Domain = new AdapterUse(CatalogSamples.Hash("brokerage")) }));
        Assert.Equal(CatalogStatus.Refused, otherBase.Status);
        Assert.Contains("'brokerage' is for the base model", otherBase.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PushArtifact_KnownFileUnderOtherTerms_IsRefused()
    {
        Artifact known = _catalog.FindArtifact(CatalogSamples.Hash("brokerage"))!;

        Assert.Equal(CatalogStatus.Unchanged, Try(new PushArtifact(known)).Status);
        Assert.Equal(CatalogStatus.Refused, Try(new PushArtifact(known with { Name = "banking" })).Status);
        Assert.Equal(CatalogStatus.Refused, Try(new PushArtifact(known with { Rank = 9 })).Status);
    }

    [Fact]
    public void PushArtifact_TemplateThatIsTooLarge_IsRefusedUnlessItIsThere()
    {
        Artifact template = CatalogSamples.Artifact(ArtifactKind.ChatTemplate, "template") with { Bytes = ChatTemplateRules.MaxBytes + 1 };

        Assert.Equal(CatalogStatus.Refused, Try(new PushArtifact(template)).Status);
        Assert.Equal(CatalogStatus.Done, Try(new PushArtifact(template with { Kind = ArtifactKind.KnowledgeSnapshot })).Status);
        Assert.Equal(CatalogStatus.Done, Do(new PushArtifact(template with { Bytes = ChatTemplateRules.MaxBytes })).Status);
    }

    [Fact]
    public void PushArtifact_AdapterOfABaseThatIsNotThere_IsRefused()
    {
        Assert.Equal(CatalogStatus.Refused, Try(new PushArtifact(CatalogSamples.Adapter(ArtifactKind.TaskAdapter, "t", "unknown"))).Status);
        Assert.Equal(CatalogStatus.Refused, Try(new PushArtifact(CatalogSamples.Adapter(ArtifactKind.TaskAdapter, "t", "guard"))).Status);
        Assert.Equal(CatalogStatus.Invalid, Try(new PushArtifact(CatalogSamples.Artifact(ArtifactKind.TaskAdapter, "t"))).Status);
    }

    [Fact]
    public void RemoveArtifact_ThatSomethingNames_IsRefused()
    {
        Do(new Promote("aml", 0, "a", "", CatalogSamples.Hash("aml")));

        Assert.Equal(CatalogStatus.Refused, Try(new RemoveArtifact(CatalogSamples.Hash("base"))).Status);
        Assert.Equal(CatalogStatus.Refused, Try(new RemoveArtifact(CatalogSamples.Hash("aml"))).Status);
        Assert.Equal(CatalogStatus.Done, Do(new RemoveArtifact(CatalogSamples.Hash("guard"))).Status);
        Assert.Equal(CatalogStatus.Unchanged, Try(new RemoveArtifact(CatalogSamples.Hash("guard"))).Status);
    }

    [Fact]
    public void Promote_GatesNotPassed_NeedsAReasonThatIsKept()
    {
        ArtifactHash ungated = Do(new PushRelease(new Release(CatalogSamples.Hash("base")))).Id!.Value;

        CatalogResult refused = Try(new Promote(Chat, 0, "a", "", ungated));
        Assert.Equal((CatalogStatus.GatesFailed, 5), (refused.Status, refused.FailedGates.Length));
        Assert.Equal(CatalogStatus.Invalid, Try(new Promote(Chat, 0, "a", "", ungated) { Override = " " }).Status);

        Do(new Promote(Chat, 0, "a", "", ungated) { Override = "agreed with risk" });

        Assert.Equal(("agreed with risk", 5), (Alias.Current.Override, Alias.Current.FailedGates.Length));
    }

    [Fact]
    public void Promote_GatesPassed_KeepsNoOverride()
    {
        Do(new Promote(Chat, 0, "a", "", _releases[0]) { Override = "to be sure" });

        Assert.Null(Alias.Current.Override);
        Assert.Empty(Alias.Current.FailedGates);
    }

    [Fact]
    public void Promote_LessAccurateThanNow_IsRefused()
    {
        Do(new Promote(Chat, 0, "a", "", _releases[0]));
        Release worse = CatalogSamples.Release("base", "worse") with { Gates = CatalogSamples.Passing with { Accuracy = 0.89m } };
        ArtifactHash id = Do(new PushRelease(worse)).Id!.Value;

        CatalogResult result = Try(new Promote(Chat, 1, "a", "", id));

        Assert.Equal("accuracy", Assert.Single(result.FailedGates).Gate);
        Assert.Equal(CatalogStatus.Done, Try(new Promote("new-alias", 0, "a", "", id)).Status);
    }

    [Fact]
    public void Promote_KindOfAlias_NeverChanges()
    {
        Do(new Promote(Chat, 0, "a", "", _releases[0]));
        Do(new Promote("aml", 0, "a", "", CatalogSamples.Hash("aml")) { Scale = 0.5m });

        Assert.Equal(CatalogStatus.Refused, Try(new Promote(Chat, 1, "a", "", CatalogSamples.Hash("aml"))).Status);
        Assert.Equal(CatalogStatus.Refused, Try(new Promote("aml", 1, "a", "", CatalogSamples.Hash("brokerage"))).Status);
        Assert.Equal(CatalogStatus.NotFound, Try(new Promote("x", 0, "a", "", CatalogSamples.Hash("base"))).Status);
        Assert.Equal(CatalogStatus.Unchanged, Try(new Promote("aml", 1, "a", "", CatalogSamples.Hash("aml")) { Scale = 0.5m }).Status);
        Assert.Equal(CatalogStatus.Done, Try(new Promote("aml", 1, "a", "", CatalogSamples.Hash("aml"))).Status);
    }

    [Fact]
    public void RollBack_AgainAndAgain_GoesFurtherBackEachTime()
    {
        PromoteAll(3);

        Do(new RollBack(Chat, 3, "a", ""));
        Assert.Equal(_releases[1], Alias.Target);
        Do(new RollBack(Chat, 4, "a", ""));
        Assert.Equal(_releases[0], Alias.Target);
        Assert.Equal(CatalogStatus.NotFound, Try(new RollBack(Chat, 5, "a", "")).Status);

        // What is promoted now has the first one before it.
        Do(new Promote(Chat, 5, "a", "", _releases[3]));
        Do(new RollBack(Chat, 6, "a", ""));
        Assert.Equal(_releases[0], Alias.Target);
    }

    [Fact]
    public void RollBack_ToALineOrARelease_RestoresIt()
    {
        PromoteAll(4);

        Do(new RollBack(Chat, 4, "a", "") { ToSequence = 2 });
        Assert.Equal((_releases[1], 2L), (Alias.Target, Alias.Current.Restores!.Value));
        Do(new RollBack(Chat, 5, "a", "") { ToTarget = _releases[0] });
        Assert.Equal(_releases[0], Alias.Target);
        Do(new RollBack(Chat, 6, "a", "") { ToSequence = 5 });
        Assert.Equal((_releases[1], 2L), (Alias.Target, Alias.Current.Restores!.Value));
        Assert.Equal(CatalogStatus.NotFound, Try(new RollBack(Chat, 7, "a", "") { ToSequence = 8 }).Status);
        Assert.Equal(CatalogStatus.NotFound, Try(new RollBack(Chat, 7, "a", "") { ToTarget = CatalogSamples.Hash("aml") }).Status);
        Assert.Equal(CatalogStatus.Unchanged, Try(new RollBack(Chat, 7, "a", "") { ToSequence = 2 }).Status);
    }

    [Fact]
    public void RollBack_DuringACanary_EndsIt()
    {
        PromoteAll(2);
        Do(new StartCanary(Chat, 2, "a", "", new Canary(_releases[2], 0.1m)));

        Do(new RollBack(Chat, 3, "a", ""));

        Assert.Equal((_releases[0], null), (Alias.Target, Alias.Canary));
    }

    [Fact]
    public void Canary_Promoted_IsTheTargetAndHasTheStableOneBeforeIt()
    {
        PromoteAll(1);
        Do(new StartCanary(Chat, 1, "a", "", new Canary(_releases[1], 0.1m)));
        Assert.Equal((_releases[0], _releases[1]), (Alias.Target, Alias.Canary!.Release));
        Assert.Equal(CatalogStatus.Refused, Try(new Promote(Chat, 2, "a", "", _releases[2])).Status);
        Assert.Equal(CatalogStatus.Refused, Try(new StartCanary(Chat, 2, "a", "", new Canary(_releases[2], 0.1m))).Status);

        Do(new EndCanary(Chat, 2, "a", "", IsPromoted: true));
        Assert.Equal((_releases[1], null), (Alias.Target, Alias.Canary));
        Do(new RollBack(Chat, 3, "a", ""));

        Assert.Equal(_releases[0], Alias.Target);
    }

    [Fact]
    public void Canary_Aborted_LeavesTheStableOne()
    {
        PromoteAll(2);
        Do(new StartCanary(Chat, 2, "a", "", new Canary(_releases[2], 0.1m)));
        Do(new EndCanary(Chat, 3, "judge", "errors", IsPromoted: false));

        Assert.Equal((_releases[1], null), (Alias.Target, Alias.Canary));
        Assert.Equal((_releases[2], "errors"), (Alias.Current.Canary!.Release, Alias.Current.Reason));
        Assert.Equal(CatalogStatus.Refused, Try(new EndCanary(Chat, 4, "a", "", IsPromoted: true)).Status);
        Do(new RollBack(Chat, 4, "a", ""));
        Assert.Equal(_releases[0], Alias.Target);
    }

    [Fact]
    public void StartCanary_WhatCannotBeOne_IsRefused()
    {
        ArtifactHash ungated = Do(new PushRelease(new Release(CatalogSamples.Hash("base")))).Id!.Value;
        PromoteAll(1);
        Do(new Promote("aml", 0, "a", "", CatalogSamples.Hash("aml")));

        Assert.Equal(CatalogStatus.NotFound, Try(new StartCanary("none", 0, "a", "", new Canary(_releases[1], 0.1m))).Status);
        Assert.Equal(CatalogStatus.NotFound, Try(new StartCanary(Chat, 1, "a", "", new Canary(CatalogSamples.Hash("x"), 0.1m))).Status);
        Assert.Equal(CatalogStatus.Refused, Try(new StartCanary(Chat, 1, "a", "", new Canary(_releases[0], 0.1m))).Status);
        Assert.Equal(CatalogStatus.Refused, Try(new StartCanary("aml", 1, "a", "", new Canary(_releases[1], 0.1m))).Status);
        Assert.Equal(CatalogStatus.Invalid, Try(new StartCanary(Chat, 1, "a", "", new Canary(_releases[1], 1.1m))).Status);
        Assert.Equal(CatalogStatus.GatesFailed, Try(new StartCanary(Chat, 1, "a", "", new Canary(ungated, 0.1m))).Status);
    }

    [Fact]
    public void Apply_ChangeThatDoesNotFollow_IsRefused()
    {
        PromoteAll(1);
        AliasEntry entry = Alias.Current;

        Assert.Throws<InvalidDataException>(() => _catalog.Apply(new AliasMoved(Chat, AliasKind.Model, entry)));
        Assert.Throws<InvalidDataException>(() => _catalog.Apply(new AliasMoved(Chat, AliasKind.Model, entry with { Sequence = 3 })));
        Assert.Throws<InvalidDataException>(() => _catalog.Apply(new AliasMoved(Chat, AliasKind.TaskAdapter, entry with { Sequence = 2 })));
        Assert.Throws<InvalidDataException>(
            () => _catalog.Apply(new AliasMoved(Chat, AliasKind.Model, entry with { Sequence = 2, Target = CatalogSamples.Hash("missing") })));
        Assert.Throws<InvalidDataException>(
            () => _catalog.Apply(new AliasMoved(Chat, AliasKind.Model, entry with { Sequence = 2, Action = AliasAction.Rollback, Restores = 2 })));
        Assert.Throws<InvalidDataException>(() => _catalog.Apply(new ReleasePushed("r", _now, CatalogSamples.Release("base", "r0"))));
    }

    [Fact]
    public void History_ClockThatIsSetBack_DoesNotRunBackwards()
    {
        PromoteAll(1);

        CatalogDecision decision = CatalogRules.Decide(_catalog, new Promote(Chat, 1, "a", "", _releases[1]), _now.AddHours(-1));

        Assert.Equal(_now, decision.Result.Entry!.At);
    }

    [Theory]
    [InlineData("", "a")]
    [InlineData("a+b", "a")]
    [InlineData("a/b", "a")]
    [InlineData("ok", "")]
    public void Alias_NameOrActorThatCannotBe_IsInvalid(string alias, string actor) =>
        Assert.Equal(CatalogStatus.Invalid, Try(new Promote(alias, 0, actor, "", _releases[0])).Status);

    private void PromoteAll(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Do(new Promote(Chat, i, "a", "", _releases[i]));
        }
    }

    private CatalogResult Try(CatalogCommand command) => CatalogRules.Decide(_catalog, command, _now).Result;

    private CatalogResult Do(CatalogCommand command)
    {
        CatalogDecision decision = CatalogRules.Decide(_catalog, command, _now);
        Assert.Equal((CatalogStatus.Done, ""), (decision.Result.Status, decision.Change is null ? decision.Result.Message : ""));
        _catalog = _catalog.Apply(decision.Change!);
        return decision.Result;
    }
}

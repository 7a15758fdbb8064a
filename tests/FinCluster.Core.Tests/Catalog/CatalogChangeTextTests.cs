using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Tests.Catalog;

/// <summary>What this release stores. The next one must read it, so a text here is never changed, only added.</summary>
public sealed class CatalogChangeTextTests
{
    private const string Base = "aeebb5b6a1e3c4a3c0d1a6f6bbd8a4c4b6e2b1f5a7d0c9e8f7a6b5c4d3e2f1a0";
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TheoryData<string, CatalogChange> Stored => new()
    {
        {
            $$$"""{"request":"c1","at":"2026-01-02T03:04:05+00:00","artifact":{"hash":"{{{Base}}}","kind":"base","name":"fin-base","bytes":12345678901}}""",
            new ArtifactPushed("c1", new Artifact(Hash(Base), ArtifactKind.BaseModel, "fin-base", 12_345_678_901, At))
        },
        {
            $$$"""{"request":"c1","at":"2026-01-02T03:04:05+00:00","artifact":{"hash":"{{{Base}}}","kind":"task","name":"aml","bytes":1,"base":"{{{Base}}}","rank":16}}""",
            new ArtifactPushed("c1", new Artifact(Hash(Base), ArtifactKind.TaskAdapter, "aml", 1, At) { Base = Hash(Base), Rank = 16 })
        },
        {
            $$$"""{"request":"c2","at":"2026-01-02T03:04:05+00:00","removed":"{{{Base}}}"}""",
            new ArtifactRemoved("c2", At, Hash(Base))
        },
        {
            $$$"""{"request":"c3","at":"2026-01-02T03:04:05+00:00","release":"{\"release\":1,\"base\":\"{{{Base}}}\",\"note\":\"首发\"}"}""",
            new ReleasePushed("c3", At, new Release(Hash(Base)) { Note = "首发" })
        },
    };

    [Theory]
    [MemberData(nameof(Stored))]
    public void Change_OfThisRelease_IsWrittenAndReadSo(string text, CatalogChange change)
    {
        Assert.Equal(text, CatalogChangeText.Format(change));
        Assert.Equal(change, CatalogChangeText.Parse(text));
    }

    [Fact]
    public void AliasMoved_OfThisRelease_IsWrittenAndReadSo()
    {
        string text = $$$$"""
            {"request":"c4","at":"2026-01-02T03:04:05+00:00","alias":{"name":"fin-chat","kind":"Model","sequence":2,"actor":"李雷","action":"CanaryStart","target":"{{{{Base}}}}","reason":"试","override":"试点","failedGates":[{"gate":"accuracy","reason":"it was not measured"}],"canary":{"release":"{{{{Base}}}}","weight":0.05,"tenants":["acme"],"maxErrorRate":0.02,"maxTtftRatio":1.5,"minRequests":100,"enoughRequests":1000}}}
            """;

        var moved = (AliasMoved)CatalogChangeText.Parse(text);

        Assert.Equal(text, CatalogChangeText.Format(moved));
        AliasEntry entry = moved.Entry;
        Assert.Equal(("fin-chat", AliasKind.Model, 2L, "李雷", AliasAction.CanaryStart), (moved.Alias, moved.Kind, entry.Sequence, entry.Actor, entry.Action));
        Assert.Equal((Hash(Base), "试", "试点", "c4", At), (entry.Target, entry.Reason, entry.Override, entry.Request, entry.At));
        Assert.Equal([new GateFailure("accuracy", "it was not measured")], entry.FailedGates);
        Assert.Equal((0.05m, new CanaryLimits { MaxRefusalRate = null }), (entry.Canary!.Weight, entry.Canary.Limits));
        Assert.Equal([new TenantId("acme")], entry.Canary.Tenants);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"request":"c","at":"2026-01-02T03:04:05+00:00"}""")]
    [InlineData("""{"request":"c","at":"2026-01-02T03:04:05+00:00","renamed":"x"}""")]
    [InlineData("""{"request":"c","at":"2026-01-02T03:04:05+00:00","removed":"x"}""")]
    [InlineData("""{"request":"c","at":"2026-01-02T03:04:05+00:00","release":"{}"}""")]
    [InlineData("""{"request":"c","at":"2026-01-02T03:04:05+00:00","alias":{"name":"a"}}""")]
    public void Parse_WhatThisReleaseDoesNotKnow_IsRefused(string text) => Assert.Throws<InvalidDataException>(() => CatalogChangeText.Parse(text));

    private static ArtifactHash Hash(string text)
    {
        Assert.True(ArtifactHash.TryParse(text, out ArtifactHash hash));
        return hash;
    }
}
